"""Reading calls, steps and recordings."""

from datetime import timedelta

import msgspec
import pytest

from storage.columns import clean
from storage.database import Database
from storage.ledger import PAGE_LIMIT, SEARCH_CHARS, SqlLedger
from tests.storage.stories import (
    ANNA,
    HOSTILE,
    NOON,
    SUPPORT,
    Journal,
    abandoned_visit,
    after,
    answered_visit,
    arrival,
    fold_all,
    offered,
    queued,
)
from vocabulary.facts import (
    AvailabilityChanged,
    CallArrived,
    Caller,
    LinesSeen,
    RecordingFailed,
    RecordingStarted,
)
from vocabulary.ids import CallId, LegId, OperatorId, QueueId, RecordingId
from vocabulary.records import CallFilter
from vocabulary.states import Availability, EndReason, Outcome

BORIS = OperatorId("boris")
SALES = QueueId("sales")


async def told(database: Database, journal: Journal) -> SqlLedger:
    await fold_all(database, journal)
    return SqlLedger(database)


async def ids(ledger: SqlLedger, wanted: CallFilter) -> str:
    rows = await ledger.calls(wanted)
    assert await ledger.count(wanted) >= len(rows)
    return " ".join(row.id for row in rows)


@pytest.fixture
async def ledger(database: Database) -> SqlLedger:
    """Five calls, an hour apart: a and b answered, c and d abandoned, e waits in sales."""
    journal = Journal()
    journal.tell(
        answered_visit("a", after(0), ANNA),
        answered_visit("b", after(3600), BORIS, "+44123"),
        abandoned_visit("c", after(7200)),
        abandoned_visit("d", after(10800)),
        [(after(14400), (arrival("e"), queued("e", after(14400), SALES)))],
    )
    return await told(database, journal)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CallFilter(), "e d c b a"),
        (CallFilter(limit=2), "e d"),
        (CallFilter(limit=0), "e"),
        (CallFilter(since=after(3600)), "e d c b"),
        (CallFilter(until=after(3600)), "a"),
        (CallFilter(since=after(3600), until=after(10800)), "c b"),
        (CallFilter(queue=SUPPORT), "d c b a"),
        (CallFilter(queue=SALES), "e"),
        (CallFilter(operator=ANNA), "a"),
        (CallFilter(outcome=Outcome.ABANDONED), "d c"),
        (CallFilter(end_reason=EndReason.CALLER_HUNG_UP), "b a"),
        (CallFilter(has_recording=True), "b a"),
        (CallFilter(has_recording=False), "e d c"),
        (CallFilter(search="+44"), "b"),
        (CallFilter(search=""), "e d c b a"),
        (CallFilter(outcome=Outcome.ANSWERED, search="4930"), "a"),
        (CallFilter(queue=SALES, operator=ANNA), ""),
        (CallFilter(before=CallId("c")), "b a"),
        (CallFilter(before=CallId("e"), queue=SUPPORT, limit=1), "d"),
        (CallFilter(before=CallId("a")), ""),
        (CallFilter(before=CallId("no such call")), ""),
    ],
)
async def test_a_filter_finds_its_calls(ledger: SqlLedger, wanted: CallFilter, found: str) -> None:
    assert await ids(ledger, wanted) == found
    everything = msgspec.structs.replace(wanted, before=None, limit=PAGE_LIMIT)
    assert await ledger.count(wanted) == len(await ledger.calls(everything))


