"""Reading calls, steps and recordings."""

from datetime import timedelta

import msgspec
import pytest

from storage.columns import clean
from storage.database import Database
from storage.ledger import PAGE_LIMIT, SEARCH_CHARS, SqlLedger
from tests.storage.stories import (
    ANNA,
    BORIS,
    HOSTILE,
    NOON,
    SUPPORT,
    Journal,
    abandoned_visit,
    after,
    answered_visit,
    arrival,
    fold_all,
    left,
    menu_visit,
    offered,
    placed_visit,
    queued,
    worked_visit,
)
from tests.support.structs import members, sample
from vocabulary.facts import (
    AvailabilityChanged,
    CallArrived,
    CallEnded,
    Caller,
    CallFact,
    DigitsCollected,
    LinesSeen,
    RecordingFailed,
    RecordingStarted,
)
from vocabulary.ids import CallId, LegId, NodeId, OperatorId, QueueId, RecordingId, message_of
from vocabulary.records import CallFilter, TalkRow
from vocabulary.states import Availability, Direction, EndReason, Outcome, QueueExit

SALES = QueueId("sales")


async def told_of(database: Database, journal: Journal) -> SqlLedger:
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
    return await told_of(database, journal)


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
    ledger = await told_of(database, journal)
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
    ledger = await told_of(database, journal)
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
    ledger = await told_of(database, journal)
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
    ledger = await told_of(database, journal)
    assert await ledger.steps_of(CallId("c1")) == [
        msgspec.structs.replace(both, facts=(both.facts[0], both.facts[3])),
        later,
    ]
    assert await ledger.steps_of(CallId("none")) == []


async def test_every_fact_of_a_call_is_among_its_steps(database: Database) -> None:
    journal = Journal()
    told = [sample(kind, call=CallId("c1")) for kind in members(CallFact)]
    for n, fact in enumerate(told):
        journal.write(after(n), fact)
    ledger = await told_of(database, journal)
    assert await ledger.steps_of(CallId("c1")) == journal.steps


async def test_what_a_caller_typed_is_kept_unless_it_is_sensitive(database: Database) -> None:
    journal = Journal()
    call, node = CallId("c1"), NodeId("number")
    open_one = DigitsCollected(call, node, "order", 4, pii_digits="4711")
    secret = DigitsCollected(call, node, "card", 16, sensitive=True)
    journal.write(NOON, arrival("c1"), open_one, secret)
    ledger = await told_of(database, journal)
    (step,) = await ledger.steps_of(call)
    assert step.facts[1:] == (open_one, secret)


async def test_a_call_through_menus_comes_back_as_it_was_folded(database: Database) -> None:
    journal = Journal()
    journal.tell(menu_visit("a", NOON), menu_visit("b", after(5)))
    for step in range(len(journal.steps)):  # each in a batch of its own: stages are kept
        part = Journal()
        part.steps = journal.steps[: step + 1]
        await fold_all(database, part)
    ledger = SqlLedger(database)
    row = await ledger.call(CallId("a"))
    assert row is not None
    assert (row.revision, row.language, row.node, row.menu_s) == (7, "ru", "mailbox", 8.0)
    assert (row.waited_s, row.left_queue, row.talk_ended_at) == (30.0, QueueExit.KEY, None)
    message = await ledger.recording(message_of(CallId("a"), 1))
    assert message is not None
    assert (row.recording, message.channels, message.operator) == (message.id, 1, None)


@pytest.mark.parametrize("why", QueueExit)
async def test_every_way_out_of_a_queue_can_be_asked_for(
    database: Database, why: QueueExit
) -> None:
    journal = Journal()
    for other in QueueExit:
        journal.write(NOON, arrival(other), queued(other, NOON), left(other, other, "mailbox"))
    ledger = await told_of(database, journal)
    assert await ids(ledger, CallFilter(left_queue=why)) == why.value
    assert await ledger.count(CallFilter(left_queue=why, queue=SALES)) == 0


async def test_every_outcome_and_end_can_be_stored_and_asked_for(database: Database) -> None:
    journal = Journal()
    for n, outcome in enumerate(Outcome):
        told = CallEnded(CallId(outcome), outcome, EndReason.FLOW_ENDED)
        journal.write(after(n), arrival(outcome), told)
    for n, reason in enumerate(EndReason):
        told = CallEnded(CallId(reason), Outcome.REFUSED, reason)
        journal.write(after(100 + n), arrival(reason), told)
    ledger = await told_of(database, journal)
    for outcome in Outcome:
        assert outcome.value in await ids(ledger, CallFilter(outcome=outcome))
    for reason in EndReason:
        assert reason.value in await ids(ledger, CallFilter(end_reason=reason))


async def test_steps_since_a_moment_come_whole_and_in_pages(database: Database) -> None:
    journal = Journal()
    journal.tell(*(answered_visit(f"c{n}", after(20 * n)) for n in range(6)))
    ledger = await told_of(database, journal)
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
    ledger = await told_of(database, journal)
    found = await ledger.steps_since(after(100), 0, 10)
    assert [step.seq for step in found] == [2, 3, 6]
    assert [step.seq for step in await ledger.steps_since(after(100), 2, 1)] == [3]


async def test_what_operators_did_is_kept_and_found(database: Database) -> None:
    journal = Journal()
    journal.tell(
        answered_visit("a", after(0)), worked_visit("w", after(500)), placed_visit("p", after(900))
    )
    ledger = await told_of(database, journal)
    row = await ledger.call(CallId("w"))
    assert row is not None
    assert (row.talked_s, row.held_s, row.transfers) == (70.0, 15.0, 1)
    assert row.disposition == ("billing", "refund")
    assert await ledger.talks_of(CallId("w")) == [
        TalkRow(CallId("w"), 1, ANNA, after(510), after(550), 40.0, 10.0, "transfer"),
        TalkRow(CallId("w"), 2, BORIS, after(552), after(582), 30.0, 5.0, "caller"),
    ]
    assert await ledger.talks_of(CallId("none")) == []
    for wanted, found in {
        CallFilter(direction=Direction.OUT): "p",
        CallFilter(direction=Direction.IN): "w a",
        CallFilter(disposition="refund"): "w",
        CallFilter(disposition="billing"): "w",
        CallFilter(disposition="bill"): "",
        CallFilter(disposition="%"): "",
        CallFilter(caller_key="930777777"): "p",
        CallFilter(caller_key="930123456"): "w a",
        CallFilter(caller_key="777"): "",
        CallFilter(direction=Direction.IN, caller_key="930123456", disposition="refund"): "w",
    }.items():
        assert await ids(ledger, wanted) == found


async def test_the_catalogue(database: Database) -> None:
    journal = Journal()
    journal.tell(answered_visit("a", NOON), answered_visit("b", after(1000))[:5])
    journal.write(after(2000), RecordingFailed(RecordingId("rec-c"), CallId("c"), "no disk"))
    journal.write(after(3000), RecordingStarted(RecordingId("rec-d"), CallId("d"), ANNA))
    ledger = await told_of(database, journal)
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
    ledger = await told_of(database, journal)
    row = await ledger.call(CallId("c1"))
    assert row is not None
    assert row.arrived_at == moment
    assert row.arrived_at.utcoffset() == timedelta()
    assert await ledger.last_seq() == 1
