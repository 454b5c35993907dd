"""The best assignment of several calls to several operators at once.

A square assignment problem, solved exactly with shortest augmenting paths (Jonker and
Volgenant's form of the Hungarian method): O(n^3), for the few that ever wait together.
"""

import numpy as np
from numpy.typing import NDArray

SIZE_LIMIT = 12
FORBIDDEN = -1e12


def best_assignment(worth: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs (row, column) of greatest total worth; `FORBIDDEN` pairs are never made.

    As many pairs as possible are made, since every allowed pair is worth more than none.
    """
    rows, columns = worth.shape
    size = max(rows, columns)
    allowed = worth > FORBIDDEN / 2
    if not allowed.any():
        return []
    floor = float(worth[allowed].min())
    span = float(worth[allowed].max()) - floor + 1.0
    cost = np.full((size, size), span * size * 4.0)
    inner = cost[:rows, :columns]
    inner[allowed] = floor + span - worth[allowed]
    column_of = _solve(cost)
    return [
        (row, column_of[row])
        for row in range(rows)
        if column_of[row] < columns and allowed[row, column_of[row]]
    ]


def _solve(cost: NDArray[np.float64]) -> list[int]:
    """Column of each row in a cheapest perfect matching of a square matrix."""
    size = len(cost)
    row_price = np.zeros(size + 1)
    column_price = np.zeros(size + 1)
    row_of = np.zeros(size + 1, dtype=np.intp)
    for row in range(1, size + 1):
        way = np.zeros(size + 1, dtype=np.intp)
        least = np.full(size + 1, np.inf)
        done = np.zeros(size + 1, dtype=bool)
        row_of[0] = row
        column = 0
        while row_of[column]:
            done[column] = True
            at = int(row_of[column])
            reduced = cost[at - 1] - row_price[at] - column_price[1:]
            better = ~done[1:] & (reduced < least[1:])
            least[1:][better] = reduced[better]
            way[1:][better] = column
            following = int(np.argmin(np.where(done[1:], np.inf, least[1:]))) + 1
            step = least[following]
            row_price[row_of[done]] += step
            column_price[done] -= step
            least[~done] -= step
            column = following
        while column:
            before = int(way[column])
            row_of[column] = row_of[before]
            column = before
    found = [0] * size
    for column in range(1, size + 1):
        found[int(row_of[column]) - 1] = column - 1
    return found
