"""The arithmetic of a talk; the talk itself is in tests/browser/test_bench_screens.py."""

import asyncio
from typing import Any, cast

import pytest
from playwright.async_api import Error, Page

from desk.phone.phone_keys import MOST_A_MINUTE
from switchboard.bench import screens_talk
from switchboard.bench.screens_centre import ScreensCentre
from switchboard.bench.screens_ear import Ear
from switchboard.bench.screens_talk import PACE_S, Talker


class PageThatTells:
    """A page that answers with what it is given, one after the other, the last one for ever."""

    def __init__(self, *answers: dict[str, Any] | Exception | None) -> None:
        self._answers = list(answers)

    async def evaluate(self, _what: str) -> dict[str, Any] | None:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def heard(*connections: tuple[float, float]) -> dict[str, Any]:
    return {"clicks": [], "heard": list(connections)}


def ear_with(*beeps: float) -> Ear:
    ear = Ear(440)
    ear.beeps.extend(beeps)
    return ear


async def both_hear(page: PageThatTells, ear: Ear, since_s: float) -> float | None:
    talker = Talker(cast("ScreensCentre", None), cast("Page", page), "2900")
    return await talker._both_hear(ear, since_s)


async def test_it_counts_when_both_have_heard_the_other() -> None:
    page = PageThatTells(heard((101_000, 101_500)))
    assert await both_hear(page, ear_with(101.2), 100.0) == 101.5
    assert await both_hear(page, ear_with(102.0), 100.0) == 102.0


async def test_sound_of_the_connection_before_does_not_count() -> None:
    page = PageThatTells(heard((99_000, 99_500)), heard((99_000, 99_500), (101_000, 101_500)))
    assert await both_hear(page, ear_with(99.4, 100.9, 101.7), 100.0) == 101.7


async def test_a_page_that_is_being_loaded_is_asked_again() -> None:
    page = PageThatTells(Error("navigating"), None, heard((101_000, 101_500)))
    assert await both_hear(page, ear_with(101.2), 100.0) == 101.5


@pytest.mark.parametrize(
    ("connections", "beeps"), [((), (101.0,)), (((101_000, 101_500),), (100.5,))]
)
async def test_one_who_hears_nothing_ends_it_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
    connections: tuple[tuple[float, float], ...],
    beeps: tuple[float, ...],
) -> None:
    monkeypatch.setattr(screens_talk, "PATIENCE_S", 0.2)
    async with asyncio.timeout(5):
        assert await both_hear(PageThatTells(heard(*connections)), ear_with(*beeps), 100.0) is None


def test_reloads_keep_below_the_limit_of_phone_passwords() -> None:
    assert 60 / PACE_S < MOST_A_MINUTE
