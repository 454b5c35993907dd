"""Holds the connection to Asterisk: connects, surveys, listens, and begins again.

A reader task does nothing but read. What it read is translated and put into the inbox in
the order of arrival. While a survey is made, events wait: everything in the survey is
older than they are, so the core never hears of an end before its beginning.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import structlog

from telephony.ari import names, operations
from telephony.ari.client import AriClient, LineUnreachable
from telephony.ari.events import (
    FILTER,
    ApplicationReplaced,
    CallBroadcast,
    Event,
    PlaybackFinished,
    RecordingFailed,
    RecordingFinished,
    StasisStart,
    decode_event,
)
from telephony.ari.survey import survey
from telephony.ari.tapes import Tapes
from telephony.ari.translate import translate
from vocabulary.inputs import LinesDropped
from vocabulary.ports import Inbox

log = structlog.get_logger(__name__)

STALE_S = 3.0
"""A StasisStart older than this is asked about before anybody is answered."""
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0


class Replaced(RuntimeError):
    """Another controller has taken our application; this one must stop commanding."""


class Connection:
    """One application on one Asterisk, for as long as the service runs.

    `settle` waits until no command is under way: a survey would miss what it brings.
    """

    def __init__(
        self,
        client: AriClient,
        tapes: Tapes,
        inbox: Inbox,
        seen_file: Path,
        settle: Callable[[], Awaitable[object]],
    ) -> None:
        self._client = client
        self._tapes = tapes
        self._inbox = inbox
        self._seen_file = seen_file
        self._settle = settle
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._survey_wanted = False
        self.up = False
        self.claiming = True

    def survey_again(self) -> None:
        """A command was lost on its way: look what lives as soon as possible."""
        if self.up and not self._survey_wanted:
            self._survey_wanted = True
            self._events.put_nowait(None)

    async def run(self) -> None:
        """Serve until cancelled. Raises `Replaced` or `AccessRefused`."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                await self._serve()
                why = "Asterisk closed the connection"
            except LineUnreachable as error:
                why = str(error)
            if self.up:
                pause_s = FIRST_PAUSE_S
                self._inbox.put(LinesDropped(why))
                log.warning("lines lost", why=why)
            self.up = False
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _serve(self) -> None:
        socket = await self._client.events()
        self._events = asyncio.Queue()
        reader = asyncio.create_task(_read(socket, self._events))
        try:
            await self._subscribe()
            await self._survey()
            await self._listen(reader)
        finally:
            reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reader
            await socket.close()

    async def _subscribe(self) -> None:
        app = self._client.access.app
        wanted = await self._client.call(operations.FILTER_EVENTS, app, body=FILTER)
        devices = await self._client.call(
            operations.SUBSCRIBE, app, query={"eventSource": "deviceState:"}
        )
        for answer in (wanted, devices):
            if not answer.ok:
                raise LineUnreachable(f"subscribing as {app}: {answer.why}")

    async def _survey(self) -> None:
        self._survey_wanted = False
        await self._settle()
        found = await survey(self._client, self._seen_file)
        self._tapes.adopt(found.writing)
        for given in found.inputs:
            self._inbox.put(given)
        for snoop in found.idle_snoops:
            await self._client.call(operations.HANG_UP, snoop)
        if not self.up:
            log.info("lines up", legs=found.legs)
        self.up = True

    async def _listen(self, reader: "asyncio.Task[None]") -> None:
        while True:
            event = await self._events.get()
            if event is not None:
                await self._take(event)
            elif self._survey_wanted:
                await self._survey()
            elif reader.done():
                return

    async def _take(self, event: Event) -> None:
        match event:
            case CallBroadcast():
                if self.claiming:
                    self._spawn(self._claim(event.channel.id))
            case ApplicationReplaced():
                raise Replaced("another controller took over; this one stops commanding")
            case RecordingFinished() | RecordingFailed():
                self._tapes.file_ended(event.recording.name)
            case StasisStart() if names.recording_of(event.channel.id) is not None:
                self._tapes.snoop_started(event.channel.id)
            case StasisStart() if await self._is_gone(event):
                log.warning("a caller left before we could answer", leg=event.channel.id)
            case PlaybackFinished() if (leg := names.leg_of_tone(event.playback.id)) is not None:
                self._spawn(self._let_go(leg))
            case _:
                given = translate(event)
                if given is not None:
                    self._inbox.put(given)

    async def _is_gone(self, event: StasisStart) -> bool:
        age_s = (datetime.now(UTC) - _moment(event.timestamp)).total_seconds()
        if age_s < STALE_S:
            return False
        answer = await self._client.call(operations.GET_CHANNEL, event.channel.id)
        return answer.status == 404

    async def _claim(self, channel: str) -> None:
        """Whoever is late hears 404 or 409; the dialplan has gone on without us."""
        query = {"channelId": channel, "application": self._client.access.app}
        await self._client.call(operations.CLAIM, query=query)

    async def _let_go(self, channel: str) -> None:
        await self._client.call(operations.HANG_UP, channel)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(self._tolerant(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tolerant(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except LineUnreachable as error:
            log.warning("line not reached", why=str(error))
            self.survey_again()


async def _read(
    socket: aiohttp.ClientWebSocketResponse, events: "asyncio.Queue[Event | None]"
) -> None:
    try:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            event = decode_event(message.data)
            if event is None:
                log.warning("an event of an unknown form", event=message.data[:200])
            else:
                events.put_nowait(event)
    finally:
        events.put_nowait(None)


def _moment(timestamp: str) -> datetime:
    return datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%S.%f%z")
