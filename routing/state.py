"""Operators and waiting calls as the router sees them."""

from datetime import datetime

import msgspec

from vocabulary.ids import CallId, OfferId, OperatorId, QueueId
from vocabulary.states import Activity, Availability, PhoneState


class OpenOffer(msgspec.Struct, frozen=True):
    """A phone that rings, and until when."""

    offer: OfferId
    call: CallId
    expires_at: datetime


class Operator(msgspec.Struct, frozen=True):
    """One operator.

    `call` is the accepted call, of the queue `serves` under `revision`, until its wrap-up
    is over.
    `idle_since` orders the idle ones: it restarts when the operator frees or refuses.
    Until `rest_until` no offer is made. `misses` counts unanswered offers in a row.
    `accepted_at` is when it took the call; None for one that it placed itself.
    `aside`: it is in the call, or is rung for it, as one who was asked; it does not serve it.
    """

    operator: OperatorId
    name: str
    extension: str
    queues: frozenset[QueueId]
    idle_since: datetime
    availability: Availability = Availability.SIGNED_OUT
    reason: str = ""
    activity: Activity = Activity.IDLE
    phone: PhoneState = PhoneState.UNREACHABLE
    offer: OpenOffer | None = None
    call: CallId | None = None
    serves: QueueId | None = None
    talked: bool = False
    wrap_up_until: datetime | None = None
    rest_until: datetime | None = None
    misses: int = 0
    unlisted: bool = False
    accepted_at: datetime | None = None
    revision: int = 0
    aside: bool = False

    def may_take(self) -> bool:
        """Whether this operator can be offered any call at all."""
        return (
            self.availability is Availability.READY
            and self.activity is Activity.IDLE
            and self.phone is PhoneState.FREE
            and not self.unlisted
            and self.rest_until is None
        )


class Waiting(msgspec.Struct, frozen=True):
    """One call that wants an operator. `offers` are those open for it now.

    An accepted call stays here as `held` until it is over, so that a join that fails
    finds its old place again. `credit_s` to `preferred` are what the call asks for, as in
    `CallQueued`; it is served as `revision` says. `explained` counts how often it was
    stated why it waits, `explain_at` is when that is due again; `promised`: a wait was.
    """

    call: CallId
    queue: QueueId
    place_since: datetime
    priority: int
    offers: frozenset[OfferId] = frozenset()
    held: bool = False
    credit_s: float = 0.0
    language: str = ""
    needs: tuple[tuple[str, int], ...] = ()
    preferred: OperatorId | None = None
    explained: int = 0
    explain_at: datetime | None = None
    promised: bool = False
    revision: int = 0
