import heapq
import math
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.random import Generator

from routing.staffing import transient
from routing.staffing.erlang import Pool, Steady
from routing.staffing.transient import ExactDay, PoolDay, Simulate

HALF_HOURS = 48


def a_day(
    arrivals: dict[int, float], patience_s: float = 300.0, threshold_s: float = 20.0
) -> PoolDay:
    calls = np.zeros(HALF_HOURS)
    for half, number in arrivals.items():
        calls[half] = number
    return PoolDay(calls, np.full(HALF_HOURS, 180.0), np.full(HALF_HOURS, patience_s), threshold_s)


def staffed(operators: dict[int, int]) -> list[int]:
    return [operators.get(half, 0) for half in range(HALF_HOURS)]


def played(
    day: PoolDay, operators: Sequence[int], random: Generator
) -> tuple[np.ndarray, np.ndarray]:
    """One day by events: answered in time and gone, by half hour."""
    in_time, gone = np.zeros(HALF_HOURS), np.zeros(HALF_HOURS)
    events: list[tuple[float, int]] = [(half * 1800.0, -1 - half) for half in range(HALF_HOURS)]
    for half, mean in enumerate(day.arrivals.tolist()):
        for second in random.random(random.poisson(mean)):
            events.append(((half + second) * 1800.0, 1))
    heapq.heapify(events)
    busy = leaving = present = 0
    queue: list[tuple[float, float]] = []
    while events:
        now, kind = heapq.heappop(events)
        if kind < 0:
            present = operators[-1 - kind]
            leaving, busy = leaving + max(0, busy - present), min(busy, present)
        elif kind == 1:
            queue.append((now, now + random.exponential(day.patience_s[0])))
        elif random.random() < leaving / (busy + leaving):
            leaving -= 1
        else:
            busy -= 1
        for _since, until in queue:
            if until <= now:
                gone[min(HALF_HOURS - 1, int(until // 1800))] += 1
        queue = [caller for caller in queue if caller[1] > now]
        while queue and busy < present:
            since, _until = queue.pop(0)
            busy += 1
            in_time[int(since // 1800)] += now - since <= day.threshold_s
            heapq.heappush(events, (now + random.exponential(180.0), 2))
    return in_time, gone


def test_a_day_without_change_is_the_steady_state() -> None:
    day = a_day(dict.fromkeys(range(HALF_HOURS), 100.0))
    followed = ExactDay()(day, [13] * HALF_HOURS)
    steady = Steady(Pool(100 / 1800, 1 / 180, 13, 1 / 300))
    assert followed.service_level == pytest.approx(steady.answered_within(20.0), abs=1e-8)
    assert followed.abandonment == pytest.approx(steady.abandoned, abs=1e-8)
    assert followed.occupancy == pytest.approx(steady.occupancy, abs=1e-8)
    assert not followed.error.any()


def test_a_day_with_changes_agrees_with_days_played_by_events() -> None:
    calls = {20: 40.0, 21: 70.0, 22: 70.0, 23: 50.0, 24: 30.0, 25: 10.0}
    day = a_day(calls, threshold_s=60.0)
    operators = staffed({20: 5, 21: 7, 22: 9, 23: 5, 24: 6, 25: 2})
    followed = ExactDay()(day, operators)
    random = np.random.default_rng(7)
    days = [played(day, operators, random) for _ in range(250)]
    for half, number in calls.items():
        for told, found in ((followed.service_level, 0), (followed.abandonment, 1)):
            each = np.array([one[found][half] for one in days]) / number
            error = each.std(ddof=1) / math.sqrt(len(each))
            assert abs(told[half] - each.mean()) < 3.5 * error, (half, found)


def test_a_centre_opens_empty_and_hands_its_queue_on() -> None:
    calls = dict.fromkeys(range(20, 26), 60.0)
    steady = Steady(Pool(60 / 1800, 1 / 180, 8, 1 / 300)).answered_within(20.0)
    calm = ExactDay()(a_day(calls), staffed(dict.fromkeys(range(20, 26), 8)))
    assert calm.service_level[20] > steady + 0.01
    assert calm.service_level[23] == pytest.approx(steady, abs=1e-3)
    late = ExactDay()(a_day(calls), staffed({20: 8, 21: 3, 22: 8, 23: 8, 24: 8, 25: 8}))
    assert late.service_level[22] < steady - 0.02
    assert np.isnan(late.service_level[19]) and np.isnan(late.occupancy[19])
    assert np.isnan(late.abandonment[26])


def test_callers_without_patience_wait_over_an_empty_half_hour() -> None:
    day = a_day({20: 20.0}, patience_s=math.inf, threshold_s=1200.0)
    followed = ExactDay()(day, staffed({20: 0, 21: 6}))
    assert followed.abandonment[20] == 0.0
    assert followed.service_level[20] == pytest.approx(2 / 3, abs=0.05)


def test_a_second_try_is_followed_from_where_it_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    real, halves = transient._half_hour, []

    def counting(day: PoolDay, operators: tuple[int, ...], index: int, begin: np.ndarray) -> object:
        halves.append(index)
        return real(day, operators, index, begin)

    monkeypatch.setattr(transient, "_half_hour", counting)
    day = a_day(dict.fromkeys(range(20, 30), 40.0))
    follow: Simulate = ExactDay()
    operators = staffed(dict.fromkeys(range(20, 30), 6))
    first = follow(day, operators, ())
    halves.clear()
    operators[27] = 7
    second = follow(day, operators, ())
    assert min(halves) == 26
    assert max(halves) < 32
    assert (first.service_level[20:26] == second.service_level[20:26]).all()
    assert second.service_level[27] > first.service_level[27]
    fresh = ExactDay()(day, operators)
    assert fresh.service_level[20:30] == pytest.approx(second.service_level[20:30], abs=1e-9)


def test_a_flood_is_followed_or_refused() -> None:
    flooded = ExactDay()(a_day({20: 400.0, 21: 400.0}), staffed({20: 2, 21: 2}))
    assert flooded.service_level[21] < 0.01
    assert 0.8 < flooded.abandonment[21] < 1.0
    endless = a_day(dict.fromkeys(range(20, 30), 9000.0), patience_s=math.inf)
    with pytest.raises(ValueError, match="would wait"):
        ExactDay()(endless, staffed(dict.fromkeys(range(20, 30), 1)))
