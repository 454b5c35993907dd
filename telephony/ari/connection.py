"""Holds the connection to Asterisk: connects, surveys, listens, and begins again.

A reader task does nothing but read, translate and put into the inbox, in the order of
arrival. While a survey is made, events are held: everything in the survey is older than
they are, so the core never hears of an end before its beginning. Commands wait too: what
they bring about would be missing in the survey.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import aiohttp
import structlog

from telephony.ari import names, operations
from telephony.ari.client import AriClient, LineUnreachable
from telephony.ari.events import (
    FILTER,
    ApplicationReplaced,
    CallBroadcast,
    ChannelDtmfReceived,
    ChannelHangupRequest,
    ChannelHold,
    ChannelUnhold,
    EndpointStateChange,
    Event,
    PlaybackFinished,
    RecordingFailed,
    RecordingFinished,
    RESTResponse,
    StasisStart,
    decode_event,
)
from telephony.ari.survey import survey
from telephony.ari.swift import SwiftRoad
from telephony.ari.tapes import Tapes
from telephony.ari.translate import translate
from vocabulary.ids import LegId
from vocabulary.inputs import Input, LegEnded, LinesDropped
from vocabulary.ports import Inbox
from vocabulary.states import EndCause

log = structlog.get_logger(__name__)

STALE_S = 3.0
"""A StasisStart older than this is asked about before anybody is answered."""
PHONES = "endpoint:PJSIP"
"""Not `deviceState:`: Asterisk 22.10.1 locks up for good where a socket with that
subscription closes in the moment in which a state changes."""
KNOWN_TWICE = 256
"""Pressed keys and holds that are remembered, to know the second telling of each."""
KNOWN_LEAVING = 256
"""Legs that are about to end and are remembered as such."""
KNOWN_SILENT = 1_000
"""Sounds that could not be played and are remembered, so that each is logged once."""
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0


class Replaced(RuntimeError):
    """Another controller has taken our application; this one must stop commanding."""


class Connection:
    """One application on one Asterisk, for as long as the service runs.

    `still` holds commands back for as long as it is entered.
    """

    def __init__(
        self,
        client: AriClient,
        tapes: Tapes,
        inbox: Inbox,
        seen_file: Path,
        still: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._client = client
        self._tapes = tapes
        self._inbox = inbox
        self._seen_file = seen_file
        self._still = still
        self._held: list[Event] | None = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._survey_wanted = asyncio.Event()
        self._told = ""
        self._twice: dict[tuple[str, str, str], None] = {}
        self._leaving: dict[str, None] = {}
        self._silent: set[str] = set()
        self.up = False
        self.claiming = True

    def survey_again(self) -> None:
        """A command was lost on its way: look what lives as soon as possible."""
        self._survey_wanted.set()

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
            elif why != self._told:
                log.warning("no line yet", why=why)
            self._told = why
            self.up = False
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _serve(self) -> None:
        socket = await self._client.events()
        swift = SwiftRoad(socket)
        self._held = []
        reader = asyncio.create_task(self._read(socket, swift))
        try:
            await self._subscribe()
            self._client.swift = swift
            await self._survey()
            await self._listen(reader)
        finally:
            self._client.swift = None
            swift.close()
            reader.cancel()
            await asyncio.wait({reader})
            await socket.close()

    async def _subscribe(self) -> None:
        app = self._client.access.app
        wanted = await self._client.call(operations.FILTER_EVENTS, app, body=FILTER)
        phones = await self._client.call(operations.SUBSCRIBE, app, query={"eventSource": PHONES})
        for answer in (wanted, phones):
            if not answer.ok:
                raise LineUnreachable(f"subscribing as {app}: {answer.why}")

    async def _survey(self) -> None:
        """Ask what lives; events that come meanwhile are held and told afterwards."""
        self._survey_wanted.clear()
        if self._held is None:
            self._held = []
        async with self._still():
            found = await survey(self._client, self._seen_file)
            self._tapes.adopt(found.writing)
            for given in found.inputs:
                self._inbox.put(given)
        held, self._held = self._held, None
        for event in held:
            self._take(event)
        for snoop in found.idle_snoops:
            await self._client.call(operations.HANG_UP, snoop)
        if not self.up:
            log.info("lines up", legs=found.legs)
        self.up = True

    async def _listen(self, reader: "asyncio.Task[None]") -> None:
        """Until the socket ends; survey again whenever that is wanted."""
        while not reader.done():
            wanted = asyncio.create_task(self._survey_wanted.wait())
            try:
                await asyncio.wait({reader, wanted}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                wanted.cancel()
            if self._survey_wanted.is_set() and not reader.done():
                await self._survey()
        reader.result()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse, swift: SwiftRoad) -> None:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            event = decode_event(message.data)
            match event:
                case None:
                    log.warning("an event of an unknown form", pii_event=message.data[:200])
                case RESTResponse():
                    swift.take(event)
                case StasisStart() if names.recording_of(event.channel.id) is not None:
                    # Never held: a survey waits for the recording that waits for this.
                    self._tapes.snoop_started(event.channel.id)
                case _ if self._held is not None:
                    self._held.append(event)
                case _:
                    self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case CallBroadcast():
                if self.claiming:
                    self._spawn(self._claim(event.channel.id))
            case ApplicationReplaced():
                raise Replaced("another controller took over; this one stops commanding")
            case ChannelDtmfReceived() | ChannelHold() | ChannelUnhold() if self._is_repeated(
                event
            ):
                pass
            case EndpointStateChange():
                self._put(self._client.phones.take(event.endpoint))
            case RecordingFinished() | RecordingFailed() if (
                names.recording_in(event.recording.name) is not None
            ):
                self._tapes.file_ended(event.recording.name)
            case StasisStart() if _age_s(event) > STALE_S:
                self._spawn(self._take_if_there(event))
            case PlaybackFinished() if (leg := names.leg_of_tone(event.playback.id)) is not None:
                self._spawn(self._let_go(leg))
            case _:
                self._note_silence(event)
                self._tell(event)

    def _is_repeated(self, event: ChannelDtmfReceived | ChannelHold | ChannelUnhold) -> bool:
        """Whether this very event was told before: our legs' events come twice."""
        key = type(event).__name__, event.channel.id, event.timestamp
        if key in self._twice:
            return True
        _keep(self._twice, key, KNOWN_TWICE)
        return False

    def _note_silence(self, event: Event) -> None:
        """Log a sound that nobody heard. Who hangs up makes its prompt fail too."""
        match event:
            case ChannelHangupRequest():
                _keep(self._leaving, event.channel.id, KNOWN_LEAVING)
            case PlaybackFinished() if event.playback.state == "failed":
                said, sound = names.prompt_in(event.playback.id), event.playback.media_uri
                known = sound in self._silent or len(self._silent) >= KNOWN_SILENT
                if said is not None and said[0] not in self._leaving and not known:
                    self._silent.add(sound)
                    log.warning("a sound cannot be played", sound=sound)

    def _tell(self, event: Event) -> None:
        self._put(translate(event))

    def _put(self, given: Input | None) -> None:
        if given is not None:
            self._inbox.put(given)

    async def _take_if_there(self, event: StasisStart) -> None:
        """Nobody is answered who left while we could not listen; it stands in the ledger."""
        answer = await self._client.call(operations.GET_CHANNEL, event.channel.id)
        self._tell(event)
        if answer.status == 404:
            log.warning("a caller left before we could answer", leg=event.channel.id)
            self._inbox.put(LegEnded(LegId(event.channel.id), EndCause.HANG_UP))

    async def _claim(self, channel: str) -> None:
        """Whoever is late hears 404 or 409; the dialplan has gone on without us."""
        query = {"channelId": channel, "application": self._client.access.app}
        await self._client.call_swiftly(operations.CLAIM, query=query)

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


Key = TypeVar("Key")


def _keep(kept: dict[Key, None], key: Key, most: int) -> None:
    kept[key] = None
    if len(kept) > most:
        del kept[next(iter(kept))]


def _age_s(event: StasisStart) -> float:
    started = datetime.strptime(event.timestamp, "%Y-%m-%dT%H:%M:%S.%f%z")
    return (datetime.now(UTC) - started).total_seconds()
