"""What one report means for one call: plain functions from a call to a `Decision`.

None of them changes anything. `telephony.book` finds the call, asks here and lets the
engine apply what was decided.
"""

from datetime import datetime

from telephony.call import Call, Offer
from telephony.plan import NumberPlan, Wish
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    Command,
    HangUpLeg,
    JoinLegs,
    RingOperator,
    StartMusic,
)
from vocabulary.facts import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallQueued,
    CallRequeued,
    ConsultEnded,
    Fact,
    MessageTaken,
    OfferEnded,
    OfferMade,
    OfferRang,
    OutsideConnected,
    OutsideFailed,
    TalkEnded,
)
from vocabulary.ids import CallId, LegId, OperatorId, QueueId
from vocabulary.inputs import CallerArrived
from vocabulary.ports import Decision
from vocabulary.states import CallState, EndCause, EndReason, OfferResult, Outcome

REQUEUE_LIMIT = 3
"""Joins that may fail for one call before we stop trying and owe a call back."""

CREDIT_LIMIT_S = 900.0
"""The most that a first wait counts where a caller has to wait again, in seconds."""

RING_MARGIN_S = 10
"""How much longer the line may ring than the offer lasts: a net under our own clock."""

NOTHING = Decision()

_WITH_OPERATOR = frozenset({CallState.TALKING, CallState.RECOVERING, CallState.DIALLING})
"""Whose call it is stands in the call; in all other states it was before."""

RESULT_OF = {
    EndCause.BUSY: OfferResult.BUSY,
    EndCause.DECLINED: OfferResult.DECLINED,
    EndCause.HANG_UP: OfferResult.DECLINED,
    EndCause.NO_ANSWER: OfferResult.TIMED_OUT,
    EndCause.UNREACHABLE: OfferResult.UNREACHABLE,
    EndCause.GONE: OfferResult.UNREACHABLE,
    EndCause.LINE_LOST: OfferResult.FAILED,
    EndCause.FAILED: OfferResult.FAILED,
}


def caller_arrived(
    call: CallId, given: CallerArrived, number: NumberPlan | None, revision: int
) -> Decision:
    """A new caller: refuse an unknown number, answer any other."""
    arrived = CallArrived(call, given.leg, given.dialled, given.caller, revision)
    if number is None:
        refused = CallEnded(call, Outcome.REFUSED, EndReason.UNKNOWN_NUMBER)
        hang_up = HangUpLeg(given.leg, reason=EndReason.UNKNOWN_NUMBER)
        return Decision((arrived, refused), (hang_up,))
    return Decision((arrived,), (AnswerCaller(call, given.leg),))


def queued(
    now: datetime, call: Call, queue: QueueId, number: NumberPlan | None, wish: Wish
) -> CallQueued:
    """What the call asks for: by the number it dialled, by who calls, and by what the flow
    added. A caller who waited before keeps its place, unless it has talked since: then its
    first wait is credited, and whoever gave it away is not preferred."""
    needs = dict(number.needs if number else {})
    for skill, level in call.visit.needs:
        needs[skill] = max(level, needs.get(skill, 0))
    return CallQueued(
        call=call.id,
        queue=queue,
        place_since=call.place_since or now,
        priority=(number.priority if number else 0) + wish.priority + call.visit.priority,
        credit_s=wish.credit_s + min(call.waited_s, CREDIT_LIMIT_S),
        language=call.visit.language or wish.language or (number.language if number else ""),
        needs=tuple(sorted(needs.items())),
        preferred=_preferred(call, wish),
        revision=call.revision,
    )


def _preferred(call: Call, wish: Wish) -> OperatorId | None:
    preferred = call.visit.preferred or wish.preferred
    return None if preferred == call.talked_with else preferred


def ring(now: datetime, call: Call, fact: OfferMade) -> Decision:
    """Ring the phone that the router chose."""
    left_s = (fact.expires_at - now).total_seconds()
    command = RingOperator(
        call=call.id,
        leg=fact.leg,
        extension=fact.extension,
        ring_s=max(1, round(left_s)) + RING_MARGIN_S,
        pii_number=call.caller.pii_number,
        pii_name=call.caller.pii_name,
    )
    return Decision((), (command,))


