"""What a router is told and asked, by the live floor and by the simulator alike.

Times are seconds of any epoch, always given. Names of calls and operators are the
caller's own: text on the live floor, numbers in a simulation.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, Protocol

from vocabulary.ids import QueueId

NEVER = float("inf")


class Membership(NamedTuple):
    """How an operator serves one queue.

    A lower `rank` (1 to 99) is the operator's nearer work. Calls of the queue reach the
    operator only after they have waited for `delay_s`.
    """

    rank: int = 1
    delay_s: float = 0.0


class Seat(NamedTuple):
    """One operator as the router sees it: what it can do, not what it does now.

    `skills` holds levels from 1 to 10 by skill. `languages` is empty for somebody who
    takes callers of any language. Calls reach a reserve operator only after `reserve_s`,
    of whatever queue they are.
    """

    operator: Hashable
    queues: Mapping[QueueId, Membership]
    skills: Mapping[str, int] = {}
    languages: frozenset[str] = frozenset()
    reserve_s: float = 0.0


class Claim(NamedTuple):
    """One waiting call as the router sees it.

    `since` is the place that it holds; `credit_s` is waiting that it is given on top.
    `needs` are (skill, least level) of this call beyond those of its queue. `preferred`
    is held for this call until the moment `held_until`. `room` is how many more phones
    may be rung for it at the same moment.
    """

    call: Hashable
    queue: QueueId
    since: float
    priority: int = 0
    credit_s: float = 0.0
    needs: tuple[tuple[str, int], ...] = ()
    language: str = ""
    preferred: Hashable | None = None
    held_until: float = 0.0
    room: int = 1


class Pair(NamedTuple):
    """Give this call to this operator."""

    call: Hashable
    operator: Hashable


class Dispatcher(Protocol):
    """Chooses; is told of every change. Each operator is at most once in one answer.

    What it answers is not yet so: whoever asks says `operator_busy` and, when no more
    phones may ring for the call, `call_gone`.
    """

    def operator_listed(self, now: float, seat: Seat) -> None:
        """Somebody exists, or can do other things than before. Not free yet if new."""
        ...

    def operator_gone(self, now: float, operator: Hashable) -> None:
        """Somebody does not exist any more."""
        ...

    def operator_free(self, now: float, operator: Hashable, idle_since: float) -> None:
        """May take a call from now on."""
        ...

    def operator_busy(self, now: float, operator: Hashable, working: bool) -> None:
        """May take none. `working`: with a call, its ringing or its wrap-up; else away."""
        ...

    def call_waits(self, now: float, claim: Claim) -> None:
        """A call wants an operator; said again when it comes back or its claim changes."""
        ...

    def call_gone(self, now: float, call: Hashable) -> None:
        """The call wants no operator (any more). Unknown calls are no mistake."""
        ...

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        """A call of this queue has taken this operator so long, wrap-up included."""
        ...

    def choose(self, now: float) -> Sequence[Pair]:
        """What is to be done now, in the order in which it is to be done."""
        ...

    def due(self) -> float:
        """When it must be asked again though nothing happens: a step of widening, a
        hold that ends. `NEVER` when there is no such moment."""
        ...
