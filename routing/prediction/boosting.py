"""Gradient boosting of binned trees, in numpy: squared loss or the loss of a quantile.

Every tree is a full binary tree of `depth` levels in arrays, grown level by level; a split
that gains nothing sends every row to the left. Features are cut into at most 64 bins;
a missing value goes to bin 0. Rows and features are drawn anew for each tree by a seeded
generator, so that a fit is the same every time.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bins = NDArray[np.uint8]

BINS = 64
MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to boost. `quantile` None: squared loss."""

    quantile: float | None = None
    trees: int = 250
    rate: float = 0.06
    depth: int = 5
    least_rows: int = 40
    row_share: float = 0.6
    feature_share: float = 0.4
    ridge: float = 5.0
    seed: int = 7


@dataclass(slots=True)
class Cuts:
    """Where each feature is cut into bins."""

    edges: list[Floats] = field(default_factory=list)

    @classmethod
    def of(cls, rows: NDArray[Any]) -> "Cuts":
        """Cuts at quantiles of these rows."""
        shares = np.linspace(0.0, 1.0, BINS - 1)[1:-1]
        edges = []
        for column in np.asarray(rows, dtype=np.float64).T:
            known = column[~np.isnan(column)]
            edges.append(np.unique(np.quantile(known, shares)) if known.size else np.zeros(0))
        return cls(edges)

    def bins(self, rows: NDArray[Any]) -> Bins:
        """The bin of every value, shaped (feature, row)."""
        found = np.empty((len(self.edges), len(rows)), dtype=np.uint8)
        for place, edges in enumerate(self.edges):
            column = np.asarray(rows[:, place], dtype=np.float64)
            found[place] = np.searchsorted(edges, column, side="right") + 1
            found[place][np.isnan(column)] = 0
        return found


