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
    PlayPrompt,
    RingOperator,
    StartMusic,
)
from vocabulary.facts import (
    CallAnswered,
    CallArrived,
    CallConnected,
    CallEnded,
    CallQueued,
    CallRequeued,
    GreetingStarted,
    OfferEnded,
    OfferMade,
    OfferRang,
)
from vocabulary.ids import CallId, LegId, QueueId
from vocabulary.inputs import CallerArrived
from vocabulary.ports import Decision
from vocabulary.states import CallState, EndCause, EndReason, OfferResult, Outcome

REQUEUE_LIMIT = 3
"""Joins that may fail for one call before we stop trying and owe a call back."""

RING_MARGIN_S = 10
"""How much longer the line may ring than the offer lasts: a net under our own clock."""

NOTHING = Decision()
NO_WISH = Wish()

_RESULT_OF = {
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
    now: datetime,
    call: CallId,
    given: CallerArrived,
    number: NumberPlan | None,
    wish: Wish = NO_WISH,
) -> Decision:
    """A new caller: refuse an unknown number, greet, or let it wait at once."""
    arrived = CallArrived(call, given.leg, given.dialled, given.caller)
    if number is None:
        refused = CallEnded(call, Outcome.REFUSED, EndReason.UNKNOWN_NUMBER)
        hang_up = HangUpLeg(given.leg, reason=EndReason.UNKNOWN_NUMBER)
        return Decision((arrived, refused), (hang_up,))
    answer = AnswerCaller(call, given.leg)
    if number.greeting is not None:
        return Decision((arrived,), (answer,))
    queued = queued_at(now, call, number, wish)
    return Decision((arrived, queued), (answer, StartMusic(given.leg, number.music)))


def caller_answered(
    now: datetime, call: Call, number: NumberPlan | None, wish: Wish = NO_WISH
) -> Decision:
    """The caller hears us: greet it, if it does not wait already."""
    if call.answered:
        return NOTHING
    answered = CallAnswered(call.id)
    if call.state is not CallState.ARRIVING:
        return Decision((answered,))
    if number is None or number.greeting is None:  # the plan changed under the call
        facts, commands, _ = to_queue(now, call, number, wish)
        return Decision((answered, *facts), commands)
    greeting = GreetingStarted(call.id, number.greeting)
    return Decision((answered, greeting), (PlayPrompt(call.leg, number.greeting),))


def to_queue(
    now: datetime, call: Call, number: NumberPlan | None, wish: Wish = NO_WISH
) -> Decision:
    """The greeting is over: the caller waits, its place begins now."""
    if number is None:  # the plan lost this number while the call was greeted
        return finish(call, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
    queued = queued_at(now, call.id, number, wish)
    return Decision((queued,), (StartMusic(call.leg, number.music),))


def queued_at(now: datetime, call: CallId, number: NumberPlan, wish: Wish) -> CallQueued:
    """What the call asks for, by the dialled number and by who calls."""
    return CallQueued(
        call=call,
        queue=number.queue,
        place_since=now,
        priority=number.priority + wish.priority,
        credit_s=wish.credit_s,
        language=wish.language or number.language,
        needs=tuple(sorted(number.needs.items())),
        preferred=wish.preferred,
    )


def overflow(call: Call, queue: QueueId) -> Decision:
    """The call waits on in another queue, at its place and with all that it asks for."""
    if call.place_since is None:
        return NOTHING
    return Decision(
        (
            CallQueued(
                call=call.id,
                queue=queue,
                place_since=call.place_since,
                priority=call.priority,
                credit_s=call.credit_s,
                language=call.language,
                needs=call.needs,
                preferred=call.preferred,
            ),
        )
    )


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
    return Decision((OfferEnded(offer.offer, call.id, offer.operator, _RESULT_OF[cause]),))


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
        reason = EndReason.LEFT_WHILE_AWAY if away else EndReason.CALLER_HUNG_UP
        return finish(call, Outcome.ANSWERED, reason, call.leg)
    reasons = {
        CallState.WAITING: EndReason.LEFT_IN_QUEUE,
        CallState.CONNECTING: EndReason.LEFT_WHILE_CONNECTING,
    }
    reason = reasons.get(call.state, EndReason.LEFT_IN_GREETING)
    reason = EndReason.LEFT_WHILE_AWAY if away else reason
    return finish(call, Outcome.ABANDONED, reason, call.leg)


def operator_left(call: Call, cause: EndCause, music: str) -> Decision:
    """The operator who accepted is gone: before the join the caller waits on."""
    if cause is EndCause.LINE_LOST:
        return finish(call, Outcome.INTERRUPTED, EndReason.ASTERISK_LOST, call.operator_leg)
    if call.state is CallState.CONNECTING:
        return join_failed(call, music)
    away = cause is EndCause.GONE
    reason = EndReason.LEFT_WHILE_AWAY if away else EndReason.OPERATOR_HUNG_UP
    return finish(call, Outcome.ANSWERED, reason, call.operator_leg)


def too_silent(
    now: datetime, call: Call, number: NumberPlan | None, wish: Wish = NO_WISH
) -> Decision:
    """The line owes a reply for too long: go on without it."""
    if call.state is CallState.GREETING:
        return to_queue(now, call, number, wish)
    if call.state is CallState.CONNECTING:
        return join_failed(call, number.music if number else "default")
    return finish(call, Outcome.INTERRUPTED, EndReason.LINE_FAILED)


def finish(call: Call, outcome: Outcome, reason: EndReason, gone: LegId | None = None) -> Decision:
    """End a call and everything that the line holds for it; `gone` needs no end any more.

    Phones that still ring are withdrawn by the router, who reads the same fact.
    """
    operator = call.operator if call.state is CallState.TALKING else None
    legs = [leg for leg in (call.leg, call.operator_leg) if leg not in {None, gone}]
    commands: list[Command] = [HangUpLeg(leg, reason=reason) for leg in legs if leg is not None]
    if call.operator_leg is not None:
        commands.append(CloseCall(call.id))
    return Decision((CallEnded(call.id, outcome, reason, operator),), tuple(commands))
