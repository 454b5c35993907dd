"""`callwright calls show --why` over a real database."""

import json
from datetime import timedelta

import msgspec
import pytest

from switchboard.commands.why import WhyNames
from switchboard.plan import parse_plan
from tests.storage.stories import NOON, Journal, abandoned_visit, after, arrival, offered, queued
from tests.switchboard.commands.conftest import Office
from vocabulary.decisions import (
    DecisionTrace,
    Excluded,
    Forecast,
    Rule,
    Silence,
    Term,
    Trigger,
    Weighed,
)
from vocabulary.facts import WaitExplained, WaitPromised
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.records import Person
from vocabulary.states import Role

CALL = CallId("0193f2a1c0de5f1e2d3c4b5a")
ANNA, BORIS, VERA = OperatorId("anna"), OperatorId("boris"), OperatorId("vera")
SUPPORT = QueueId("support")
PLAN = """
timezone: Europe/Athens
name: Athens
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Help desk}]
"""
PEOPLE = (
    Person("anna", "Anna Markova", frozenset({Role.OPERATOR}), "101"),
    Person("boris", "Boris \x1b[31mLind", frozenset({Role.OPERATOR}), "102"),
)


@pytest.fixture
def living(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A call that waits, was promised a wait and rings at Anna's phone: it has not ended."""
    plan = office.home / "plan.yaml"
    plan.write_text(PLAN)
    monkeypatch.setenv("CALLWRIGHT_PLAN", str(plan))
    office.people(*PEOPLE)
    excluded = (Excluded(ANNA, Rule.TALKING), Excluded(BORIS, Rule.SKILL, "refunds", 3, 5))
    waits = WaitExplained(
        CALL, SUPPORT, 0.0, 0, 2, 1, excluded, forecast=Forecast(silent=Silence.THIN_DATA)
    )
    later = msgspec.structs.replace(
        waits, waited_s=15.0, place=1, ahead=0, forecast=Forecast(118, 221), more_excluded=7
    )
    trace = DecisionTrace(
        Trigger.OPERATOR_FREED,
        SUPPORT,
        40.0,
        0,
        Weighed(2.1, ((Term.WAITING, 2.0), (Term.IDLE, 0.1)), operator=ANNA),
        (Weighed(1.25, ((Term.WAITING, 1.25),), call=CallId("0193f2a1c0de5f1e2d9c7e01")),),
        (Excluded(VERA, Rule.ON_BREAK),),
        2,
    )
    journal = Journal()
    journal.write(NOON, arrival(CALL), queued(CALL, NOON), waits)
    journal.write(after(15), later)
    journal.write(after(16), WaitPromised(CALL, SUPPORT, Forecast(118, 221)))
    journal.write(after(40), msgspec.structs.replace(offered(CALL), trace=trace))
    office.keep(*journal.steps)
    return office


def test_the_moments_are_told_in_words_and_in_the_centres_time(living: Office) -> None:
    result = living.run("calls", "show", CALL, "--why")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        "14:00:00  Joins Help desk: place 2, 1 call ahead.",
        "          Not enough data yet to predict the wait.",
        "          Ruled out:",
        "            Talking                       Anna Markova",
        "            Level 3 in refunds, 5 needed  Boris [31mLind",
        "14:00:15  Waits in Help desk for 0:15: place 1, nobody ahead.",
        "          Expected from now: about 2–4 min.",
        "          Half of such calls are answered within 1:58, nine of ten within 3:41.",
        "14:00:16  Promised wait: about 2–4 min.",
        "14:00:40  Offered to Anna Markova after 0:40 of waiting in Help desk.",
        "          Anna Markova became free, and the best of the waiting calls was chosen.",
        "          Taken before call 9c7e01: longer wait for its target.",
        "          Ruled out:",
        "            On a break  vera",
        "                                 Anna Markova  call 9c7e01",
        "            Waiting                     +2.00        +1.25",
        "            Time without a call         +0.10",
        "            Score                        2.10         1.25",
        "            and 2 more candidates",
    ]


def test_in_russian(living: Office) -> None:
    text = living.run("calls", "show", CALL, "--why", "--language", "ru").stdout
    assert "14:00:00  Встаёт в «Help desk»: место 2, впереди 1 звонок." in text
    assert "Уровень 3 в «refunds», нужен 5" in text
    assert "+2,00" in text


def test_programs_get_the_facts_and_the_words(living: Office) -> None:
    result = living.run("calls", "show", CALL, "--why", "--json")
    value = json.loads(result.stdout)
    assert list(value) == ["call", "language", "moments"]
    assert [one["kind"] for one in value["moments"]] == ["waiting", "waiting", "waiting", "offer"]
    first, *_, offer = value["moments"]
    assert first["at"] == "2026-11-22T14:00:00+02:00"
    assert first["fact"]["forecast"] == {"silent": "thin_data"}
    assert first["names"]["anna"] == "Anna Markova"
    assert first["excluded"][0] == {"reason": "Talking", "operators": ["Anna Markova"]}
    assert offer["fact"]["trace"]["chosen"]["terms"] == [["waiting", 2.0], ["idle", 0.1]]
    assert offer["words"][0].startswith("Offered to Anna Markova")


def test_a_call_of_which_nothing_was_decided_says_so(office: Office) -> None:
    journal = Journal()
    journal.tell(abandoned_visit(CALL, NOON))
    office.keep(*journal.steps)
    result = office.run("calls", "show", CALL, "--why")
    assert result.exit_code == 0
    assert result.stdout == "No reasons were kept for this call.\n"
    assert office.run("calls", "show", "nope", "--why").exit_code == 1
    assert office.run("calls", "show", CALL, "--why", "--language", "de").exit_code == 2
    alone = office.run("calls", "show", CALL, "--language", "ru")
    assert (alone.exit_code, alone.stdout) == (2, "")
    assert "--why" in alone.stderr


def test_names_are_ids_where_nobody_knows_better() -> None:
    names = WhyNames(parse_plan(PLAN, "test"), PEOPLE)
    assert (names.queue(SUPPORT), names.queue(QueueId("gone"))) == ("Help desk", "gone")
    assert (names.operator(ANNA), names.operator(VERA)) == ("Anna Markova", "vera")
    assert names.operator(BORIS).isprintable()
    assert names.zone.utcoffset(NOON.replace(tzinfo=None)) == timedelta(hours=2)
