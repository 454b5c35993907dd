"""One call as the book keeps it. How facts change it: `telephony.evolve`."""

from datetime import datetime, timedelta

import msgspec

from telephony.party import Party
from telephony.visit import Visit
from vocabulary.facts import CallArrived, Caller, CallPlaced
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId
from vocabulary.states import CallState, Direction

STATE_LIMIT_S = {
    CallState.ARRIVING: 10.0,  # the line answers in milliseconds or not at all
    CallState.CONNECTING: 10.0,
}
"""How long a call may stay where only a reply of the line moves it on, in seconds."""

PICK_UP_S = 30.0
"""How long the phone of an operator who calls out may ring, in seconds."""
MARGIN_S = 10.0
"""How much longer than a phone may ring we wait for the line to say that it stopped."""
RING_BACK_S = 20.0
"""How long the phone of an operator who was lost is rung when it is back."""


class Offer(msgspec.Struct, frozen=True):
    """One phone that rings for the call."""

    offer: OfferId
    operator: OperatorId
    leg: LegId
    rang: bool = False


class Call(msgspec.Struct, frozen=True):
    """A living call.

    `since` is when it came into its state, or when the line came back to it there.
    `revision` is the plan that it follows to its end. `talked_with` is who talked to it
    before it came back into the flow, or gave it away.

    `caller` is whoever is not one of us: in a call out, whom we call. `held`: it hears
    music, by our doing or (`held_by_phone`) by the operator's phone. `party` is a third one
    in the call; `rung` counts legs that were rung for it by `vocabulary.ids.party_leg`.
    `until` is when a call out must have come further, or when an operator who was lost must
    be back; `rung_at_loss` is what `rung` was when it was lost. `let_go_at` is when the
    operator let a party go last. `waited_s` is how long the caller waited for its first
    operator: it is credited wherever it has to wait again.
    """

    id: CallId
    leg: LegId
    dialled: str
    caller: Caller
    state: CallState
    arrived_at: datetime
    since: datetime
    answered: bool = False
    queue: QueueId | None = None
    place_since: datetime | None = None
    priority: int = 0
    offers: tuple[Offer, ...] = ()
    operator: OperatorId | None = None
    operator_leg: LegId | None = None
    requeued: int = 0
    credit_s: float = 0.0
    language: str = ""
    needs: tuple[tuple[str, int], ...] = ()
    preferred: OperatorId | None = None
    revision: int = 0
    visit: Visit = Visit()
    talked_with: OperatorId | None = None
    direction: Direction = Direction.IN
    held: bool = False
    held_by_phone: bool = False
    muted: bool = False
    party: Party | None = None
    rung: int = 0
    until: datetime | None = None
    picked_up: bool = False
    ring_s: float = 0.0
    rung_at_loss: int = 0
    let_go_at: datetime | None = None
    waited_s: float = 0.0

    @property
    def deadline(self) -> datetime | None:
        """When the line's silence in this state becomes a failure."""
        if self.state in {CallState.DIALLING, CallState.RECOVERING}:
            grace = self.since + timedelta(seconds=MARGIN_S)  # after a gap
            return None if self.until is None else max(self.until, grace)
        if self.party is not None and not self.party.answered:
            return max(self.party.until, self.since) + timedelta(seconds=MARGIN_S)
        if self.state is CallState.TRANSFERRING:
            return self.since + timedelta(seconds=MARGIN_S)
        limit_s = STATE_LIMIT_S.get(self.state)
        return None if limit_s is None else self.since + timedelta(seconds=limit_s)

    @property
    def legs(self) -> list[LegId]:
        """Every leg that the line holds for the call: the caller's first."""
        third = None if self.party is None else self.party.leg
        others = (self.operator_leg, self.visit.outside_leg, third)
        return [
            self.leg,
            *(offer.leg for offer in self.offers),
            *(leg for leg in others if leg is not None),
        ]

    def offer_on(self, leg: LegId) -> Offer | None:
        """The live offer that rings `leg`."""
        return next((offer for offer in self.offers if offer.leg == leg), None)


def open_call(at: datetime, fact: CallArrived) -> Call:
    """The call that an arrival begins."""
    return Call(
        id=fact.call,
        leg=fact.leg,
        dialled=fact.dialled,
        caller=fact.caller,
        state=CallState.ARRIVING,
        arrived_at=at,
        since=at,
        revision=fact.revision,
    )


def place_call(at: datetime, fact: CallPlaced) -> Call:
    """The call that an operator's dialling begins."""
    return Call(
        id=fact.call,
        leg=fact.leg,
        dialled=fact.dialled,
        caller=fact.caller,
        state=CallState.DIALLING,
        arrived_at=at,
        since=at,
        revision=fact.revision,
        queue=fact.queue,
        operator=fact.operator,
        operator_leg=fact.operator_leg,
        direction=Direction.OUT,
        rung=1,
        until=at + timedelta(seconds=PICK_UP_S + MARGIN_S),
        ring_s=fact.ring_s,
    )
