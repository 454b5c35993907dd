"""The plan: everything a manager can change about how calls flow, in one document.

Each room owns its part and its checks; here the parts become one YAML document whose
errors name the place, the value and what would be right.
"""

from collections.abc import Collection
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from routing.plan import FeatureCodes, OfferPlan, QueuePlan, RoutingPlan
from stats.metrics import DEFAULT_VARIANT, ServiceLevelVariant
from telephony.plan import NumberPlan

BUILT_IN = ("example", "minimal")
SIZE_LIMIT_BYTES = 1 << 20
VALUE_SHOWN = 60


class PlanError(ValueError):
    """A plan that cannot be used; one finding a line."""


class Plan(BaseModel):
    """The whole document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    timezone: str = "UTC"
    numbers: tuple[NumberPlan, ...] = Field(min_length=1, max_length=1000)
    queues: tuple[QueuePlan, ...] = Field(min_length=1, max_length=200)
    service_level: ServiceLevelVariant = DEFAULT_VARIANT
    offers: OfferPlan = OfferPlan()
    codes: FeatureCodes = FeatureCodes()

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"no such time zone{did_you_mean(value, available_timezones())}")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        queues = [str(queue.queue) for queue in self.queues]
        numbers = [number.number for number in self.numbers]
        for what, names in (("queue", queues), ("number", numbers)):
            for name in sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{what} {name} is there twice; keep one")
        for number in self.numbers:
            if number.queue not in queues:
                hint = did_you_mean(number.queue, set(queues))
                raise ValueError(f"number {number.number} leads to no queue {number.queue}{hint}")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The centre's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def routing(self) -> RoutingPlan:
        """Routing's part."""
        queues = {queue.queue: queue for queue in self.queues}
        return RoutingPlan(queues=queues, offers=self.offers, codes=self.codes)

    @property
    def by_number(self) -> dict[str, NumberPlan]:
        """Telephony's part: what each dialled number does."""
        return {number.number: number for number in self.numbers}


def load_plan(name: str) -> Plan:
    """A built-in plan by name, or a YAML file by path. Raises `PlanError`."""
    if name in BUILT_IN:
        text = files("switchboard").joinpath(f"plans/{name}.yaml").read_text(encoding="utf-8")
        return parse_plan(text, name)
    path = Path(name)
    try:
        if path.stat().st_size > SIZE_LIMIT_BYTES:
            raise PlanError(f"plan {name}: larger than {SIZE_LIMIT_BYTES} bytes")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        built_in = ", ".join(BUILT_IN)
        raise PlanError(
            f"plan {name}: cannot be read ({error}); CALLWRIGHT_PLAN takes {built_in} "
            "or the path of a YAML file"
        ) from error
    return parse_plan(text, name)


def parse_plan(text: str, source: str) -> Plan:
    """A plan from YAML text. `source` is named in errors. Raises `PlanError`."""
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise PlanError(f"plan {source}: not YAML: {error}") from error
    if not isinstance(document, dict):
        raise PlanError(f"plan {source}: must be a mapping with numbers and queues")
    try:
        return Plan.model_validate(document)
    except ValidationError as error:
        findings = [f"plan {source}: {line}" for line in _findings(error)]
        raise PlanError("\n".join(findings)) from error


def _findings(error: ValidationError) -> list[str]:
    """One line for each mistake: the place, what is wrong, and the value that is there.

    A list whose only entry is refused looks too short as well; that is no second mistake.
    """
    all_findings = error.errors(include_url=False)
    places = [finding["loc"] for finding in all_findings]
    lines = []
    for finding in all_findings:
        place = finding["loc"]
        inner = any(other[: len(place)] == place and other != place for other in places)
        if finding["type"] == "too_short" and inner:
            continue
        where = ".".join(str(part) for part in place) or "whole"
        lines.append(f"{where}: {finding['msg'].removeprefix('Value error, ')}{_value(finding)}")
    return lines


def _value(finding: Any) -> str:
    value = finding.get("input")
    if finding["type"] == "missing" or isinstance(value, dict | list | tuple):
        return ""
    return f" (it is {str(value)[:VALUE_SHOWN]!r})"


def did_you_mean(value: str, known: Collection[str]) -> str:
    """A hint at the nearest known word, or nothing."""
    close = get_close_matches(value, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""
