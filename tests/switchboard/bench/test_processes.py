import os
import time

import pytest

from switchboard.bench.processes import cpu_s, parse_stat


def test_work_is_counted() -> None:
    before, limit = cpu_s(os.getpid()), time.monotonic() + 20
    while cpu_s(os.getpid()) < before + 0.05:
        assert time.monotonic() < limit, "no processor time was counted"
        sum(range(10_000))


def test_a_name_with_brackets_and_blanks_does_not_mislead() -> None:
    fields = " ".join(str(i) for i in range(4, 50))
    ticks = os.sysconf("SC_CLK_TCK")
    assert parse_stat(f"12 (a) b) c) S {fields}") == pytest.approx((14 + 15) / ticks)


def test_a_process_that_is_not_there_is_told() -> None:
    with pytest.raises(LookupError, match="process 4194999 is not there"):
        cpu_s(4194999)
