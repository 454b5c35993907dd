"""What an operator may do with a call that it has: plain functions from a call to a `Decision`.

Hold, mute, asking a third party, giving the call away, talking with all three. None of
them changes anything; `telephony.talking` finds the call and whom it concerns.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from telephony import rules
from telephony.call import MARGIN_S, Call
from telephony.party import Party
from vocabulary.commands import (
    Command,
    GatherLegs,
    HangUpLeg,
    HoldLeg,
    JoinLegs,
    MuteLeg,
    RingOperator,
    RingOutside,
    StartRinging,
    StopRinging,
)
from vocabulary.facts import (
    CallConnected,
    CallHeld,
    CallResumed,
    CallReturned,
    CallTransferred,
    ConferenceStarted,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    MuteChanged,
    OutsideConnected,
)
from vocabulary.ids import LegId, OperatorId, QueueId, party_leg
from vocabulary.ports import Decision, together
from vocabulary.states import CallState, EndCause, OfferResult, TransferKind

NOTHING = Decision()


class Target(NamedTuple):
    """Whom to ring: a colleague at an extension, or an outside number that is shown `shown`."""

    ring_s: float
    to: OperatorId | None = None
    extension: str = ""
    pii_number: str = ""
    pii_shown: str = ""


def hold(call: Call, music: str) -> Decision:
    """The caller hears music."""
    if call.operator is None or call.party is not None:
        return NOTHING
    # Commanded again even where it holds: taking it off may be under way.
    facts = () if call.held else (CallHeld(call.id, call.operator),)
    return Decision(facts, (HoldLeg(call.id, call.leg, music),))


def resume(call: Call) -> Decision:
    """The two shall hear each other again; it is stated once they do."""
    if call.operator_leg is None or call.party is not None:
        return NOTHING
    return Decision((), (JoinLegs(call.id, call.leg, call.operator_leg),))


def held_by_phone(call: Call, held: bool) -> Decision:
    """The operator's phone did it by itself."""
    if call.operator is None or call.held_by_phone is held:
        return NOTHING
    kind = CallHeld if held else CallResumed
    return Decision((kind(call.id, call.operator, by_phone=True),))


def mute(call: Call, muted: bool) -> Decision:
    """What the operator says is not heard, or is heard again."""
    if call.operator is None or call.operator_leg is None or call.muted is muted:
        return NOTHING
    fact = MuteChanged(call.id, call.operator, muted)
    return Decision((fact,), (MuteLeg(call.operator_leg, muted),))


def consult(now: datetime, call: Call, target: Target, music: str) -> Decision:
    """Ring somebody, while the caller is on hold."""
    if call.operator is None or call.operator_leg is None:
        return NOTHING
    leg = party_leg(call.id, call.rung + 1)
    until = now + timedelta(seconds=target.ring_s)
    started = ConsultStarted(
        call.id, call.operator, leg, until, target.to, target.extension, target.pii_number
    )
    tone = StartRinging(call.operator_leg)
    ringing = Decision((started,), (tone, _ring(call, leg, target)))
    return together([hold(call, music), ringing])


def transfer(now: datetime, call: Call, target: Target, music: str) -> Decision:
    """Give the call away at once; the caller hears music while the other phone rings."""
    if call.operator is None or call.operator_leg is None:
        return NOTHING
    leg = party_leg(call.id, call.rung + 1)
    given = CallTransferred(
        call.id,
        call.operator,
        TransferKind.BLIND,
        to=target.to,
        pii_number=target.pii_number,
        leg=leg,
        extension=target.extension,
        until=now + timedelta(seconds=target.ring_s),
    )
    commands = (*_let_go(call, music), _ring(call, leg, target))
    return Decision((given,), commands)


def transfer_to_queue(call: Call, queue: QueueId, music: str) -> Decision:
    """The caller waits for somebody else."""
    if call.operator is None:
        return NOTHING
    given = CallTransferred(call.id, call.operator, TransferKind.BLIND, queue=queue)
    return Decision((given,), _let_go(call, music))


def complete(now: datetime, call: Call, music: str, *, gone: bool = False) -> Decision:
    """The third party gets the caller, and the operator leaves, or has left (`gone`)."""
    party = call.party
    if call.operator is None or call.operator_leg is None or party is None:
        return NOTHING
    kind = TransferKind.CONSULTED if party.answered else TransferKind.BLIND
    given = CallTransferred(
        call.id,
        call.operator,
        kind,
        to=party.to,
        pii_number=party.pii_number,
        leg=party.leg,
        until=max(party.until, now + timedelta(seconds=MARGIN_S)),
    )
    commands: list[Command] = [] if gone else [HangUpLeg(call.operator_leg)]
    if party.answered:
        commands.append(JoinLegs(call.id, call.leg, party.leg))
    else:
        commands.append(HoldLeg(call.id, call.leg, music))
    return Decision((given,), tuple(commands))


