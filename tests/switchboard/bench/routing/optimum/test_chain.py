import pytest

from switchboard.bench.routing.optimum.chain import evaluate
from switchboard.bench.routing.optimum.model import Model
from switchboard.bench.routing.optimum.rules import longest_queue, priority
from switchboard.bench.routing.optimum.space import space_of


def test_one_pool_agrees_with_the_birth_and_death_of_erlang_a() -> None:
    model = Model("v", "v", (4.2,), (12,), {(0, 0): 0.5}, (1.0,), (1.0,), (40,))
    shares = [1.0]
    for n in range(1, 53):
        shares.append(shares[-1] * 4.2 / (0.5 * min(n, 12) + max(n - 12, 0)))
    cost = sum(share * max(n - 12, 0) for n, share in enumerate(shares)) / sum(shares)
    exact = evaluate(space_of(model), longest_queue(space_of(model)))
    assert exact.cost == pytest.approx(cost, rel=1e-7)
    assert exact.states == 53
    assert exact.at_cut == pytest.approx(shares[-1] / sum(shares), rel=1e-3, abs=1e-12)


def test_who_is_first_in_one_pool_does_not_change_the_sum() -> None:
    """Same rates and patience: the total is one queue, whatever the order."""
    model = Model("v", "v", (1.5, 1), (2,), {(0, 0): 1, (1, 0): 1}, (0.8, 0.8), (1, 1), (20, 20))
    space = space_of(model)
    costs = [
        evaluate(space, rule).cost
        for rule in (longest_queue(space), priority(space, (0, 1)), priority(space, (1, 0)))
    ]
    assert costs == pytest.approx([costs[0]] * 3, rel=1e-6)
