import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from switchboard.commands import calls
from tests.storage.stories import (
    HOSTILE,
    NOON,
    Journal,
    abandoned_visit,
    after,
    answered_visit,
    arrival,
    ended,
    placed_visit,
    worked_visit,
)
from tests.switchboard.commands.conftest import Office
from vocabulary.ids import OperatorId
from vocabulary.states import EndReason, Outcome

ANSWERED, ABANDONED = "0193f2a1c0de5f1e2d3c4b5a", "0193f2a1c0de5f1e2d3c4b5b"
FIRST_KEYS = [
    "id",
    "arrived_at",
    "caller",
    "queue",
    "operator",
    "answered_at",
    "ended_at",
    "outcome",
    "end_reason",
    "waited_s",
    "talked_s",
    "recording",
]
BERLIN = """
timezone: Europe/Berlin
name: Berlin
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support}]
"""


def listed(office: Office, *arguments: str) -> list[dict[str, Any]]:
    """`calls list --json`."""
    result = office.run("calls", "list", "--json", *arguments)
    assert result.exit_code == 0, result.stderr
    return list(json.loads(result.stdout))


def exported(office: Office, *arguments: str) -> list[dict[str, str]]:
    """`calls export`, read as any program would."""
    result = office.run("calls", "export", *arguments)
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout, newline="")))


@pytest.fixture
def two_calls(office: Office) -> Office:
    """An answered call at noon and one a minute later that was given up."""
    journal = Journal()
    journal.tell(answered_visit(ANSWERED, NOON), abandoned_visit(ABANDONED, after(60)))
    office.keep(*journal.steps)
    return office


def test_calls_are_listed_newest_first_with_the_agreed_keys(two_calls: Office) -> None:
    abandoned, answered = listed(two_calls)
    assert list(answered)[: len(FIRST_KEYS)] == FIRST_KEYS
    assert [abandoned["id"], answered["id"]] == [ABANDONED, ANSWERED]
    assert answered["arrived_at"] == "2026-11-22T12:00:00Z"
    assert (answered["waited_s"], answered["talked_s"]) == (9.0, 60.0)
    assert answered["recording"] == f"rec-{ANSWERED}"
    assert abandoned["answered_at"] is abandoned["talked_s"] is abandoned["recording"] is None


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("--outcome", "answered"), [ANSWERED]),
        (("--end-reason", "left_in_queue"), [ABANDONED]),
        (("--operator", "anna"), [ANSWERED]),
        (("--operator", "boris"), []),
        (("--queue", "support"), [ABANDONED, ANSWERED]),
        (("--queue", "'; DROP TABLE calls; --"), []),
        (("--limit", "1"), [ABANDONED]),
        (("--day", "2026-11-22"), [ABANDONED, ANSWERED]),
        (("--day", "2026-11-21"), []),
    ],
)
def test_filters(two_calls: Office, arguments: tuple[str, ...], found: list[str]) -> None:
    assert [row["id"] for row in listed(two_calls, *arguments)] == found


def test_a_row_ends_with_what_operators_did(office: Office) -> None:
    journal = Journal()
    journal.tell(worked_visit(ANSWERED, NOON), placed_visit(ABANDONED, after(300)))
    office.keep(*journal.steps)
    placed, worked = listed(office)
    assert list(worked)[-4:] == ["direction", "held_s", "transfers", "disposition"]
    assert list(worked.values())[-4:] == ["in", 15.0, 1, ["billing", "refund"]]
    assert list(placed.values())[-4:] == ["out", 4.0, 0, []]
    first, second = exported(office)
    assert list(first)[-4:] == ["direction", "held_s", "transfers", "disposition"]
    assert list(first.values())[-4:] == ["in", "15.0", "1", "billing/refund"]
    assert list(second.values())[-4:] == ["out", "4.0", "0", ""]
    assert "disposition   billing/refund\n" in office.run("calls", "show", ANSWERED).stdout


def test_a_list_for_people_keeps_every_id_whole(two_calls: Office) -> None:
    text = two_calls.run("calls", "list").stdout
    assert ANSWERED in text
    assert ABANDONED in text
    assert "2026-11-22 12:00:00" in text


def test_more_calls_than_a_page_of_the_ledger_are_all_listed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "PAGE", 3)
    journal = Journal()
    for number in range(10):
        journal.write(after(number), arrival(f"c{number}"))
    office.keep(*journal.steps)
    names = [f"c{number}" for number in range(9, -1, -1)]
    assert [row["id"] for row in listed(office)] == names
    assert [row["id"] for row in listed(office, "--limit", "7")] == names[:7]
    assert [row["call_id"] for row in exported(office)] == names[::-1]


