from switchboard.bench.routing.optimum.model import Model
from switchboard.bench.routing.optimum.space import space_of


def test_every_division_of_the_operators_is_a_row() -> None:
    rates = {(0, 0): 1.0, (0, 1): 0.6, (1, 1): 1.0}
    model = Model("n", "n", (1, 1), (2, 3), rates, (1, 1), (1, 2), (4, 5))
    space = space_of(model)
    assert space.shape == (3 * 10, 5, 6)
    assert space.strides == (30, 6, 1)
    assert (space.busy[:, 0] + space.idle[:, 0] == 2).all()
    assert (space.busy[:, 1:].sum(axis=1) + space.idle[:, 1] == 3).all()
    assert space.busy[0].tolist() == [0, 0, 0]
    assert space.holding[3, 2] == 3 + 2 * 2


def test_starting_and_ending_a_service_undo_each_other() -> None:
    rates = {(0, 1): 1.0, (1, 0): 0.5, (1, 1): 0.6}
    model = Model("n", "n", (1, 1), (2, 2), rates, (1, 1), (1, 1), (4, 4))
    space = space_of(model)
    for a, arc in enumerate(model.arcs):
        for row in range(len(space.busy)):
            after = space.start[a, row]
            assert (after >= 0) == (space.idle[row, arc.pool] > 0)
            if after >= 0:
                assert space.busy[after, a] == space.busy[row, a] + 1
                assert space.finish[a, after] == row
