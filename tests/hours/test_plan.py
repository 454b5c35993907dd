"""The calendar's part of the plan: what is accepted and what is refused, and where."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from hours.checks import calendar_findings
from hours.plan import CalendarPlan, DayPlan


def test_a_calendar_of_a_small_shop() -> None:
    plan = CalendarPlan.model_validate(
        {
            "week": {"mon-fri": "09:00-13:00, 14:00-18:00", "sat": "10:00-14:00"},
            "holidays": {
                "country": "DE",
                "subdivision": "BE",
                "hours": "10:00-12:00",
                "except_days": ["Good Friday", "neujahr"],
            },
            "days": [
                {"date": "2026-12-24", "until": "2026-12-31", "name": "Holidays", "hours": ""},
                {"date": "2026-11-28", "like": "mon"},
            ],
            "timezone": "Europe/Berlin",
        }
    )
    assert plan.days[0].last.isoformat() == "2026-12-31"
    assert plan.days[1].last == plan.days[1].date
    assert CalendarPlan.model_validate_json(plan.model_dump_json()) == plan


def test_nothing_is_needed() -> None:
    assert CalendarPlan().week == {}


@pytest.mark.parametrize(
    ("written", "place", "told"),
    [
        (
            {"week": {"mon-fri": "09:00-13:00, 12:00-18:00"}},
            ("week", "mon-fri"),
            "09:00-13:00 and 12:00-18:00 overlap",
        ),
        ({"week": {"mon-fry": ""}}, ("week",), "did you mean fri?"),
        ({"week": {"mon-wed": "", "wed-fri": ""}}, ("week",), "both name wed"),
        ({"timezone": "Europe/Brlin"}, ("timezone",), "did you mean Europe/Berlin?"),
        ({"holidays": {"country": "UK"}}, ("holidays", "country"), "did you mean GB?"),
        (
            {"holidays": {"country": "DE", "subdivision": "be"}},
            ("holidays", "subdivision"),
            "did you mean BE?",
        ),
        (
            {"holidays": {"country": "DE", "except_days": ["Karfreitg"]}},
            ("holidays", "except_days"),
            "DE has no holiday 'Karfreitg'; did you mean Karfreitag?",
        ),
        (
            {"holidays": {"country": "DE", "except_days": ["Tag der Katze und des Hundes"]}},
            ("holidays", "except_days"),
            "there is Neujahr, Karfreitag",
        ),
        ({"holidays": {"country": "DE", "hours": "x"}}, ("holidays", "hours"), "is no span"),
        (
            {"days": [{"date": "2026-12-24", "until": "2026-12-01", "hours": ""}]},
            ("days", 0, "until"),
            "until is before date, 2026-12-24",
        ),
        (
            {"days": [{"date": "2026-01-01", "until": "2027-01-02", "hours": ""}]},
            ("days", 0, "until"),
            "at most 366 days at once",
        ),
        ({"days": [{"date": "2026-12-24"}]}, ("days", 0), "one of both"),
        ({"days": [{"date": "2026-12-24", "hours": "", "like": "mon"}]}, ("days", 0), "one of"),
        ({"days": [{"date": "2300-12-24", "hours": ""}]}, ("days", 0, "date"), "to 2199-12-31"),
        (
            {"days": [{"date": "2026-12-24", "hours": "", "name": "a\nb"}]},
            ("days", 0, "name"),
            "one line",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(
    written: dict[str, Any], place: tuple[str | int, ...], told: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        CalendarPlan.model_validate(written)
    (mistake,) = refused.value.errors()
    assert mistake["loc"] == place
    assert told in mistake["msg"]


def test_one_mistake_is_not_told_twice() -> None:
    with pytest.raises(ValidationError) as refused:
        CalendarPlan.model_validate(
            {"holidays": {"country": "XX", "subdivision": "BE", "except_days": ["Neujahr"]}}
        )
    assert [mistake["loc"] for mistake in refused.value.errors()] == [("holidays", "country")]


def test_there_are_limits() -> None:
    day = {"date": "2026-12-24", "hours": ""}
    with pytest.raises(ValidationError, match="at most 2000"):
        CalendarPlan.model_validate({"days": [day] * 2001})
    with pytest.raises(ValidationError, match="at most 80"):
        DayPlan.model_validate({**day, "name": "x" * 81})


def test_every_example_of_the_manual_is_a_good_calendar() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "hours.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", manual, flags=re.DOTALL)
    assert examples
    for example in examples:
        for written in yaml.safe_load(example)["hours"].values():
            assert calendar_findings(CalendarPlan.model_validate(written)) == ()