@pytest.mark.parametrize(
    ("day", "hours", "begin"),
    [
        ("2026-03-29", 23, datetime(2026, 3, 28, 23, tzinfo=UTC)),  # clocks go forward
        ("2026-10-25", 25, datetime(2026, 10, 24, 22, tzinfo=UTC)),  # and back
        ("2026-11-22", 24, datetime(2026, 11, 21, 23, tzinfo=UTC)),
    ],
)
def test_a_day_is_the_centres_own_also_when_clocks_change(
    office: Office, monkeypatch: pytest.MonkeyPatch, day: str, hours: int, begin: datetime
) -> None:
    plan = office.home / "plan.yaml"
    plan.write_text(BERLIN)
    monkeypatch.setenv("CALLWRIGHT_PLAN", str(plan))
    journal = Journal()
    for name, second in (
        ("before", -1),
        ("first", 0),
        ("last", hours * 3600 - 1),
        ("next", hours * 3600),
    ):
        journal.write(after(second, begin), arrival(name))
    office.keep(*journal.steps)
    assert [row["id"] for row in listed(office, "--day", day)] == ["last", "first"]
    assert [row["call_id"] for row in exported(office, "--day", day)] == ["first", "last"]


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "2026-02-29", ""])
def test_a_wrong_day_says_how_to_write_one(office: Office, day: str) -> None:
    result = office.run("calls", "list", "--day", day)
    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.stderr
    assert result.stdout == ""


def test_a_call_is_shown_with_all_that_happened(two_calls: Office) -> None:
    shown = two_calls.run("calls", "show", ANSWERED)
    assert shown.exit_code == 0
    told = [line.split(" ", 1)[1] for line in shown.stdout.splitlines() if '{"type"' in line]
    kinds = [json.loads(line)["type"] for line in told]  # every line is whole JSON
    assert kinds[0] == "CallArrived"
    assert {"OfferMade", "CallConnected", "CallEnded", "RecordingKept"} <= set(kinds)
    value = json.loads(two_calls.run("calls", "show", ANSWERED, "--json").stdout)
    assert set(value) == {"call", "steps", "recording"}
    assert value["call"]["id"] == ANSWERED
    assert [fact["type"] for step in value["steps"] for fact in step["facts"]] == kinds
    assert value["recording"]["state"] == "kept"


def test_a_call_without_a_recording_shows_none(two_calls: Office) -> None:
    assert (
        json.loads(two_calls.run("calls", "show", ABANDONED, "--json").stdout)["recording"] is None
    )


@pytest.mark.parametrize("call", ["nope", "../../etc/passwd", "'; --", "[/b]"])
def test_an_unknown_call_is_told_with_the_next_step(two_calls: Office, call: str) -> None:
    result = two_calls.run("calls", "show", call)
    assert result.exit_code == 1
    assert result.stderr == f"callwright: there is no call {call}; see 'callwright calls list'\n"


def test_what_callers_write_cannot_command_a_terminal(office: Office) -> None:
    journal = Journal()
    for number, text in enumerate((*HOSTILE, "\x1b[2J\x9b31m", "[/b][link=x]y")):
        journal.write(after(number), arrival(f"c{number}", text, text))
    office.keep(*journal.steps)
    texts = [office.run("calls", "list")]
    texts += [office.run("calls", "show", f"c{number}") for number in range(len(journal.steps))]
    for result in texts:
        assert result.exit_code == 0, result.stderr
        assert all(line.isprintable() for line in result.stdout.split("\n"))
    assert "[/b][link=x]y" in texts[0].stdout


def test_an_export_can_be_read_back_and_holds_no_formula(office: Office) -> None:
    formulas = ("=1+1", "+49301", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")')
    journal = Journal()
    names = (*formulas, *HOSTILE)
    for number, text in enumerate(names):
        journal.write(after(number), arrival(f"c{number}", text, text))
        journal.write(
            after(number), ended(f"c{number}", Outcome.ABANDONED, EndReason.LEFT_IN_GREETING)
        )
    office.keep(*journal.steps)
    rows = exported(office)
    assert tuple(rows[0]) == calls.CSV_COLUMNS
    assert [row["call_id"] for row in rows] == [f"c{number}" for number in range(len(names))]
    for row, text in zip(rows, names, strict=True):
        for cell in row.values():
            assert not cell.startswith(calls.FORMULA_SIGNS)
        if text in formulas:
            assert row["caller"] == row["caller_name"] == f"'{text}"
    assert {row["arrived_at"][-6:] for row in rows} == {"+00:00"}


def test_an_export_begins_with_the_columns_of_a_call_log(two_calls: Office) -> None:
    assert calls.CSV_COLUMNS[:9] == (
        "call_id",
        "arrived_at",
        "queue",
        "priority",
        "caller",
        "answered_at",
        "operator",
        "ended_at",
        "outcome",
    )
    answered, abandoned = exported(two_calls)
    assert (answered["operator"], answered["talked_s"]) == (OperatorId("anna"), "60.0")
    assert (abandoned["operator"], abandoned["answered_at"]) == ("", "")
    assert len(exported(two_calls, "--outcome", "abandoned")) == 1
