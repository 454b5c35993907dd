import pytest

from switchboard.bench.routing.optimum.family import family
from switchboard.bench.routing.optimum.rivals import rivals, textbook_order
from switchboard.bench.routing.optimum.solve import solve


def test_the_usual_rules_lose_in_the_n_model() -> None:
    solution = solve(family()[0])
    found = rivals(solution)
    assert found.longest_queue / solution.cost == pytest.approx(1.212, abs=5e-4)
    assert found.textbook_order == found.best_order == (1, 0)
    assert found.best / solution.cost == pytest.approx(1.059, abs=5e-4)
    assert found.at_cut < 2e-5


def test_the_textbook_order_is_cost_times_rate() -> None:
    orders = {model.name: textbook_order(model) for model in family()}
    assert orders["v-dear-slow"] == (1, 0)
    assert orders["v-4"] == (0, 1)
    assert orders["x-dear"] == (1, 0)
