"""Narrow moments of calls in hand: two things at once, late answers, things that changed."""

from switchboard.plan import Plan, parse_plan
from tests.support.playbook import EXTENSIONS, Playbook, Wait, arrives, chooses, plan_with
from tests.telephony.test_talk import (
    ANNA,
    BORIS,
    CALL,
    HOLD,
    IN,
    PLAN,
    SALES,
    SUPPORT,
    THIRD,
    consulting,
    talking,
)
from vocabulary.commands import (
    JoinLegs,
    MuteLeg,
    PauseRecording,
    RingOperator,
    RingOutside,
)
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    CallQueued,
    CallTransferred,
    ConsultStarted,
    NodeEntered,
    OfferMade,
    OperatorLost,
    OperatorRung,
    QueueLeft,
)
from vocabulary.ids import LegId, OperatorId, RecordingId
from vocabulary.inputs import (
    ConsultMoveAsked,
    DialAsked,
    HangUpAsked,
    HoldAsked,
    HoursSwitchAsked,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsJoined,
    LinesSurveyed,
    MuteAsked,
    OperatorEntry,
    OperatorsListed,
    PhoneLeft,
    PhoneReported,
    RecordingBegan,
    RecordingPauseAsked,
    RecordingTurned,
    TransferAsked,
)
from vocabulary.states import Availability, CallState, ConsultMove, EndCause, PhoneState


def _talk(plan: Plan, ready: tuple[str, ...] = ("anna",), *, restarts: bool = True) -> Playbook:
    play = Playbook(plan, ready=ready, restarts=restarts).run(arrives("in-1"), LegAnswered(IN))
    phone = play.leg("anna")
    return play.run(LegAnswered(phone), LegsJoined(CALL, phone))


def test_a_call_may_be_given_to_a_queue_that_is_closed_and_leads_to_another_queue() -> None:
    plan = plan_with(
        "{queue: support, name: Support, ring_s: 15, wrap_up_s: 10}\n"
        "{queue: sales, name: Sales, operators: [vera], wrap_up_s: 10,"
        " waiting: {hours: office, closed: support}}",
        numbers='\n  - {number: "100", queue: support}',
        more='hours: {office: {week: {mon-sun: "00:00-24:00"}}}',
    )
    play = _talk(plan)
    play.run(HoursSwitchAsked("office", closed=True, by="vera"))
    play.run(TransferAsked(CALL, "anna", queue=SALES))
    assert play.facts(CallQueued)[-1].queue == SUPPORT


def test_a_call_comes_back_to_a_queue_that_is_closed_by_now_and_leads_to_another_queue() -> None:
    """The same by time alone: no click is needed after the blind transfer."""
    plan = plan_with(
        "{queue: support, name: Support, ring_s: 15, wrap_up_s: 10,"
        " waiting: {hours: office, closed: sales}}\n"
        "{queue: sales, name: Sales, operators: [vera], wrap_up_s: 10}",
        numbers='\n  - {number: "100", queue: support}',
        more='hours: {office: {week: {mon-sun: "00:00-24:00"}}}',
    )
    play = _talk(plan)
    play.run(TransferAsked(CALL, "anna", to=BORIS))
    play.run(HoursSwitchAsked("office", closed=True, by="vera"))
    play.run(LegEnded(THIRD, EndCause.DECLINED))
    assert play.facts(CallQueued)[-1].queue == SALES


def test_a_caller_hears_music_who_is_put_aside_before_it_was_heard_that_it_is_back() -> None:
    """Hold off and then consult before LegsJoined: the caller sits alone in the bridge."""
    play = talking()
    play.run(HoldAsked(CALL, held=True, by="anna"), HoldAsked(CALL, held=False, by="anna"))
    play >> TransferAsked(CALL, "anna", consult=True, to=BORIS)
    assert HOLD in play.rest()


def test_a_second_consultation_right_after_a_first_keeps_the_music() -> None:
    """Cancel and consult again before LegsJoined."""
    play = consulting().run(ConsultMoveAsked(CALL, ConsultMove.CANCEL, "anna"))
    play >> TransferAsked(CALL, "anna", consult=True, to=OperatorId("vera"))
    assert HOLD in play.rest()


