"""A real Asterisk plays our prompts, and takes the file that suits the line.

A line of its own is rung whose far end writes what it hears.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import numpy as np
import pytest
from numpy.typing import NDArray

from prompts import files
from telephony.asterisk import runtime
from telephony.asterisk.process import AsteriskProcess
from telephony.asterisk.secrets import load_or_create
from telephony.asterisk.settings import AsteriskSettings, Extras
from tests.prompts.conftest import MakeSpeaker
from tests.support.ports import free_sip_port
from tests.support.waiting import until
from vocabulary.commands import Utterance

pytestmark = pytest.mark.line

_APP = "prompts-test"
_FAR_END = """\
[prompts-test]
exten => _[ns]X.,1,Answer()
 same => n,Record({folder}/${{EXTEN:2}}.${{IF($["${{EXTEN:0:2}}" = "s1"]?sln16:sln)}},0,30,kqx)
"""
Heard = NDArray[np.float64]


@dataclass
class Ear:
    """A line through Asterisk that tells what is heard at its far end."""

    session: aiohttp.ClientSession
    events: aiohttp.ClientWebSocketResponse
    url: str
    folder: Path

    async def hears(self, media: str, wide: bool) -> Heard:
        """The samples that were heard of a playback that came to its end."""
        file = self.folder / f"heard{len(list(self.folder.iterdir()))}"
        assert await self.play(media, file.name, wide) == "done"
        data = file.with_suffix(".sln16" if wide else ".sln").read_bytes()
        return np.frombuffer(data, "<i2") / 32768

    async def play(self, media: str, name: str, wide: bool) -> str:
        """How a playback ended; nobody is on the line any more when it returns."""
        asked = {
            "endpoint": f"Local/{'s1' if wide else 'n1'}{name}@prompts-test/n",
            "app": _APP,
            "formats": "slin16" if wide else "slin",
        }
        channel = (await self._post("/channels", asked))["id"]
        await self._until("StasisStart")
        await self._post(f"/channels/{channel}/play", {"media": media})
        ended = await self._until("PlaybackFinished")
        async with self.session.delete(f"{self.url}/channels/{channel}") as reply:
            assert reply.status < 300
        await until(self._nobody, 10, "nobody is on the line")
        return str(ended["playback"]["state"])

    async def _nobody(self) -> bool:
        async with self.session.get(f"{self.url}/channels") as reply:
            return bool(await reply.json() == [])

    async def _post(self, path: str, query: dict[str, str]) -> dict[str, str]:
        async with self.session.post(self.url + path, params=query) as reply:
            assert reply.status < 300, await reply.text()
            return dict(await reply.json())

    async def _until(self, kind: str) -> dict[str, dict[str, str]]:
        while True:
            event = await self.events.receive_json(timeout=20)
            if event["type"] == kind:
                return dict(event)


@asynccontextmanager
async def listening(process: AsteriskProcess, password: str, folder: Path) -> AsyncIterator[Ear]:
    url = f"http://127.0.0.1:{process.http_port}/ari"
    headers = {"Authorization": aiohttp.encode_basic_auth("callwright", password)}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.ws_connect(f"{url}/events?app={_APP}") as events,
    ):
        yield Ear(session, events, url, folder)


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Ear]:
    home, folder = tmp_path / "home", tmp_path / "heard"
    folder.mkdir()
    secrets = load_or_create(home)
    settings = AsteriskSettings(
        home=home,
        sip_port=free_sip_port(),
        sip_bind="127.0.0.1",
        rtp_first=36000,
        rtp_last=36099,
        qualify_s=0,
        extras=Extras(dialplan=_FAR_END.format(folder=folder)),
    )
    found = runtime.choose(runtime.default_cache(), lambda _share, _what: None)
    process = AsteriskProcess(settings, found, secrets, ())
    await process.start_or_adopt()
    try:
        async with listening(process, secrets.ari_password, folder) as made:
            yield made
    finally:
        await process.stop(patience_s=3)


def likeness(heard: Heard, wanted: Heard) -> float:
    """The highest correlation of the two at any shift; 1 is the same."""
    size = 1 << (len(heard) + len(wanted)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size))
    return float(np.fft.irfft(product).max() / np.linalg.norm(wanted) / np.linalg.norm(heard))


def high_share(samples: Heard) -> float:
    """The share of power above 4 kHz, of samples at 16 kHz."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    return float(power[len(power) // 2 :].sum() / power.sum())


async def test_our_prompts_are_heard(ear: Ear, make_speaker: MakeSpeaker) -> None:
    speaker = make_speaker({"hello": {"en": "Please press six for our sister's shop."}})
    (media,) = await speaker.media([Utterance("hello")], "en", 1)
    stem = Path(media.removeprefix("sound:"))
    narrow = np.frombuffer(files.with_ending(stem, ".wav").read_bytes()[44:], "<i2") / 32768
    wide = np.frombuffer(files.with_ending(stem, ".sln16").read_bytes(), "<i2") / 32768

    assert likeness(await ear.hears(media, wide=False), narrow) > 0.95

    heard = await ear.hears(media, wide=True)
    assert likeness(heard, wide) > 0.95
    assert high_share(heard) > 0.5 * high_share(wide) > 0.005


async def test_a_prompt_that_is_not_there_fails(ear: Ear, tmp_path: Path) -> None:
    assert await ear.play(f"sound:{tmp_path}/nothing", "nothing", wide=False) == "failed"
