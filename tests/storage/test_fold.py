"""Facts folded into rows."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.catalogue import RecordingEntry
from storage.fold import (
    CallEntry,
    LedgerFold,
    calls_in,
    fold_call,
    recordings_in,
)
from storage.stages import Stage
from tests.storage.stories import (
    ANNA,
    BORIS,
    NOON,
    SUPPORT,
    Journal,
    abandoned_visit,
    after,
    answered_visit,
    arrival,
    at_node,
    connected,
    ended,
    left,
    menu_visit,
    offered,
    placed,
    placed_visit,
    queued,
    transferred,
    worked_visit,
)
from vocabulary.facts import (
    Caller,
    CallHeld,
    CallRequeued,
    CallResumed,
    CallReturned,
    DispositionChosen,
    Fact,
    FallbackCallImported,
    LanguageChosen,
    OperatorLost,
    OperatorPickedUp,
    OutsideChosen,
    OutsideConnected,
    OutsideFailed,
    RecordingFailed,
    RecordingKept,
    RecordingStarted,
    RecordingStopped,
    Step,
    TalkEnded,
)
from vocabulary.ids import CallId, LegId, NodeId, OperatorId, QueueId, RecordingId, message_of
from vocabulary.records import CallRow, RecordingRow, TalkRow
from vocabulary.states import Direction, EndReason, OfferResult, Outcome, QueueExit, TransferKind

CALL = CallId("c1")
FIRST, SECOND = RecordingId("r1"), RecordingId("r2")
MESSAGE, LATER_MESSAGE = message_of(CALL, 1), message_of(CALL, 2)
SALES = QueueId("sales")
KEPT = {
    FIRST: RecordingKept(FIRST, CALL, "r1.wav", 60.0, 1000),
    SECOND: RecordingKept(SECOND, CALL, "r2.wav", 9.5, 500),
    MESSAGE: RecordingKept(MESSAGE, CALL, "m1.wav", 12.0, 600, channels=1),
    LATER_MESSAGE: RecordingKept(LATER_MESSAGE, CALL, "m2.wav", 12.0, 600, channels=1),
}


def call_after(*moments: tuple[float, Fact]) -> CallRow:
    entry: CallEntry | None = None
    for seconds, fact in moments:
        entry = fold_call(entry, after(seconds), fact)
    assert entry is not None
    return entry.row


def folded(steps: Sequence[Step]) -> tuple[tuple[CallEntry, ...], tuple[RecordingEntry, ...]]:
    fold = LedgerFold()
    for step in steps:
        fold.apply(step)
    return fold.changed_calls(), fold.changed_recordings()


def test_an_answered_call() -> None:
    journal = Journal()
    journal.tell(answered_visit("c1", NOON))
    calls, recordings = folded(journal.steps)
    assert calls == (
        CallEntry(
            6,
            CallRow(
                id=CALL,
                arrived_at=NOON,
                dialled="100",
                pii_caller="+4930123456",
                pii_caller_name="Ada",
                queue=SUPPORT,
                operator=ANNA,
                queued_at=after(1),
                answered_at=after(10),
                ended_at=after(70),
                outcome=Outcome.ANSWERED,
                end_reason=EndReason.CALLER_HUNG_UP,
                waited_s=9.0,
                talked_s=60.0,
                held_s=0.0,
                offers=1,
                recording=RecordingId("rec-c1"),
            ),
            talks=(TalkRow(CALL, 1, ANNA, after(10), after(70), 60.0, 0.0, "caller"),),
        ),
    )
    assert recordings == (
        RecordingEntry(
            7,
            RecordingRow(
                id=RecordingId("rec-c1"),
                call=CALL,
                state="kept",
                started_at=after(10),
                operator=ANNA,
                path="2026/11/c1.wav",
                duration_s=60.0,
                size_bytes=960_044,
            ),
        ),
    )


def test_an_abandoned_call_waited_until_its_end() -> None:
    journal = Journal()
    journal.tell(abandoned_visit("c1", NOON))
    (entry,), _ = folded(journal.steps)
    assert (entry.row.waited_s, entry.row.talked_s, entry.row.answered_at) == (20.0, None, None)
    assert entry.row.outcome is Outcome.ABANDONED


def test_a_call_that_never_waited_has_no_wait() -> None:
    row = call_after(
        (0, arrival("c1")), (3, ended("c1", Outcome.ABANDONED, EndReason.LEFT_IN_GREETING))
    )
    assert (row.waited_s, row.talked_s, row.queue) == (None, None, None)


def test_the_wait_counts_from_the_place_over_all_offers() -> None:
    row = call_after(
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (2, offered("c1", number=1)),
        (20, offered("c1", OperatorId("boris"), number=2)),
        (21, CallRequeued(CALL)),
        (25, offered("c1", number=3)),
        (31, connected("c1")),
    )
    assert (row.offers, row.waited_s, row.operator, row.ended_at) == (3, 30.0, ANNA, None)


def test_a_second_operator_does_not_change_the_first_answer() -> None:
    row = call_after(
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (10, connected("c1")),
        (40, connected("c1", BORIS)),
        (70, ended("c1")),
    )
    assert (row.answered_at, row.waited_s, row.talked_s) == (after(10), 9.0, 60.0)
    assert row.operator == BORIS


def test_a_clock_that_stepped_back_gives_no_negative_times() -> None:
    row = call_after(
        (50, arrival("c1")), (50, queued("c1", after(50))), (10, connected("c1")), (5, ended("c1"))
    )
    assert (row.waited_s, row.talked_s) == (0.0, 0.0)


def test_facts_of_an_unknown_call_make_no_row() -> None:
    assert fold_call(None, NOON, ended("c1")) is None
    assert folded([Step(1, NOON, (ended("c1"), queued("c1", NOON)))]) == ((), ())


@pytest.mark.parametrize("answered", [True, False])
def test_a_call_of_the_fallback_is_whole_at_once(answered: bool) -> None:
    fact = FallbackCallImported(
        call=CALL,
        source="cdr-17",
        dialled="100",
        caller=Caller("+49301", "Ada"),
        arrived_at=NOON,
        ended_at=after(40),
        outcome=Outcome.ANSWERED if answered else Outcome.VOICEMAIL,
        reason=EndReason.FALLBACK_ANSWERED if answered else EndReason.FALLBACK_MESSAGE,
        answered_at=after(15) if answered else None,
        operator=ANNA if answered else None,
        recording=FIRST,
    )
    row = call_after((900, fact))
    assert (row.arrived_at, row.ended_at, row.source) == (NOON, after(40), "fallback")
    assert (row.waited_s, row.talked_s) == ((15.0, 25.0) if answered else (40.0, None))
    assert (row.outcome, row.end_reason, row.recording) == (fact.outcome, fact.reason, FIRST)
    assert fold_call(CallEntry(1, row), after(1000), fact) == CallEntry(1, row)
    made = fold_call(None, after(900), fact)
    whole = TalkRow(CALL, 1, ANNA, after(15), after(40), 25.0)
    assert made is not None
    assert made.talks == ((whole,) if answered else ())


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ([RecordingStarted(FIRST, CALL, ANNA)], FIRST),
        ([RecordingStarted(FIRST, CALL, ANNA), RecordingFailed(FIRST, CALL, "disk")], None),
        ([RecordingStarted(FIRST, CALL, ANNA), RecordingStarted(SECOND, CALL, ANNA)], FIRST),
        ([KEPT[FIRST], RecordingStarted(SECOND, CALL, ANNA)], FIRST),
        ([KEPT[FIRST], KEPT[SECOND]], SECOND),
        ([KEPT[FIRST], RecordingFailed(SECOND, CALL, "disk")], FIRST),
        (
            [RecordingStarted(FIRST, CALL, ANNA), KEPT[SECOND], RecordingFailed(FIRST, CALL, "x")],
            SECOND,
        ),
        ([RecordingStopped(FIRST, CALL)], None),
        ([KEPT[MESSAGE]], MESSAGE),
        ([KEPT[MESSAGE], KEPT[LATER_MESSAGE]], LATER_MESSAGE),
        ([KEPT[FIRST], KEPT[MESSAGE]], FIRST),
        ([RecordingStarted(FIRST, CALL, ANNA), KEPT[MESSAGE], KEPT[FIRST]], FIRST),
        ([KEPT[MESSAGE], RecordingStarted(FIRST, CALL, ANNA), KEPT[FIRST]], FIRST),
        ([KEPT[MESSAGE], RecordingFailed(FIRST, CALL, "disk")], MESSAGE),
        ([RecordingFailed(MESSAGE, CALL, "disk")], None),
    ],
)
def test_a_call_shows_the_recording_that_is_worth_hearing(
    facts: list[Fact], shown: RecordingId | None
) -> None:
    row = call_after((0, arrival("c1")), *((n, fact) for n, fact in enumerate(facts, start=1)))
    assert row.recording == shown


def test_a_call_through_menus() -> None:
    journal = Journal()
    journal.tell(menu_visit("c1", NOON))
    (entry,), (recording,) = folded(journal.steps)
    row = entry.row
    assert (row.revision, row.language, row.node) == (7, "ru", "mailbox")
    assert (row.menu_s, row.waited_s, row.left_queue) == (8.0, 30.0, QueueExit.KEY)
    assert (row.queue, row.queued_at, row.operator, row.talked_s) == (SUPPORT, after(9), None, None)
    assert (row.outcome, row.end_reason) == (Outcome.VOICEMAIL, EndReason.LEFT_MESSAGE)
    assert row.recording == recording.row.id == message_of(CALL, 1)
    assert (entry.stage, entry.since) == (Stage.NONE, None)


def test_a_call_that_came_to_no_queue_was_in_menus_to_its_end() -> None:
    row = call_after(
        (0, arrival("c1")),
        (2, at_node("c1", "main")),
        (5, at_node("c1", "opening")),
        (12, ended("c1", Outcome.INFORMED, EndReason.FLOW_ENDED)),
    )
    assert (row.menu_s, row.waited_s, row.node, row.queued_at) == (10.0, None, "opening", None)


def test_a_call_that_went_straight_to_a_queue_was_in_no_menu() -> None:
    row = call_after((0, arrival("c1")), (0, queued("c1", NOON)), (9, ended("c1")))
    assert (row.menu_s, row.waited_s) == (None, 9.0)


def test_waits_in_several_queues_add_up_and_the_flow_between_does_not_count() -> None:
    """A at 1, straight on to B at 11, a node at 31, A again at 100, an answer at 105."""
    row = call_after(
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (11, left("c1", QueueExit.TOO_LONG, "sales")),
        (11, queued("c1", after(1), SALES)),
        (31, left("c1", QueueExit.KEY, "callback", SALES)),
        (31, at_node("c1", "callback")),
        (100, queued("c1", after(1))),
        (105, connected("c1")),
        (165, ended("c1")),
    )
    assert (row.waited_s, row.talked_s, row.queue) == (35.0, 60.0, SUPPORT)
    assert (row.left_queue, row.queued_at, row.menu_s) == (QueueExit.KEY, after(1), None)


def test_an_overflow_of_versions_before_menus_waits_on() -> None:
    row = call_after(
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (11, queued("c1", after(1), SALES)),
        (31, connected("c1")),
    )
    assert (row.waited_s, row.queue, row.left_queue) == (30.0, SALES, None)


def test_a_talk_ends_where_the_operator_is_gone() -> None:
    row = call_after(
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (10, connected("c1")),
        (70, TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP)),
        (70, at_node("c1", "survey")),
        (95, ended("c1")),
    )
    assert (row.answered_at, row.talk_ended_at, row.ended_at) == (after(10), after(70), after(95))
    assert (row.talked_s, row.waited_s, row.operator) == (60.0, 9.0, ANNA)
    assert (row.menu_s, row.node) == (None, "survey")


def test_a_second_talk_adds_to_the_first_and_its_wait_to_none() -> None:
    row = call_after(
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (10, connected("c1")),
        (70, TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP)),
        (70, at_node("c1", "main")),
        (80, queued("c1", after(80), SALES)),
        (90, connected("c1", OperatorId("boris"))),
        (100, ended("c1")),
    )
    assert (row.talked_s, row.waited_s, row.talk_ended_at) == (70.0, 9.0, None)
    assert (row.answered_at, row.operator) == (after(10), "boris")
    assert (row.queued_at, row.queue) == (after(1), SALES)


def test_an_outside_talk_is_no_talk_of_ours() -> None:
    leg = LegId("out-c1-1")
    row = call_after(
        (0, arrival("c1")),
        (1, at_node("c1", "away")),
        (4, OutsideChosen(CALL, NodeId("away"), "+4930123456", 20.0, leg)),
        (24, OutsideFailed(CALL, NodeId("away"), OfferResult.TIMED_OUT)),
        (24, at_node("c1", "other")),
        (30, OutsideChosen(CALL, NodeId("other"), "+4930123456", 20.0, leg)),
        (35, OutsideConnected(CALL, leg)),
        (95, ended("c1", Outcome.TRANSFERRED, EndReason.OUTSIDE_ENDED)),
    )
    assert (row.outcome, row.talked_s, row.answered_at) == (Outcome.TRANSFERRED, None, None)
    assert (row.menu_s, row.operator, row.waited_s) == (9.0, None, None)


def test_the_language_is_the_last_that_is_known() -> None:
    heard = LanguageChosen(CALL, "ru")
    row = call_after((0, arrival("c1")), (1, heard), (2, queued("c1", after(2))))
    assert row.language == "ru"


def test_a_call_that_two_operators_had() -> None:
    journal = Journal()
    journal.tell(worked_visit("c1", NOON))
    (entry,), _ = folded(journal.steps)
    row = entry.row
    assert (row.waited_s, row.talked_s, row.held_s, row.transfers) == (9.0, 70.0, 15.0, 1)
    assert (row.operator, row.answered_at, row.talk_ended_at) == (BORIS, after(10), None)
    assert row.disposition == ("billing", "refund")
    assert entry.talks == (
        TalkRow(CALL, 1, ANNA, after(10), after(50), 40.0, 10.0, "transfer"),
        TalkRow(CALL, 2, BORIS, after(52), after(82), 30.0, 5.0, "caller"),
    )


def test_a_call_out() -> None:
    journal = Journal()
    journal.tell(placed_visit("c1", NOON))
    (entry,), _ = folded(journal.steps)
    row = entry.row
    assert (row.direction, row.pii_caller, row.dialled) == (Direction.OUT, "+4930777777", "100")
    assert (row.queue, row.operator, row.revision, row.queued_at) == (SUPPORT, ANNA, 7, None)
    assert (row.waited_s, row.talked_s, row.held_s) == (8.0, 20.0, 4.0)
    assert row.answered_at == after(10)
    assert entry.talks == (TalkRow(CALL, 1, ANNA, after(10), after(30), 20.0, 4.0, "operator"),)


def test_a_number_that_nobody_picked_up_rang_to_the_end() -> None:
    row = call_after(
        (0, placed("c1")),
        (2, OperatorPickedUp(CALL, ANNA)),
        (32, ended("c1", Outcome.UNREACHED, EndReason.CALLEE_SILENT)),
    )
    assert (row.waited_s, row.talked_s, row.held_s, row.operator) == (30.0, None, None, ANNA)
    assert row.menu_s is None


def test_an_operator_who_does_not_pick_up_its_own_phone_lets_no_number_ring() -> None:
    row = call_after(
        (0, placed("c1")), (20, ended("c1", Outcome.UNREACHED, EndReason.OPERATOR_SILENT))
    )
    assert (row.waited_s, row.answered_at) == (None, None)


def test_a_second_stay_in_a_queue_adds_to_no_wait_but_a_second_talk_to_the_talk() -> None:
    row = call_after(
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (10, connected("c1")),
        (30, transferred("c1", TransferKind.BLIND, queue=SALES)),
        (30, queued("c1", after(30), SALES)),
        (50, connected("c1", BORIS)),
        (60, ended("c1")),
    )
    assert (row.waited_s, row.talked_s, row.queue, row.queued_at) == (9.0, 30.0, SALES, after(1))
    assert (row.transfers, row.talk_ended_at, row.operator) == (1, None, BORIS)


def test_a_call_that_nobody_took_over_returns_to_its_queue() -> None:
    row = call_after(
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (10, connected("c1")),
        (30, transferred("c1", TransferKind.BLIND, to=BORIS)),
        (45, CallReturned(CALL, OfferResult.TIMED_OUT)),
        (45, queued("c1", after(1))),
        (60, ended("c1", Outcome.ANSWERED, EndReason.LEFT_IN_QUEUE)),
    )
    assert (row.waited_s, row.talked_s, row.talk_ended_at) == (9.0, 20.0, after(30))
    assert (row.operator, row.transfers) == (ANNA, 1)


def test_a_phone_that_does_not_come_back_ends_the_talk_there() -> None:
    moments: list[tuple[float, Fact]] = [
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (10, connected("c1")),
        (30, OperatorLost(CALL, ANNA, after(60))),
        (60, CallReturned(CALL, OfferResult.UNREACHABLE, ANNA)),
        (60, queued("c1", after(1))),
    ]
    entry: CallEntry | None = None
    for seconds, fact in moments:
        entry = fold_call(entry, after(seconds), fact)
    assert entry is not None
    assert (entry.row.talked_s, entry.row.held_s, entry.row.talk_ended_at) == (
        50.0,
        30.0,
        after(60),
    )
    assert entry.talks == (TalkRow(CALL, 1, ANNA, after(10), after(60), 50.0, 30.0, "lost"),)


def test_an_outcome_is_taken_before_and_after_the_end() -> None:
    first = DispositionChosen(CALL, ANNA, ("billing",), ANNA)
    later = DispositionChosen(CALL, ANNA, ("sales", "order"), ANNA)
    row = call_after((0, arrival("c1")), (5, connected("c1")), (6, first), (9, ended("c1")))
    assert row.disposition == ("billing",)
    row = call_after((0, arrival("c1")), (6, first), (9, ended("c1")), (12, later))
    assert (row.disposition, row.ended_at) == (("sales", "order"), after(9))


def test_what_is_done_in_no_talk_changes_no_time() -> None:
    row = call_after(
        (0, arrival("c1")),
        (1, queued("c1", after(1))),
        (5, CallHeld(CALL, ANNA)),
        (7, CallResumed(CALL, ANNA)),
        (9, ended("c1")),
    )
    assert (row.waited_s, row.talked_s, row.held_s) == (8.0, None, None)


def test_only_changed_rows_are_to_be_written() -> None:
    journal = Journal()
    journal.tell(answered_visit("c1", NOON), answered_visit("c2", after(5)))
    calls, recordings = folded(journal.steps)
    fold = LedgerFold(calls, recordings)
    for step in journal.steps:
        fold.apply(step)
    assert (fold.changed_calls(), fold.changed_recordings()) == ((), ())
    last = journal.write(after(500), offered("c2"))
    fold.apply(last)
    assert [entry.row.id for entry in fold.changed_calls()] == ["c2"]
    assert calls_in(last) == {"c2"}
    assert recordings_in(last) == set()


VISITS = (answered_visit, abandoned_visit, menu_visit, worked_visit, placed_visit)


@given(st.data())
def test_batches_and_repetitions_do_not_matter(data: st.DataObject) -> None:
    """Rows kept over batches, each beginning anywhere before where the last one ended."""
    journal = Journal()
    visits = [
        data.draw(st.sampled_from(VISITS))(f"c{n}", after(7 * n))
        for n in range(data.draw(st.integers(1, 6)))
    ]
    journal.tell(*visits)
    whole = folded(journal.steps)
    talks: dict[tuple[str, int], TalkRow] = {}
    calls: dict[str, CallEntry] = {}
    recordings: dict[str, RecordingEntry] = {}
    end = 0
    while end < len(journal.steps):
        begin = data.draw(st.integers(0, end))
        end = data.draw(st.integers(end + 1, len(journal.steps)))
        fold = LedgerFold(calls.values(), recordings.values())
        for step in journal.steps[begin:end]:
            fold.apply(step)
        calls |= {entry.row.id: entry for entry in fold.changed_calls()}
        recordings |= {entry.row.id: entry for entry in fold.changed_recordings()}
        talks |= {(talk.call, talk.n): talk for talk in fold.changed_talks()}
    assert set(talks.values()) == {talk for entry in whole[0] for talk in entry.talks}
    assert (set(calls.values()), set(recordings.values())) == (set(whole[0]), set(whole[1]))
