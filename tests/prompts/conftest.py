"""A real voice, and speakers that use it."""

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest

from prompts.book import PromptBook
from prompts.cache import PromptCache
from prompts.engine import Engine, Espeak
from prompts.plan import PromptPlan, SpeechPlan
from prompts.speaker import Speaker
from prompts.uploads import Uploads
from telephony.asterisk import runtime, tools

MakeSpeaker = Callable[..., Speaker]


@pytest.fixture(scope="session")
def espeak() -> Espeak:
    """The espeak-ng of this machine, or a fetched one."""
    tool = tools.espeak(runtime.default_cache(), lambda _share, _what: None)
    return Espeak(tool.argv, tool.version)


@pytest.fixture
async def cache(tmp_path: Path) -> AsyncIterator[PromptCache]:
    made = PromptCache(tmp_path / "cache")
    yield made
    await made.close()


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


@pytest.fixture
def make_speaker(espeak: Espeak, cache: PromptCache, uploads: Uploads) -> MakeSpeaker:
    """A speaker of one revision, 1."""

    def make(
        prompts: Mapping[str, object] | None = None,
        languages: tuple[str, ...] = ("en",),
        speech: SpeechPlan | None = None,
        engines: Mapping[str, Engine] | None = None,
    ) -> Speaker:
        plans = {name: PromptPlan.model_validate(each) for name, each in (prompts or {}).items()}
        book = PromptBook(plans, languages, speech)
        given = {"espeak": espeak} if engines is None else engines
        return Speaker({1: book}, cache, uploads, given)

    return make
