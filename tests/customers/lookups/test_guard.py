"""What stands between us and a source."""

import asyncio
from typing import Any

import pytest

from customers.lookups import guard as guards
from customers.lookups.guard import FAILURES, MOST_WAITING, PAUSE_S, Guard
from customers.lookups.source import SourceFailed
from tests.customers.lookups.systems import NOON, Hands


class Oracle:
    """A source whose answers are laid out beforehand; `None` for what it does not know."""

    def __init__(self, hands: Hands, *answers: Any) -> None:
        self.hands = hands
        self.answers = list(answers)
        self.asked: list[str] = []
        self.took = 0.0
        self.at_once = self.most_at_once = 0
        self.gate: asyncio.Event | None = None
        self.closed = False

    async def ask(self, key: str) -> dict[str, str] | None:
        self.asked.append(key)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.at_once -= 1
        self.hands.seconds += self.took
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if answer is None else dict(answer)

    async def close(self) -> None:
        self.closed = True


def made(*answers: Any, **more: Any) -> tuple[Guard, Oracle, Hands]:
    hands = Hands()
    oracle = Oracle(hands, *answers)
    return Guard(oracle, hands, hands.passing, **more), oracle, hands


EVE = {"name": "Eve"}


async def test_an_answer_is_remembered_for_its_time() -> None:
    guard, oracle, hands = made(EVE, cache_s=300)
    assert await guard.ask("1") == await guard.ask("1") == EVE
    assert oracle.asked == ["1"]
    hands.seconds += 301
    await guard.ask("1")
    assert oracle.asked == ["1", "1"]


async def test_that_there_is_nothing_is_remembered_too_but_shorter() -> None:
    guard, oracle, hands = made(None, cache_s=300, cache_missing_s=60)
    assert await guard.ask("1") is None
    assert await guard.ask("1") is None
    assert len(oracle.asked) == 1
    hands.seconds += 61
    await guard.ask("1")
    assert len(oracle.asked) == 2


async def test_failures_are_not_remembered() -> None:
    guard, _, _ = made(SourceFailed("broken"), EVE)
    with pytest.raises(SourceFailed, match="broken"):
        await guard.ask("1")
    assert await guard.ask("1") == EVE


async def test_the_memory_is_bounded_and_the_oldest_goes() -> None:
    guard, oracle, _ = made(EVE, most_remembered=2)
    for key in ("1", "2", "3", "2", "1"):
        await guard.ask(key)
    assert oracle.asked == ["1", "2", "3", "1"]


async def test_only_so_many_ask_at_once_and_only_so_many_wait() -> None:
    guard, oracle, _ = made(EVE, at_once=3)
    oracle.gate = asyncio.Event()
    asking = [asyncio.create_task(guard.ask(str(n))) for n in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(SourceFailed, match="too many questions"):
        await guard.ask("one more")
    oracle.gate.set()
    await asyncio.gather(*asking)
    assert oracle.most_at_once == 3
    assert len(oracle.asked) == MOST_WAITING


async def test_after_failures_in_a_row_it_is_left_alone_for_a_while() -> None:
    guard, oracle, hands = made(SourceFailed("broken"))
    for _ in range(FAILURES + 3):
        with pytest.raises(SourceFailed, match="broken"):
            await guard.ask("1")
    assert len(oracle.asked) == FAILURES
    hands.seconds += PAUSE_S
    oracle.gate = asyncio.Event()
    trial = asyncio.create_task(guard.ask("1"))
    await asyncio.sleep(0)
    with pytest.raises(SourceFailed, match="broken"):
        await guard.ask("2")  # while one tries, the others are still refused
    oracle.gate.set()
    with pytest.raises(SourceFailed):
        await trial
    assert len(oracle.asked) == FAILURES + 1
    oracle.answers = [EVE]
    hands.seconds += PAUSE_S
    assert await guard.ask("1") == await guard.ask("2") == EVE
    assert guard.state.status == "ok"


async def test_how_it_does_is_told_with_since_and_why() -> None:
    guard, oracle, hands = made(EVE, cache_s=0)
    assert (guard.state.status, guard.state.since) == ("ok", None)
    await guard.ask("1")
    assert (guard.state.status, guard.state.since, guard.state.why) == ("ok", NOON, "")
    hands.seconds = 10
    await guard.ask("1")
    assert guard.state.since == NOON
    oracle.took = 1.5
    await guard.ask("1")
    assert (guard.state.status, guard.state.why) == ("slow", "it took 1.5 s")
    assert guard.state.since == hands.now()
    oracle.answers = [SourceFailed("broken")]
    with pytest.raises(SourceFailed):
        await guard.ask("1")
    assert (guard.state.status, guard.state.why) == ("down", "broken")


async def test_one_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "ASK_S", 0.02)
    guard, oracle, _ = made(EVE)
    oracle.gate = asyncio.Event()
    with pytest.raises(SourceFailed, match="did not answer in two seconds"):
        await guard.ask("1")
    assert guard.state.status == "down"


async def test_whatever_it_raises_is_a_failure() -> None:
    guard, oracle, _ = made(RuntimeError("with a number 4930123456"))
    with pytest.raises(SourceFailed, match=r"it failed \(RuntimeError\)"):
        await guard.ask("1")
    await guard.close()
    assert oracle.closed
