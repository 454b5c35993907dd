"""Open or closed, and until when: by the clock as an argument."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hours.calendar import HORIZON, Calendar, OpenState
from hours.plan import CalendarPlan
from hours.spans import WEEKDAYS, write_spans
from vocabulary.plans import WeekDay, WeekSpan

BERLIN = ZoneInfo("Europe/Berlin")
SHOP: dict[str, Any] = {
    "week": {"mon-fri": "09:00-13:00, 14:00-18:00", "sat": "10:00-14:00"},
    "holidays": {"country": "DE"},
    "days": [
        {"date": "2026-12-24", "name": "Christmas Eve", "hours": "09:00-12:00"},
        {"date": "2026-11-30", "name": "Stocktaking", "hours": ""},
        {"date": "2026-12-06", "name": "Instead of Stocktaking", "like": "mon"},
    ],
}


def calendar(**more: Any) -> Calendar:
    return Calendar(CalendarPlan.model_validate({**SHOP, **more}), BERLIN)


def at(text: str) -> datetime:
    """A moment by the clock on a wall in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-11-27T08:59:59.999999", OpenState(False, until=at("2026-11-27T09:00"))),
        ("2026-11-27T09:00", OpenState(True, until=at("2026-11-27T13:00"))),
        ("2026-11-27T12:59:59.999999", OpenState(True, until=at("2026-11-27T13:00"))),
        ("2026-11-27T13:00", OpenState(False, until=at("2026-11-27T14:00"))),
        ("2026-11-27T18:00", OpenState(False, until=at("2026-11-28T10:00"))),
        ("2026-11-28T15:00", OpenState(False, until=at("2026-12-01T09:00"))),
        ("2026-11-29T12:00", OpenState(False, until=at("2026-12-01T09:00"))),
        ("2026-11-30T12:00", OpenState(False, True, "Stocktaking", at("2026-12-01T09:00"))),
        (
            "2026-12-06T10:00",
            OpenState(True, True, "Instead of Stocktaking", at("2026-12-06T13:00")),
        ),
        ("2026-12-24T11:00", OpenState(True, True, "Christmas Eve", at("2026-12-24T12:00"))),
        ("2026-12-24T12:00", OpenState(False, True, "Christmas Eve", at("2026-12-28T09:00"))),
        (
            "2026-12-25T00:00",
            OpenState(False, True, "Erster Weihnachtstag", at("2026-12-28T09:00")),
        ),
        ("2026-12-31T18:00", OpenState(False, until=at("2027-01-02T10:00"))),
        ("2027-01-01T00:00", OpenState(False, True, "Neujahr", at("2027-01-02T10:00"))),
    ],
)
def test_a_shop_through_the_end_of_a_year(now: str, state: OpenState) -> None:
    shop = calendar()
    moment = at(now)
    assert shop.state(moment) == state
    assert shop.is_open(moment) == state.open
    assert shop.next_change(moment) == state.until
    assert shop.next_open(moment) == (moment if state.open else state.until)


def test_a_moment_of_another_zone_is_understood_and_one_without_is_refused() -> None:
    shop = calendar()
    assert shop.is_open(datetime(2026, 11, 27, 13, 45, tzinfo=ZoneInfo("Asia/Kolkata")))
    with pytest.raises(ValueError, match="without a time zone"):
        shop.is_open(datetime(2026, 11, 27, 13, 45))  # noqa: DTZ001 - this is what is refused


def test_the_calendars_own_zone_wins() -> None:
    abroad = calendar(timezone="Asia/Kolkata")
    assert abroad.zone.key == "Asia/Kolkata"
    assert abroad.is_open(datetime(2026, 11, 27, 3, 30, tzinfo=UTC))
    assert not calendar().is_open(datetime(2026, 11, 27, 3, 30, tzinfo=UTC))


@pytest.mark.parametrize(("week", "is_open"), [({}, False), ({"mon-sun": "00:00-24:00"}, True)])
def test_what_never_changes_has_no_change(week: dict[str, str], is_open: bool) -> None:
    still = Calendar(CalendarPlan.model_validate({"week": week}), BERLIN)
    now = at("2026-12-31T23:59")
    assert still.state(now) == OpenState(is_open)
    assert still.next_open(now) == (now if is_open else None)


def test_a_change_is_told_up_to_four_hundred_days_ahead() -> None:
    far = Calendar(
        CalendarPlan.model_validate({"days": [{"date": "2028-02-01", "hours": "09:00-10:00"}]}),
        ZoneInfo("UTC"),
    )
    opens = datetime(2028, 2, 1, 9, tzinfo=UTC)
    assert far.next_change(opens - HORIZON) == opens
    assert far.next_change(opens - HORIZON - timedelta(microseconds=1)) is None
    assert far.next_open(opens - timedelta(days=40)) == opens


def test_nights_have_no_change_at_midnight_not_even_of_the_year() -> None:
    nights = Calendar(
        CalendarPlan.model_validate({"week": {"mon-sun": "00:00-02:00, 20:00-24:00"}}),
        ZoneInfo("UTC"),
    )
    for evening in (datetime(2026, 5, 1, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)):
        assert nights.state(evening) == OpenState(True, until=evening + timedelta(hours=3))


def test_a_change_exactly_at_the_turn_of_the_year() -> None:
    new_year = Calendar(
        CalendarPlan.model_validate({"days": [{"date": "2027-01-01", "hours": "00:00-24:00"}]}),
        ZoneInfo("UTC"),
    )
    turn = datetime(2027, 1, 1, tzinfo=UTC)
    assert new_year.next_change(turn - timedelta(seconds=1)) == turn
    assert new_year.state(turn).until == turn + timedelta(days=1)


