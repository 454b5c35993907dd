"""Routers that look at counts alone: strict priority with operators kept back, a table."""

from collections.abc import Hashable, Sequence

from routing.ranking.dispatch import NEVER, Claim, Pair, Seat
from switchboard.bench.routing.optimum.model import Model
from switchboard.bench.routing.optimum.solve import Solution
from vocabulary.ids import QueueId


class Reserving:
    """The first type of `order` that may start does; see `rules.priority` for `reserve`.

    With `hold_s` a call that comes waits so long before it may go anywhere, though
    somebody is idle: it makes the router ask to be asked.
    """

    def __init__(
        self,
        model: Model,
        order: tuple[int, ...],
        reserve: tuple[int, ...] = (),
        hold_s: float = 0.0,
    ) -> None:
        self.model, self.order, self.hold_s = model, order, hold_s
        self.reserve = reserve or (0,) * model.types
        self.types = {model.queue(k): k for k in range(model.types)}
        self.pools: dict[Hashable, int] = {}
        self.idle: list[list[Hashable]] = [[] for _ in model.operators]
        self.waiting: list[dict[Hashable, Claim]] = [{} for _ in range(model.types)]
        self.handled_s: list[float] = []
        self.asked: list[float] = []

    def operator_listed(self, now: float, seat: Seat) -> None:
        self.pools[seat.operator] = int(str(seat.operator).partition("-")[0][1:]) - 1

    def operator_gone(self, now: float, operator: Hashable) -> None:
        raise AssertionError("nobody goes")

    def operator_free(self, now: float, operator: Hashable, idle_since: float) -> None:
        assert idle_since == now
        self.idle[self.pools[operator]].append(operator)

    def operator_busy(self, now: float, operator: Hashable, working: bool) -> None:
        assert working
        self.idle[self.pools[operator]].remove(operator)

    def call_waits(self, now: float, claim: Claim) -> None:
        assert claim.since == now
        self.waiting[self.types[claim.queue]][claim.call] = claim

    def call_gone(self, now: float, call: Hashable) -> None:
        for waiting in self.waiting:
            waiting.pop(call, None)

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        assert self.types[queue] in self.model.types_of(self.pools[operator])
        self.handled_s.append(handling_s)

    def choose(self, now: float) -> Sequence[Pair]:
        self.asked.append(now)
        if not any(self.idle) or not any(self.waiting):
            return []
        left = [list(idle) for idle in self.idle]
        pairs = []
        for k in self.order:
            for call, claim in self.waiting[k].items():
                pool = self._pool(k, [len(idle) for idle in left])
                if pool is None or claim.since + self.hold_s > now:
                    break
                pairs.append(Pair(call, left[pool].pop()))
        return pairs

    def due(self) -> float:
        if not self.hold_s:
            return NEVER
        held = (c.since + self.hold_s for waiting in self.waiting for c in waiting.values())
        return min((at for at in held if at > self.asked[-1]), default=NEVER)

    def _pool(self, type_: int, idle: list[int]) -> int | None:
        for p in self.model.pools_of(type_):
            others = [k for k in self.model.types_of(p) if k != type_]
            free_for = {k: sum(idle[q] for q in self.model.pools_of(k)) for k in others}
            if idle[p] and all(free_for[k] > self.reserve[k] for k in others):
                return p
        return None


class Tabled(Reserving):
    """Plays the optimum's table."""

    def __init__(self, solution: Solution) -> None:
        super().__init__(solution.model, tuple(range(solution.model.types)))
        self.solution = solution
        self.row = 0

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        arc = self._arc(self.types[queue], self.pools[operator])
        self.row = int(self.solution.space.finish[arc, self.row])

    def choose(self, now: float) -> Sequence[Pair]:
        pairs: list[Pair] = []
        calls = [list(waiting) for waiting in self.waiting]
        free = [list(idle) for idle in self.idle]
        while True:
            lengths = tuple(len(waiting) for waiting in calls)
            choice = self.solution.optimal_choice(self.row, lengths)
            if choice is None:
                return pairs
            pairs.append(Pair(calls[choice.type].pop(0), free[choice.pool].pop()))
            arc = self._arc(choice.type, choice.pool)
            self.row = int(self.solution.space.start[arc, self.row])

    def _arc(self, type_: int, pool: int) -> int:
        found = [(arc.type, arc.pool) for arc in self.model.arcs]
        return found.index((type_, pool))
