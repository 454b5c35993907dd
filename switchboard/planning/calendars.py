"""One calendar of a text, also while something else in it is wrong."""

from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from hours.calendar import Calendar
from hours.plan import CalendarPlan
from hours.zones import read_zone
from switchboard.planning.checking import Reading


def calendar_of(reading: Reading, name: str) -> Calendar:
    """A calendar by name. Raises `LookupError` where there is none, `ValueError` where it
    cannot be read yet."""
    if reading.plan is not None:
        if name not in reading.plan.hours:
            raise LookupError(f"there is no calendar {name}")
        return reading.plan.calendar(name)
    found = _field(reading.data, "hours")
    hours = found if isinstance(found, dict) else {}
    if not hours:
        raise ValueError("the plan cannot be read yet; mend its findings first")
    if name not in hours:
        raise LookupError(f"there is no calendar {name}")
    try:
        plan = CalendarPlan.model_validate(hours[name])
    except ValidationError:
        told = f"calendar {name} cannot be read yet; mend what is found in it first"
        raise ValueError(told) from None
    return Calendar(plan, _zone(_field(reading.data, "timezone")))


def _field(data: Any, name: str) -> Any:
    return data.get(name) if isinstance(data, dict) else None


def _zone(name: Any) -> ZoneInfo:
    """UTC where the plan's own zone cannot be read either: it is a finding of its own."""
    try:
        return read_zone(str(name)) if name else ZoneInfo("UTC")
    except ValueError:
        return ZoneInfo("UTC")
