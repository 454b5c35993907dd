"""What is on the disk against what the ledger says, and a listener with a browser's means."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from storage.database import open_database
from storage.ledger import SqlLedger
from tests.support.audio import Recording, read_recording
from tests.support.service import ADMIN, ADMIN_PASSWORD, Service
from tests.support.waiting import until
from vocabulary.records import RecordingRow
from vocabulary.states import Outcome

KEEPING_S = 30.0


async def kept(service: Service, call: str) -> tuple[dict[str, Any], Recording]:
    """A call's row in the catalogue and its sound, once the file stands."""
    row = await until(lambda: service.kept_recording(call), KEEPING_S, "it is kept", poll_s=0.1)
    return row, read_recording(service.home / "recordings" / row["path"])


async def rows_match_files(service: Service) -> int:
    """No row without its file, no file without its row; answers how many there are."""

    async with _ledger(service) as ledger:

        async def settled() -> tuple[list[RecordingRow]] | None:
            found = await _rows(service, ("recording", "storing", "kept"))
            # Wrapped, because no recording at all is a good answer too.
            return (found,) if all(row.state == "kept" for row in found) else None

        (found,) = await until(settled, KEEPING_S, "every recording is kept", poll_s=0.1)
        vault = service.home / "recordings"
        files = {str(path.relative_to(vault)): path.stat().st_size for path in finals(vault)}
        assert {row.path: row.size_bytes for row in found} == files
        for row in found:
            call = await ledger.call(row.call)
            assert call is not None, f"recording {row.id} has no call"
            assert call.recording == row.id
            assert call.outcome in {Outcome.ANSWERED, Outcome.VOICEMAIL, Outcome.INTERRUPTED}
    return len(found)


def finals(vault: Path) -> list[Path]:
    """The files that a page can reach."""
    return sorted(vault.glob("[0-9]*/[0-9]*/[0-9]*/*"))


async def failed_rows(service: Service) -> list[RecordingRow]:
    """Recordings that the catalogue gave up."""
    return await _rows(service, ("failed",))


async def _rows(service: Service, states: tuple[str, ...]) -> list[RecordingRow]:
    async with _ledger(service) as ledger:
        return list(await ledger.recordings_in(states))


@asynccontextmanager
async def _ledger(service: Service) -> AsyncIterator[SqlLedger]:
    database = open_database(f"sqlite:///{service.home / 'callwright.db'}")
    try:
        yield SqlLedger(database)
    finally:
        await database.close()


async def listen(
    service: Service, recording: str, headers: Mapping[str, str] | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """Ask for a recording's sound: status, headers and body."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(service.url, cookie_jar=jar) as browser:
        who = {"name": ADMIN, "password": ADMIN_PASSWORD}
        async with browser.post("/api/v1/session", json=who) as signed_in:
            assert signed_in.ok
        path = f"/api/v1/recordings/{recording}/audio"
        async with browser.get(path, headers=headers) as answer:
            return answer.status, answer.headers.copy(), await answer.read()
