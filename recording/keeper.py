"""The keeper: stores recordings and messages beside the calls, and watches the disk.

The asyncio shell around `storing`. At most two threads work, so that a burst of ended
calls never takes the machine from the living ones. What was going on at a stop or a
crash is not remembered here: the policy asks for it again at the next start.

A StoreRecording command comes after RecordingFinished or MessageEnded, which the line
sends once Asterisk has closed the raw files, so their lengths are final.
"""

import asyncio
import shutil
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import structlog

from recording.capture import Stored
from recording.files import StoreError, make_folders
from recording.raws import discard_raw
from recording.reconcile import Reconciled, Reconciler
from recording.storing import keep
from recording.voicemail import bring_in
from vocabulary.commands import StoreRecording
from vocabulary.facts import RecordingKept, Step
from vocabulary.ids import RecordingId
from vocabulary.inputs import DiskReported, RecordingBroke, RecordingStored
from vocabulary.ports import Inbox
from vocabulary.records import RecordingRow

WORKERS = 2
MAX_RECENT = 10_000
"""Recordings remembered as worked on lately, which a reconciliation leaves alone."""

_log = structlog.get_logger(__name__)


class Keeper:
    """Carries out StoreRecording; replies come as inputs.

    raw_dir: where Asterisk writes. vault_dir: the recordings' folder.
    All methods are called on the loop that `inbox` belongs to.
    """

    def __init__(
        self, inbox: Inbox, raw_dir: Path, vault_dir: Path, *, watch_every_s: float = 10.0
    ) -> None:
        self._inbox = inbox
        self._raw_dir = raw_dir
        self._vault_dir = vault_dir
        self._watch_every_s = watch_every_s
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="keeper")
        self._storing: set[RecordingId] = set()
        self._discarding: set[asyncio.Future[None]] = set()
        self._recent: dict[RecordingId, None] = {}
        self._watcher: asyncio.Task[None] | None = None
        self._stopped = False

    async def start(self) -> None:
        """Make the folders and begin to watch the disk. Raises OSError."""
        for folder in (self._raw_dir, self._vault_dir):
            await asyncio.to_thread(make_folders, folder, folder)
        self._watcher = asyncio.create_task(self._watch(), name="recordings' disk")

    async def stop(self) -> None:
        """Finish what runs, leave what waits for the next start."""
        self._stopped = True
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)

    def submit(self, command: StoreRecording) -> None:
        """Store a recording. Asked for again while it is being stored, it is stored once."""
        recording = command.recording
        if self._stopped or recording in self._storing:
            return
        self._storing.add(recording)
        self._remember(recording)
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._pool, keep, self._raw_dir, self._vault_dir, recording)
        work.add_done_callback(partial(self._reply, recording))

    def on_step(self, step: Step) -> None:
        """A `Listener`: what the journal says is kept needs its raw sides no more."""
        for fact in step.facts:
            if isinstance(fact, RecordingKept) and not self._stopped:
                self._remember(fact.recording)
                loop = asyncio.get_running_loop()
                work = loop.run_in_executor(self._pool, self._discard, fact.recording)
                self._discarding.add(work)
                work.add_done_callback(self._discarding.discard)

    async def import_voicemail(self, source: Path, recording: RecordingId) -> RecordingStored:
        """Bring in a message of the dialplan's. Report its call only afterwards.

        Safe to repeat. The source stays; remove it when the call is in the ledger.
        Raises StoreError.
        """
        self._remember(recording)
        loop = asyncio.get_running_loop()
        stored = await loop.run_in_executor(
            self._pool, bring_in, source, self._vault_dir, recording
        )
        return _as_input(recording, stored)

    async def reconcile(self, rows: Iterable[RecordingRow]) -> Reconciled:
        """Make files and catalogue agree; see `recording.reconcile`. Raises OSError.

        `rows`: the whole catalogue, folded up to the journal's end.
        """
        run = Reconciler(self._raw_dir, self._vault_dir, rows, self._recent.__contains__).run
        found = await asyncio.get_running_loop().run_in_executor(self._pool, run, time.time())
        for path in found.orphans:
            _log.warning("recording without a row moved aside", path=path)
        for recording in found.missing:
            _log.error("recording's file is missing", recording=recording)
        for recording in found.repaired:
            _log.warning("recording's file made again", recording=recording)
        for recording in found.failed_raws:
            _log.info("raw sides of a failed recording are still there", recording=recording)
        return found

    def _reply(self, recording: RecordingId, work: asyncio.Future[Stored]) -> None:
        self._storing.discard(recording)
        if work.cancelled():
            return
        error = work.exception()
        if error is None:
            stored = work.result()
            if stored.why is not None:
                _log.warning("recording is not whole", recording=recording, why=stored.why)
            self._inbox.put(_as_input(recording, stored))
            return
        why = str(error)
        if not isinstance(error, StoreError):
            why = f"the recording could not be stored: {error}"
            _log.error("recording could not be stored", recording=recording, exc_info=error)
        self._inbox.put(RecordingBroke(recording, why))

    def _discard(self, recording: RecordingId) -> None:
        try:
            discard_raw(self._raw_dir, recording)
        except (OSError, StoreError) as error:
            _log.warning("raw sides could not be removed", recording=recording, why=str(error))

    def _remember(self, recording: RecordingId) -> None:
        self._recent.pop(recording, None)
        self._recent[recording] = None
        if len(self._recent) > MAX_RECENT:
            del self._recent[next(iter(self._recent))]

    async def _watch(self) -> None:
        while True:
            try:
                share = await asyncio.to_thread(self._free_share)
            except OSError as error:
                # A disk that cannot even be asked is not one to record on.
                _log.error("recordings' disk does not answer", why=str(error))
                share = 0.0
            self._inbox.put(DiskReported(share))
            await asyncio.sleep(self._watch_every_s)

    def _free_share(self) -> float:
        """The smaller share, when the two folders are on different disks."""
        uses = [shutil.disk_usage(folder) for folder in (self._raw_dir, self._vault_dir)]
        return min(use.free / use.total if use.total else 0.0 for use in uses)


def _as_input(recording: RecordingId, stored: Stored) -> RecordingStored:
    return RecordingStored(
        recording=recording,
        path=stored.path,
        duration_s=stored.duration_s,
        size_bytes=stored.size_bytes,
        channels=stored.channels,
    )
