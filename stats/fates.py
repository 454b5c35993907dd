"""What a call counts as in the end, and how long it waited: for today's figures.

    answered    an operator and the caller were joined
    abandoned   hung up before that, and had asked for somebody
    overflowed  left a queue and was served without an operator
    lost        cut by a failure of ours, or left a message without having left a queue
    not offered never came to a queue: heard the menus, came after hours, was refused

Whoever came to a queue asked for somebody; so did a caller who hung up before, where the
number leads to a queue without menus.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from vocabulary.facts import CallQueued, NodeEntered, QueueLeft
from vocabulary.states import Outcome


class Fate(StrEnum):
    """What a call counts as. Each call has one."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    OVERFLOWED = "overflowed"
    LOST = "lost"
    NOT_OFFERED = "not_offered"


class OpenCall(msgspec.Struct):
    """A call whose end is still to come.

    `place_since`: since when it waits; `waited_s`: in the queues that it has left. Time in
    the flow between two queues is no waiting.
    """

    place_since: datetime | None = None
    answered: bool = False
    waited_s: float = 0.0
    left: bool = False
    in_flow: bool = False
    revision: int = 0

    @property
    def queued(self) -> bool:
        """Whether it came to a queue."""
        return self.place_since is not None or self.left

    def follow(self, at: datetime, fact: NodeEntered | CallQueued | QueueLeft) -> None:
        """Change by a fact. In its first queue a call waits from its place on, in a later
        one, where it may have kept its place, from now on."""
        match fact:
            case NodeEntered():
                self.in_flow = True
            case CallQueued():
                if self.place_since is None:
                    self.place_since = at if self.left else fact.place_since
            case QueueLeft():
                self.left = True
                self.waited_s = self.wait_until(at)
                self.place_since = None

    def wait_until(self, at: datetime) -> float:
        """Seconds in queues; 0 for a call that came to none."""
        if self.place_since is None:
            return self.waited_s
        return self.waited_s + max((at - self.place_since).total_seconds(), 0.0)


def fate_of(call: OpenCall, outcome: Outcome) -> Fate:
    """What a call counts as that ended so, if it was not answered before."""
    match outcome:
        case Outcome.ANSWERED:
            return Fate.ANSWERED
        case Outcome.INTERRUPTED:
            return Fate.LOST
        case Outcome.REFUSED:
            return Fate.NOT_OFFERED
        case Outcome.ABANDONED:
            asked = call.queued or not call.in_flow
            return Fate.ABANDONED if asked else Fate.NOT_OFFERED
        case Outcome.VOICEMAIL if call.queued and not call.left:
            return Fate.LOST
        case _:
            return Fate.OVERFLOWED if call.queued else Fate.NOT_OFFERED
