"""The book of calls: reports of the line, clicks and time, from the caller's side."""

from datetime import timedelta

import pytest

from switchboard.shelves import Shelves
from telephony import book
from telephony.book import BookState, CallBook
from telephony.ivr.walker import SPEECH_LIMIT_S
from telephony.moves import IllegalMove
from tests.support.ids import Ids
from tests.support.playbook import (
    Playbook,
    Wait,
    arrives,
    chooses,
    like,
    plan_with,
)
from tests.support.structs import sample
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    HangUpLeg,
    JoinLegs,
    PlayPrompt,
    RingOperator,
    StartMusic,
    Utterance,
)
from vocabulary.facts import (
    CallAnswered,
    CallArrived,
    CallConnected,
    CallEnded,
    Caller,
    CallQueued,
    CallRequeued,
    FallbackCallImported,
    LinesSeen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OfferRang,
    OperatorListed,
    QueueChosen,
    QueueLeft,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, NodeId, OperatorId
from vocabulary.inputs import (
    AnswerFailed,
    CallerArrived,
    DialAsked,
    FallbackReported,
    HangUpAsked,
    Input,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegRang,
    LegSeen,
    LegsJoined,
    LinesDropped,
    LinesSurveyed,
    OperatorEntry,
    OperatorsListed,
    PhoneLeft,
    PromptEnded,
    Starting,
    TransferAsked,
)
from vocabulary.states import (
    Availability,
    CallState,
    EndCause,
    EndReason,
    OfferResult,
    Outcome,
    QueueExit,
)

IN = LegId("in-1")
CALL = CallId("id1")
HOSTILE = ("../../etc/passwd", "a\r\nX-Evil: 1", "${SHELL(id)}", "<script>", "x" * 4096, "")


def calm(ready: tuple[str, ...] = ()) -> Playbook:
    """A centre where nobody is ready, unless told."""
    return Playbook(ready=ready)


OUTSIDE = plan_with(
    numbers='\n  - {number: "100", start: out}',
    more='outside: ["+4930555"]\nflow: {out: {kind: transfer, number: "+4930555", '
    "otherwise: support}}",
)


ONE_NUMBER = '\n  - {number: "100", queue: support}'


def in_state(state: CallState, *, ready: tuple[str, ...] = ("anna",)) -> Playbook:
    """One caller, on `in-1`, brought into a state."""
    if state in (CallState.TRANSFERRING, CallState.RECOVERING):
        play = in_state(CallState.TALKING, ready=ready)
        if state is CallState.RECOVERING:
            return play.run(PhoneLeft("101"))
        return play.run(TransferAsked(CALL, "anna", to=OperatorId("boris")))
    if state is CallState.DIALLING:
        play = Playbook(plan_with(more='outgoing: {allow: ["+49"]}', numbers=ONE_NUMBER))
        return play.run(DialAsked(OperatorId("anna"), "+4930555123", "anna"))
    play = Playbook(OUTSIDE if state is CallState.OUTSIDE else None, ready=ready)
    if state is CallState.OUTSIDE:
        return play.run(arrives("in-1"), LegAnswered(IN), PromptEnded(IN, "1.1"))
    if state in (CallState.ARRIVING, CallState.IVR):
        play.run(arrives("in-1", "200"))
        return play.run(LegAnswered(IN)) if state is CallState.IVR else play
    play.run(arrives("in-1"), LegAnswered(IN))
    if state is CallState.WAITING:
        return play
    phone = play.leg("anna")
    play.run(LegAnswered(phone))
    return play.run(LegsJoined(CALL, phone)) if state is CallState.TALKING else play


LIVING = [state for state in CallState if state is not CallState.ENDED]


@pytest.mark.parametrize("state", LIVING)
def test_the_helper_brings_a_call_where_it_says(state: CallState) -> None:
    assert in_state(state).engine.book.calls[CALL].state is state


def test_a_number_that_the_plan_does_not_serve_is_refused_with_a_cause() -> None:
    assert (
        calm()
        >> arrives("in-1", "999")
        << like(CallArrived, call=CALL, dialled="999")
        << CallEnded(CALL, Outcome.REFUSED, EndReason.UNKNOWN_NUMBER)
        << HangUpLeg(IN, reason=EndReason.UNKNOWN_NUMBER)
        >> LegEnded(IN, EndCause.HANG_UP)
        >> arrives("in-1", "999")
    )


def test_a_repeated_arrival_is_the_same_caller() -> None:
    play = calm().run(arrives("in-1"))
    assert play >> arrives("in-1") >> arrives("in-1", "200")
    assert len(play.engine.book.calls) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_caller_text_of_any_kind_is_kept_as_it_is(text: str) -> None:
    play = Playbook()
    caller = Caller(text, text)
    assert (
        play
        >> CallerArrived(IN, "100", caller)
        << like(CallArrived, caller=caller)
        << like(CallQueued)
        << like(OfferMade)
        << like(AnswerCaller)
        << like(StartMusic)
        << like(RingOperator, pii_number=text, pii_name=text)
    )


@pytest.mark.parametrize(
    ("state", "outcome", "reason"),
    [
        (CallState.ARRIVING, Outcome.ABANDONED, EndReason.LEFT_IN_MENU),
        (CallState.IVR, Outcome.ABANDONED, EndReason.LEFT_IN_MENU),
        (CallState.WAITING, Outcome.ABANDONED, EndReason.LEFT_IN_QUEUE),
        (CallState.CONNECTING, Outcome.ABANDONED, EndReason.LEFT_WHILE_CONNECTING),
        (CallState.TALKING, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP),
    ],
)
def test_how_a_call_ends_when_the_caller_leaves(
    state: CallState, outcome: Outcome, reason: EndReason
) -> None:
    play = in_state(state).run(LegEnded(IN, EndCause.HANG_UP))
    operator = OperatorId("anna") if state is CallState.TALKING else None
    assert play.facts(CallEnded) == [CallEnded(CALL, outcome, reason, operator)]
    play.run(LegEnded(IN, EndCause.HANG_UP), LegAnswered(IN), PromptEnded(IN, "1.1"), Wait(300))
    assert len(play.facts(CallEnded)) == 1
    assert not play.engine.book.calls


def test_a_caller_gone_in_the_greeting_rings_nobody() -> None:
    assert (
        in_state(CallState.IVR)
        >> LegEnded(IN, EndCause.HANG_UP)
        << like(CallEnded, reason=EndReason.LEFT_IN_MENU)
        >> PromptEnded(IN, "1.1")
    )


@pytest.mark.parametrize("state", LIVING)
def test_hang_up_from_the_desk_ends_a_call_in_every_state(state: CallState) -> None:
    play = in_state(state).run(HangUpAsked(CALL, "vera"))
    (ended,) = play.facts(CallEnded)
    assert ended.reason is EndReason.ENDED_FROM_DESK
    talked = {CallState.TALKING, CallState.TRANSFERRING, CallState.RECOVERING}
    outcomes = {CallState.DIALLING: Outcome.UNREACHED} | dict.fromkeys(talked, Outcome.ANSWERED)
    assert ended.outcome is outcomes.get(state, Outcome.INTERRUPTED)
    assert len(play.facts(WrapUpStarted)) == (state in talked)
    assert play >> HangUpAsked(CALL, "vera") >> HangUpAsked(CallId("nobody"), "vera")


def test_hang_up_ends_both_legs_and_ringing_phones() -> None:
    assert (
        in_state(CallState.WAITING)
        >> HangUpAsked(CALL, "vera")
        << like(CallEnded)
        << like(OfferEnded, result=OfferResult.WITHDRAWN)
        << HangUpLeg(IN, reason=EndReason.ENDED_FROM_DESK)
        << like(HangUpLeg, leg="op-id2")
    )


def test_a_line_that_refuses_to_answer_ends_the_call_as_our_failure() -> None:
    assert (
        in_state(CallState.ARRIVING)
        >> AnswerFailed(IN, "500")
        << CallEnded(CALL, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
        << HangUpLeg(IN, reason=EndReason.LINE_FAILED)
    )
    assert in_state(CallState.TALKING) >> AnswerFailed(IN, "late")


def test_reports_of_a_prompt_count_in_the_flow_only() -> None:
    for state in LIVING:
        play = in_state(state, ready=("anna",))
        queued = len(play.facts(CallQueued))
        play.run(PromptEnded(IN, "1.1"))
        assert len(play.facts(CallQueued)) == queued + (state is CallState.IVR)


@pytest.mark.parametrize("state", LIVING)
def test_reports_that_come_twice_change_nothing(state: CallState) -> None:
    play = in_state(state)
    play.run(LegAnswered(IN)) if state is CallState.WAITING else None
    again: list[Input] = [LegsJoined(CALL, LegId("op-other")), JoinFailed(CALL, IN, "late")]
    if state is not CallState.ARRIVING:
        again.append(LegAnswered(IN))
    if state is CallState.TALKING:
        phone = play.leg("anna")
        again += [LegAnswered(phone), LegsJoined(CALL, phone), LegRang(phone)]
    before = play.engine.state()
    play.run(*again)
    assert play.engine.state() == before


def test_a_leg_that_nobody_knows_is_ended_when_it_answers() -> None:
    assert (
        calm()
        >> LegAnswered(LegId("op-stranger"))
        << HangUpLeg(LegId("op-stranger"), elsewhere=True)
        >> LegRang(LegId("op-stranger"))
        >> LegEnded(LegId("op-stranger"), EndCause.BUSY)
    )


def test_silence_while_arriving_ends_the_call() -> None:
    assert (
        in_state(CallState.ARRIVING)
        >> Wait(9.9)
        >> Wait(0.1)
        << CallEnded(CALL, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
        << like(HangUpLeg, leg="in-1")
    )


def test_silence_in_the_greeting_lets_the_caller_wait() -> None:
    play = in_state(CallState.IVR, ready=())
    assert (
        play
        >> Wait(SPEECH_LIMIT_S)
        << like(QueueChosen)
        << like(CallQueued, place_since=play.since_start(SPEECH_LIMIT_S))
        << StartMusic(IN, "calm")
    )


def test_silence_while_connecting_sends_the_caller_back_to_its_place() -> None:
    play = in_state(CallState.CONNECTING)
    place = play.engine.floor.waiting[CALL].place_since
    phone = play.leg("anna")
    assert (
        play
        >> Wait(10)
        << CallRequeued(CALL)
        << like(OfferMade, call=CALL, operator="anna")
        << CloseCall(CALL)
        << HangUpLeg(phone)
        << like(StartMusic)
        << like(RingOperator)
    )
    assert play.engine.floor.waiting[CALL].place_since == place


def test_waiting_and_talking_have_no_limit() -> None:
    for state in (CallState.WAITING, CallState.TALKING):
        play = in_state(state, ready=("anna",)).run(Wait(0))
        play.run(chooses("anna", Availability.BREAK))
        assert play >> Wait(36_000)


@pytest.mark.parametrize("state", [CallState.ARRIVING, CallState.CONNECTING])
@pytest.mark.parametrize("gap", ["dropped", "killed"])
def test_silence_is_not_held_against_a_line_that_is_down(state: CallState, gap: str) -> None:
    """A gap longer than the limit cuts nobody: only a survey can say what became of them."""
    play = in_state(state)
    joined = CALL if state is CallState.CONNECTING else None
    seen = [LegSeen(leg, answered=True, joined=joined) for leg in _legs(play)]
    play.run(LinesDropped("gone") if gap == "dropped" else Starting("1"))
    assert play >> Wait(60)
    play.run(LinesSurveyed(tuple(seen)))
    wanted = {CallState.ARRIVING: CallState.IVR, CallState.CONNECTING: CallState.TALKING}
    assert play.engine.book.calls[CALL].state is wanted[state]


def test_after_a_gap_the_line_has_its_full_time_again() -> None:
    play = in_state(CallState.CONNECTING)
    seen = tuple(LegSeen(leg, answered=True) for leg in _legs(play))
    play.run(LinesDropped("gone"), Wait(60))
    assert (
        play
        >> LinesSurveyed(seen)
        << LinesSeen(2)
        << like(JoinLegs, call=CALL)
        >> Wait(9)
        >> LegsJoined(CALL, play.leg("anna"))
        << like(CallConnected)
    )


def test_a_greeting_that_left_the_plan_lets_the_caller_wait_at_once() -> None:
    play = in_state(CallState.ARRIVING, ready=())
    play.rebuilt(plan_with(numbers='\n  - {number: "200", queue: support}'))
    assert (
        play
        >> LegAnswered(IN)
        << like(CallAnswered)
        << like(QueueChosen, queue="support", by="start")
        << like(CallQueued, queue="support")
        << like(StartMusic)
    )


def test_a_number_that_left_the_plan_ends_a_greeted_call_as_our_failure() -> None:
    for state, report in (
        (CallState.IVR, PromptEnded(IN, "1.1")),
        (CallState.ARRIVING, LegAnswered(IN)),
    ):
        play = in_state(state, ready=())
        play.rebuilt(plan_with(numbers='\n  - {number: "100", queue: support}', more=""))
        play.run(report)
        assert [fact.reason for fact in play.facts(CallEnded)] == [EndReason.LINE_FAILED]


def fallback(source: str, extension: str | None = "101") -> FallbackReported:
    at = Playbook(ready=()).now
    return FallbackReported(
        source=source,
        dialled="100",
        caller=Caller("+49"),
        arrived_at=at,
        ended_at=at + timedelta(seconds=30),
        outcome=Outcome.ANSWERED,
        reason=EndReason.FALLBACK_ANSWERED,
        answered_at=at + timedelta(seconds=5),
        extension=extension,
    )


def test_a_call_of_the_fallback_is_imported_once() -> None:
    assert (
        calm()
        >> fallback("row-1")
        << like(FallbackCallImported, call="id1", source="row-1", operator="anna")
        >> fallback("row-1")
        >> fallback("row-2", extension="777")
        << like(FallbackCallImported, call="id2", operator=None)
        >> fallback("row-3", extension=None)
        << like(FallbackCallImported, operator=None)
    )


def test_the_fallback_knows_an_extension_by_its_newest_operator() -> None:
    entry = OperatorEntry(OperatorId("dora"), "Dora", "101", ())
    play = calm().run(OperatorsListed((entry,)))
    assert play >> fallback("row-1") << like(FallbackCallImported, operator="dora")


def test_what_is_remembered_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "REMEMBERED", 3)
    play = calm()
    for number in range(5):
        play.run(arrives(f"in-{number}", "999"))
    assert play.engine.book.state().finished == ("in-2", "in-3", "in-4")


def test_the_earliest_deadline_is_told() -> None:
    play = calm()
    assert play.engine.book.deadline() is None
    play.run(arrives("in-1", "200"), Wait(1), arrives("in-2", "200"))
    assert play.engine.book.deadline() == play.since_start(10)
    play.run(LegEnded(IN, EndCause.HANG_UP))
    assert play.engine.book.deadline() == play.since_start(11)
    play.run(LegEnded(LegId("in-2"), EndCause.HANG_UP))
    assert play.engine.book.deadline() is None


def test_an_impossible_fact_raises_and_leaves_the_book_as_it_was() -> None:
    play = in_state(CallState.WAITING)
    kept = play.engine.book.state()
    with pytest.raises(IllegalMove):
        play.engine.book.apply(play.now, CallRequeued(CALL))
    assert play.engine.book.state() == kept


def test_facts_of_calls_that_are_over_are_passed_by() -> None:
    empty = CallBook(Shelves.of({0: plan_with()}).telephony, Ids())
    empty.apply(Playbook(ready=()).now, sample(OfferEnded))
    assert empty.state() == BookState()


def test_the_phone_rings_and_says_so_once() -> None:
    play = in_state(CallState.WAITING)
    assert play >> LegRang(play.leg("anna")) << like(OfferRang) >> LegRang(play.leg("anna"))


def test_the_greeting_is_played_when_the_caller_hears_us() -> None:
    assert (
        in_state(CallState.ARRIVING)
        >> LegAnswered(IN)
        << CallAnswered(CALL)
        << NodeEntered(CALL, NodeId("hello"), "say", "start")
        << like(PlayPrompt, leg=IN, token="1.1", say=(Utterance("hello"),))
        >> LegAnswered(IN)
    )


def test_operators_are_known_by_extension_for_the_checkpoint() -> None:
    play = calm()
    listed = {fact.extension: fact.operator for fact in play.facts(OperatorListed)}
    assert play.engine.book.state().operators == listed


def _legs(play: Playbook) -> list[LegId]:
    call = play.engine.book.calls[CALL]
    return [leg for leg in (call.leg, call.operator_leg) if leg is not None]


OVERFLOW = plan_with(
    "{queue: support, name: Support,"
    " waiting: {overflow: [{when: too_many, waiting: 2, to: sales}]}}\n"
    "{queue: sales, name: Sales,"
    " waiting: {overflow: [{when: too_long, after_s: 60, to: rest}]}}\n"
    "{queue: rest, name: Rest}",
    numbers='\n  - {number: "100", queue: support, priority: 2, language: de, needs: {x: 1}}\n'
    '  - {number: "200", queue: sales}',
    more="operators: {anna: {skills: {x: 3}}}\ncallers: [{number: '4930123', credit_s: 9}]",
)


def queues_of(play: Playbook) -> list[tuple[str, str]]:
    return [(fact.call, fact.queue) for fact in play.facts(CallQueued)]


def test_a_caller_who_finds_the_queue_full_waits_on_in_another_at_its_place() -> None:
    play = Playbook(OVERFLOW, ready=()).run(arrives("in-1"), arrives("in-2"), Wait(5))
    assert queues_of(play) == [("id1", "support"), ("id2", "support")]
    wanted = {
        "place_since": play.since_start(5),
        "priority": 2,
        "credit_s": 9.0,
        "language": "de",
        "needs": (("x", 1),),
    }
    assert (
        play
        >> arrives("in-3")
        << like(CallArrived, call="id3")
        << like(CallQueued, queue="support", **wanted)
        << like(QueueLeft, queue="support", why=QueueExit.TOO_MANY, to="sales")
        << like(QueueChosen, queue="sales", by="left support")
        << like(CallQueued, call="id3", queue="sales", **wanted)
        << like(AnswerCaller)
        << like(StartMusic)
        << like(StartMusic)
    )
    play.run(LegEnded(IN, EndCause.HANG_UP), arrives("in-4"))
    assert queues_of(play)[-1] == ("id4", "support")


def test_a_caller_who_has_waited_too_long_waits_on_in_another_queue() -> None:
    play = Playbook(OVERFLOW, ready=()).run(arrives("in-1", "200"), Wait(59.9))
    assert (
        play
        >> Wait(0.1)
        << like(QueueLeft, queue="sales", why=QueueExit.TOO_LONG, to="rest")
        << like(QueueChosen, queue="rest")
        << like(CallQueued, call=CALL, queue="rest", place_since=play.since_start(0))
        << like(StartMusic)
        >> Wait(600)
    )


def test_nobody_is_moved_to_another_queue_while_a_phone_rings_or_the_line_is_down() -> None:
    play = Playbook(OVERFLOW).run(arrives("in-1", "200"), Wait(14.9))
    for _ in range(3):
        play.run(LegEnded(play.leg("anna"), EndCause.DECLINED), Wait(5), Wait(9.9))
    play.run(Wait(4))
    assert queues_of(play) == [("id1", "sales")]
    play.run(LegEnded(play.leg("anna"), EndCause.DECLINED), Wait(0))
    assert queues_of(play) == [("id1", "sales"), ("id1", "rest")]
    down = Playbook(OVERFLOW, ready=()).run(arrives("in-1", "200"), LinesDropped("gone"), Wait(90))
    assert queues_of(down) == [("id1", "sales")]
    down.run(LinesSurveyed((LegSeen(IN, answered=True),)), Wait(0))
    assert queues_of(down) == [("id1", "sales"), ("id1", "rest")]


def test_whom_the_caller_talked_to_last_is_preferred() -> None:
    plan = plan_with(numbers='\n  - {number: "100", queue: support, last_operator: true}')
    play = Playbook(plan, ready=("anna",)).run(arrives("in-1"))
    phone = play.leg("anna")
    play.run(LegAnswered(phone), LegsJoined(CALL, phone), arrives("in-2"))
    assert [fact.preferred for fact in play.facts(CallQueued)] == [None, "anna"]
    assert play.engine.book.state().pii_last_operators == (("4930123", OperatorId("anna")),)