def phone_rang(call: Call, offer: Offer) -> Decision:
    """The phone confirms that it rings."""
    if offer.rang:
        return NOTHING
    return Decision((OfferRang(offer.offer, call.id, offer.operator),))


def phone_answered(call: Call, leg: LegId, offer: Offer | None) -> Decision:
    """A phone picked up: the first one is joined, any other hears that it was late."""
    if offer is None:  # the accepted leg says it once more
        return NOTHING
    if call.state is not CallState.WAITING:
        return Decision((), (HangUpLeg(leg, elsewhere=True),))
    accepted = OfferEnded(offer.offer, call.id, offer.operator, OfferResult.ACCEPTED)
    return Decision((accepted,), (JoinLegs(call.id, call.leg, offer.leg),))


def phone_ended(call: Call, offer: Offer, cause: EndCause) -> Decision:
    """A phone that rang will ring no more."""
    return Decision((OfferEnded(offer.offer, call.id, offer.operator, RESULT_OF[cause]),))


def joined(call: Call, leg: LegId) -> Decision:
    """The two hear each other."""
    if call.state is not CallState.CONNECTING or call.operator_leg != leg or call.operator is None:
        return NOTHING
    return Decision((CallConnected(call.id, call.operator, leg),))


def join_failed(call: Call, music: str) -> Decision:
    """Back to the queue at the old place, or the end when it fails again and again."""
    if call.requeued >= REQUEUE_LIMIT:
        return finish(call, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
    commands: list[Command] = [CloseCall(call.id)]
    if call.operator_leg is not None:
        commands.append(HangUpLeg(call.operator_leg))
    commands.append(StartMusic(call.leg, music))
    return Decision((CallRequeued(call.id),), tuple(commands))


def caller_left(call: Call, cause: EndCause) -> Decision:
    """The caller is gone."""
    if cause is EndCause.LINE_LOST:
        return finish(call, Outcome.INTERRUPTED, EndReason.ASTERISK_LOST, call.leg)
    away = cause is EndCause.GONE
    if call.state is CallState.TALKING:
        on_hold = call.held or call.held_by_phone
        reason = EndReason.LEFT_ON_HOLD if on_hold else EndReason.CALLER_HUNG_UP
        reason = EndReason.LEFT_WHILE_AWAY if away else reason
        return finish(call, Outcome.ANSWERED, reason, call.leg)
    if call.visit.recording is not None:  # hanging up is how most people end a message
        return finish(call, Outcome.VOICEMAIL, EndReason.LEFT_MESSAGE, call.leg)
    reasons = {
        CallState.WAITING: EndReason.LEFT_IN_QUEUE,
        CallState.CONNECTING: EndReason.LEFT_WHILE_CONNECTING,
        CallState.OUTSIDE: EndReason.LEFT_OUTSIDE,
        CallState.TRANSFERRING: EndReason.LEFT_IN_TRANSFER,
        CallState.RECOVERING: EndReason.LEFT_ON_HOLD,
    }
    if call.state is CallState.OUTSIDE and call.visit.outside_until is None:
        return finish(call, Outcome.TRANSFERRED, EndReason.OUTSIDE_ENDED, call.leg)
    reason = reasons.get(call.state, EndReason.LEFT_IN_MENU)
    reason = EndReason.LEFT_WHILE_AWAY if away else reason
    return finish(call, Outcome.ABANDONED, reason, call.leg)


def operator_left(call: Call, cause: EndCause, music: str, goes_on: bool) -> Decision:
    """The operator who accepted is gone: before the join the caller waits on, after a talk
    the flow may go on."""
    if cause is EndCause.LINE_LOST:
        return finish(call, Outcome.INTERRUPTED, EndReason.ASTERISK_LOST, call.operator_leg)
    if call.state is CallState.CONNECTING:
        return join_failed(call, music)
    away = cause is EndCause.GONE
    reason = EndReason.LEFT_WHILE_AWAY if away else EndReason.OPERATOR_HUNG_UP
    if goes_on and call.operator is not None:
        return Decision((TalkEnded(call.id, call.operator, reason),), (CloseCall(call.id),))
    return finish(call, Outcome.ANSWERED, reason, call.operator_leg)


def outside_answered(call: Call, leg: LegId) -> Decision:
    """The outside number picked up."""
    if call.visit.outside_until is None:  # it says it once more
        return NOTHING
    return Decision((), (JoinLegs(call.id, call.leg, leg),))


def outside_joined(call: Call, leg: LegId) -> Decision:
    """The two hear each other."""
    if call.visit.outside_until is None:
        return NOTHING
    return Decision((OutsideConnected(call.id, leg),))


def outside_ended(call: Call, cause: EndCause, *, hang_up: bool = False) -> Decision:
    """The outside number is gone, or is given up: after a talk the call is over, before it
    the flow goes on."""
    node, leg = call.visit.node, call.visit.outside_leg
    if call.visit.outside_until is None:
        lost = cause is EndCause.LINE_LOST
        outcome = Outcome.INTERRUPTED if lost else Outcome.TRANSFERRED
        reason = EndReason.ASTERISK_LOST if lost else EndReason.OUTSIDE_ENDED
        return finish(call, outcome, reason)
    if node is None or leg is None:
        return NOTHING
    failed = OutsideFailed(call.id, node, RESULT_OF[cause])
    commands: tuple[Command, ...] = (CloseCall(call.id),)  # it may have been joined already
    return Decision((failed,), (HangUpLeg(leg), *commands) if hang_up else commands)


def outside_not_joined(call: Call) -> Decision:
    """The outside number answered and could not be joined."""
    if call.visit.outside_until is None:  # told of a join that was asked for once more
        return NOTHING
    return outside_ended(call, EndCause.FAILED, hang_up=True)


def too_silent(call: Call, music: str) -> Decision:
    """The line owes a reply for too long: go on without it."""
    if call.state is CallState.CONNECTING:
        return join_failed(call, music)
    if call.state is CallState.OUTSIDE:
        return outside_ended(call, EndCause.NO_ANSWER, hang_up=True)
    return finish(call, Outcome.INTERRUPTED, EndReason.LINE_FAILED)


def finish(call: Call, outcome: Outcome, reason: EndReason, gone: LegId | None = None) -> Decision:
    """End a call and everything that the line holds for it; `gone` needs no end any more.

    What the caller got counts, however the call ends: a talk, a message, a promise to call
    back. A message that is being spoken is kept as far as it got. Phones that still ring
    are withdrawn by the router, who reads the same fact.
    """
    operator = call.operator if call.state in _WITH_OPERATOR else call.talked_with
    outside = call.visit.outside_leg if call.state is CallState.OUTSIDE else None
    third = None if call.party is None else call.party.leg
    others = [leg for leg in (call.operator_leg, outside, third) if leg is not None]
    legs = [leg for leg in (call.leg, *others) if leg != gone]
    commands: list[Command] = [HangUpLeg(leg, reason=reason) for leg in legs]
    if others or call.talked_with is not None or call.state is CallState.RECOVERING:
        commands.append(CloseCall(call.id))
    facts = [*_message_taken(call), *_party_gone(call)]
    facts.append(CallEnded(call.id, _got(call, outcome), reason, operator))
    return Decision(tuple(facts), tuple(commands))


def _message_taken(call: Call) -> tuple[Fact, ...]:
    spoken = call.visit.recording
    return () if spoken is None else (MessageTaken(call.id, spoken),)


def _party_gone(call: Call) -> tuple[Fact, ...]:
    if call.party is None:
        return ()
    result = OfferResult.ACCEPTED if call.party.answered else OfferResult.WITHDRAWN
    return (ConsultEnded(call.id, call.party.leg, result, call.party.to),)


def _got(call: Call, outcome: Outcome) -> Outcome:
    """The best that the caller got. A cut talk stays a cut one."""
    if outcome is Outcome.UNREACHED or outcome in {Outcome.ANSWERED, Outcome.REFUSED}:
        return outcome
    if call.talked_with is not None or call.state is CallState.RECOVERING:
        return Outcome.ANSWERED
    if outcome not in {Outcome.ABANDONED, Outcome.INFORMED, Outcome.INTERRUPTED}:
        return outcome
    if outcome is Outcome.INTERRUPTED:
        return outcome
    if call.visit.messages_taken:
        return Outcome.VOICEMAIL
    return Outcome.CALLBACK if call.visit.callback_asked else outcome
