"""Writes both sides of a conversation: two snoops on the caller's channel.

`in` hears the caller, `out` hears what the caller hears. Each snoop is a channel of its
own and may be recorded only after its own StasisStart. Files are raw 16-bit samples, so
that they are whole at every moment, whoever is killed.
"""

import asyncio

from telephony.ari import names, operations
from telephony.ari.client import Answer, AriClient
from vocabulary.commands import PauseRecording, StartRecording, StopRecording
from vocabulary.ids import RecordingId
from vocabulary.inputs import (
    RecordingBegan,
    RecordingBroke,
    RecordingFinished,
    RecordingTurned,
)
from vocabulary.ports import Inbox

SNOOP_LIMIT_S = 2.0
"""How long a snoop may take to come into our hands."""


class Tapes:
    """Starts and stops recordings and tells when a file is complete."""

    def __init__(self, client: AriClient, inbox: Inbox) -> None:
        self._client = client
        self._inbox = inbox
        self._awaited: dict[str, asyncio.Future[None]] = {}
        self._writing: dict[RecordingId, set[str]] = {}

    async def start(self, command: StartRecording) -> None:
        """Listen on both sides at once, then write both. Asked again, it goes on."""
        recording = command.recording
        if recording in self._writing:
            self._inbox.put(RecordingBegan(recording))
            return
        sides = [self._start_side(command, side) for side in names.SIDES]
        answers = await asyncio.gather(*sides, return_exceptions=True)
        failures = [answer for answer in answers if isinstance(answer, BaseException)]
        if failures:
            await self._hang_up_snoops(recording)
            self._writing.pop(recording, None)
            self._inbox.put(RecordingBroke(recording, f"could not listen: {failures[0]}"))
            return
        self._inbox.put(RecordingBegan(recording))

    async def stop(self, command: StopRecording) -> None:
        """End both snoops; the files are complete when their events say so."""
        if command.recording not in self._writing:
            self._inbox.put(RecordingFinished(command.recording))
            return
        await self._hang_up_snoops(command.recording)

    async def pause(self, command: PauseRecording) -> None:
        """Write nothing of either side for a while, or go on with both.

        Both sides are turned at once, so that they stay equally long. Where one cannot be
        turned the recording ends: what must not be kept would be in it.
        """
        recording = command.recording
        operation = operations.PAUSE_RECORDING if command.paused else operations.RESUME_RECORDING
        if recording not in self._writing:
            self._inbox.put(RecordingFinished(recording))
            return
        files = [names.file_of(recording, side) for side in sorted(self._writing[recording])]
        answers = await asyncio.gather(*(self._client.call(operation, file) for file in files))
        failures = [answer.why for answer in answers if not answer.ok and not answer.gone]
        if failures:
            await self._hang_up_snoops(recording)
            self._writing.pop(recording, None)
            what = "paused" if command.paused else "resumed"
            self._inbox.put(RecordingBroke(recording, f"could not be {what}: {failures[0]}"))
        elif any(answer.ok for answer in answers):  # else both have just ended: their events tell
            self._inbox.put(RecordingTurned(recording, command.paused, command.by))

    def snoop_started(self, channel: str) -> None:
        """A snoop came into our hands."""
        awaited = self._awaited.pop(channel, None)
        if awaited is not None and not awaited.done():
            awaited.set_result(None)

    def file_ended(self, file: str) -> None:
        """One side's file is complete or given up; tell it when it was the last."""
        known = names.recording_in(file)
        if known is None:
            return
        recording, side = known
        sides = self._writing.get(recording)
        if sides is None or side not in sides:
            return
        sides.discard(side)
        if not sides:
            del self._writing[recording]
            self._inbox.put(RecordingFinished(recording))

    def adopt(self, writing: dict[RecordingId, set[str]]) -> None:
        """Take over what a survey found being written."""
        self._writing = {recording: set(sides) for recording, sides in writing.items()}

    async def _start_side(self, command: StartRecording, side: str) -> None:
        snoop = names.snoop_of(command.recording, side)
        started = asyncio.get_running_loop().create_future()
        self._awaited[snoop] = started
        try:
            answer = await self._client.call(
                operations.SNOOP,
                command.caller_leg,
                snoop,
                query={"spy": side, "app": self._client.access.app, "appArgs": "snoop"},
            )
            _require(answer)
            await asyncio.wait_for(started, SNOOP_LIMIT_S)
        except TimeoutError:
            raise RuntimeError(f"no snoop came within {SNOOP_LIMIT_S:g} s") from None
        finally:
            self._awaited.pop(snoop, None)
        self._writing.setdefault(command.recording, set()).add(side)
        file = names.file_of(command.recording, side)
        _require(
            await self._client.call(
                operations.RECORD,
                snoop,
                query={"name": file, "format": "sln", "ifExists": "fail"},
            )
        )

    async def _hang_up_snoops(self, recording: RecordingId) -> None:
        for side in names.SIDES:
            await self._client.call(operations.HANG_UP, names.snoop_of(recording, side))


def _require(answer: Answer) -> None:
    if not answer.ok:
        raise RuntimeError(answer.why)
