"""A router and the slow model of its rules, told the same; every answer is checked."""

from collections.abc import Hashable, Mapping

from routing.plan import QueuePlan
from routing.ranking.dispatch import Claim, Seat
from routing.ranking.ranked import Ranked
from routing.weights import LoadPlan, Weights
from tests.routing.ranking.reference import START, Doing, Model, Waits
from vocabulary.ids import QueueId


class Both:
    """Whatever is told here is told to both, with the operators' names as numbers."""

    def __init__(self, queues: Mapping[QueueId, QueuePlan], weights: Weights) -> None:
        self.now = START
        self.model = Model(dict(queues), weights)
        self.ranked = Ranked(queues, weights, LoadPlan())
        self.calls = 0
        self.pairs = 0
        self.served: list[Claim] = []

    def put(self, operator: int, seat: Seat) -> None:
        self.model.seats[operator] = seat._replace(operator=operator)
        self.model.doing.setdefault(operator, Doing.AWAY)
        self.ranked.operator_listed(self.now, self.model.seats[operator])
        self._break_holds(operator)

    def drop(self, operator: int) -> None:
        self.ranked.operator_gone(self.now, operator)
        self.model.seats.pop(operator, None)
        self.model.doing.pop(operator, None)
        self._break_holds(operator)

    def free(self, operator: int, idle_s: float = 0.0) -> None:
        self.ranked.operator_free(self.now, operator, self.now - idle_s)
        if operator in self.model.doing:
            self.model.doing[operator] = Doing.FREE

    def busy(self, operator: int, working: bool) -> None:
        self.ranked.operator_busy(self.now, operator, working)
        if operator in self.model.doing:
            self.model.doing[operator] = Doing.WORKING if working else Doing.AWAY
            if not working:
                self._break_holds(operator)

    def handled(self, queue: QueueId, operator: int, handling_s: float) -> None:
        self.ranked.handled(self.now, queue, operator, handling_s)

    def new_call(self, claim: Claim) -> None:
        """`since` and `held_until` are given as seconds from now."""
        self.wait(
            claim._replace(
                call=f"c{self.calls}",
                since=self.now + claim.since,
                held_until=self.now + claim.held_until,
            )
        )

    def changed(self, call: Hashable, claim: Claim) -> None:
        """A waiting call asks for other things, at its place."""
        before = self.model.waits[call].claim
        self.wait(
            claim._replace(call=call, since=before.since, held_until=self.now + claim.held_until)
        )

    def wait(self, claim: Claim) -> None:
        before = self.model.waits.get(claim.call)
        order = self.calls if before is None else before.order
        self.calls += before is None
        self.model.waits[claim.call] = Waits(claim, order, not self.model.held(self.now, claim))
        self.ranked.call_waits(self.now, claim)

    def give_up(self, call: Hashable) -> None:
        self.ranked.call_gone(self.now, call)
        del self.model.waits[call]

    def choose(self) -> None:
        """Every pair must be right, nothing more may be possible, now nor once more."""
        claims = {call: waits.claim for call, waits in self.model.waits.items()}
        pairs = self.ranked.choose(self.now)
        self.pairs += len(pairs)
        self.model.check_pairs(self.now, pairs)
        for call, operator in pairs:
            self.ranked.operator_busy(self.now, operator, True)
            if call not in self.model.waits and call in claims:
                self.ranked.call_gone(self.now, call)
                self.served.append(claims.pop(call))
        self.model.check_settled(self.now)
        assert not self.ranked.choose(self.now)
        assert self.ranked.due() > self.now
        kinds = self.ranked.floor.kinds
        assert len(kinds) == len(self.model.waits)
        assert all(call in kinds for call in self.model.waits)

    def later(self, seconds: float) -> None:
        """Asked whenever it wants to be: it has to want to be whenever the rules change."""
        self.choose()
        until = self.now + seconds
        while self.ranked.due() <= until:
            self.now = self.ranked.due()
            self.choose()
        self.now = until
        self.model.check_settled(self.now)

    def _break_holds(self, operator: int) -> None:
        for waits in self.model.waits.values():
            waits.hold_broken |= waits.claim.preferred == operator
