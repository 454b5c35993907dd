"""Days of the week and spans of a day, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hours.spans import MIDNIGHT, read_days, read_spans, read_week, write_spans
from vocabulary.plans import WeekSpan

NINE_TO_ONE = WeekSpan(9 * 60, 13 * 60)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("  ", ()),
        ("09:00-13:00", (NINE_TO_ONE,)),
        ("9:00 - 13:00", (NINE_TO_ONE,)),
        ("14:00-18:00,09:00-13:00", (NINE_TO_ONE, WeekSpan(840, 1080))),
        ("00:00-24:00", (WeekSpan(0, MIDNIGHT),)),
        ("09:00-11:30, 11:30-13:00", (NINE_TO_ONE,)),
    ],
)
def test_spans_are_read(text: str, spans: tuple[WeekSpan, ...]) -> None:
    assert read_spans(text) == spans


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("09:00-13:00, 12:00-18:00", "09:00-13:00 and 12:00-18:00 overlap"),
        ("22:00-02:00", "22:00-02:00 goes past midnight; write two: 22:00-24:00, and 00:00-02:00"),
        ("18:00-00:00", "18:00-00:00: the end of the day is written 24:00"),
        ("09:00-09:00", "09:00-09:00 is empty"),
        ("09:00-24:30", "there is no 24:30 o'clock"),
        ("09:60-10:00", "there is no 09:60 o'clock"),
        ("9-18", "'9-18' is no span; write 09:00-13:00, 14:00-18:00"),
        ("09:00-13:00,", "'' is no span"),
        ("٠٩:٠٠-١٣:٠٠", "is no span"),
    ],
)
def test_a_mistake_is_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        read_spans(text)
    assert told in str(refused.value)


@given(st.lists(st.integers(0, MIDNIGHT), max_size=8, unique=True).map(sorted))
def test_what_is_written_is_read_again(edges: list[int]) -> None:
    pairs = zip(edges[::2], edges[1::2], strict=False)
    spans = tuple(WeekSpan(start, until) for start, until in pairs)
    assert read_spans(write_spans(spans)) == spans


@pytest.mark.parametrize(
    ("key", "days"),
    [("mon", (0,)), ("mon-fri", (0, 1, 2, 3, 4)), ("sat-mon", (5, 6, 0)), ("sun-sun", (6,))],
)
def test_days_are_read(key: str, days: tuple[int, ...]) -> None:
    assert read_days(key) == days


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("Mon", "did you mean mon?"),
        ("monday", "did you mean mon?"),
        ("mon-fry", "did you mean fri?"),
        ("mon-", "there is no day ''; write mon to sun, or mon-fri"),
        ("weekdays", "there is no day 'weekdays'"),
    ],
)
def test_a_mistaken_day_is_told(key: str, told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        read_days(key)
    assert told in str(refused.value)


def test_a_single_day_wins_over_a_range_wherever_it_stands() -> None:
    for week in (
        {"mon-fri": "09:00-18:00", "wed": "09:00-13:00"},
        {"wed": "09:00-13:00", "mon-fri": "09:00-18:00"},
    ):
        read = read_week(week)
        assert [write_spans(spans) for spans in read] == [
            "09:00-18:00",
            "09:00-18:00",
            "09:00-13:00",
            "09:00-18:00",
            "09:00-18:00",
            "",
            "",
        ]


def test_two_ranges_do_not_share_a_day() -> None:
    with pytest.raises(ValueError, match="mon-wed and wed-fri both name wed"):
        read_week({"mon-wed": "09:00-18:00", "wed-fri": "09:00-18:00"})
