"""The small models on which a router is measured against the optimum.

They were drawn up to differ, not to suit a router: the usual designs (one pool for all: V;
one shared pool beside pools of their own: N, M; two pools that share: X, W; a ring and a
general backup with three types), pools of one to six, cross-trained people slower or
faster than those at home, callers more and less patient, calls that cost alike or not,
and loads from a half to four thirds of what all can do.
"""

from typing import NamedTuple

from switchboard.bench.routing.optimum.model import Model

_V2 = ((0, 0), (1, 0))
_V3 = ((0, 0), (1, 0), (2, 0))
_N = ((0, 0), (0, 1), (1, 1))
_M = ((0, 0), (0, 1), (1, 1), (1, 2))
_X = ((0, 0), (0, 1), (1, 0), (1, 1))
_W = ((0, 0), (1, 0), (1, 1), (2, 1))
_RING = ((0, 0), (0, 2), (1, 0), (1, 1), (2, 1), (2, 2))
_BACKUP = ((0, 0), (0, 2), (1, 1), (1, 2), (2, 2))

Numbers = tuple[float, ...]


class _Row(NamedTuple):
    """A model as it is written below: `rates` in the order of `pairs` (type, pool)."""

    name: str
    pairs: tuple[tuple[int, int], ...]
    operators: tuple[int, ...]
    arrivals: Numbers
    rates: Numbers
    thetas: Numbers
    costs: Numbers
    cut: int = 24


_ONE2 = (1, 1)
_ONE3 = (1, 1, 1)
_P4 = (0.4, 0.4, 0.4)
_P5 = (0.5, 0.5, 0.5)
_ROWS = (
    _Row("n-5-5", _N, (5, 5), (4.6, 3.4), (1, 0.6, 1), (0.2, 0.2), _ONE2),
    _Row("n-light", _N, (4, 4), (3.2, 2.2), (1, 0.8, 1), (0.2, 0.2), _ONE2),
    _Row("n-overloaded", _N, (3, 3), (4.5, 3), (1, 0.7, 1), (0.3, 0.5), _ONE2),
    _Row("n-dear-home", _N, (3, 4), (3, 2.8), (1, 0.9, 1), (0.2, 0.4), (1, 3)),
    _Row("n-dear-guest", _N, (3, 4), (3.6, 3), (1, 0.8, 1), (0.4, 0.2), (2, 1)),
    _Row("n-slow-guest", _N, (4, 4), (4.2, 2.6), (1, 0.35, 1), (0.25, 0.25), _ONE2),
    _Row("n-fast-shared", _N, (2, 5), (3.6, 2.6), (0.8, 1.2, 0.9), (0.25, 0.25), (1, 2)),
    _Row("n-tiny", _N, (1, 2), (1.1, 0.9), (1, 0.7, 1), (0.3, 0.3), _ONE2),
    _Row("x-alike", _X, (3, 3), (2.6, 2.6), (1, 0.7, 0.7, 1), (0.25, 0.25), _ONE2),
    _Row("x-uneven", _X, (4, 2), (2.4, 2.6), (1, 0.6, 0.8, 1), (0.2, 0.3), _ONE2),
    _Row("x-dear", _X, (3, 3), (2.8, 2.2), (1, 0.8, 0.6, 1), (0.3, 0.2), (1, 4)),
    _Row("x-overloaded", _X, (2, 3), (3.4, 3.2), (1, 0.75, 0.5, 1.1), (0.6, 0.4), _ONE2),
    _Row("x-crossed", _X, (3, 2), (2.2, 1.8), (1.5, 0.5, 0.8, 1), (0.2, 0.2), _ONE2),
    _Row("x-light", _X, (3, 2), (1.6, 1.1), (1, 0.5, 0.5, 1), (0.2, 0.2), (1, 2)),
    _Row("m-2-2-2", _M, (2, 2, 2), (2.7, 2.5), (1, 0.8, 0.8, 1), (0.2, 0.2), _ONE2),
    _Row("m-dear", _M, (3, 2, 1), (3.2, 2), (1, 0.9, 0.7, 1), (0.3, 0.2), (1, 3)),
    _Row("m-slow-shared", _M, (3, 3, 3), (3.6, 3.6), (1, 0.4, 0.6, 1), (0.3, 0.3), _ONE2),
    _Row("m-overloaded", _M, (2, 1, 2), (3.2, 3), (1, 1, 0.7, 0.9), (0.4, 0.6), (2, 1)),
    _Row("v-4", _V2, (4,), (1.8, 0.9), (1, 0.5), (0.2, 0.2), _ONE2),
    _Row("v-dear-slow", _V2, (6,), (2.8, 1.3), (1, 0.4), (0.2, 0.3), (1, 3)),
    _Row("v-patient", _V2, (3,), (2.2, 1.6), (1, 1.2), (0.8, 0.2), _ONE2),
    _Row("v-three", _V3, (4,), (1.4, 1.2, 0.8), (1.2, 0.8, 0.6), (0.4, 0.3, 0.3), (1, 1, 2), 15),
    _Row("w-2-2", _W, (2, 2), (1.2, 1.3, 1.2), (1, 0.8, 0.8, 1), _P4, _ONE3, 15),
    _Row("w-dear", _W, (2, 3), (1.3, 1.2, 1.7), (1, 0.9, 0.7, 1), _P4, (1, 3, 1), 15),
    _Row("w-overloaded", _W, (2, 2), (2, 1.5, 1.8), (1, 1, 0.6, 1), (0.7, 0.5, 0.7), _ONE3, 14),
    _Row("w-light", _W, (3, 2), (1.3, 0.9, 1), (1, 0.6, 0.9, 1), _P4, (1, 2, 1), 13),
    _Row("ring", _RING, (2, 1, 1), (1.2, 1, 0.9), (1, 0.6, 0.7, 1, 0.7, 1), _P5, _ONE3, 13),
    _Row("backup", _BACKUP, (2, 2, 2), (2.2, 1.8, 0.9), (1, 0.8, 1, 0.8, 1), _P5, (1, 1, 2), 13),
)


def family() -> tuple[Model, ...]:
    """All models, the N-model whose optimum is known from elsewhere (1.7059) first."""
    return tuple(
        Model(
            name=row.name,
            design=row.name.partition("-")[0],
            arrivals=row.arrivals,
            operators=row.operators,
            rates=dict(zip(row.pairs, row.rates, strict=True)),
            thetas=row.thetas,
            costs=row.costs,
            cut=(row.cut,) * len(row.arrivals),
        )
        for row in _ROWS
    )
