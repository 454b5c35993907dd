"""A recording as the browser plays it: from the catalogue's row to the bytes asked for.

The file's place comes from the catalogue only, never from the address. Ranges, `HEAD` and
416 are aiohttp's; what may be cached and what it is, is ours.
"""

import asyncio
from pathlib import Path

from aiohttp import web

from desk.errors import conflict, gone
from vocabulary.ports import Vault
from vocabulary.records import RecordingRow

HEADERS = {"Content-Type": "audio/wav", "Cache-Control": "no-store"}
_UNFINISHED = frozenset({"recording", "storing"})


async def locate(vault: Vault, row: RecordingRow) -> Path:
    """The file of a kept recording.

    Raises `Refusal`: 409 while it is written or stored, 410 when it failed or is gone.
    """
    if row.state in _UNFINISHED:
        raise conflict(
            "still_being_stored", "The recording is still being stored. Try again in a moment."
        )
    if row.state != "kept" or row.path is None:
        raise gone("recording_failed", f"There is no sound of this call: {row.why or 'unknown'}.")
    path = row.path
    try:
        found = await asyncio.to_thread(_regular_file, vault, path)
    except LookupError:
        found = None
    if found is None:
        raise gone("recording_gone", "The recording's file is no longer there.")
    return found


def _regular_file(vault: Vault, path: str) -> Path | None:
    found = vault.locate(path)
    return found if found.is_file() else None


def serve(path: Path) -> web.FileResponse:
    """The file, whole or in the range that the request names."""
    return web.FileResponse(path, headers=HEADERS)
