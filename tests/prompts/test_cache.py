"""Prompts are made once, kept within a limit, and what tells of a caller is not kept."""

import asyncio
import os
from pathlib import Path

import pytest

from prompts import cache as cache_module
from prompts import files
from prompts.cache import PromptCache, key
from prompts.sound import Prompt
from tests.support.waiting import until


class Maker:
    """Makes prompts of a size and counts them; waits for `free` first."""

    def __init__(self, size: int = 10) -> None:
        self.size = size
        self.made = 0
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self) -> Prompt:
        self.made += 1
        await self.free.wait()
        return Prompt(b"n" * (self.size // 2), b"w" * (self.size - self.size // 2))


async def test_a_prompt_is_made_once(tmp_path: Path) -> None:
    cache, make = PromptCache(tmp_path), Maker()
    first = await cache.get(key("a"), make)
    assert await cache.get(key("a"), make) == first
    assert files.is_there(first)
    assert first.is_absolute()
    assert make.made == 1
    assert cache.has(key("a"))
    assert await cache.get(key("b"), make) != first
    assert make.made == 2


async def test_who_asks_meanwhile_waits_for_it(tmp_path: Path) -> None:
    cache, make = PromptCache(tmp_path), Maker()
    make.free.clear()
    asking = [asyncio.create_task(cache.get(key("a"), make)) for _ in range(10)]
    await until(lambda: make.made == 1, 5, "it is being made")
    asking[0].cancel()  # one gives up, the others still get it
    make.free.set()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert len(set(found[1:])) == 1
    assert make.made == 1


async def test_a_failure_is_told_to_all_and_tried_again(tmp_path: Path) -> None:
    cache, make = PromptCache(tmp_path), Maker()

    async def fail() -> Prompt:
        raise ValueError("no voice")

    for result in await asyncio.gather(
        *(cache.get(key("a"), fail) for _ in range(3)), return_exceptions=True
    ):
        assert isinstance(result, ValueError)
    assert files.is_there(await cache.get(key("a"), make))


async def test_it_is_found_again_after_a_restart(tmp_path: Path) -> None:
    make = Maker()
    stem = await PromptCache(tmp_path).get(key("a"), make)
    files.write(tmp_path / "kept" / "ab" / "abcd", Prompt(b"n", b"w"))
    (tmp_path / "kept" / "ab" / "abcd.wav").unlink()  # half of one
    (tmp_path / "kept" / "ab" / ".work.1234").write_bytes(b"x")
    again = PromptCache(tmp_path)
    assert again.total_bytes == 10
    assert await again.get(key("a"), make) == stem
    assert make.made == 1
    assert not list((tmp_path / "kept" / "ab").iterdir())


async def test_a_cleared_folder_is_filled_again(tmp_path: Path) -> None:
    cache, make = PromptCache(tmp_path), Maker()
    files.remove(await cache.get(key("a"), make))
    assert files.is_there(await cache.get(key("a"), make))
    assert make.made == 2
    assert cache.total_bytes == 10


@pytest.fixture
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if everything had been used long ago."""
    monkeypatch.setattr(cache_module, "_GRACE_S", -1.0)


@pytest.mark.usefixtures("nobody_listens")
async def test_what_was_used_last_stays(tmp_path: Path) -> None:
    cache, make = PromptCache(tmp_path, limit_bytes=35), Maker()
    stems = {name: await cache.get(key(name), make) for name in "abc"}
    await cache.get(key("a"), make)
    stems["d"] = await cache.get(key("d"), make)
    assert {name for name in "abcd" if files.is_there(stems[name])} == {"a", "c", "d"}
    assert cache.total_bytes == 30


@pytest.mark.usefixtures("nobody_listens")
async def test_the_order_of_use_survives_a_restart(tmp_path: Path) -> None:
    make = Maker()
    first = PromptCache(tmp_path)
    stems = {name: await first.get(key(name), make) for name in "abc"}
    for age, name in enumerate("bca"):  # b was used last
        os.utime(files.with_ending(stems[name], ".sln16"), (1000 - age, 1000 - age))
    cache = PromptCache(tmp_path, limit_bytes=20)
    await cache.get(key("d"), make)
    assert [name for name in "abc" if files.is_there(stems[name])] == ["b"]


async def test_what_is_about_to_be_played_stays_though_it_is_too_much(tmp_path: Path) -> None:
    cache, make = PromptCache(tmp_path, limit_bytes=5), Maker()
    assert files.is_there(await cache.get(key("a"), make))


async def test_what_tells_of_a_caller_is_gone_after_a_while(tmp_path: Path) -> None:
    cache, make = PromptCache(tmp_path, linger_s=0.05), Maker()
    stem = await cache.get(key("caller"), make, passing=True)
    assert files.is_there(stem)
    assert key("caller") not in str(stem)
    assert not cache.has(key("caller"))
    assert cache.total_bytes == 0
    await until(lambda: not list(stem.parent.iterdir()), 5, "it is gone")
    await cache.get(key("caller"), make, passing=True)
    assert make.made == 2
    await cache.close()
    assert not list(stem.parent.iterdir())


async def test_it_is_not_made_again_while_it_is_there(tmp_path: Path) -> None:
    cache, make = PromptCache(tmp_path), Maker()
    first = await cache.get(key("caller"), make, passing=True)
    assert await cache.get(key("caller"), make, passing=True) == first
    assert make.made == 1
    await cache.close()


async def test_what_a_killed_service_left_of_callers_is_removed(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path)
    stem = await cache.get(key("caller"), Maker(), passing=True)
    PromptCache(tmp_path)
    assert not list(stem.parent.iterdir())
    await cache.close()


def test_a_name_is_of_everything_that_decides() -> None:
    assert key("a", 1) == key("a", 1)
    assert len({key("a", 1), key("a", 2), key("a1"), key("a", "", 1)}) == 4
    assert (key("x").isalnum(), len(key("x"))) == (True, 40)
