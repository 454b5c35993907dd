"""A call that an operator places: its own phone first, then the number that it wants."""

from telephony import rules
from telephony.call import PICK_UP_S, Call
from vocabulary.commands import (
    JoinLegs,
    RingOperator,
    RingOutside,
    StartRinging,
)
from vocabulary.facts import (
    CallAnswered,
    CallConnected,
    Caller,
    CallPlaced,
    OperatorPickedUp,
)
from vocabulary.ids import CallId, OperatorId, QueueId, outside_leg, party_leg
from vocabulary.ports import Decision
from vocabulary.states import EndCause, EndReason, Outcome

_REASONS = {
    EndCause.BUSY: EndReason.CALLEE_BUSY,
    EndCause.DECLINED: EndReason.CALLEE_DECLINED,
    EndCause.NO_ANSWER: EndReason.CALLEE_SILENT,
    EndCause.UNREACHABLE: EndReason.CALLEE_UNREACHABLE,
    EndCause.FAILED: EndReason.CALLEE_UNREACHABLE,
    EndCause.LINE_LOST: EndReason.ASTERISK_LOST,
    EndCause.GONE: EndReason.LEFT_WHILE_AWAY,
}


def place(
    call: CallId,
    operator: OperatorId,
    extension: str,
    pii_number: str,
    *,
    shown: str,
    ring_s: float,
    queue: QueueId | None,
    revision: int,
) -> Decision:
    """Ring the operator's own phone, which picks up by itself if it can."""
    own = party_leg(call, 1)
    placed = CallPlaced(
        call,
        operator,
        own,
        extension,
        outside_leg(call, 1),
        shown,
        Caller(pii_number),
        ring_s,
        queue,
        revision,
    )
    command = RingOperator(
        call=call,
        leg=own,
        extension=extension,
        ring_s=round(PICK_UP_S),
        pii_number=pii_number,
        pii_name="",
        at_once=True,
    )
    return Decision((placed,), (command,))


def operator_answered(call: Call) -> Decision:
    """Now the number rings; the operator hears that it does."""
    if call.picked_up or call.operator is None or call.operator_leg is None:
        return rules.NOTHING
    ring = RingOutside(call.id, call.leg, round(call.ring_s), call.caller.pii_number, call.dialled)
    return Decision(
        (OperatorPickedUp(call.id, call.operator),), (StartRinging(call.operator_leg), ring)
    )


def answered(call: Call) -> Decision:
    """Whom we called picked up."""
    if call.operator_leg is None:
        return rules.NOTHING
    return Decision((CallAnswered(call.id),), (JoinLegs(call.id, call.leg, call.operator_leg),))


def joined(call: Call) -> Decision:
    """The two hear each other."""
    if call.operator is None or call.operator_leg is None or not call.answered:
        return rules.NOTHING
    return Decision((CallConnected(call.id, call.operator, call.operator_leg),))


def callee_left(call: Call, cause: EndCause) -> Decision:
    """Whom we called did not pick up, or not for long enough to be joined."""
    reason = _REASONS.get(cause, EndReason.CALLEE_DECLINED)
    return rules.finish(call, Outcome.UNREACHED, reason, call.leg)


def operator_left(call: Call, cause: EndCause) -> Decision:
    """The operator gave up, or its phone was never picked up."""
    lost = cause is EndCause.LINE_LOST
    gave_up = EndReason.OPERATOR_GAVE_UP if call.picked_up else EndReason.OPERATOR_SILENT
    reason = EndReason.ASTERISK_LOST if lost else gave_up
    return rules.finish(call, Outcome.UNREACHED, reason, call.operator_leg)


def silent(call: Call) -> Decision:
    """A phone rang for long enough."""
    reason = EndReason.CALLEE_SILENT if call.picked_up else EndReason.OPERATOR_SILENT
    return rules.finish(call, Outcome.UNREACHED, reason)