async def test_pages_meet_without_gap_or_overlap(database: Database) -> None:
    """Also where calls arrived in the same microsecond."""
    journal = Journal()
    journal.tell(*(abandoned_visit(f"c{n:02}", after(n // 5)) for n in range(23)))
    ledger = await told(database, journal)
    found: list[str] = []
    page = await ledger.calls(CallFilter(limit=4))
    while page:
        found += [row.id for row in page]
        page = await ledger.calls(CallFilter(limit=4, before=page[-1].id))
    assert found == [f"c{n:02}" for n in reversed(range(23))]


async def test_a_search_takes_every_sign_as_it_is(database: Database) -> None:
    journal = Journal()
    for n, name in enumerate(("100% off", "100 off", "a_b", "aXb", "a/b", "МИХАИЛ", "back\\slash")):
        caller = Caller("", name)
        journal.write(after(n), CallArrived(CallId(f"c{n}"), LegId("l"), "100", caller))
    ledger = await told(database, journal)
    for search, found in {
        "100%": "c0",
        "a_b": "c2",
        "A/B": "c4",
        "михаил": "c5",
        "\\": "c6",
        "%' OR '1'='1": "",
        "x" * 100_000: "",
        "a/b" + "\x00": "",
    }.items():
        assert await ids(ledger, CallFilter(search=search)) == found
    long = "a/b".ljust(SEARCH_CHARS + 1)
    assert await ids(ledger, CallFilter(search=long)) == ""


async def test_hostile_text_is_only_text(database: Database) -> None:
    journal = Journal()
    for n, text in enumerate(HOSTILE):
        arrived = CallArrived(CallId(f"c{n:02}"), LegId("l"), text, Caller(text, text))
        journal.write(after(n), arrived)
    ledger = await told(database, journal)
    for n, text in enumerate(HOSTILE):
        row = await ledger.call(CallId(f"c{n:02}"))
        assert row is not None
        assert (row.dialled, row.pii_caller, row.pii_caller_name) == (clean(text),) * 3
        assert row.id in await ids(ledger, CallFilter(search=text))
        for wanted in (
            CallFilter(before=CallId(text)),
            CallFilter(queue=QueueId(text)),
            CallFilter(operator=OperatorId(text)),
        ):
            assert await ids(ledger, wanted) == ""
        assert await ledger.call(CallId(text)) is None
        assert await ledger.steps_of(CallId(text)) == []
        assert await ledger.recording(RecordingId(text)) is None
        assert await ledger.recordings_in([text]) == []


async def test_the_steps_of_a_call_hold_only_its_facts(database: Database) -> None:
    journal = Journal()
    both = journal.write(NOON, arrival("c1"), LinesSeen(1), arrival("c2"), offered("c1"))
    journal.write(after(1), AvailabilityChanged(ANNA, Availability.READY))
    later = journal.write(after(2), queued("c1", after(2)))
    ledger = await told(database, journal)
    assert await ledger.steps_of(CallId("c1")) == [
        msgspec.structs.replace(both, facts=(both.facts[0], both.facts[3])),
        later,
    ]
    assert await ledger.steps_of(CallId("none")) == []


async def test_steps_since_a_moment_come_whole_and_in_pages(database: Database) -> None:
    journal = Journal()
    journal.tell(*(answered_visit(f"c{n}", after(20 * n)) for n in range(6)))
    ledger = await told(database, journal)
    moment = after(50)
    wanted = [step for step in journal.steps if step.at >= moment]
    found = list(await ledger.steps_since(moment, 0, 7))
    while page := await ledger.steps_since(moment, found[-1].seq, 7):
        assert len(page) <= 7
        found += page
    assert found == wanted
    assert await ledger.steps_since(after(-1), 0, 10_000) == journal.steps
    assert await ledger.steps_since(after(10_000), 0, 10) == []


async def test_a_clock_that_stepped_back_hides_no_step(database: Database) -> None:
    journal = Journal()
    for seconds in (0, 100, 200, 50, 60, 150):
        journal.write(after(seconds), LinesSeen(seconds), LinesSeen(1))
    ledger = await told(database, journal)
    found = await ledger.steps_since(after(100), 0, 10)
    assert [step.seq for step in found] == [2, 3, 6]
    assert [step.seq for step in await ledger.steps_since(after(100), 2, 1)] == [3]


async def test_the_catalogue(database: Database) -> None:
    journal = Journal()
    journal.tell(answered_visit("a", NOON), answered_visit("b", after(1000))[:5])
    journal.write(after(2000), RecordingFailed(RecordingId("rec-c"), CallId("c"), "no disk"))
    journal.write(after(3000), RecordingStarted(RecordingId("rec-d"), CallId("d"), ANNA))
    ledger = await told(database, journal)
    kept = await ledger.recording(RecordingId("rec-a"))
    assert kept is not None
    assert (kept.state, kept.path, kept.duration_s) == ("kept", "2026/11/a.wav", 60.0)
    assert await ledger.recordings_in(["kept"]) == [kept]
    found = await ledger.recordings_in(["recording", "failed"])
    assert [row.id for row in found] == ["rec-b", "rec-c", "rec-d"]
    assert await ledger.recordings_in([]) == []


async def test_times_are_exact_and_in_utc(database: Database) -> None:
    moment = NOON + timedelta(microseconds=123_457)
    journal = Journal()
    journal.write(moment, arrival("c1"))
    ledger = await told(database, journal)
    row = await ledger.call(CallId("c1"))
    assert row is not None
    assert row.arrived_at == moment
    assert row.arrived_at.utcoffset() == timedelta()
    assert await ledger.last_seq() == 1
