"""How each fact changes one record: plain functions, old record in, new record out."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from routing.plan import OfferPlan
from routing.state import OpenOffer, Operator, Waiting
from vocabulary.facts import (
    AvailabilityChanged,
    CallPlaced,
    CallQueued,
    OfferEnded,
    OfferMade,
    OperatorFact,
    OperatorListed,
    OperatorUnlisted,
    PhoneChanged,
    RestEnded,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, QueueId
from vocabulary.states import Activity, Availability, OfferResult, PhoneState


def listed(at: datetime, before: Operator | None, fact: OperatorListed) -> Operator:
    """A new operator, or an old one with a new name, extension or queues."""
    queues = frozenset(fact.queues)
    if before is None:
        return Operator(fact.operator, fact.name, fact.extension, queues, idle_since=at)
    same_phone = before.extension == fact.extension and not before.unlisted
    phone = before.phone if same_phone else PhoneState.UNREACHABLE
    return replace(
        before,
        name=fact.name,
        extension=fact.extension,
        queues=queues,
        phone=phone,
        unlisted=False,
    )


def offered(operator: Operator, fact: OfferMade) -> Operator:
    """The operator's phone is being rung."""
    offer = OpenOffer(fact.offer, fact.call, fact.expires_at)
    return replace(operator, activity=Activity.OFFERED, offer=offer)


def accepted(
    at: datetime, operator: Operator, call: CallId, queue: QueueId | None, revision: int = 0
) -> Operator:
    """The operator picked up and is busy with the call from now on."""
    return replace(
        operator,
        activity=Activity.TALKING,
        offer=None,
        call=call,
        serves=queue,
        talked=False,
        misses=0,
        accepted_at=at,
        revision=revision,
    )


def not_accepted(at: datetime, operator: Operator, fact: OfferEnded, plan: OfferPlan) -> Operator:
    """Idle again; at the back and left alone for a while, if the phone was rung in vain.

    Whoever is in a call by another way meanwhile stays there.
    """
    activity = Activity.IDLE if operator.call is None else operator.activity
    idle = replace(operator, activity=activity, offer=None)
    if fact.result is OfferResult.WITHDRAWN:
        return idle
    missed = operator.misses + (fact.result is OfferResult.TIMED_OUT)
    rest_until = at + timedelta(seconds=plan.rest_s)
    return replace(idle, idle_since=at, rest_until=rest_until, misses=missed)


def placed(at: datetime, operator: Operator, fact: CallPlaced) -> Operator:
    """The operator calls out: its own phone rings first."""
    return replace(
        _without_work(at, operator),
        activity=Activity.TALKING,
        call=fact.call,
        serves=fact.queue,
        revision=fact.revision,
    )


def asked(at: datetime, operator: Operator, call: CallId) -> Operator:
    """The operator's phone is being rung by order of a colleague who has the call."""
    clear = _without_work(at, operator)
    return replace(clear, activity=Activity.OFFERED, call=call, aside=True)


def given(at: datetime, operator: Operator, call: CallId, before: Operator | None) -> Operator:
    """The call is the operator's from now on, as it was the one's who had it `before`."""
    return replace(
        _without_work(at, operator),
        activity=Activity.TALKING,
        call=call,
        serves=before.serves if before else None,
        revision=before.revision if before else 0,
        misses=0,
        accepted_at=at,
    )


def left(at: datetime, operator: Operator) -> Operator:
    """Out of a call that goes on: whoever talked has a wrap-up to come, stated next."""
    if not operator.talked:
        return freed(at, operator)
    return replace(operator, activity=Activity.WRAPPING_UP)


def let_go(operator: Operator) -> Operator:
    """Whoever was asked is idle again, where it was among the idle: it had no work of its own."""
    return freed(operator.idle_since, operator)


def freed(at: datetime, operator: Operator) -> Operator:
    """Idle again, at the back of the idle ones."""
    return replace(
        operator,
        activity=Activity.IDLE,
        call=None,
        serves=None,
        talked=False,
        wrap_up_until=None,
        idle_since=at,
        accepted_at=None,
        revision=0,
        aside=False,
    )


def _without_work(at: datetime, operator: Operator) -> Operator:
    """Whatever kept the operator busy is over; a wrap-up just ended."""
    return freed(operator.idle_since if operator.wrap_up_until is None else at, operator)


def wrapping_up(operator: Operator, call: CallId, until: datetime) -> Operator:
    """The talk is over, its work is not."""
    return replace(operator, activity=Activity.WRAPPING_UP, call=call, wrap_up_until=until)


def availability(at: datetime, operator: Operator, fact: AvailabilityChanged) -> Operator:
    """Chosen by a person or by the rule of missed offers."""
    ready = fact.availability is Availability.READY
    return replace(
        operator,
        availability=fact.availability,
        reason=fact.reason,
        idle_since=at if ready else operator.idle_since,
        misses=0 if ready else operator.misses,
        rest_until=None if ready else operator.rest_until,
    )


def changed(at: datetime, operator: Operator | None, fact: OperatorFact) -> Operator | None:
    """By a fact of this operator alone. Of somebody who is unknown nothing is kept."""
    if isinstance(fact, OperatorListed):
        return listed(at, operator, fact)
    if operator is None:
        return None
    match fact:
        case OperatorUnlisted():
            return replace(operator, unlisted=True, availability=Availability.SIGNED_OUT)
        case AvailabilityChanged():
            return availability(at, operator, fact)
        case PhoneChanged():
            return replace(operator, phone=fact.phone)
        case WrapUpStarted():
            return wrapping_up(operator, fact.call, fact.until)
        case WrapUpEnded():
            return freed(at, operator)
        case RestEnded():
            return replace(operator, rest_until=None)


def queued(at: datetime, before: Waiting | None, fact: CallQueued) -> Waiting:
    """A call that waits; one that overflowed keeps what was told of it."""
    return Waiting(
        call=fact.call,
        queue=fact.queue,
        place_since=fact.place_since,
        priority=fact.priority,
        credit_s=fact.credit_s,
        language=fact.language,
        needs=fact.needs,
        preferred=fact.preferred,
        explained=before.explained if before else 0,
        explain_at=at,
        promised=before.promised if before else False,
        revision=fact.revision,
    )
