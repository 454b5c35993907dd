"""What rules a day."""

from datetime import date
from typing import Any

from hours.days import Day, Days
from hours.plan import CalendarPlan
from hours.spans import read_spans

SHOP: dict[str, Any] = {
    "week": {"mon-fri": "09:00-18:00", "sat": "10:00-14:00"},
    "holidays": {"country": "DE", "except_days": ["Karfreitag"]},
}


def days(**more: Any) -> Days:
    return Days(CalendarPlan.model_validate({**SHOP, **more}))


def test_the_week_rules_a_usual_day() -> None:
    assert days().of(date(2026, 11, 27)) == Day(read_spans("09:00-18:00"))
    assert days().of(date(2026, 11, 29)) == Day()


def test_a_holiday_wins_over_the_week() -> None:
    assert days().of(date(2026, 12, 25)) == Day((), "Erster Weihnachtstag", True)


def test_a_holiday_may_have_hours_of_its_own() -> None:
    half = days(holidays={"country": "DE", "hours": "10:00-12:00"})
    assert half.of(date(2026, 12, 25)) == Day(
        read_spans("10:00-12:00"), "Erster Weihnachtstag", True
    )


def test_a_holiday_on_a_day_that_is_closed_anyway_changes_nothing() -> None:
    sunday = date(2027, 10, 3)
    assert days().of(sunday) == Day((), "Tag der Deutschen Einheit", False)


def test_usual_hours_hold_on_a_holiday_that_is_excepted() -> None:
    assert days().of(date(2026, 4, 3)) == Day(read_spans("09:00-18:00"))


def test_an_exception_wins_over_a_holiday_and_the_last_over_all() -> None:
    told = days(
        days=[
            {"date": "2026-12-20", "until": "2027-01-02", "name": "Closed", "hours": ""},
            {"date": "2026-12-25", "name": "On call", "hours": "10:00-11:00"},
        ]
    )
    assert told.of(date(2026, 12, 24)) == Day((), "Closed", True)
    assert told.of(date(2026, 12, 25)) == Day(read_spans("10:00-11:00"), "On call", True)
    assert told.of(date(2026, 12, 31)) == Day((), "Closed", True)
    assert told.of(date(2027, 1, 1)) == Day((), "Closed", True)
    assert told.of(date(2027, 1, 2)) == Day((), "Closed", True)
    assert told.of(date(2027, 1, 4)) == Day(read_spans("09:00-18:00"))


def test_a_moved_working_day_has_the_hours_of_another() -> None:
    told = days(days=[{"date": "2026-11-28", "name": "Instead of Monday", "like": "mon"}])
    assert told.of(date(2026, 11, 28)) == Day(read_spans("09:00-18:00"), "Instead of Monday", True)


def test_an_exception_with_the_usual_hours_is_none() -> None:
    told = days(days=[{"date": "2026-11-27", "name": "Open house", "hours": "09:00-18:00"}])
    assert told.of(date(2026, 11, 27)) == Day(read_spans("09:00-18:00"), "Open house", False)


def test_a_leap_day_is_a_day() -> None:
    told = days(days=[{"date": "2028-02-29", "until": "2028-03-01", "hours": ""}])
    assert told.of(date(2028, 2, 29)).holiday
    assert told.of(date(2028, 3, 1)).holiday
    assert not told.of(date(2028, 3, 2)).holiday