def cancel(call: Call) -> Decision:
    """Back to the caller, without the third party."""
    if call.party is None or call.operator_leg is None:
        return NOTHING
    ended = ConsultEnded(call.id, call.party.leg, OfferResult.WITHDRAWN, call.party.to)
    back = JoinLegs(call.id, call.leg, call.operator_leg)
    return Decision((ended,), (HangUpLeg(call.party.leg), back))


def conference(call: Call) -> Decision:
    """All three hear each other."""
    party = call.party
    if party is None or not party.answered or party.conference or call.operator_leg is None:
        return NOTHING
    if call.operator is None:
        return NOTHING
    started = ConferenceStarted(call.id, call.operator, party.leg, party.to)
    legs = (call.leg, call.operator_leg, party.leg)
    return Decision((started,), (GatherLegs(call.id, legs),))


def party_answered(call: Call, party: Party) -> Decision:
    """The third party picked up."""
    if party.answered:
        return NOTHING
    fact = ConsultAnswered(call.id, party.leg, party.to)
    if call.state is CallState.TRANSFERRING:
        return Decision((fact,), (JoinLegs(call.id, call.leg, party.leg),))
    if call.operator_leg is None:
        return NOTHING
    aside = GatherLegs(call.id, (call.operator_leg, party.leg), aside=True)
    return Decision((fact,), (aside,))


def party_left(call: Call, party: Party, cause: EndCause) -> Decision:
    """The third party is gone: the operator has the caller still, or nobody has it."""
    result = OfferResult.ACCEPTED if party.answered else rules.RESULT_OF[cause]
    ended = ConsultEnded(call.id, party.leg, result, party.to)
    if call.state is CallState.TRANSFERRING:
        return Decision((ended, CallReturned(call.id, result)))
    tone = call.operator_leg if not party.answered else None
    return Decision((ended,), () if tone is None else (StopRinging(tone),))


def party_joined(call: Call, party: Party) -> Decision:
    """The third party hears whom it is to hear."""
    if not party.answered:
        return NOTHING
    if call.state is not CallState.TRANSFERRING:
        resumed = party.conference and call.held and call.operator is not None
        return Decision((CallResumed(call.id, _of(call)),)) if resumed else NOTHING
    if party.to is None:
        return Decision((OutsideConnected(call.id, party.leg),))
    return Decision((CallConnected(call.id, party.to, party.leg),))


def party_not_joined(call: Call, party: Party, music: str) -> Decision:
    """The third party picked up and could not be joined: it is let go. What was heard in
    place of it is silent by now."""
    ended = party_left(call, party, EndCause.FAILED)
    again = (HoldLeg(call.id, call.leg, music),) if call.held else ()
    return Decision(ended.facts, (*ended.commands, HangUpLeg(party.leg), *again))


def not_resumed(call: Call, music: str) -> Decision:
    """The two could not be joined: the caller hears music again."""
    return Decision((), (HoldLeg(call.id, call.leg, music),)) if call.held else NOTHING


def party_declined(call: Call, party: Party) -> Decision:
    """The colleague refused from the screen."""
    ended = party_left(call, party, EndCause.DECLINED)
    return Decision(ended.facts, (*ended.commands, HangUpLeg(party.leg)))


def party_silent(call: Call, party: Party) -> Decision:
    """The third party's phone rang for long enough."""
    ended = party_left(call, party, EndCause.NO_ANSWER)
    return Decision(ended.facts, (*ended.commands, HangUpLeg(party.leg)))


def resumed(call: Call) -> Decision:
    """Caller and operator were joined once more."""
    if not call.held or call.operator is None or call.party is not None:
        return NOTHING
    return Decision((CallResumed(call.id, call.operator),))


def _of(call: Call) -> OperatorId:
    return call.operator or OperatorId("")


def _let_go(call: Call, music: str) -> tuple[Command, ...]:
    """The operator out, music for the caller."""
    music_on = HoldLeg(call.id, call.leg, music)
    if call.operator_leg is None:
        return (music_on,)
    return (HangUpLeg(call.operator_leg), music_on)


def _ring(call: Call, leg: LegId, target: Target) -> Command:
    if target.to is None:
        return RingOutside(call.id, leg, round(target.ring_s), target.pii_number, target.pii_shown)
    return RingOperator(
        call=call.id,
        leg=leg,
        extension=target.extension,
        ring_s=round(target.ring_s) + rules.RING_MARGIN_S,
        pii_number=call.caller.pii_number,
        pii_name=call.caller.pii_name,
    )