def test_a_transfer_is_not_done_by_the_join_of_the_talk_before_it() -> None:
    """LegsJoined of the aside bridge, delivered after COMPLETE, counts as the join with the
    caller; the real one fails and nobody does anything: caller and colleague in silence."""
    play = talking().run(
        TransferAsked(CALL, "anna", consult=True, to=BORIS),
        LegAnswered(THIRD),
        ConsultMoveAsked(CALL, ConsultMove.COMPLETE, "anna"),
        LegsJoined(CALL, THIRD, aside=True),
        JoinFailed(CALL, THIRD, "of JoinLegs"),
        Wait(600),
    )
    call = play.engine.book.calls.get(CALL)
    assert call is None or call.state is not CallState.TALKING, "they never heard each other"


def test_a_hold_is_not_undone_by_a_join_that_came_before_it() -> None:
    """Two clicks on hold off, one answer, hold on, the other answer: music, and no way out:
    the screen says that nobody is on hold, and hold off does nothing."""
    play = talking()
    phone = play.leg("anna")
    play.run(
        HoldAsked(CALL, held=True, by="anna"),
        HoldAsked(CALL, held=False, by="anna"),
        HoldAsked(CALL, held=False, by="anna"),
        LegsJoined(CALL, phone),
        HoldAsked(CALL, held=True, by="anna"),
        LegsJoined(CALL, phone),
    )
    play >> HoldAsked(CALL, held=False, by="anna")
    assert JoinLegs(CALL, IN, phone) in play.rest()


def test_a_caller_hears_music_again_when_the_operator_could_not_be_joined_after_all() -> None:
    """The line stops the music before it joins; where the join fails nobody starts it again."""
    play = talking().run(PhoneLeft("101"), PhoneReported("101", PhoneState.FREE))
    play.run(LegAnswered(THIRD))
    play >> JoinFailed(CALL, THIRD, "no")
    assert HOLD in play.rest()


def test_a_caller_on_hold_hears_music_again_when_taking_it_off_failed() -> None:
    play = talking()
    phone = play.leg("anna")
    play.run(HoldAsked(CALL, held=True, by="anna"), HoldAsked(CALL, held=False, by="anna"))
    play >> JoinFailed(CALL, phone, "no")
    assert HOLD in play.rest()


def test_a_phone_that_is_lost_while_somebody_is_asked_does_not_give_the_caller_away() -> None:
    """The page that closes takes the call back (PhoneLeft); the network that fails gives the
    caller to whoever rings, and to an outside number."""
    play = consulting(answered=False)
    play.run(LegEnded(play.leg("anna"), EndCause.UNREACHABLE))
    assert not play.facts(CallTransferred)
    assert play.facts(OperatorLost)


def test_a_mute_that_was_stated_holds_after_a_crash() -> None:
    """Killed between MuteChanged and MuteLeg: the screen says muted, the caller hears."""
    play = talking()
    phone = play.leg("anna")
    play.run(MuteAsked(CALL, muted=True, by="anna"))  # the command is lost
    play >> LinesSurveyed((LegSeen(IN, True, CALL), LegSeen(phone, True, CALL)))
    assert MuteLeg(phone, True) in play.rest()


CAPPED = plan_with(
    "{queue: support, name: Support, ring_s: 15, wrap_up_s: 0}",
    numbers='\n  - {number: "100", queue: support}',
    more='outgoing: {allow: ["+49"], shown: "+4930100", per_operator_day: 1, per_number_day: 1}',
)


def test_numbers_that_are_asked_count_as_calls_out() -> None:
    """One own incoming call, and any number as often as one likes: consult, cancel, consult…"""
    play = _talk(CAPPED)
    for n in range(1, 6):
        play.run(
            TransferAsked(CALL, "anna", consult=True, pii_number="+4930123456"),
            LegAnswered(LegId(f"leg-id1-{n}")),
            ConsultMoveAsked(CALL, ConsultMove.CANCEL, "anna"),
            LegsJoined(CALL, play.leg("anna")),
        )
    assert len(play.facts(ConsultStarted)) <= 1


