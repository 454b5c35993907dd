"""The call log: what is read, and what is said about rows that cannot be."""

from datetime import date
from io import StringIO

import pytest

from routing import calllog
from routing.calllog import COLUMNS, CallLogError, LoggedCall, read_calls

HEADER = ",".join(COLUMNS)
GOOD = (
    "c1,2026-03-01T09:30:00+00:00,support,2,+4912345,"
    "2026-03-01T09:30:20+00:00,anna,2026-03-01T09:33:00+00:00,answered"
)
LOST = "c2,2026-03-01T09:00:00+00:00,support,,,,,2026-03-01T09:00:45+00:00,abandoned"


def read(*rows: str, header: str = HEADER) -> list[LoggedCall]:
    return read_calls(StringIO("\n".join([header, *rows, ""]), newline=""))


def with_(**given: str) -> str:
    """The good row with other values."""
    row = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | given
    return ",".join(row.values())


def refused(*rows: str, header: str = HEADER) -> str:
    with pytest.raises(CallLogError) as error:
        read(*rows, header=header)
    return str(error.value)


def test_an_answered_call() -> None:
    (call,) = read(GOOD)
    assert (call.call, call.queue, call.priority, call.caller) == ("c1", "support", 2, "+4912345")
    assert call.operator == "anna"
    assert call.arrived == 1772357400.0
    assert call.answered == call.arrived + 20.0
    assert call.ended == call.arrived + 180.0
    assert call.waited_s == 20.0
    assert (call.day, call.second_of_day) == (date(2026, 3, 1), 9.5 * 3600)


def test_a_call_that_nobody_answered_waited_to_its_end() -> None:
    (call,) = read(LOST)
    assert (call.answered, call.operator, call.priority, call.caller) == (None, None, 0, "")
    assert call.waited_s == 45.0


def test_an_operator_who_was_only_tried_is_not_who_answered() -> None:
    (call,) = read(with_(answered_at="", outcome="abandoned"))
    assert (call.operator, call.answered) == (None, None)


def test_calls_out_are_no_callers() -> None:
    header = f"{HEADER},direction"
    assert [call.call for call in read(f"{GOOD},in", f"{LOST},out", header=header)] == ["c1"]


def test_calls_come_by_arrival_and_equals_as_they_stand() -> None:
    assert [call.call for call in read(GOOD, LOST)] == ["c2", "c1"]
    assert [call.call for call in read(with_(call_id="b"), with_(call_id="a"))] == ["b", "a"]


@pytest.mark.parametrize(
    ("arrived", "seconds", "day", "second_of_day"),
    [
        ("2026-03-01T09:30:00Z", 1772357400.0, date(2026, 3, 1), 34200.0),
        ("2026-03-01T12:30:00+03:00", 1772357400.0, date(2026, 3, 1), 45000.0),
        ("2026-03-01T00:30:00.250+05:30", 1772305200.25, date(2026, 3, 1), 1800.25),
        ("2026-02-28T23:30:00-10:00", 1772357400.0, date(2026, 2, 28), 84600.0),
    ],
)
def test_days_are_those_of_the_logs_own_clock(
    arrived: str, seconds: float, day: date, second_of_day: float
) -> None:
    (call,) = read(with_(arrived_at=arrived, answered_at="", ended_at="2026-03-02T12:00:00+00:00",
                         outcome="abandoned"))  # fmt: skip
    assert (call.arrived, call.day, call.second_of_day) == (seconds, day, second_of_day)


def test_offsets_may_differ_within_a_row() -> None:
    (call,) = read(with_(answered_at="2026-03-01T12:30:20+03:00"))
    assert call.waited_s == 20.0


def test_a_clock_that_was_set_back_does_not_matter() -> None:
    """The hour after midnight in late October, twice."""
    (call,) = read(
        "c,2026-10-25T02:59:50+02:00,q,,,2026-10-25T02:00:10+01:00,a,2026-10-25T02:05:00+01:00,answered"
    )
    assert call.waited_s == 20.0


def test_an_end_past_midnight_with_the_date_of_the_beginning_is_of_the_next_day() -> None:
    (call,) = read(
        "c,2026-03-01T23:59:50+00:00,q,,,2026-03-01T00:00:10+00:00,a,2026-03-01T00:05:00+00:00,answered"
    )
    assert call.waited_s == 20.0
    assert call.ended - call.arrived == 310.0


