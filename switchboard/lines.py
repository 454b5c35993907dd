"""The telephone side of the service: Asterisk, the connection to it, the fallback's ledger.

With an Asterisk of our own, it is found living or started, and watched. The connection
is made at once when one lives, whatever the database does: calls come first.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from recording.files import StoreError
from recording.keeper import Keeper
from switchboard.home import Home
from telephony.ari.client import Access, AriClient
from telephony.ari.connection import Connection
from telephony.ari.executor import AriLine
from telephony.ari.tapes import Tapes
from telephony.asterisk.fallback import FallbackLedger
from telephony.asterisk.process import AsteriskProcess, Up
from telephony.asterisk.settings import APPLICATION, AsteriskSettings, Extension
from vocabulary.commands import LineCommand
from vocabulary.ids import RecordingId
from vocabulary.inputs import FallbackReported
from vocabulary.ports import Clock, Inbox, Speech

log = structlog.get_logger(__name__)

IMPORT_EVERY_S = 2.0
SETTLE_LIMIT_S = 2.0


class Lines:
    """Carries out line commands as long as Asterisk can be reached; drops them otherwise.

    What is dropped is mended by the survey of the next connection.
    """

    def __init__(self, inbox: Inbox, home: Home, speech: Speech) -> None:
        self._inbox = inbox
        self._home = home
        self._speech = speech
        self._line: AriLine | None = None
        self._connection: Connection | None = None

    @property
    def up(self) -> bool:
        """Connected to Asterisk and surveyed."""
        return self._connection is not None and self._connection.up

    def submit(self, command: LineCommand) -> None:
        """`vocabulary.ports.Line`."""
        if self._line is None:
            log.warning("no line yet", kind=type(command).__name__)
            return
        self._line.submit(command)

    def stop_claiming(self) -> None:
        """Leave new callers to the dialplan's fallback."""
        if self._connection is not None:
            self._connection.claiming = False

    async def run(self, access: Access) -> None:
        """Hold the connection until cancelled. Raises `Replaced`, `AccessRefused`."""
        async with AriClient(access) as client:
            tapes = Tapes(client, self._inbox)
            line = AriLine(client, tapes, self._inbox, self._survey_again, self._speech)
            self._connection = Connection(
                client,
                tapes,
                self._inbox,
                self._home.line_seen,
                lambda: line.lanes.still(SETTLE_LIMIT_S),
            )
            self._line = line
            try:
                await self._connection.run()
            finally:
                line.lanes.cancel()

    def _survey_again(self) -> None:
        if self._connection is not None:
            self._connection.survey_again()


def access_to(port: int, password: str) -> Access:
    """ARI of our own Asterisk, on loopback."""
    return Access(f"http://127.0.0.1:{port}/ari", APPLICATION, password, APPLICATION)


@dataclass
class OwnAsterisk:
    """Our own Asterisk while it is watched. `trouble` is empty while it lives."""

    process: AsteriskProcess
    settings: AsteriskSettings
    trouble: str = ""
    started_at: datetime | None = None

    async def start(self) -> Up:
        """Find it living or start it. Raises `AsteriskFault`."""
        up = await self.process.start_or_adopt()
        self.started_at = up.started_at
        return up

    async def watch(self, came_back: Callable[[], None]) -> None:
        """Bring it back whenever it dies; `came_back` may have to find a new port."""
        async for change in self.process.watch():
            if isinstance(change, Up):
                self.trouble, self.started_at = "", change.started_at
                log.warning("Asterisk is back", pid=change.pid)
                came_back()
            else:
                self.trouble, self.started_at = change.why, None
                log.error("Asterisk is gone", why=change.why)

    async def change_phones(self, phones: tuple[Extension, ...]) -> None:
        """Take up a new list of phones without touching a call."""
        await self.process.change_operators(phones)

    async def change_numbers(self, numbers: tuple[str, ...]) -> None:
        """Take up another set of main numbers without touching a call."""
        await self.process.change_numbers(numbers)


class FallbackImport:
    """Brings callers whom the dialplan served into the ledger, messages included."""

    def __init__(self, asterisk: OwnAsterisk, keeper: Keeper, inbox: Inbox, clock: Clock) -> None:
        self._asterisk = asterisk
        self._ledger = FallbackLedger(asterisk.settings.ledger, asterisk.settings.voicemail_dir)
        self._keeper = keeper
        self._inbox = inbox
        self._clock = clock

    async def run(self) -> None:
        """Look again and again; a row that cannot be read now is read next time."""
        while True:
            try:
                while await self.import_batch():
                    pass
            except OSError as error:
                log.error("the fallback's ledger cannot be read", why=str(error))
            await asyncio.sleep(IMPORT_EVERY_S)

    async def import_batch(self) -> bool:
        """One reading; whether there is more."""
        batch = await asyncio.to_thread(
            self._ledger.read, self._clock.now(), self._asterisk.started_at
        )
        messages = dict(batch.messages)
        kept: list[Path] = []
        for report in batch.reports:
            message = messages.get(report.source)
            told = await self._with_message(report, message)
            self._inbox.put(told)
            if message is not None and told.recording is not None:
                kept.append(message)
        if batch.reports or batch.rejected:
            log.info("calls of the fallback", imported=len(batch.reports))
        await asyncio.to_thread(self._ledger.confirm, batch)
        for message in kept:  # its copy is in the vault, and its call in the journal
            await asyncio.to_thread(message.unlink, missing_ok=True)
        return batch.more

    async def _with_message(
        self, report: FallbackReported, message: Path | None
    ) -> FallbackReported:
        if message is None:
            return report
        recording = RecordingId(f"message-{report.source.replace('.', '-')}")
        try:
            await self._keeper.import_voicemail(message, recording)
        except StoreError as error:
            log.error("a caller's message cannot be stored", why=str(error))
            return report
        return msgspec.structs.replace(report, recording=recording)
