import pytest

from switchboard.bench.routing.optimum.model import Arc, Model


def n_model() -> Model:
    rates = {(0, 0): 1.0, (0, 1): 0.6, (1, 1): 1.0}
    return Model("n", "n", (4.6, 3.4), (5, 5), rates, (0.2, 0.2), (1, 1), (24, 24))


def test_arcs_come_by_type_then_pool() -> None:
    assert n_model().arcs == (Arc(0, 0, 1.0), Arc(0, 1, 0.6), Arc(1, 1, 1.0))


def test_a_call_prefers_people_who_serve_little_else() -> None:
    model = n_model()
    assert [model.pools_of(k) for k in range(2)] == [(0, 1), (1,)]
    assert [model.types_of(p) for p in range(2)] == [(0,), (0, 1)]


def test_seats_know_their_queues_and_ranks() -> None:
    seats = n_model().seats()
    assert [(p, seat.operator) for p, seat in seats][4:6] == [(0, "p1-5"), (1, "p2-1")]
    ranks = {queue: membership.rank for queue, membership in seats[5][1].queues.items()}
    assert ranks == {"t1": 2, "t2": 1}


def test_a_type_that_nobody_serves_is_refused() -> None:
    with pytest.raises(ValueError, match="each type needs a pool"):
        Model("bad", "n", (1, 1), (1,), {(0, 0): 1.0}, (1, 1), (1, 1), (3, 3))
    with pytest.raises(ValueError, match="each pool needs a type"):
        Model("bad", "n", (1,), (1, 1), {(0, 0): 1.0}, (1,), (1,), (3,))
    with pytest.raises(ValueError, match="one entry a type"):
        Model("bad", "n", (1,), (1,), {(0, 0): 1.0}, (1, 2), (1,), (3,))
