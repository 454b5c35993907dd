"""What of this installation a plan comes into force in."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from switchboard import installation as installation_module
from switchboard.home import Home
from switchboard.installation import ThisInstallation, numbers_of
from switchboard.lines import OwnAsterisk
from switchboard.plan import Plan, parse_plan
from switchboard.settings import load_settings
from switchboard.voice import Voice
from telephony.asterisk.control import ControlFailed
from tests.support.waiting import until
from tests.switchboard.planning.centre import MINE

FOLLOWED: list[Plan] = []
"""Plans that living calls follow."""


class Process:
    """As much of an Asterisk as is asked here; fails as often as it is told."""

    def __init__(self, sounds: Path) -> None:
        self.sounds: Mapping[str, Path] = {"en": sounds}
        self.numbers: list[tuple[str, ...]] = []
        self.failures = 0

    async def change_numbers(self, numbers: tuple[str, ...]) -> frozenset[str]:
        if self.failures:
            self.failures -= 1
            raise ControlFailed("it does not answer")
        self.numbers.append(numbers)
        return frozenset()


@pytest.fixture
def process(tmp_path: Path) -> Process:
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "hello.wav").write_bytes(b"")
    return Process(tmp_path / "sounds")


@pytest.fixture
async def installation(tmp_path: Path, process: Process) -> AsyncIterator[ThisInstallation]:
    home = Home(tmp_path / "home")
    home.prepare()
    voice = Voice(home, {1: plan().prompt_book}, command=None, cache=None)
    settings = load_settings(home=home.root)
    made = ThisInstallation(settings, voice, lambda: FOLLOWED)
    made.asterisk = OwnAsterisk(cast(Any, process), settings.asterisk(("100",)))
    yield made
    await made.close()
    await voice.close()


def plan(more: str = "") -> Plan:
    return parse_plan(MINE + more, "mine")


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("{sound: hello}", None),
        ("{sound: nowhere}", "Asterisk has no sound nowhere"),
        (f"{{file: {'0' * 32}}}", "there is no uploaded sound"),
        ("Hello", None),
    ],
)
async def test_sounds_must_be_here(
    installation: ThisInstallation, said: str, refused: str | None
) -> None:
    found = list(installation.refuses(plan(f"prompts: {{goodbye: {{en: {said}}}}}\n")))
    assert [refused in each.message for each in found if refused] == ([True] if refused else [])
    if refused is None:
        assert found == []


async def test_sounds_of_an_asterisk_that_is_not_ours_are_not_known(
    installation: ThisInstallation,
) -> None:
    installation.asterisk = None
    assert not list(installation.refuses(plan("prompts: {goodbye: {en: {sound: nowhere}}}\n")))
    await installation.take_up(plan())


async def test_a_number_that_left_the_plan_is_answered_until_its_calls_are_over(
    installation: ThisInstallation, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation_module, "LINGER_S", 0.01)
    moved = parse_plan(MINE.replace('"100"', '"200"'), "moved")
    FOLLOWED.append(plan())
    try:
        assert installation.numbers(moved) == ("200", "100")
        await installation.take_up(moved)
        assert process.numbers == [("200", "100")]
    finally:
        FOLLOWED.clear()
    await until(lambda: process.numbers[-1] == ("200",), 10, "the old number is gone")
    assert process.numbers == [("200", "100"), ("200",)]


async def test_asterisk_learns_the_numbers(
    installation: ThisInstallation, process: Process
) -> None:
    installation.keep([1])
    with capture_logs() as logs:
        installation.prepare(2, plan())
    assert logs[0]["revision"] == 2
    await installation.take_up(plan())
    assert process.numbers == [numbers_of(plan())] == [("100",)]


async def test_an_asterisk_that_does_not_answer_is_told_again_and_again(
    installation: ThisInstallation, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation_module, "RETRY_S", 0.01)
    process.failures = 3
    with capture_logs() as logs:
        await installation.take_up(plan())
        await until(lambda: process.numbers == [("100",)], 10, "it took the numbers")
    assert len(logs) == 3
    process.failures = 1000
    with capture_logs():
        await installation.take_up(plan())
        process.failures = 0
        await installation.take_up(plan())  # the later plan is the one
    assert process.numbers == [("100",)]  # it knows them already
