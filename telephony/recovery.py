"""An operator whose phone is gone from under a call, and its way back into it.

A page that is loaded again, a laptop that slept, a phone that lost its network: the caller
hears music and the operator gets the same call back as soon as its phone is there again.
"""

from datetime import datetime, timedelta

from telephony import rules, talk
from telephony.call import RING_BACK_S, Call
from vocabulary.commands import Command, HangUpLeg, HoldLeg, JoinLegs, RingOperator
from vocabulary.facts import (
    CallConnected,
    CallReturned,
    ConsultEnded,
    Fact,
    OperatorLost,
    OperatorRung,
)
from vocabulary.ids import LegId, party_leg
from vocabulary.ports import Decision
from vocabulary.states import CallState, EndCause, EndReason, OfferResult, Outcome

BACK_WITHIN_S = 30.0
"""How long the caller waits for the operator who was lost."""
RINGS = 3
"""How often its phone is rung because it is said to be there; its page may ask more often."""

LOST = frozenset({EndCause.FAILED, EndCause.UNREACHABLE, EndCause.NO_ANSWER})
"""How a leg ends that nobody hung up."""


def lost(now: datetime, call: Call, music: str, *, gone: bool = False) -> Decision:
    """The operator is not at its phone any more. In a conference the others talk on."""
    if call.operator is None or call.operator_leg is None:
        return talk.NOTHING
    if call.party is not None and call.party.conference:
        return talk.complete(now, call, music, gone=gone)
    facts: list[Fact] = []
    commands: list[Command] = [] if gone else [HangUpLeg(call.operator_leg)]
    if call.party is not None:
        third = call.party
        facts.append(ConsultEnded(call.id, third.leg, OfferResult.WITHDRAWN, third.to))
        commands.append(HangUpLeg(third.leg, elsewhere=True))
    until = now + timedelta(seconds=BACK_WITHIN_S)
    facts.append(OperatorLost(call.id, call.operator, until))
    commands.append(HoldLeg(call.id, call.leg, music))
    return Decision(tuple(facts), tuple(commands))


def may_ring(call: Call) -> bool:
    """Whether it is worth a try that nobody asked for."""
    return call.rung - call.rung_at_loss < RINGS


def ring(call: Call, extension: str, count: int) -> Decision:
    """The phone is there again: ring it, as the `count`-th leg of this kind."""
    if call.operator is None:
        return talk.NOTHING
    leg = party_leg(call.id, count)
    command = RingOperator(
        call=call.id,
        leg=leg,
        extension=extension,
        ring_s=round(RING_BACK_S) + rules.RING_MARGIN_S,
        pii_number=call.caller.pii_number,
        pii_name=call.caller.pii_name,
        at_once=True,
    )
    return Decision((OperatorRung(call.id, call.operator, leg),), (command,))


def again_in_vain(call: Call, music: str, *, hang_up: bool = False) -> Decision:
    """The phone that was rung again is not there after all; it may still come."""
    if call.operator is None or call.until is None:
        return talk.NOTHING
    leg = call.operator_leg
    commands: tuple[Command, ...] = ()
    if hang_up and leg is not None:  # a join that failed has silenced the music
        commands = (HangUpLeg(leg), HoldLeg(call.id, call.leg, music))
    return Decision((OperatorLost(call.id, call.operator, call.until),), commands)


def picked_up(call: Call, leg: LegId) -> Decision:
    """The operator is back at the phone."""
    return Decision((), (JoinLegs(call.id, call.leg, leg),))


def joined(call: Call, leg: LegId) -> Decision:
    """Caller and operator hear each other again."""
    if call.operator is None or call.operator_leg != leg:
        return talk.NOTHING
    return Decision((CallConnected(call.id, call.operator, leg),))


def given_up(call: Call) -> Decision:
    """The operator did not come back: the caller is for somebody else."""
    gone = (HangUpLeg(call.operator_leg),) if call.operator_leg is not None else ()
    return Decision((CallReturned(call.id, OfferResult.UNREACHABLE, call.operator),), gone)


def homeless(call: Call) -> Decision:
    """There is no queue to which the caller could go back."""
    failed = call.state is CallState.TRANSFERRING
    return rules.finish(call, Outcome.ANSWERED if failed else Outcome.INTERRUPTED, _WHY)


_WHY = EndReason.OPERATOR_LOST
