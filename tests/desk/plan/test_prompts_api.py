import asyncio
import io

import pytest

from desk.plan.prompts_api import ENDPOINTS, SOUND_LIMIT, SOUNDS
from tests.support.desk_fakes import Running, until

SPEAK, SEND = "/api/v1/prompts/speak", "/api/v1/prompts/sounds"
WAV = {"Content-Type": "audio/wav"}


def test_it_declares_its_routes() -> None:
    assert [(one.method, one.path) for one in ENDPOINTS] == [("POST", SPEAK), ("POST", SEND)]


async def test_hearing_a_text(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    body = {"text": "Добро <b>пожаловать</b>,\n{name:text}!", "language": "en"}
    async with browser.ask("POST", SPEAK, json=body) as answer:
        assert (answer.status, answer.content_type) == (200, "audio/wav")
        assert answer.headers["Cache-Control"] == "no-store"
        assert await answer.read() == b"RIFF" + body["text"].encode()
    assert not running_desk.centre.audit.rows


@pytest.mark.parametrize(
    ("text", "language", "field"),
    [
        ("", "en", "text"),
        ("x" * 1001, "en", "text"),
        ("a\x00b", "en", "text"),
        ("a\x1b[2J", "en", "text"),
        ("\u202egnp", "en", "text"),
        ("x", "", "language"),
        ("x", "-v en", "language"),
        ("x", "../en", "language"),
        ("x", "english-and-more", "language"),
    ],
)
async def test_what_cannot_be_asked(
    running_desk: Running, text: str, language: str, field: str
) -> None:
    browser = await running_desk.signed_in("mia")
    body = {"text": text, "language": language}
    status, told = await browser.json("POST", SPEAK, json=body)
    assert (status, told["error"]["field"]) == (422, field)


async def test_a_language_without_a_voice(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("POST", SPEAK, json={"text": "Hei", "language": "fi"})
    assert (status, told["error"]["code"]) == (422, "cannot_speak")
    assert told["error"]["message"] == "There is no voice for fi; install one."


@pytest.mark.parametrize("kind", SOUNDS)
async def test_sending_a_sound(running_desk: Running, kind: str) -> None:
    browser = await running_desk.signed_in("mia")
    data = b"RIFF" + bytes(200_000)
    told = await browser.json(
        "POST",
        SEND,
        params={"name": "../<b>welcome</b>.wav"},
        data=io.BytesIO(data),
        headers={"Content-Type": kind},
    )
    assert told == (201, {"file": "sound-1"})
    office = running_desk.centre.office
    assert office.sounds["sound-1"] == (data, "../<b>welcome</b>.wav", "mia")
    assert running_desk.centre.audit.told() == [("mia", "prompt_sent", "prompts/sound-1")]


async def test_what_is_no_sound(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    path = f"{SEND}?name=x"
    refused = await browser.code("POST", path, data=b"<html>", headers=WAV)
    assert refused == (422, "sound_refused")
    html = {"Content-Type": "text/html"}
    assert await browser.code("POST", path, data=b"<html>", headers=html) == (415, "wrong_kind")
    large = io.BytesIO(b"RIFF" + bytes(SOUND_LIMIT))
    assert await browser.code("POST", path, data=large, headers=WAV) == (413, "too_large")
    assert not running_desk.centre.audit.rows


@pytest.mark.parametrize(
    "query", ["", "?name=", "?name=a%00b", "?name=" + "x" * 129, "?name=a&x=1"]
)
async def test_a_sound_has_a_name(running_desk: Running, query: str) -> None:
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("POST", SEND + query, data=b"RIFF", headers=WAV)
    assert status == 422
    assert told["error"]["field"] in ("name", "x")
    assert not running_desk.centre.office.sounds


async def test_few_sounds_are_taken_at_once(running_desk: Running) -> None:
    held = asyncio.Event()

    async def slow() -> object:
        yield b"RIFF"
        await held.wait()

    browser = await running_desk.signed_in("mia")

    async def send() -> int:
        async with browser.ask("POST", f"{SEND}?name=x", data=slow(), headers=WAV) as answer:
            return int(answer.status)

    sending = [asyncio.create_task(send()) for _ in range(2)]
    await until(lambda: running_desk.desk.uploads.taken == 2)
    refused = await browser.code("POST", f"{SEND}?name=x", data=b"RIFF", headers=WAV)
    assert refused == (503, "busy")
    held.set()
    assert await asyncio.gather(*sending) == [201, 201]
