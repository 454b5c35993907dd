"""A slow, obvious model of the rules, and a desk that tells a router what happens.

The model looks at every operator for every call, one by one. It knows what is allowed and
what has to be so once everything is settled; it does not know the index.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from routing.plan import QueuePlan
from routing.ranking.bound import lead_s, overtaking_bound, urgency
from routing.ranking.dispatch import NEVER, Claim, Membership, Pair, Seat
from routing.ranking.ranked import Ranked
from routing.ranking.reach import criteria, exclusion
from routing.weights import LoadPlan, Weights
from vocabulary.ids import QueueId

START = 1_764_000_000.3
"""An ordinary moment since 1970: a float's steps are 0.2 microseconds there."""


class Doing(Enum):
    AWAY = 0
    FREE = 1
    WORKING = 2


def queue(name: str, **given: object) -> QueuePlan:
    """A queue of the plan, by its name."""
    return QueuePlan.model_validate({"queue": name, "name": name, **given})


def seat(
    operator: Hashable,
    queues: Iterable[str] | dict[str, Membership] = ("support",),
    skills: dict[str, int] | None = None,
    languages: Iterable[str] = (),
    reserve_s: float = 0.0,
) -> Seat:
    """Somebody who serves these queues, as nearest work unless said."""
    members = queues if isinstance(queues, dict) else dict.fromkeys(queues, Membership())
    named = {QueueId(name): membership for name, membership in members.items()}
    return Seat(operator, named, skills or {}, frozenset(languages), reserve_s)


class Desk:
    """A router with a clock, told in few words. Whatever it answers is done at once."""

    def __init__(
        self,
        *queues: QueuePlan,
        weights: Weights | None = None,
        load: LoadPlan | None = None,
        start: float = START,
    ) -> None:
        self.now = start
        self.ranked = Ranked(
            {plan.queue: plan for plan in queues or (queue("support"),)},
            weights or Weights(),
            load or LoadPlan(),
        )

    def put(self, *seats: Seat) -> None:
        for one in seats:
            self.ranked.operator_listed(self.now, one)

    def free(self, *operators: Hashable, idle_s: float = 0.0) -> None:
        for operator in operators:
            self.ranked.operator_free(self.now, operator, self.now - idle_s)

    def works(self, *operators: Hashable) -> None:
        for operator in operators:
            self.ranked.operator_busy(self.now, operator, True)

    def away(self, *operators: Hashable) -> None:
        for operator in operators:
            self.ranked.operator_busy(self.now, operator, False)

    def call(
        self, name: Hashable, queue_name: str = "support", waited_s: float = 0.0, **given: Any
    ) -> None:
        claim = Claim(name, QueueId(queue_name), self.now - waited_s)
        self.ranked.call_waits(self.now, claim._replace(**given))

    def gone(self, *calls: Hashable) -> None:
        for call in calls:
            self.ranked.call_gone(self.now, call)

    def choose(self) -> list[str]:
        """What is chosen now, as `call>operator`; it is done."""
        pairs = self.ranked.choose(self.now)
        for pair in pairs:
            self.ranked.operator_busy(self.now, pair.operator, True)
            if self.ranked.claim(pair.call) is None:
                self.ranked.call_gone(self.now, pair.call)
        return [f"{pair.call}>{pair.operator}" for pair in pairs]

    def due_in(self) -> float:
        """Seconds until the router wants to be asked again, to the microsecond."""
        due = self.ranked.due()
        return due if due == NEVER else round(due - self.now, 6)

    def at_due(self) -> list[str]:
        """What is chosen when the router wants to be asked again."""
        self.now = self.ranked.due()
        assert self.now < NEVER
        return self.choose()

    def after(self, seconds: float) -> list[str]:
        """What is chosen later, the router asked whenever it wants to be in between."""
        until, chosen = self.now + seconds, []
        while self.ranked.due() <= until:
            chosen += self.at_due()
        self.now = until
        return chosen + self.choose()


@dataclass
class Waits:
    """A call that waits, as the model knows it."""

    claim: Claim
    order: int
    hold_broken: bool