def test_both_nights_in_berlin_when_the_clocks_change() -> None:
    night = Calendar(CalendarPlan.model_validate({"week": {"sun": "01:00-04:00"}}), BERLIN)
    spring = at("2026-03-29T01:00")
    assert night.next_change(spring) == spring + timedelta(hours=2)
    autumn = at("2026-10-25T01:00")
    assert night.next_change(autumn) == autumn + timedelta(hours=4)


def test_days_are_shown_with_what_rules_them() -> None:
    shop = calendar()
    assert shop.week(date(2026, 12, 23), 3) == (
        WeekDay("2026-12-23", (WeekSpan(540, 780), WeekSpan(840, 1080))),
        WeekDay("2026-12-24", (WeekSpan(540, 720),), "Christmas Eve", True),
        WeekDay("2026-12-25", (), "Erster Weihnachtstag", True),
    )
    assert shop.day(date(2026, 12, 25)).holiday


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (date(2026, 1, 1), 0),
        (date(2026, 1, 1), 401),
        (date(9999, 12, 31), 7),
        (date(1, 1, 1), 7),
    ],
)
def test_days_that_cannot_be_shown_are_refused(since: date, days: int) -> None:
    with pytest.raises(ValueError, match=r"must be from 1 to 400|is known from 1970"):
        calendar().week(since, days)


def test_the_last_days_that_are_known_can_be_shown() -> None:
    assert len(calendar().week(date(2199, 12, 31), 400)) == 400


ZONES = (
    "Europe/Berlin",
    "America/Santiago",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "Pacific/Apia",
    "America/St_Johns",
)
MINUTES = st.one_of(st.integers(0, 1440), st.sampled_from([0, 60, 90, 120, 150, 180, 1440]))


@st.composite
def hours(draw: st.DrawFn) -> str:
    edges = sorted(draw(st.sets(MINUTES, max_size=6)))
    return write_spans(
        WeekSpan(start, until) for start, until in zip(edges[::2], edges[1::2], strict=False)
    )


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    day = st.dates(date(2025, 12, 20), date(2027, 1, 10))
    plan = {
        "week": draw(st.dictionaries(st.sampled_from(WEEKDAYS), hours())),
        "days": [
            {"date": draw(day), **draw(st.sampled_from([{"like": "mon"}, {"hours": ""}]))}
            for _ in range(draw(st.integers(0, 3)))
        ],
        "holidays": draw(
            st.none() | st.builds(lambda told: {"country": "DE", "hours": told}, hours())
        ),
    }
    return Calendar(CalendarPlan.model_validate(plan), ZoneInfo(draw(st.sampled_from(ZONES))))


MOMENTS = st.one_of(
    st.datetimes(datetime(2025, 12, 30), datetime(2027, 1, 3)),  # noqa: DTZ001 - zone follows
    st.sampled_from(
        [
            datetime.fromisoformat(night)
            for night in (
                "2026-03-28T22:00",
                "2026-04-04T12:00",
                "2026-10-03T13:00",
                "2026-10-24T23:00",
                "2026-09-06T02:00",
                "2026-12-31T22:00",
            )
        ]
    ),
).map(lambda moment: moment.replace(tzinfo=UTC))


def by_the_wall(told: Calendar, moment: datetime) -> bool:
    """What somebody says who looks at the clock on the wall and at the week."""
    wall = moment.astimezone(told.zone)
    minute = wall.hour * 60 + wall.minute
    (day,) = told.week(wall.date(), 1)
    return any(span.start <= minute < span.until for span in day.spans)


@settings(max_examples=150, deadline=None)
@given(calendars(), MOMENTS)
def test_the_state_is_what_the_wall_and_the_week_say(told: Calendar, moment: datetime) -> None:
    for step in range(-30, 30):
        near = moment + timedelta(minutes=7 * step)
        assert told.is_open(near) == by_the_wall(told, near)


@settings(max_examples=150, deadline=None)
@given(calendars(), MOMENTS)
def test_the_state_lasts_until_the_next_change_and_no_longer(
    told: Calendar, moment: datetime
) -> None:
    is_open = told.is_open(moment)
    for _ in range(8):
        change = told.next_change(moment)
        if change is None:
            assert all(told.is_open(moment + timedelta(days=d)) == is_open for d in range(400))
            return
        assert change > moment
        for part in range(10):
            between = moment + (change - moment) * part / 10
            assert told.state(between) == told.state(between)._replace(open=is_open, until=change)
        assert told.is_open(change - timedelta(microseconds=1)) == is_open
        assert told.is_open(change) != is_open
        assert told.next_open(moment) == (moment if is_open else change)
        moment, is_open = change, not is_open


@settings(max_examples=30, deadline=None)
@given(calendars(), MOMENTS)
def test_every_change_is_seen_by_the_minute(told: Calendar, moment: datetime) -> None:
    minute = moment.replace(second=0, microsecond=0)
    seen = [minute + timedelta(minutes=step) for step in range(1, 2881)]
    changes = [
        now
        for now in seen
        if by_the_wall(told, now) != by_the_wall(told, now - timedelta(minutes=1))
    ]
    found, change = [], told.next_change(minute)
    while change is not None and change <= seen[-1]:
        found.append(change)
        change = told.next_change(change)
    assert found == changes
