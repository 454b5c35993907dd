from pathlib import Path
from typing import Any

import msgspec
import pytest

from desk.calls.recordings_api import ENDPOINTS
from tests.support.desk_fakes import BORIS, NOON, Browser, Running
from vocabulary.ids import CallId, RecordingId
from vocabulary.records import TalkRow

AUDIO = "/api/v1/recordings/r-anna/audio"


def data_of(desk: Running) -> bytes:
    return (desk.centre.vault.root / "anna.wav").read_bytes()


async def fetch(
    browser: Browser, method: str = "GET", path: str = AUDIO, **headers: str
) -> tuple[int, Any, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with browser.ask(method, path, headers=named) as answer:
        return answer.status, answer.headers, await answer.read()


def test_it_declares_its_routes() -> None:
    assert {one.path for one in ENDPOINTS} == {
        "/api/v1/recordings/{id}/audio",
        "/api/v1/recordings/{id}/peaks",
    }


async def test_the_whole_file(running_desk: Running) -> None:
    status, headers, data = await fetch(await running_desk.signed_in("mia"))
    assert (status, data) == (200, data_of(running_desk))
    assert headers["Content-Type"] == "audio/wav"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Accept-Ranges"] == "bytes"


async def test_head_tells_the_length_and_nothing_else(running_desk: Running) -> None:
    status, headers, data = await fetch(await running_desk.signed_in("mia"), "HEAD")
    assert (status, data) == (200, b"")
    assert int(headers["Content-Length"]) == len(data_of(running_desk))
    assert headers["Content-Type"] == "audio/wav"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-", 0, 32_043),
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=32000-99999", 32_000, 32_043),
        ("bytes=-44", 32_000, 32_043),
        ("bytes=-999999", 0, 32_043),
    ],
)
async def test_ranges(running_desk: Running, wanted: str, first: int, last: int) -> None:
    whole = data_of(running_desk)
    assert len(whole) == 32_044
    status, headers, data = await fetch(await running_desk.signed_in("mia"), Range=wanted)
    assert status == 206
    assert headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert headers["Cache-Control"] == "no-store"
    assert data == whole[first : last + 1]


@pytest.mark.parametrize(
    "wanted", ["bytes=32044-", "bytes=9-5", "bytes=a-b", "bytes=0-1,5-6", "lines=0-1", "x"]
)
async def test_ranges_that_cannot_be(running_desk: Running, wanted: str) -> None:
    status, headers, data = await fetch(await running_desk.signed_in("mia"), Range=wanted)
    assert status == 416
    assert headers["Content-Range"] == "bytes */32044"
    assert len(data) < 100
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("part", [{}, {"Range": "bytes=0-99"}])
async def test_an_operator_hears_only_its_own(
    running_desk: Running, method: str, part: dict[str, str]
) -> None:
    browser = await running_desk.signed_in("boris")
    foreign = await fetch(browser, method, AUDIO, **part)
    unknown = await fetch(browser, method, "/api/v1/recordings/r-none/audio", **part)
    assert foreign[0] == unknown[0] == 404
    assert foreign[2] == unknown[2]
    assert not running_desk.centre.audit.rows
    own = await fetch(browser, method, "/api/v1/recordings/r-boris/audio", **part)
    assert own[0] in (200, 206)


async def test_who_had_the_call_before_hears_it_too(running_desk: Running) -> None:
    running_desk.centre.board.cards.clear()
    browser = await running_desk.signed_in("boris")
    assert (await fetch(browser))[0] == 404
    talk = TalkRow(CallId("c-anna"), 1, BORIS, NOON)
    running_desk.centre.ledger.talks = [talk]
    assert (await fetch(browser))[0] == 200
    assert (await fetch(browser, path="/api/v1/recordings/r-anna/peaks"))[0] == 200
    assert running_desk.centre.audit.told() == [
        ("boris", "recording_listened", "recordings/r-anna")
    ]


async def test_permission_comes_before_the_state_of_the_file(running_desk: Running) -> None:
    (running_desk.centre.vault.root / "anna.wav").unlink()
    browser = await running_desk.signed_in("boris")
    assert (await fetch(browser))[0] == 404
    assert await browser.code("GET", "/api/v1/recordings/r-anna/peaks") == (404, "not_found")


@pytest.mark.parametrize(
    ("state", "path", "expected"),
    [
        ("recording", None, (409, "still_being_stored")),
        ("storing", None, (409, "still_being_stored")),
        ("failed", None, (410, "recording_failed")),
        ("kept", None, (410, "recording_failed")),
        ("kept", "gone.wav", (410, "recording_gone")),
        ("kept", ".", (410, "recording_gone")),
    ],
)
async def test_what_cannot_be_heard(
    running_desk: Running, state: str, path: str | None, expected: tuple[int, str]
) -> None:
    rows = running_desk.centre.ledger.recordings
    rows["r-anna"] = msgspec.structs.replace(
        rows["r-anna"], state=state, path=path, why="the disk was full"
    )
    browser = await running_desk.signed_in("mia")
    assert await browser.code("GET", AUDIO) == expected
    assert await browser.code("GET", "/api/v1/recordings/r-anna/peaks") == expected
    assert not running_desk.centre.audit.rows


async def test_each_listening_stands_in_the_audit_once(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    centre = running_desk.centre
    row = ("mia", "recording_listened", "recordings/r-anna")
    await fetch(browser, Range="bytes=0-")
    assert centre.audit.told() == [row]
    assert centre.audit.rows[0].detail == "calls/c-anna"
    assert centre.audit.rows[0].address == "127.0.0.1"
    for start in range(1000, 30_000, 1000):
        await fetch(browser, Range=f"bytes={start}-{start + 999}")
    assert centre.audit.told() == [row]
    centre.clock.pass_by(601)
    await fetch(browser, Range="bytes=5000-")
    assert centre.audit.told() == [row, row]
    await fetch(browser)
    assert centre.audit.told() == [row, row, row]
    await fetch(await running_desk.signed_in("sven"), Range="bytes=5000-")
    assert centre.audit.told()[-1] == ("sven", "recording_listened", "recordings/r-anna")


async def test_without_an_audit_row_nothing_is_heard(
    running_desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(running_desk.centre.audit, "add", broken)
    browser = await running_desk.signed_in("mia")
    status, _, data = await fetch(browser)
    assert status == 500
    assert b"RIFF" not in data
    monkeypatch.undo()
    await fetch(browser, Range="bytes=5000-")
    assert len(running_desk.centre.audit.told()) == 1


async def test_peaks(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("GET", "/api/v1/recordings/r-anna/peaks?buckets=4")
    assert status == 200
    assert told["buckets"] == len(told["left"]) == len(told["right"]) == 4
    assert told["duration_s"] == 1.0
    assert told["left"] == sorted(told["left"])
    _, told = await browser.json("GET", "/api/v1/recordings/r-anna/peaks")
    assert told["buckets"] == 800
    for wrong in (0, -1, 4001, "many"):
        path = f"/api/v1/recordings/r-anna/peaks?buckets={wrong}"
        assert await browser.code("GET", path) == (422, "bad_field")


async def test_a_path_never_comes_from_the_address(running_desk: Running, tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(b"RIFFsecret")
    browser = await running_desk.signed_in("ada")
    running_desk.centre.ledger.recordings.pop("r-anna")
    status, _, data = await fetch(browser, path="/api/v1/recordings/..%2fsecret.wav/audio")
    assert status == 404
    assert b"secret" not in data
    assert RecordingId("r-boris") in running_desk.centre.ledger.recordings
