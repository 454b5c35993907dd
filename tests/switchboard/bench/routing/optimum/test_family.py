from switchboard.bench.routing.optimum.family import family


def test_the_family_is_wide() -> None:
    models = family()
    assert len(models) >= 24
    assert len({model.name for model in models}) == len(models)
    assert {model.design for model in models} >= {"n", "w", "m", "x"}
    assert {model.types for model in models} == {2, 3}
    assert {model.pools for model in models} == {1, 2, 3}
    assert all(1 <= size <= 6 for model in models for size in model.operators)
    assert any(len(set(model.costs)) > 1 for model in models)


def test_the_first_is_the_n_model_of_known_cost() -> None:
    first = family()[0]
    assert (first.name, first.arrivals, first.operators) == ("n-5-5", (4.6, 3.4), (5, 5))
    assert first.rates == {(0, 0): 1, (0, 1): 0.6, (1, 1): 1}
    assert (first.thetas, first.costs, first.cut) == ((0.2, 0.2), (1, 1), (24, 24))
