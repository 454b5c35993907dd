import math
from datetime import date

import numpy as np
import pytest

from routing.staffing.demand import Demand
from routing.staffing.durations import Handling, Patience
from routing.staffing.history import History, PoolHistory
from routing.staffing.report import clock, goal_json, history_json, paid_s, panels, pool_json
from routing.staffing.requirement import Band, Goal, HalfHour, Outlook, PoolNeed, WeekdayNeed

ZEROS = np.zeros((7, 48))
HALF = HalfHour(
    32_400, Band(8.0, 10.0, 13.0), 10.2, 180.0, Band(2, 3, 4), 1, 0.7, 0.8, 0.85, 0.82, 0.02, 0.4
)


def a_need(patience_s: float = 300.0) -> PoolNeed:
    counts = np.array([[3.0, 4.0]])
    empty = np.zeros(0)
    none = np.zeros(0, dtype=np.int64)
    pool = PoolHistory("all", ("a", "b"), counts, empty, none, none, empty, (), ())
    demand = Demand(ZEROS, ZEROS, (0.1,) * 7, (4,) * 7, 0.02, 0.01, 5)
    outlook = Outlook(
        demand, Handling(180.0, 200.0, ZEROS, 0.0), Patience(patience_s, 12, 0.05, 0.06)
    )
    day = WeekdayNeed(1, 4, Band(80.0, 100.0, 130.0), (HALF, HALF._replace(begins_s=34_200)), True)
    return PoolNeed(pool, outlook, (day,))


def test_a_pool_as_programs_read_it() -> None:
    told = pool_json(a_need(), "generalists", 0.3)
    assert told["queues"] == ["a", "b"]
    assert (told["kind"], told["calls"], told["handling_s"]) == ("generalists", 7, 180.0)
    assert told["week_presence_s"] == 2 * 3 * 1800
    assert told["week_paid_s"] == pytest.approx(2 * 3 * 1800 / 0.7)
    (tuesday,) = told["weekdays"]
    assert (tuesday["day"], tuesday["presence_s"]) == ("tuesday", 10_800)
    half = tuesday["half_hours"][0]
    assert (half["begins"], half["begins_s"]) == ("09:00", 32_400)
    assert half["operators"] == {"p10": 2, "p50": 3, "p90": 4}
    assert half["calls"] == {"p10": 8.0, "p50": 10.0, "p90": 13.0, "mean": 10.2}
    assert half["operators_mended"] == 1


def test_endless_patience_has_no_number() -> None:
    assert pool_json(a_need(math.inf), "queue", 0.0)["patience_s"] is None


def test_the_log_and_the_goal() -> None:
    days = (date(2026, 3, 2), date(2026, 3, 4))
    told = history_json(History(days, 1, (date(2026, 3, 1),), {"a": ()}, 0.01))
    assert told["days"] == 2
    assert (told["first_day"], told["last_day"]) == ("2026-03-02", "2026-03-04")
    assert (told["days_without_calls"], told["days_cut_short"]) == (1, ["2026-03-01"])
    goal = goal_json(Goal(0.9, 15.0), 0.2, 5.0)
    assert (goal["objective"], goal["threshold_s"], goal["wrap_up_s"]) == (0.9, 15.0, 5.0)
    assert goal["service_level_variant"] == "all_offered"


def test_panels() -> None:
    (panel,) = panels(a_need(), 0.25)
    assert panel.title == "Tuesday"
    assert panel.note == "100 calls (80–130), 3.0 h present, 4.0 h paid"
    assert panel.points[0] == (32_400, 10.0, 2, 3, 4)


def test_clock_and_paid_time() -> None:
    assert (clock(0), clock(34_200), clock(86_400)) == ("00:00", "09:30", "24:00")
    assert paid_s(700.0, 0.3) == pytest.approx(1000.0)
