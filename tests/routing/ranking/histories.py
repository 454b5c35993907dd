"""Random floors and histories, from whatever picks: Hypothesis, or a seeded generator."""

from collections.abc import Callable
from typing import Any

import numpy as np

from routing.plan import WideningStep
from routing.ranking.dispatch import Claim, Membership, Seat
from routing.weights import Weights
from tests.routing.ranking.both import Both
from tests.routing.ranking.reference import Doing, queue
from vocabulary.ids import QueueId

Pick = Callable[[list[Any]], Any]
"""Takes one of several."""

OPERATORS = list(range(7))
QUEUES = [QueueId(name) for name in ("sales", "support", "vip")]
PAUSES_S = [0.1, 0.7, 2.3, 5.1, 15.1, 40.0]
WIDEN = (
    WideningStep(after_s=5.1, requires={"desk": 2}),
    WideningStep(after_s=15.1, requires={}, join="all"),
)
WEIGHTS = [
    Weights(),
    Weights(guard_s=30.0),
    Weights(late=3.0, guard_s=45.0),
    Weights(priority_s=3600.0, guard_s=60.0),
    Weights(handling=0.0, predicted=0.0, rank=0.0, fit=0.0, speed=0.0, preferred=0.0),
]


def both(pick: Pick) -> Both:
    queues = {
        name: queue(
            name,
            widen=pick([(), (), WIDEN[:1], WIDEN]),
            requires=pick([{}, {}, {"desk": 5}]),
            prefers=pick([(), ("desk",)]),
            priority=pick([0, 0, 2]),
            urgency=pick([1.0, 1.0, 4.0]),
            keep_free=pick([0, 0, 0, 1, 2]),
            takes_kept_after_s=pick([0.0, 15.1, 60.3]),
            takes_kept_at=pick([0, 0, 2, 4]),
            threshold_s=pick([10, 20, 300]),
        )
        for name in QUEUES
    }
    made = Both(queues, pick(WEIGHTS))
    for operator in OPERATORS[:4]:
        made.put(operator, seat(pick))
    return made


def seat(pick: Pick) -> Seat:
    queues = pick([QUEUES, QUEUES, QUEUES[:2], QUEUES[1:], QUEUES[:1], []])
    delay_s = pick([0.0, 0.0, 0.0, 2.3, 15.1])
    return Seat(
        0,
        {name: Membership(pick([1, 1, 2, 5]), delay_s) for name in queues},
        {"desk": pick([6, 5, 3, 1])},
        frozenset(pick([(), (), (), ("en",), ("ru",)])),
        pick([0.0, 0.0, 0.0, 0.0, 40.0]),
    )


def claim(pick: Pick) -> Claim:
    return Claim(
        "",
        pick(QUEUES),
        pick([0.0, 0.0, 0.0, -5.1, -31.7, -70.0]),
        priority=pick([0, 0, 0, 1]),
        credit_s=pick([0.0, 0.0, 30.0]),
        needs=pick([(), (), (("desk", 3),)]),
        language=pick(["", "", "en"]),
        preferred=pick([None, None, None, 0, 1]),
        held_until=pick([10.1, 33.3]),
        room=pick([1, 1, 1, 3]),
    )


def works(told: Both) -> list[Any]:
    return [name for name, doing in told.model.doing.items() if doing is Doing.WORKING]


def history(seed: int, steps: int) -> Both:
    """A random history; about as much work comes as goes."""
    rng = np.random.default_rng(seed)

    def pick(of: list[Any]) -> Any:
        return of[int(rng.integers(len(of)))]

    told = both(pick)
    for _ in range(steps):
        at = rng.random()
        if at < 0.3:
            if len(told.model.waits) < 14:
                for _ in range(pick([1, 1, 1, 2, 4])):
                    told.new_call(claim(pick))
        elif at < 0.55 and works(told):
            operator = pick(works(told))
            told.handled(pick(QUEUES), operator, float(rng.exponential(120.0)))
            told.free(operator)
        elif at < 0.65:
            told.free(pick(OPERATORS), pick(PAUSES_S))
        elif at < 0.7:
            told.busy(pick(OPERATORS), bool(rng.random() < 0.3))
        elif at < 0.75:
            told.put(pick(OPERATORS), seat(pick))
        elif at < 0.77:
            told.drop(pick(OPERATORS))
        elif at < 0.82 and told.model.waits:
            told.changed(pick(list(told.model.waits)), claim(pick))
        elif at < 0.84 and told.model.waits:
            told.give_up(pick(list(told.model.waits)))
        elif at < 0.87 and told.served:
            told.wait(told.served.pop())
        else:
            told.later(pick(PAUSES_S))
        if rng.random() < 0.4:
            told.choose()
    return told
