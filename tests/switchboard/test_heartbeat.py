import asyncio
import os
from collections.abc import Iterator

import pytest

from switchboard import heartbeat
from switchboard.heartbeat import VARIABLE, Heartbeat
from tests.support.waiting import until


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The supervisor's end; the other one is in the environment."""
    monkeypatch.setattr(heartbeat, "BEAT_S", 0.01)
    listening, speaking = os.pipe()
    os.set_blocking(listening, False)
    monkeypatch.setenv(VARIABLE, str(speaking))
    yield listening
    os.close(speaking)
    os.close(listening)


def heard(pipe: int) -> bytes:
    try:
        return os.read(pipe, 4096)
    except BlockingIOError:
        return b""


async def stop(beating: Heartbeat) -> None:
    assert beating._task is not None
    beating._task.cancel()
    await asyncio.gather(beating._task, return_exceptions=True)


async def test_it_says_ready_once_and_then_that_it_lives(pipe: int) -> None:
    beating = Heartbeat()
    assert not beating.is_ready
    assert heard(pipe) == b""
    beating.ready()
    assert beating.is_ready
    signs = bytearray()

    def enough() -> bool:
        signs.extend(heard(pipe))
        return len(signs) > 3

    await until(enough, 5, "signs of life")
    assert bytes(signs[:1]) == b"r"
    assert set(signs[1:]) == set(b".")
    await stop(beating)


async def test_children_do_not_hear_of_the_pipe(pipe: int) -> None:
    Heartbeat()
    assert VARIABLE not in os.environ


async def test_a_supervisor_that_is_gone_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "BEAT_S", 0.0)
    listening, speaking = os.pipe()
    monkeypatch.setenv(VARIABLE, str(speaking))
    beating = Heartbeat()
    os.close(listening)
    beating.ready()
    for _ in range(10):
        await asyncio.sleep(0)
    assert beating._task is not None
    assert not beating._task.done()
    await stop(beating)
    os.close(speaking)


@pytest.mark.parametrize("given", [None, "", "three", "-1"])
async def test_without_a_supervisor_it_does_nothing(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    if given is not None:
        monkeypatch.setenv(VARIABLE, given)
    beating = Heartbeat()
    beating.ready()
    assert beating.is_ready
    await stop(beating)
