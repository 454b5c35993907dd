"""The small models on which a router is measured against the optimum.

They were drawn up to differ, not to suit a router: the usual designs (one pool for all: V;
one shared pool beside pools of their own: N, M; two pools that share: X, W; a ring and a
general backup with three types), pools of one to six, cross-trained people slower or
faster than those at home, callers more and less patient, calls that cost alike or not,
and loads from a half to one and a half of what all can do.
"""

from switchboard.bench.routing.optimum.model import Model

_V2 = ((0, 0), (1, 0))
_V3 = ((0, 0), (1, 0), (2, 0))
_N = ((0, 0), (0, 1), (1, 1))
_M = ((0, 0), (0, 1), (1, 1), (1, 2))
_X = ((0, 0), (0, 1), (1, 0), (1, 1))
_W = ((0, 0), (1, 0), (1, 1), (2, 1))
_RING = ((0, 0), (0, 2), (1, 0), (1, 1), (2, 1), (2, 2))
_BACKUP = ((0, 0), (0, 2), (1, 1), (1, 2), (2, 2))

Pairs = tuple[tuple[int, int], ...]
Numbers = tuple[float, ...]


def _model(
    name: str,
    pairs: Pairs,
    operators: tuple[int, ...],
    arrivals: Numbers,
    rates: Numbers,
    thetas: Numbers,
    costs: Numbers = (),
    cut: tuple[int, ...] = (),
) -> Model:
    """`rates` in the order of `pairs` (type, pool)."""
    return Model(
        name,
        name.split("-")[0].upper(),
        arrivals,
        operators,
        dict(zip(pairs, rates, strict=True)),
        thetas,
        costs or (1.0,) * len(arrivals),
        cut or (24,) * len(arrivals),
    )


def family() -> tuple[Model, ...]:
    """All models, the N-model with a published answer of ours first."""
    return (
        _model("n-5-5", _N, (5, 5), (4.6, 3.4), (1, 0.6, 1), (0.2, 0.2)),
        _model("n-light", _N, (4, 4), (3.2, 2.2), (1, 0.8, 1), (0.2, 0.2)),
        _model("n-overloaded", _N, (3, 3), (4.5, 3), (1, 0.7, 1), (0.3, 0.5)),
        _model("n-dear-home", _N, (3, 4), (3, 2.8), (1, 0.9, 1), (0.2, 0.4), (1, 3)),
        _model("n-dear-guest", _N, (3, 4), (3.6, 3), (1, 0.8, 1), (0.4, 0.2), (2, 1)),
        _model("n-slow-guest", _N, (4, 4), (4.2, 2.6), (1, 0.35, 1), (0.25, 0.25)),
        _model("n-fast-shared", _N, (2, 5), (3.6, 2.6), (0.8, 1.2, 0.9), (0.25, 0.25), (1, 2)),
        _model("n-tiny", _N, (1, 2), (1.1, 0.9), (1, 0.7, 1), (0.3, 0.3)),
        _model("x-alike", _X, (3, 3), (2.6, 2.6), (1, 0.7, 0.7, 1), (0.25, 0.25)),
        _model("x-uneven", _X, (4, 2), (2.4, 2.6), (1, 0.6, 0.8, 1), (0.2, 0.3)),
        _model("x-dear", _X, (3, 3), (2.8, 2.2), (1, 0.8, 0.6, 1), (0.3, 0.2), (1, 4)),
        _model("x-overloaded", _X, (2, 3), (3.4, 3.2), (1, 0.75, 0.5, 1.1), (0.6, 0.4)),
        _model("x-crossed", _X, (3, 2), (2.2, 1.8), (1.5, 0.5, 0.8, 1), (0.2, 0.2)),
        _model("x-light", _X, (3, 2), (1.6, 1.1), (1, 0.5, 0.5, 1), (0.2, 0.2), (1, 2)),
        _model("m-2-2-2", _M, (2, 2, 2), (2.7, 2.5), (1, 0.8, 0.8, 1), (0.2, 0.2)),
        _model("m-dear", _M, (3, 2, 1), (3.2, 2), (1, 0.9, 0.7, 1), (0.3, 0.2), (1, 3)),
        _model("m-slow-shared", _M, (3, 3, 3), (3.6, 3.6), (1, 0.4, 0.6, 1), (0.3, 0.3)),
        _model("m-overloaded", _M, (2, 1, 2), (3.2, 3), (1, 1, 0.7, 0.9), (0.4, 0.6), (2, 1)),
        _model("v-4", _V2, (4,), (1.8, 0.9), (1, 0.5), (0.2, 0.2)),
        _model("v-dear-slow", _V2, (6,), (2.8, 1.3), (1, 0.4), (0.2, 0.3), (1, 3)),
        _model("v-patient", _V2, (3,), (2.2, 1.6), (1, 1.2), (0.8, 0.2), (1, 1), (16, 24)),
        _model("v-three", _V3, (4,), (1.4, 1.2, 0.8), (1.2, 0.8, 0.6), (0.4, 0.3, 0.3), (1, 1, 2), (15,) * 3),
        _model("w-2-2", _W, (2, 2), (1.2, 1.3, 1.2), (1, 0.8, 0.8, 1), (0.4,) * 3, (), (15,) * 3),
        _model("w-dear", _W, (2, 3), (1.3, 1.2, 1.7), (1, 0.9, 0.7, 1), (0.4,) * 3, (1, 3, 1), (15,) * 3),
        _model("w-overloaded", _W, (2, 2), (2, 1.5, 1.8), (1, 1, 0.6, 1), (0.7, 0.5, 0.7), (), (14,) * 3),
        _model("w-light", _W, (3, 2), (1.3, 0.9, 1), (1, 0.6, 0.9, 1), (0.4,) * 3, (1, 2, 1), (13,) * 3),
        _model("ring-2-1-1", _RING, (2, 1, 1), (1.2, 1, 0.9), (1, 0.6, 0.7, 1, 0.7, 1), (0.5,) * 3, (), (13,) * 3),
        _model("backup-2-2-2", _BACKUP, (2, 2, 2), (2.2, 1.8, 0.9), (1, 0.8, 1, 0.8, 1), (0.5,) * 3, (1, 1, 2), (13,) * 3),
    )
