"""The real router on the small models: near the optimum, and for the reasons given."""

import numpy as np
import pytest

from switchboard.bench.routing.optimum.compare import compare
from switchboard.bench.routing.optimum.family import family
from switchboard.bench.routing.optimum.ours import FOUND, make_ours
from switchboard.bench.routing.optimum.solve import solve

MODELS = {model.name: model for model in family()}


def test_what_was_found_is_for_models_that_are_there() -> None:
    assert set(FOUND) <= set(MODELS)
    for name, kept in FOUND.items():
        assert len(kept.keep_free) == len(kept.taken_at) == MODELS[name].types


@pytest.mark.parametrize("name", ["n-5-5", "x-dear", "n-dear-guest", "v-patient"])
def test_the_router_is_near_the_optimum(name: str) -> None:
    model = MODELS[name]
    found = compare(model, solve(model), make_ours, np.random.default_rng(2), events=4_000)
    low, high = found.gap_ci95
    assert low > -0.01
    assert high < 0.06
