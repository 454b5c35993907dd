"""The industry's metrics, each in its exact variant.

"The service level" is six different numbers that differ by several points on the same
day, so a figure never stands here without the name of its variant. Waits are seconds;
a threshold includes its own second (a wait of exactly 20 s is within 20 s). A figure
over no calls is None, never zero.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec


class ServiceLevelVariant(StrEnum):
    """Which calls count as met and which are counted at all."""

    EARLY_ABANDONS_MET = "early_abandons_met"  # all offered, abandons inside T count as met
    ANSWERED_ONLY = "answered_only"  # abandons are not looked at
    ALL_OFFERED = "all_offered"  # every abandon counts against us
    LATE_ABANDONS_ONLY = "late_abandons_only"  # abandons inside T are not looked at
    SHORT_ABANDONS_MET = "short_abandons_met"  # short abandons count as met
    SHORT_ABANDONS_REMOVED = "short_abandons_removed"  # short abandons are not looked at


DEFAULT_VARIANT = ServiceLevelVariant.ALL_OFFERED
"""The strictest: nobody who left makes the figure look better, and it can be checked
with a pencil from the counts that stand beside it. A plan may choose another."""


class AbandonmentVariant(StrEnum):
    """Whether callers who left at once count as abandoned."""

    ALL = "all"
    WITHOUT_SHORT = "without_short"


class Visit(NamedTuple):
    """One offered call: answered or abandoned, after how many seconds of queue wait."""

    answered: bool
    wait_s: float


class Counts(msgspec.Struct, frozen=True):
    """What every variant is computed from.

    `in_time`: wait up to the threshold; `short`: abandoned up to the short-abandon limit.
    Raises ValueError for counts that cannot belong together.
    """

    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0
    abandoned_in_time: int = 0
    abandoned_short: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.answered_in_time <= self.answered:
            raise ValueError("answered in time must lie between 0 and answered")
        if not 0 <= self.abandoned_in_time <= self.abandoned:
            raise ValueError("abandoned in time must lie between 0 and abandoned")
        if not 0 <= self.abandoned_short <= self.abandoned:
            raise ValueError("short abandons must lie between 0 and abandoned")


def count(visits: Iterable[Visit], threshold_s: float, short_abandon_s: float) -> Counts:
    """Counts of single calls."""
    answered = answered_in_time = abandoned = abandoned_in_time = abandoned_short = 0
    for visit in visits:
        if visit.answered:
            answered += 1
            answered_in_time += visit.wait_s <= threshold_s
        else:
            abandoned += 1
            abandoned_in_time += visit.wait_s <= threshold_s
            abandoned_short += visit.wait_s <= short_abandon_s
    return Counts(answered, answered_in_time, abandoned, abandoned_in_time, abandoned_short)


_FORMULAS: dict[ServiceLevelVariant, Callable[[Counts], tuple[int, int]]] = {
    ServiceLevelVariant.EARLY_ABANDONS_MET: lambda c: (
        c.answered_in_time + c.abandoned_in_time,
        c.answered + c.abandoned,
    ),
    ServiceLevelVariant.ANSWERED_ONLY: lambda c: (c.answered_in_time, c.answered),
    ServiceLevelVariant.ALL_OFFERED: lambda c: (c.answered_in_time, c.answered + c.abandoned),
    ServiceLevelVariant.LATE_ABANDONS_ONLY: lambda c: (
        c.answered_in_time,
        c.answered + c.abandoned - c.abandoned_in_time,
    ),
    ServiceLevelVariant.SHORT_ABANDONS_MET: lambda c: (
        c.answered_in_time + c.abandoned_short,
        c.answered + c.abandoned,
    ),
    ServiceLevelVariant.SHORT_ABANDONS_REMOVED: lambda c: (
        c.answered_in_time,
        c.answered + c.abandoned - c.abandoned_short,
    ),
}


def service_level(variant: ServiceLevelVariant, counts: Counts) -> float | None:
    """Share of calls served in time, 0 to 1; None when the variant looks at no call."""
    met, looked_at = _FORMULAS[variant](counts)
    return met / looked_at if looked_at else None


def abandonment(variant: AbandonmentVariant, counts: Counts, overflowed: int = 0) -> float | None:
    """Share of offered calls whose caller gave up, 0 to 1.

    Offered = answered + abandoned + overflowed. A call that left the queue by a key or as
    the plan says, for an accepted callback, a message or an outside number, is overflowed
    and not abandoned. One that went on to another queue is overflowed for the queue that
    it left, and for the centre what became of it in the end.
    """
    removed = counts.abandoned_short if variant is AbandonmentVariant.WITHOUT_SHORT else 0
    offered = counts.answered + counts.abandoned + overflowed - removed
    return (counts.abandoned - removed) / offered if offered else None


def average_speed_of_answer(answered_waits_s: Sequence[float]) -> float | None:
    """Mean queue wait of answered calls in seconds, menus and greeting excluded."""
    return math.fsum(answered_waits_s) / len(answered_waits_s) if answered_waits_s else None


def percentile(ascending: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed.

    The nearest rank: always a wait that some caller really had, never one in between.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a percentile's share lies between 0 and 1, not at {share}")
    if not ascending:
        return None
    # Rounded, because 0.9 * 10 may come out a hair above 9 and would skip a rank.
    rank = math.ceil(round(share * len(ascending), 9))
    return ascending[max(rank, 1) - 1]