@dataclass
class Model:
    """The rules by the letter."""

    queues: dict[QueueId, QueuePlan]
    weights: Weights
    seats: dict[Hashable, Seat] = field(default_factory=dict)
    doing: dict[Hashable, Doing] = field(default_factory=dict)
    waits: dict[Hashable, Waits] = field(default_factory=dict)

    # -- rules -------------------------------------------------------------------------

    def reaches(self, now: float, claim: Claim, one: Seat) -> bool:
        plan = self.queues[claim.queue]
        steps = [step for step in plan.widen if now >= claim.since + step.after_s]
        wanted = criteria(plan, len(steps), claim.needs, claim.language)
        return exclusion(wanted, one) is None

    def held(self, now: float, claim: Claim) -> bool:
        """Whether the preferred operator is there to be waited for at this moment."""
        known = None if claim.preferred is None else self.seats.get(claim.preferred)
        if known is None or now >= claim.held_until:
            return False
        there = self.doing[known.operator] is not Doing.AWAY
        return there and self.reaches(now, claim, known)

    def delay_s(self, claim: Claim, one: Seat) -> float:
        membership = one.queues.get(claim.queue)
        return max(one.reserve_s, membership.delay_s if membership is not None else 0.0)

    def keeps(self, now: float, claim: Claim, one: Seat) -> bool:
        """Whether the operator is kept free for calls of another queue."""
        plan = self.queues[claim.queue]
        if now >= claim.since + min(plan.takes_kept_after_s, self.weights.guard_s):
            return False
        same = [waits for waits in self.waits.values() if waits.claim.queue == claim.queue]
        if plan.takes_kept_at and len(same) >= plan.takes_kept_at:
            return False
        for name, other in self.queues.items():
            if name != claim.queue and other.keep_free and self.at_home(one, name):
                free = [
                    operator
                    for operator, doing in self.doing.items()
                    if doing is Doing.FREE and self.at_home(self.seats[operator], name)
                ]
                if len(free) <= other.keep_free:
                    return True
        return False

    def at_home(self, one: Seat, name: QueueId) -> bool:
        """Whether the queue is the operator's nearest work."""
        ranks = {queue: how.rank for queue, how in one.queues.items() if queue in self.queues}
        return name in ranks and ranks[name] == min(ranks.values())

    def allowed(self, now: float, waits: Waits, one: Seat, hold: bool) -> bool:
        """`hold`: whether the call is being held for whom it prefers."""
        claim = waits.claim
        return (
            self.doing[one.operator] is Doing.FREE
            and self.reaches(now, claim, one)
            and (not hold or one.operator == claim.preferred)
            and now >= claim.since + self.delay_s(claim, one)
            and not self.keeps(now, claim, one)
        )

    def step(self, now: float, claim: Claim) -> int:
        return sum(now >= claim.since + step.after_s for step in self.queues[claim.queue].widen)

    # -- what has to be so ---------------------------------------------------------------

    def check_pairs(self, now: float, pairs: Iterable[Pair]) -> None:
        """Each pair may be made, in the order given; nobody is passed over unjustly."""
        pairs = list(pairs)
        assert len({pair.operator for pair in pairs}) == len(pairs)
        served = {pair.call for pair in pairs}
        for call, operator in pairs:
            waits, one = self.waits[call], self.seats[operator]
            hold = self.held(now, waits.claim) and not waits.hold_broken
            assert self.allowed(now, waits, one, hold), f"{call} may not go to {operator}"
            for other in self.waits.values():
                if other.claim.call not in served and self.allowed(
                    now, other, one, self.held(now, other.claim)
                ):
                    self.check_passed_over(now, waits, other)
            self.doing[operator] = Doing.WORKING
            if waits.claim.room == 1:
                del self.waits[call]
            else:
                waits.claim = waits.claim._replace(room=waits.claim.room - 1)

    def check_passed_over(self, now: float, chosen: Waits, other: Waits) -> None:
        """`other` could have had the operator, waits on, and `chosen` was preferred."""
        guard_s = self.weights.guard_s
        first = (chosen.claim.since, chosen.order) < (other.claim.since, other.order)
        if now - other.claim.since >= guard_s:
            assert first, f"{other} has waited for the guard, {chosen} goes first"
            return
        if now - chosen.claim.since >= guard_s:
            return
        gap = self.urgency(now, other.claim) - self.urgency(now, chosen.claim)
        ranks = [m.rank for one in self.seats.values() for m in one.queues.values()]
        assert gap <= overtaking_bound(self.weights, max(ranks, default=1)) + 1e-6
        assert first or not self.equal(now, chosen.claim, other.claim)

    def urgency(self, now: float, claim: Claim) -> float:
        plan = self.queues[claim.queue]
        lead = lead_s(plan, self.weights, claim.priority, claim.credit_s)
        return urgency(plan, now - claim.since, lead)

    def equal(self, now: float, one: Claim, other: Claim) -> bool:
        """Whether two calls differ in nothing but their place."""
        return (
            one.preferred is None
            and one._replace(call=0, since=0.0, room=1) == other._replace(call=0, since=0.0, room=1)
            and self.step(now, one) == self.step(now, other)
        )

    def check_settled(self, now: float) -> None:
        """No free operator and waiting call are left that may be paired."""
        for waits in self.waits.values():
            for one in self.seats.values():
                hold = self.held(now, waits.claim)
                assert not self.allowed(now, waits, one, hold), f"{waits} could have {one.operator}"
