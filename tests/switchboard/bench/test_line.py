import json
from collections.abc import Collection, Mapping

import pytest

from switchboard.bench.blocks import Sums
from switchboard.bench.line import CouldNotMeasure, LineOptions, report


class StillCentre:
    """A centre that only says what it is."""

    sip = ("127.0.0.1", 5060)
    number = "100"
    passwords: Mapping[str, str] = {}
    asterisk_pid = service_pid = 1
    asterisk_version = "22.10.1"
    recording = "two sides"

    async def make_ready(self, extensions: Collection[str]) -> None:
        raise AssertionError("not asked")


def test_the_report_has_the_agreed_shape() -> None:
    ours = Sums(
        calls=20,
        entry_s=[0.004] * 10,
        free_s=[0.02],
        asterisk_cpu_s=0.1,
        service_cpu_s=0.05,
        steady_calls=10,
    )
    other = Sums(
        calls=20,
        failures=1,
        entry_s=[0.002] * 10,
        free_s=[0.5],
        asterisk_cpu_s=0.06,
        steady_calls=10,
    )
    made = json.loads(json.dumps(report(LineOptions(calls=10), StillCentre(), ours, other)))
    assert set(made["machine"]) == {"cores", "python", "asterisk"}
    assert (made["calls"], made["rate_per_s"], made["failures"]) == (10, 27.0, 0)
    assert made["ours"]["entry_to_ring_ms"] == {"p50": 4.0, "p99": 4.0, "n": 10}
    assert made["ours"]["free_to_ring_ms"] == {"p50": 20.0, "p99": 20.0, "n": 1}
    assert made["ours"]["asterisk_cpu_ms_per_call"] == 10.0
    assert made["ours"]["service_cpu_ms_per_call"] == 5.0
    assert made["app_queue"]["entry_to_ring_ms"]["p50"] == 2.0
    assert made["app_queue"]["free_to_ring_ms"]["p50"] == 500.0
    assert made["app_queue"]["asterisk_cpu_ms_per_call"] == 6.0
    assert made["app_queue"]["failures"] == 1


def test_no_ring_at_all_is_no_measurement() -> None:
    with pytest.raises(CouldNotMeasure, match="test-call"):
        report(LineOptions(), StillCentre(), Sums(), Sums())