class Booster:
    """A sum of trees over binned features."""

    def __init__(self, base: float, depth: int) -> None:
        self.base = base
        self.depth = depth
        inner, leaves = 2**depth - 1, 2**depth
        self.features: NDArray[np.int64] = np.zeros((0, inner), dtype=np.int64)
        self.limits: NDArray[np.uint8] = np.zeros((0, inner), dtype=np.uint8)
        self.values: Floats = np.zeros((0, leaves))

    def predict(self, bins: Bins) -> Floats:
        """The sum for each row of `bins` (feature, row)."""
        total = np.full(bins.shape[1], self.base)
        rows = np.arange(bins.shape[1])
        for features, limits, values in zip(self.features, self.limits, self.values, strict=True):
            total += values[_leaf(features, limits, bins, rows, self.depth)]
        return total

    def predict_few(self, bins: Bins) -> Floats:
        """The same as `predict`, faster for few rows: all trees go down together."""
        trees = np.arange(len(self.values))[:, None]
        rows = np.arange(bins.shape[1])[None, :]
        node = np.zeros((len(self.values), bins.shape[1]), dtype=np.int64)
        for _ in range(self.depth):
            right = bins[self.features[trees, node], rows] > self.limits[trees, node]
            node = 2 * node + 1 + right
        values = self.values[trees, node - (2**self.depth - 1)]
        total = np.full(bins.shape[1], self.base)
        for row in values:
            total += row
        return total

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and numbers."""
        return {
            "base": self.base,
            "depth": self.depth,
            "features": self.features.tolist(),
            "limits": self.limits.tolist(),
            "values": self.values.tolist(),
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Booster":
        """What `to_dict` has kept."""
        self = cls(float(kept["base"]), int(kept["depth"]))
        inner, leaves = 2**self.depth - 1, 2**self.depth
        self.features = np.array(kept["features"], dtype=np.int64).reshape(-1, inner)
        self.limits = np.array(kept["limits"], dtype=np.uint8).reshape(-1, inner)
        self.values = np.array(kept["values"], dtype=float).reshape(-1, leaves)
        return self


def fit(bins: Bins, target: Floats, weight: Floats, settings: Settings) -> Booster:
    """Boost trees on `target`; `bins` is (feature, row), `weight` says what a row counts."""
    chance = np.random.Generator(np.random.PCG64(settings.seed))
    quantile = settings.quantile
    if quantile is None:
        base = float(np.average(target, weights=weight))
    else:
        base = _weighted_quantile(target, weight, quantile)
    told = np.full(len(target), base)
    booster = Booster(base, settings.depth)
    grown = []
    for _ in range(settings.trees):
        residual = target - told
        slope = residual
        if quantile is not None:
            slope = np.where(residual > 0.0, quantile, quantile - 1.0)
        chosen = np.flatnonzero(chance.random(len(target)) < settings.row_share)
        width = max(1, round(len(bins) * settings.feature_share))
        columns = np.sort(chance.permutation(len(bins))[:width])
        features, limits, leaf = _grow(
            bins, slope * weight, weight, chosen=chosen, columns=columns, settings=settings
        )
        values = _leaf_values(leaf, chosen, residual, weight, settings)
        values *= settings.rate
        told += values[leaf]
        grown.append((features, limits, values))
    if grown:
        booster.features, booster.limits, booster.values = (
            np.stack(part) for part in zip(*grown, strict=True)
        )
    return booster


def _grow(
    bins: Bins,
    slope: Floats,
    weight: Floats,
    *,
    chosen: NDArray[np.int64],
    columns: NDArray[np.int64],
    settings: Settings,
) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]:
    """One tree: its splits, and the leaf of every row."""
    inner = 2**settings.depth - 1
    features = np.zeros(inner, dtype=np.int64)
    limits = np.full(inner, 255, dtype=np.uint8)
    node = np.zeros(bins.shape[1], dtype=np.int64)
    some = bins[:, chosen]
    slope, weight = slope[chosen], weight[chosen]
    at = np.zeros(len(chosen), dtype=np.int64)
    every = np.arange(bins.shape[1])
    for level in range(settings.depth):
        first, nodes = 2**level - 1, 2**level
        best = np.full(nodes, 1e-9)
        for column in columns:
            place = at * BINS + some[column]
            size = nodes * BINS
            sums = np.bincount(place, slope, size).reshape(nodes, BINS).cumsum(axis=1)
            mass = np.bincount(place, weight, size).reshape(nodes, BINS).cumsum(axis=1)
            gain = _gain(sums, mass, settings)
            cut = gain.argmax(axis=1)
            value = gain[np.arange(nodes), cut]
            better = np.flatnonzero(value > best)
            best[better] = value[better]
            features[first + better] = column
            limits[first + better] = cut[better]
        at = 2 * at + (some[features[first + at], np.arange(len(chosen))] > limits[first + at])
        node = 2 * node + (bins[features[first + node], every] > limits[first + node])
    return features, limits, node


def _gain(sums: Floats, mass: Floats, settings: Settings) -> Floats:
    """What each cut gains; nothing where a side would hold too few rows."""
    whole, all_mass = sums[:, -1:], mass[:, -1:]
    right, right_mass = whole - sums, all_mass - mass
    ridge = settings.ridge
    gain = sums**2 / (mass + ridge) + right**2 / (right_mass + ridge)
    gain -= whole**2 / (all_mass + ridge)
    enough = (mass >= settings.least_rows) & (right_mass >= settings.least_rows)
    return np.where(enough, gain, -1.0)


def _leaf_values(
    leaf: NDArray[np.int64],
    chosen: NDArray[np.int64],
    residual: Floats,
    weight: Floats,
    settings: Settings,
) -> Floats:
    leaves = 2**settings.depth
    leaf, residual, weight = leaf[chosen], residual[chosen], weight[chosen]
    mass = np.bincount(leaf, weight, leaves)
    if settings.quantile is None:
        values: Floats = np.bincount(leaf, residual * weight, leaves) / (mass + settings.ridge)
        return values
    order = np.lexsort((residual, leaf))
    leaf, residual, weight = leaf[order], residual[order], weight[order]
    before = np.cumsum(weight)
    starts = np.concatenate(([0.0], np.cumsum(mass)[:-1]))
    wanted = starts + settings.quantile * mass
    place = np.minimum(np.searchsorted(before, wanted), len(residual) - 1)
    return np.where(mass > 0, residual[place], 0.0) * (mass / (mass + settings.ridge))


def _leaf(
    features: NDArray[np.int64],
    limits: NDArray[np.uint8],
    bins: Bins,
    rows: NDArray[np.int64],
    depth: int,
) -> NDArray[np.int64]:
    node = np.zeros(bins.shape[1], dtype=np.int64)
    for level in range(depth):
        at = 2**level - 1 + node
        node = 2 * node + (bins[features[at], rows] > limits[at])
    return node


def _weighted_quantile(values: Floats, weight: Floats, share: float) -> float:
    order = np.argsort(values, kind="stable")
    mass = np.cumsum(weight[order])
    place = min(int(np.searchsorted(mass, share * mass[-1])), len(values) - 1)
    return float(values[order[place]])
