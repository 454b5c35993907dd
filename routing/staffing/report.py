"""Needs as other programs read them and as the picture wants them.

Keys are stable; more may be added. Times carry their unit in the key.
"""

import math
from typing import Any

from routing.staffing.history import History
from routing.staffing.plot import Panel, Point
from routing.staffing.requirement import Band, Goal, HalfHour, PoolNeed, WeekdayNeed
from routing.staffing.transient import HALF_HOUR_S

WEEKDAY_NAMES = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
VARIANT = "all_offered"
"""Service level as the goal means it: answered in time, of all calls offered."""


def clock(second: int) -> str:
    """The time of day; 24:00 is the end of the last half hour."""
    return f"{second // 3600:02}:{second % 3600 // 60:02}"


def paid_s(presence_s: float, shrinkage: float) -> float:
    """Paid time for so much presence; `shrinkage` is the paid share that is away from calls."""
    return presence_s / (1.0 - shrinkage)


def history_json(history: History) -> dict[str, Any]:
    """What the log holds."""
    return {
        "days": len(history.days),
        "first_day": history.days[0].isoformat(),
        "last_day": history.days[-1].isoformat(),
        "days_without_calls": history.without_calls,
        "days_cut_short": [day.isoformat() for day in history.cut],
        "calls": sum(len(calls) for calls in history.calls.values()),
    }


def goal_json(goal: Goal, shrinkage: float, wrap_up_s: float) -> dict[str, Any]:
    """What was asked for."""
    return {
        "objective": goal.objective,
        "threshold_s": goal.threshold_s,
        "service_level_variant": VARIANT,
        "max_abandonment": goal.most_abandoned,
        "shrinkage": shrinkage,
        "wrap_up_s": wrap_up_s,
        "half_hour_s": HALF_HOUR_S,
    }


def pool_json(need: PoolNeed, kind: str, shrinkage: float) -> dict[str, Any]:
    """One pool. `kind`: "queue" has operators of its own, "generalists" serve all queues."""
    demand, handling, patience = need.outlook
    presence_s = sum(day.presence_s for day in need.weekdays)
    return {
        "pool": need.pool.name,
        "kind": kind,
        "queues": list(need.pool.queues),
        "calls": int(need.pool.counts.sum()),
        "handling_s": handling.mean_s,
        "handling_deviation_s": handling.deviation_s,
        "patience_s": None if math.isinf(patience.mean_s) else patience.mean_s,
        "gave_up": patience.gave_up,
        "left_by_threshold": {"measured": patience.measured_left, "model": patience.model_left},
        "busyness_variance": {
            "day": demand.day_variance,
            "half_hour": demand.half_hour_variance,
        },
        "surges_capped": demand.surges,
        "week_presence_s": presence_s,
        "week_paid_s": paid_s(presence_s, shrinkage),
        "weekdays": [_weekday_json(day, shrinkage) for day in need.weekdays],
    }


def panels(need: PoolNeed, shrinkage: float) -> list[Panel]:
    """A picture's panels, one a weekday."""
    return [
        Panel(
            WEEKDAY_NAMES[day.weekday].capitalize(),
            f"{day.calls.middle:.0f} calls ({day.calls.low:.0f}–{day.calls.high:.0f}), "
            f"{day.presence_s / 3600:.1f} h present, "
            f"{paid_s(day.presence_s, shrinkage) / 3600:.1f} h paid",
            [_point(half) for half in day.half_hours],
        )
        for day in need.weekdays
    ]


def _point(half: HalfHour) -> Point:
    operators = half.operators
    return Point(half.begins_s, half.calls.middle, operators.low, operators.middle, operators.high)


def _weekday_json(day: WeekdayNeed, shrinkage: float) -> dict[str, Any]:
    return {
        "day": WEEKDAY_NAMES[day.weekday],
        "days_seen": day.seen,
        "calls": _band_json(day.calls),
        "presence_s": day.presence_s,
        "paid_s": paid_s(day.presence_s, shrinkage),
        "settled": day.settled,
        "half_hours": [_half_hour_json(half) for half in day.half_hours],
    }


def _half_hour_json(half: HalfHour) -> dict[str, Any]:
    return {
        "begins": clock(half.begins_s),
        "begins_s": half.begins_s,
        "calls": {**_band_json(half.calls), "mean": half.mean_calls},
        "handling_s": half.handling_s,
        "operators": {key: int(value) for key, value in _band_json(half.operators).items()},
        "operators_mended": half.mended,
        "objective_met_chance": half.met_chance,
        "service_level": half.level,
        "service_level_over_days": half.expected_level,
        "service_level_formula": half.formula_level,
        "abandonment": half.abandonment,
        "occupancy": half.occupancy,
    }


def _band_json(band: Band) -> dict[str, float]:
    return {"p10": band.low, "p50": band.middle, "p90": band.high}
