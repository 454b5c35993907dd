from collections.abc import Sequence

import numpy as np
import pytest

from routing.ranking.dispatch import Dispatcher, Pair
from switchboard.bench.routing.optimum.model import Model
from switchboard.bench.routing.optimum.simulate import Centre, RouterError
from switchboard.bench.routing.optimum.solve import Solution, solve
from tests.switchboard.bench.routing.optimum.reserving import Reserving


@pytest.fixture(scope="module")
def solution() -> Solution:
    rates = {(0, 0): 1.0, (0, 1): 0.5, (1, 1): 1.25}
    return solve(Model("n", "n", (1.4, 1.2), (2, 1), rates, (0.6, 0.6), (1, 1), (12, 12)))


def centre(solution: Solution, router: Dispatcher, seed: int = 5) -> Centre:
    return Centre(solution, router, np.random.default_rng(seed))


def test_operators_are_announced_and_times_are_seconds(solution: Solution) -> None:
    router = Reserving(solution.model, (1, 0))
    run = centre(solution, router)
    assert sorted(map(str, router.pools)) == ["p1-1", "p1-2", "p2-1"]
    for _ in range(20_000):
        run.step()
    assert run.time == run.now / 180
    mean = float(np.mean(router.handled_s)) / 180
    assert 1 / 1.25 < mean < 1 / 0.5
    assert 1.5 < len(router.handled_s) / run.time < 1.4 + 1.2


def test_a_router_that_asks_for_it_is_asked_between_events(solution: Solution) -> None:
    router = Reserving(solution.model, (1, 0), hold_s=30.0)
    run = centre(solution, router)
    for _ in range(2_000):
        run.step()
    assert len(router.asked) > 2_500
    assert router.asked == sorted(router.asked)
    assert run.lost > 0


def test_the_same_seed_gives_the_same_run(solution: Solution) -> None:
    runs = [centre(solution, Reserving(solution.model, (0, 1)), seed=9) for _ in range(2)]
    for run in runs:
        for _ in range(3_000):
            run.step()
    assert runs[0].now == runs[1].now
    assert runs[0].lost == runs[1].lost


class Answering(Reserving):
    """Says one thing whatever it is asked."""

    def __init__(self, model: Model, pairs: Sequence[Pair], due_s: float = np.inf) -> None:
        super().__init__(model, (0, 1))
        self.pairs, self.due_s = pairs, due_s

    def choose(self, now: float) -> Sequence[Pair]:
        return self.pairs

    def due(self) -> float:
        return self.due_s


def test_what_nobody_can_do_is_refused(solution: Solution) -> None:
    for pairs, sentence in (
        ([Pair(77, "p1-1")], "which does not wait"),
        ([Pair(1, "p9-1")], "who is not idle"),
    ):
        run = centre(solution, Answering(solution.model, pairs))
        with pytest.raises(RouterError, match=sentence):
            run.step()
    with pytest.raises(RouterError, match="cannot serve"):
        for seed in range(20):
            only_second = Answering(solution.model, [Pair(1, "p1-1")])
            centre(solution, only_second, seed).step()
    with pytest.raises(RouterError, match="due again and again"):
        centre(solution, Answering(solution.model, [], due_s=0.0)).step()
