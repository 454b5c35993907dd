from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from switchboard.bench.centre import Centre, Wanted
from switchboard.bench.line import CouldNotMeasure, LineOptions, bench_line


async def test_the_centre_is_asked_for_what_the_bench_needs_and_its_failure_is_told() -> None:
    asked: list[Wanted] = []
    homes: list[Path] = []

    @asynccontextmanager
    async def start(home: Path, wanted: Wanted) -> AsyncIterator[Centre]:
        asked.append(wanted)
        homes.append(home)
        raise TimeoutError("the service was not ready within 60 s")
        yield

    said: list[str] = []
    with pytest.raises(CouldNotMeasure, match="not ready within 60 s"):
        await bench_line(LineOptions(phones=30), start, ("sipp",), said.append)
    (wanted,) = asked
    assert len(wanted.extensions) == len(set(wanted.extensions)) == 30
    assert "app_queue" in wanted.modules
    assert f"timeout={wanted.ring_s}" in wanted.queues
    assert "Queue(bench-all)" in wanted.dialplan
    assert said
    assert not homes[0].parent.exists()