def test_a_number_that_is_allowed_no_more_is_not_rung_in_calls_that_came_before() -> None:
    """The call follows its old revision; what may be rung must be the plan in force."""
    play = _talk(PLAN)
    play.publish(1, parse_plan(_CLOSED, "closed")).rest()
    play >> TransferAsked(CALL, "anna", pii_number="+4930123456")
    assert not [out for out in play.rest() if isinstance(out, RingOutside)]


_CLOSED = """
name: closed
numbers:
  - {number: "100", queue: support}
queues:
  - {queue: support, name: Support, ring_s: 15, wrap_up_s: 10}
  - {queue: sales, name: Sales, operators: [vera], wrap_up_s: 10}
"""


def test_a_pause_outlives_the_reload_of_the_page_of_who_paused() -> None:
    """The operator paused for a card number, the page is loaded again, the same operator is
    back in its own call: the recording goes on by itself."""
    play = Playbook(PLAN, recording=True).run(arrives("in-1"), LegAnswered(IN))
    phone = play.leg("anna")
    tape = RecordingId("id1-1")
    play.run(
        LegAnswered(phone),
        LegsJoined(CALL, phone),
        RecordingBegan(tape),
        RecordingPauseAsked(CALL, True, ANNA),
        RecordingTurned(tape, True, ANNA),
        PhoneLeft("101"),
        PhoneReported("101", PhoneState.FREE),
        LegAnswered(THIRD),
    )
    play >> LegsJoined(CALL, THIRD)
    assert PauseRecording(tape, False, ANNA) not in play.rest()


def test_a_caller_who_is_given_to_a_queue_has_not_waited_there_since_it_arrived() -> None:
    """Talk counts as waiting: the caller overflows out of the queue at once."""
    plan = plan_with(
        "{queue: support, name: Support, ring_s: 15, wrap_up_s: 10}\n"
        "{queue: sales, name: Sales, operators: [vera],"
        " waiting: {overflow: [{when: too_long, after_s: 60, to: support}]}}",
        numbers='\n  - {number: "100", queue: support}',
        more="",
    )
    play = _talk(plan, restarts=False).run(
        Wait(600), TransferAsked(CALL, "anna", queue=SALES), Wait(1)
    )
    assert not play.facts(QueueLeft)


def test_a_caller_who_is_given_away_is_not_kept_for_whoever_gave_it() -> None:
    """`last_operator`: the preferred one is the one who has just given the call away."""
    plan = plan_with(
        "{queue: support, name: Support, ring_s: 15, wrap_up_s: 0}\n"
        "{queue: sales, name: Sales, wrap_up_s: 0, hold_preferred_s: 30}",
        numbers='\n  - {number: "100", queue: support, last_operator: true}',
        more="",
    )
    play = _talk(plan).run(chooses("boris", Availability.READY))
    play.run(TransferAsked(CALL, "anna", queue=SALES))
    assert play.facts(CallQueued)[-1].preferred != ANNA
    assert play.facts(OfferMade)[-1].operator == BORIS


def test_nobody_is_rung_at_a_new_extension_before_its_phone_was_heard_of() -> None:
    """The floor knows better (phone unreachable); telephony keeps the old phone's state."""
    play = talking()
    entries = tuple(
        OperatorEntry(OperatorId(n), n.title(), "109" if n == "boris" else e, (SUPPORT,))
        for n, e in EXTENSIONS.items()
    )
    play.run(OperatorsListed(entries))
    play >> TransferAsked(CALL, "anna", to=BORIS)
    assert not [out for out in play.rest() if isinstance(out, RingOperator)]


