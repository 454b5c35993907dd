"""A small Markov centre: call types, pools of operators, rates and costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.ranking.dispatch import Membership, Seat
from vocabulary.ids import QueueId


@dataclass(frozen=True)
class Arc:
    """Calls of a type may go to operators of a pool, who end them at this rate."""

    type: int
    pool: int
    rate: float


@dataclass(frozen=True)
class Model:
    """Poisson arrivals, exponential service and patience; no service is interrupted.

    Rates are per unit of time, which stands for `unit_s` seconds where somebody wants
    seconds. Types and pools are numbered from 0. `rates` holds the service rate of each
    (type, pool) that fits together. The cost per unit of time is the sum over types of
    `costs` times the number waiting. `cut` is the longest queue of each type; a call that
    finds it full is lost at no cost, so it must be long enough to be of no consequence.
    """

    name: str
    design: str
    arrivals: tuple[float, ...]
    operators: tuple[int, ...]
    rates: Mapping[tuple[int, int], float]
    thetas: tuple[float, ...]
    costs: tuple[float, ...]
    cut: tuple[int, ...]
    unit_s: float = 180.0
    arcs: tuple[Arc, ...] = field(init=False)

    def __post_init__(self) -> None:
        if not len(self.arrivals) == len(self.thetas) == len(self.costs) == len(self.cut):
            raise ValueError(
                f"{self.name}: arrivals, thetas, costs, cut must have one entry a type"
            )
        arcs = tuple(Arc(k, p, rate) for (k, p), rate in sorted(self.rates.items()))
        if {arc.type for arc in arcs} != set(range(self.types)):
            raise ValueError(f"{self.name}: each type needs a pool that serves it")
        if {arc.pool for arc in arcs} != set(range(self.pools)):
            raise ValueError(f"{self.name}: each pool needs a type that it serves")
        object.__setattr__(self, "arcs", arcs)

    @property
    def types(self) -> int:
        """How many call types there are."""
        return len(self.arrivals)

    @property
    def pools(self) -> int:
        """How many pools of operators there are."""
        return len(self.operators)

    def pools_of(self, type_: int) -> tuple[int, ...]:
        """The pools that serve a type: who serves fewest types first, then who is faster."""
        serving = [arc for arc in self.arcs if arc.type == type_]
        serving.sort(key=lambda arc: (len(self.types_of(arc.pool)), -arc.rate, arc.pool))
        return tuple(arc.pool for arc in serving)

    def types_of(self, pool: int) -> tuple[int, ...]:
        """The types that a pool serves, by number."""
        return tuple(arc.type for arc in self.arcs if arc.pool == pool)

    def queue(self, type_: int) -> QueueId:
        """The name under which a router knows a type."""
        return QueueId(f"t{type_ + 1}")

    def seats(self) -> tuple[tuple[int, Seat], ...]:
        """Every operator, named like `p1-3`, with the number of its pool.

        The rank of a queue is 1 for the pool that comes first in `pools_of`, then 2, 3.
        """
        ranks = {
            (k, p): Membership(rank)
            for k in range(self.types)
            for rank, p in enumerate(self.pools_of(k), 1)
        }
        return tuple(
            (p, Seat(f"p{p + 1}-{i + 1}", {self.queue(k): ranks[k, p] for k in self.types_of(p)}))
            for p, size in enumerate(self.operators)
            for i in range(size)
        )
