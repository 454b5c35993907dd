"""The steady clock: UTC that never steps while the service runs."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from switchboard.clock import SteadyClock


def test_it_begins_at_the_machines_time_and_is_aware() -> None:
    before = datetime.now(UTC)
    now = SteadyClock().now()
    assert before <= now <= datetime.now(UTC)


def test_it_never_goes_back() -> None:
    clock = SteadyClock()
    told = [clock.now() for _ in range(1000)]
    assert told == sorted(told)


def test_it_follows_the_monotonic_clock_and_not_the_machines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monotonic_s = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: monotonic_s)
    clock = SteadyClock()
    start = clock.now()
    assert clock.now() == start
    monotonic_s = 130.5
    assert clock.now() - start == timedelta(seconds=30.5)
    assert clock.drift_s() == pytest.approx(-30.5, abs=5)
