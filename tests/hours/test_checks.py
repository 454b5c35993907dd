"""Findings about a calendar that can be used but is hardly meant."""

from typing import Any

import pytest

from hours.checks import calendar_findings
from hours.plan import CalendarPlan
from vocabulary.findings import Severity

WEEK = {"mon-fri": "09:00-18:00"}


def found(written: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    findings = calendar_findings(CalendarPlan.model_validate(written))
    assert all(finding.severity is Severity.WARNING for finding in findings)
    return [(finding.place, finding.message) for finding in findings]


@pytest.mark.parametrize(
    "written",
    [
        {"week": WEEK},
        {"days": [{"date": "2026-12-24", "hours": "09:00-12:00"}]},
        {"holidays": {"country": "DE", "hours": "09:00-12:00"}},
        {"week": WEEK, "days": [{"date": "1999-12-24", "hours": ""}]},
        {"week": WEEK, "days": [{"date": "2026-12-26", "like": "mon"}]},
    ],
)
def test_a_good_calendar_has_none(written: dict[str, Any]) -> None:
    assert found(written) == []


def test_a_calendar_that_never_opens() -> None:
    for written, place in (({}, ()), ({"week": {"mon": " "}}, ("week",))):
        ((where, message),) = found(written)
        assert where == place
        assert "never open" in message


def test_a_day_like_one_that_is_closed() -> None:
    ((place, message),) = found({"week": WEEK, "days": [{"date": "2026-12-26", "like": "sun"}]})
    assert place == ("days", 0, "like")
    assert "sun is closed" in message


def test_exceptions_that_never_rule() -> None:
    days = [
        {"date": "2026-12-24", "hours": ""},
        {"date": "2026-12-20", "until": "2026-12-31", "hours": ""},
        {"date": "2026-12-25", "hours": "10:00-12:00"},
        {"date": "2026-12-01", "until": "2026-12-03", "hours": ""},
        {"date": "2026-12-02", "hours": ""},
        {"date": "2026-12-03", "hours": ""},
        {"date": "2026-12-01", "hours": ""},
    ]
    places = [place for place, _ in found({"week": WEEK, "days": days})]
    assert places == [("days", 0), ("days", 3)]
