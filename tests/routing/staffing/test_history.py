from datetime import date, timedelta

import pytest

from routing.calllog import LoggedCall
from routing.staffing.history import TooThin, pool_history, read_history

MONDAY = date(2026, 3, 2)


def a_call(day: int, second: float, queue: str = "sales", answered: bool = True) -> LoggedCall:
    arrived = day * 86400.0 + second
    return LoggedCall(
        f"{day}-{second}-{queue}",
        arrived,
        queue,
        0,
        "",
        arrived + 10.0 if answered else None,
        "anna" if answered else None,
        arrived + (110.0 if answered else 30.0),
        MONDAY + timedelta(days=day),
        second,
    )


def a_log(days: int) -> list[LoggedCall]:
    seconds = range(9 * 3600, 17 * 3600, 600)
    return [a_call(day, second) for day in range(days) for second in seconds]


def test_days_and_calls() -> None:
    calls = [call for call in a_log(21) if call.day.weekday() < 5]
    calls += [a_call(1, 40_000, "help", answered=False)]
    history = read_history(calls)
    assert (len(history.days), history.without_calls, history.cut) == (15, 4, ())
    assert set(history.calls) == {"sales", "help"}
    pool = pool_history(history, "both", ["sales", "help"], 15.0)
    assert pool.queues == ("help", "sales")
    assert pool.counts.sum() == len(calls)
    assert pool.counts[1, 22] == 4
    assert set(pool.handling_s) == {115.0}
    assert sum(pool.gave_up) == 1
    assert set(pool.waits_s) == {10.0, 30.0}
    assert pool.weights[-1] == 1.0 > pool.weights[0]


def test_days_cut_short_at_the_ends_are_left_out() -> None:
    calls = [
        call
        for call in a_log(22)
        if not (call.day == MONDAY and call.second_of_day < 14 * 3600)
        and not (call.day == MONDAY + timedelta(days=21) and call.second_of_day > 11 * 3600)
    ]
    history = read_history(calls)
    assert history.cut == (MONDAY, MONDAY + timedelta(days=21))
    assert len(history.days) == 20
    whole = read_history(a_log(22))
    assert whole.cut == ()


def test_too_little_is_told_with_what_is_needed() -> None:
    with pytest.raises(TooThin, match=r"^3 whole days with calls, 10 are needed"):
        read_history(a_log(3))
    with pytest.raises(TooThin, match=r"^1 whole day "):
        read_history(a_log(1))
    with pytest.raises(TooThin, match=r"^0 whole days"):
        read_history([])
    history = read_history([*a_log(14), *(a_call(d, 40_000.0, "rare") for d in range(12))])
    with pytest.raises(TooThin, match=r"12 calls, 12 of them answered; 50 and 20 are needed"):
        pool_history(history, "rare", ["rare"], 0.0)