def test_a_call_is_not_given_back_to_somebody_who_was_taken_off_the_list() -> None:
    play = talking().run(PhoneLeft("101"))
    entries = tuple(
        OperatorEntry(OperatorId(n), n.title(), e, (SUPPORT,))
        for n, e in EXTENSIONS.items()
        if n != "anna"
    )
    play.run(OperatorsListed(entries))
    play >> PhoneReported("101", PhoneState.FREE)
    assert not [out for out in play.rest() if isinstance(out, RingOperator)]


def test_a_second_click_on_hang_up_does_not_end_the_call_with_the_caller() -> None:
    """In a consultation the first click leads back to the caller; the second, of a double
    click, comes before the two are joined and ends the call."""
    play = consulting().run(HangUpAsked(CALL, "anna"), HangUpAsked(CALL, "anna"))
    assert not play.facts(CallEnded)


def test_whom_we_called_is_not_led_into_the_survey_of_callers() -> None:
    """`after_talk` of the queue on whose behalf an operator calls out."""
    plan = plan_with(
        "{queue: support, name: Support, ring_s: 15, wrap_up_s: 10, waiting: {after_talk: bye}}",
        numbers='\n  - {number: "100", queue: support}',
        more='outgoing: {allow: ["+49"], shown: "+4930100"}\n'
        "prompts: {hello: {en: Hello.}}\nflow: {bye: {kind: hang_up, say: hello}}",
    )
    play = Playbook(plan).run(DialAsked(ANNA, "+4930123456", "anna", SUPPORT))
    out = play.engine.book.calls[CALL].leg
    own = play.leg("anna")
    play.run(LegAnswered(own), LegAnswered(out), LegsJoined(CALL, own))
    play.run(LegEnded(own, EndCause.HANG_UP))
    assert not play.facts(NodeEntered)


def test_a_colleague_who_picks_up_after_more_than_ten_seconds_gets_the_call() -> None:
    """Once answered, the deadline is `since` (of the transfer, not of the answer) + 10 s: it is
    over already, and the Tick comes before the line has joined anybody."""
    play = talking().run(TransferAsked(CALL, "anna", to=BORIS), Wait(15), LegAnswered(THIRD))
    play.run(Wait(0.05))  # the loop ticks at every deadline that is due
    play.run(LegsJoined(CALL, THIRD))
    assert play.facts(CallConnected)[-1].operator == BORIS


def test_a_phone_that_refuses_or_cannot_be_rung_is_not_rung_without_end() -> None:
    """Each leg of ours makes its phone busy and free again, and each FREE rings it anew: a dead
    page, or an operator who declines, is rung as fast as the line can fail, for 30 seconds."""
    play = talking().run(PhoneLeft("101"), PhoneReported("101", PhoneState.FREE))
    for _ in range(50):
        leg = play.engine.book.calls[CALL].operator_leg
        if leg is None:
            break
        play.run(
            PhoneReported("101", PhoneState.BUSY),
            LegEnded(leg, EndCause.UNREACHABLE),
            PhoneReported("101", PhoneState.FREE),
            Wait(0.1),
        )
    assert len(play.facts(OperatorRung)) <= 3


def test_a_phone_that_is_free_when_its_leg_was_lost_is_rung() -> None:
    """No audio came for too long (cause 44) on a phone that is there: where FREE was reported
    before LegEnded, nobody rings it and the caller waits for 30 s in vain."""
    play = talking()
    phone = play.leg("anna")
    play.run(PhoneReported("101", PhoneState.FREE), LegEnded(phone, EndCause.UNREACHABLE), Wait(29))
    assert play.facts(OperatorRung)


def test_whom_we_called_is_not_cut_off_because_a_colleague_is_busy() -> None:
    """A call out for no queue (the usual one) that is given away in vain ends at once."""
    play = Playbook(PLAN).run(DialAsked(ANNA, "+4930123456", "anna"))
    out, own = play.engine.book.calls[CALL].leg, play.leg("anna")
    play.run(LegAnswered(own), LegAnswered(out), LegsJoined(CALL, own))
    play.run(TransferAsked(CALL, "anna", to=BORIS), LegEnded(LegId("leg-id1-2"), EndCause.BUSY))
    assert not play.facts(CallEnded)
