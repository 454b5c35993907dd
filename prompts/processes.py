"""A program that reads text and writes sound, held to limits."""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

_CHUNK = 64 * 1024
_TOLD = 300
_PATIENCE_S = 2.0


class ProgramFailed(Exception):
    """The program did not do what it was to; the message says how."""


async def converse(argv: Sequence[str], given: bytes, *, limit: int, timeout_s: float) -> bytes:
    """Give a program its input and take what it writes. Raises `ProgramFailed`.

    It is killed after `timeout_s`, or once it has written more than `limit` bytes.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise ProgramFailed(f"the speech program cannot be started: {error}") from error
    out, told, fed = (
        asyncio.ensure_future(each)
        for each in (
            _read(process.stdout, limit),
            _read(process.stderr, limit),
            _feed(process, given),
        )
    )
    try:
        async with asyncio.timeout(timeout_s):
            said, heard, _ = await asyncio.gather(out, told, fed)
            code = await process.wait()
    except TimeoutError:
        raise ProgramFailed(f"the speech program was not done after {timeout_s:g} s") from None
    finally:
        await _end(process, out, told, fed)
    if code:
        reason = heard.decode(errors="replace").strip()[-_TOLD:] or "it gave no reason"
        raise ProgramFailed(f"the speech program failed with status {code}: {reason}")
    return said


async def _read(stream: asyncio.StreamReader | None, limit: int) -> bytes:
    if stream is None:
        return b""
    heard = bytearray()
    while piece := await stream.read(_CHUNK):
        heard += piece
        if len(heard) > limit:
            raise ProgramFailed(
                f"the speech program wrote more than {limit >> 20} MB and was ended"
            )
    return bytes(heard)


async def _feed(process: asyncio.subprocess.Process, given: bytes) -> bytes:
    if process.stdin is None:
        return b""
    # One that ends without having read everything says so by its status.
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(given)
        await process.stdin.drain()
    process.stdin.close()
    return b""


async def _end(process: asyncio.subprocess.Process, *work: "asyncio.Future[bytes]") -> None:
    """Gone, with all that it has started.

    What is left in its pipes is read: one that nobody reads keeps it from being over. A
    grandchild that has left the group may hold them open; then they are given up.
    """
    for each in work:
        each.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            await process.communicate()


def _environment() -> dict[str, str]:
    """A voice needs little of our environment, and none of our secrets."""
    kept = ("PATH", "HOME", "TMPDIR", "ESPEAK_DATA_PATH", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LANG": "C.UTF-8"}
