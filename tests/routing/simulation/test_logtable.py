"""A log as arrays: places, days, jitter, who serves whom."""

import numpy as np
import pytest

from routing.calllog import LoggedCall
from routing.simulation.logtable import tabulate, who_serves
from tests.support.call_logs import DAY_S, MONDAY

START = 1_772_409_600.0


def call(
    arrived: float, queue: str = "a", operator: str | None = "anna", wait: float = 5.0
) -> LoggedCall:
    left = START + arrived + wait
    answered = left if operator else None
    ended = left + 60.0 if operator else left
    day = MONDAY.fromordinal(MONDAY.toordinal() + int(arrived // DAY_S))
    return LoggedCall(
        "1", START + arrived, queue, 0, "", answered, operator, ended, day, arrived % DAY_S
    )


def test_columns_are_in_the_order_of_arrival() -> None:
    calls = [call(10.0), call(20.0, "b", None), call(DAY_S + 5.0, "a", "boris")]
    table = tabulate(calls, np.random.default_rng(1))
    assert table.queues == ("a", "b")
    assert table.operators == ("anna", "boris")
    assert table.operator.tolist() == [0, -1, 1]
    assert table.answered.tolist() == [True, False, True]
    assert table.day.tolist() == [0, 0, 1]
    assert table.service.tolist() == [60.0, 0.0, 60.0]
    assert table.wait.tolist() == [5.0, 5.0, 5.0]
    assert np.all(table.arrived - START - [10, 20, DAY_S + 5] >= 0)
    assert np.all(table.arrived - START - [10, 20, DAY_S + 5] < 1)


def test_fractions_of_a_second_are_kept_where_the_log_has_them() -> None:
    table = tabulate([call(10.5), call(20.0)], np.random.default_rng(1))
    assert (table.arrived - START).tolist() == [10.5, 20.0]


def test_a_log_without_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody is known"):
        tabulate([call(1.0, operator=None)], np.random.default_rng(1))


def test_days_begin_with_their_first_calls() -> None:
    calls = [call(10.0), call(500.0), call(2 * DAY_S + 7.0)]
    days = tabulate(calls, np.random.default_rng(1)).by_date
    assert len(days.starts) == 2
    moments = START + np.array([0.0, DAY_S, 2 * DAY_S + 9.0])
    assert days.of(moments).tolist() == [0, 0, 1]


def test_accidents_do_not_make_a_skill() -> None:
    calls = [call(float(n)) for n in range(100)] + [call(200.0, "b"), call(201.0, "b", "boris")]
    calls += [call(300.0 + n, "b", "boris") for n in range(2)]
    table = tabulate(calls, np.random.default_rng(1))
    assert who_serves(table).tolist() == [[True, False], [False, True]]


def test_a_queue_is_never_left_with_nobody() -> None:
    calls = [call(float(n)) for n in range(100)] + [call(200.0, "b")]
    table = tabulate(calls, np.random.default_rng(1))
    assert who_serves(table).tolist() == [[True, True]]


def test_some_of_the_calls() -> None:
    table = tabulate([call(10.0), call(DAY_S, "b", "boris")], np.random.default_rng(1))
    part = table.only(table.day == 1)
    assert part.queues == table.queues
    assert part.operator.tolist() == [1]
