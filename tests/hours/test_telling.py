"""What a calendar says of itself."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hours.calendar import Calendar
from hours.plan import CalendarPlan
from hours.telling import blank_names, told

BERLIN = ZoneInfo("Europe/Berlin")
SHOP = Calendar(CalendarPlan.model_validate({"week": {"mon-fri": "09:00-18:00"}}), BERLIN)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "opens_on", "opens", "closes"),
    [
        ("2026-01-05 10:00", "2026-01-06", "09:00", "18:00"),  # Monday, open
        ("2026-01-05 17:00", "2026-01-06", "09:00", "18:00"),  # just closed
        ("2026-01-09 20:00", "2026-01-12", "09:00", "18:00"),  # Friday night
        ("2026-03-28 10:00", "2026-03-30", "09:00", "18:00"),  # the clock goes forward between
    ],
)
def test_the_next_opening_and_closing_in_local_time(
    moment: str, opens_on: str, opens: str, closes: str
) -> None:
    filled = dict(told("shop", SHOP, at(moment)))
    assert filled == {"shop_opens_on": opens_on, "shop_opens": opens, "shop_closes": closes}


def test_what_never_changes_says_nothing() -> None:
    always = Calendar(CalendarPlan.model_validate({"week": {"mon-sun": "00:00-24:00"}}), BERLIN)
    for calendar in (Calendar(CalendarPlan(), BERLIN), always):
        assert told("shop", calendar, at("2026-01-05 10:00")) == ()


def test_blanks_have_no_hyphens() -> None:
    assert blank_names("late-shop") == ("late_shop_opens", "late_shop_opens_on", "late_shop_closes")