def test_columns_may_stand_anywhere_and_others_are_passed_over() -> None:
    names = ["extra", *reversed(COLUMNS)]
    row = ["?", *reversed(GOOD.split(","))]
    assert read(",".join(row), header=",".join(names)) == read(GOOD)


@pytest.mark.parametrize("header", [f"\ufeff{HEADER}", '\ufeff"call_id"' + HEADER[7:]])
def test_the_mark_that_spreadsheets_write_is_passed_over(header: str) -> None:
    assert len(read(GOOD, header=header)) == 1


def test_what_is_quoted_may_hold_commas_and_lines() -> None:
    quoted = with_(caller='"Smith, John\nLondon"')
    assert read(quoted)[0].caller == "Smith, John\nLondon"
    assert refused(quoted, with_(queue="")).startswith("line 4: no queue")


def test_empty_lines_are_passed_over_and_counted() -> None:
    assert len(read_calls(["\n", f"{HEADER}\r\n", "\n", f"{GOOD}\r\n", "\n"])) == 1
    assert refused("", with_(queue="")).startswith("line 3: no queue")


def test_a_log_without_calls_is_no_mistake() -> None:
    assert read() == []


@pytest.mark.parametrize("lines", [[], ["\n", "\n"]])
def test_an_empty_log_is_said_to_be_empty(lines: list[str]) -> None:
    with pytest.raises(CallLogError, match="the call log is empty; its first line must name"):
        read_calls(lines)


def test_missing_columns_are_named() -> None:
    said = refused(header="call_id,arrived_at,queue,priority,caller,operator,outcome")
    assert said.startswith("line 1: no column answered_at, ended_at; the first line must name")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (with_(arrived_at="yesterday"), "arrived_at 'yesterday' is not a time such as 2026"),
        (with_(arrived_at=""), "arrived_at '' is not a time such as"),
        (with_(ended_at=""), "ended_at '' is not a time such as"),
        (with_(answered_at="09:30"), "answered_at '09:30' is not a time such as"),
        (with_(ended_at="2026-03-01T09:33:00"), "has no offset; write +00:00 for UTC"),
        (with_(ended_at="x" * 9000), f"ended_at {'x' * 40!r} is not a time"),
        (with_(answered_at="2026-03-01T09:29:00+00:00"), "its times run backwards (arrived_at <="),
        (with_(ended_at="2026-03-01T09:30:10+00:00"), "its times run backwards (arrived_at <="),
        (with_(queue=""), "no queue; name the queue of every call"),
        (with_(operator=""), "no operator is named; name one or empty answered_at"),
        (with_(answered_at=""), "outcome is answered, but answered_at is empty; give the moment"),
        (with_(priority="high"), "priority 'high' is not a whole number from -1000 to 1000; leave"),
        (with_(priority="1.5"), "priority '1.5' is not a whole number"),
        (with_(priority="9" * 6000), f"priority '{'9' * 20}' is not a whole number from"),
        (with_(priority="1001"), "priority '1001' is not a whole number from"),
        ("c1,2026-03-01T09:30:00+00:00", "has 2 columns, fewer than the first line; leave what"),
    ],
)
def test_a_bad_row_is_named_with_what_is_wrong(row: str, said: str) -> None:
    told = refused(LOST, row)
    assert told.startswith("line 3: ")
    assert said in told
    assert "\n" not in told


def test_some_bad_rows_are_shown_and_not_all() -> None:
    said = refused(*[with_(queue="")] * 50).splitlines()
    assert [line.split(":")[0] for line in said] == [f"line {at}" for at in range(2, 7)]


def test_what_is_no_csv_is_said_to_be_none() -> None:
    huge = "x" * 200_000
    assert refused(huge).startswith("line 2: field larger than field limit (131072); give plain")
    assert refused(header=huge).startswith("line 1: field larger than field limit")


def test_more_calls_than_can_be_held_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calllog, "ROWS_LIMIT", 3)
    assert len(read(*[GOOD] * 3)) == 3
    assert refused(*[GOOD] * 4) == "more than 3 calls; give a shorter period"


@pytest.mark.parametrize("outcome", ["informed", "callback", "voicemail", "abandoned"])
def test_callers_who_were_in_menus_only_are_passed_over(outcome: str) -> None:
    menus = with_(queue="", answered_at="", operator="", outcome=outcome)
    assert len(read_calls([HEADER, menus, with_(), menus])) == 1
