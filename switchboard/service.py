"""The service: everything wired, started in the order that calls need.

Plan and memory first, then the line (an Asterisk that lives is taken over at once), then the
database, people and screens. What fails before all of that stands ends the start with
one clear line; afterwards the service lives on without a database or an Asterisk and
says so on /readyz.
"""

import asyncio
import contextlib
import gc
import os
import secrets
import signal
import socket
import time
from collections.abc import Coroutine
from importlib.metadata import version
from typing import Any

import structlog
from prometheus_client import CollectorRegistry

from desk.server import CannotListen, Door, create_app, open_door
from recording.keeper import Keeper
from recording.vault import FileVault
from switchboard.announce import show_address, show_passwords
from switchboard.archive import Archive
from switchboard.asterisk import find_runtime
from switchboard.clock import SteadyClock
from switchboard.control import ControlDoor
from switchboard.control_plan import plan_routes
from switchboard.desk import desk_parts
from switchboard.dialling import CoreDialling
from switchboard.health import Health
from switchboard.heartbeat import Heartbeat
from switchboard.home import Home, HomeLock
from switchboard.lines import FallbackImport, Lines, OwnAsterisk, access_to
from switchboard.loop import SwitchboardLoop
from switchboard.memory import recall
from switchboard.outside import AllLookUps
from switchboard.people import operators_of, phones_of
from switchboard.planning.beginning import begin
from switchboard.planning.files import PlanFiles
from switchboard.planning.room import PlanRoom
from switchboard.settings import Settings
from switchboard.tls import keep_tls, open_tls, show_certificate
from switchboard.voice import Voice
from telephony.ari.client import Access
from telephony.ari.web_phones import WebPhones
from telephony.asterisk import ports, procfs
from telephony.asterisk.process import AsteriskProcess
from telephony.asterisk.secrets import Secrets, load_or_create
from vocabulary.commands import Command, LookUp, StoreRecording
from vocabulary.facts import Step
from vocabulary.inputs import HangUpAsked, PhoneLeft, Starting, Stopping

log = structlog.get_logger(__name__)

DAY_TICK_S = 1.0
PRUNE_EVERY_S = 60.0
STOP_POLL_S = 0.1


class Service:
    """One service in one home. `run` returns when it was asked to stop."""

    def __init__(self, settings: Settings, heartbeat: Heartbeat) -> None:
        self._settings = settings
        self._heartbeat = heartbeat
        self._home = Home(settings.home)
        self._lock = HomeLock(self._home)
        self._tasks: list[asyncio.Task[None]] = []
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()
        self._asterisk: OwnAsterisk | None = None
        self._brought_up = False
        self._line_task: asyncio.Task[None] | None = None
        self._access: Access | None = None
        self._door: Door | None = None
        self._control: ControlDoor | None = None

    async def run(self) -> None:
        """Start, serve and stop. Raises what made a start impossible, or ended it."""
        self._home.prepare()
        self._lock.take()
        self._build()
        try:
            self._home.pid_file.write_text(str(os.getpid()))
            await self._start()
            _settle_memory()
            self._heartbeat.ready()
            await self._serve()
        finally:
            await self._end()
            self._home.pid_file.unlink(missing_ok=True)
            self._lock.release()

    def _build(self) -> None:
        """Make everything that needs no waiting."""
        settings = self._settings
        self._secrets: Secrets = load_or_create(settings.home)
        self._clock = SteadyClock()
        files = PlanFiles(self._home.plan)
        begin(files, settings.named_plan, settings.plan, self._clock.now())
        self._memory = recall(files, self._home.journal, make_id, self._clock.now())
        self._loop = SwitchboardLoop(
            self._memory, self._clock, self._execute, (self._memory.board.apply, self._on_step)
        )
        self._voice = Voice(
            self._home,
            self._memory.books(),
            command=settings.speech_command,
            cache=settings.cache,
        )
        self._lines = Lines(self._loop, self._home, self._voice)
        self._keeper = Keeper(self._loop, self._home.raw_recordings, self._home.recordings)
        self._archive = Archive(settings.database, self._memory.spool)
        self._health = Health(self._memory, self._lines, self._archive, self._home, self._voice)
        self._metrics = CollectorRegistry()
        self._plans = PlanRoom(
            files,
            memory=self._memory,
            inbox=self._loop,
            clock=self._clock,
            archive=self._archive,
            voice=self._voice,
            settings=settings,
        )
        self._look_ups = AllLookUps(
            settings,
            self._memory.shelves.plans,
            lambda: self._memory.engine.standing.revision,
            self._clock,
            self._loop,
        )

    def _execute(self, command: Command) -> None:
        match command:
            case StoreRecording():
                self._keeper.submit(command)
            case LookUp():
                self._look_ups.submit(command)
            case _:
                self._lines.submit(command)

    def _on_step(self, step: Step) -> None:
        self._archive.projector.notify(step.seq)
        self._keeper.on_step(step)

    async def _start(self) -> None:
        self._catch_signals()
        self._check_http_port()
        self._tls = open_tls(self._settings, self._clock)
        self._watch(self._loop.keep_flushed())
        await self._keeper.start()
        self._loop.put(Starting(version("callwright")))
        self._plans.publisher.give_newest()
        self._watch(self._voice.begin())
        settings = self._settings
        if settings.ari_url is not None:
            password = settings.ari_password.get_secret_value() if settings.ari_password else ""
            self._connect(Access(settings.ari_url, settings.ari_user, password, "callwright"))
            await self._open_archive()
        else:
            await self._start_own_asterisk()
        await self._open_desk()
        if self._loop.failed.done():  # a wrong ARI secret, say: such a start is none
            self._loop.failed.result()
        show_address(self._settings, self._plans.now)
        if self._tls is not None:
            show_certificate(self._tls)
            self._watch(keep_tls(self._tls, self._settings, self._clock))
        self._watch(self._archive.projector.run())
        self._watch(self._archive.reconcile_recordings(self._keeper))
        self._watch(self._tick_day())
        self._watch(self._prune())

    def _check_http_port(self) -> None:
        """Before anything is begun: a start that must fail should leave no trace."""
        bind, port = self._settings.http_bind, self._settings.http_port
        if not ports.is_free(bind, port, socket.SOCK_STREAM):
            raise CannotListen(
                f"CALLWRIGHT_HTTP_PORT: {port} on {bind} is used by another program. "
                "Stop that program or choose another port"
            )

    async def _start_own_asterisk(self) -> None:
        asterisk_settings = self._settings.asterisk(self._plans.numbers)
        config = asterisk_settings.root / "etc" / "asterisk.conf"
        if procfs.find(config) is not None:
            port = ports.http_port(asterisk_settings)
            self._connect(access_to(port, self._secrets.ari_password))
        await self._open_archive()
        people = await self._archive.people.list()
        runtime = await find_runtime(self._settings.cache)
        process = AsteriskProcess(
            asterisk_settings,
            runtime,
            self._secrets,
            phones_of(people, self._secrets.master),
        )
        self._asterisk = OwnAsterisk(process, asterisk_settings)
        self._health.asterisk = self._asterisk
        self._plans.installation.asterisk = self._asterisk
        up = await self._asterisk.start()
        self._brought_up = not up.adopted
        if not up.adopted or self._line_task is None:
            self._reconnect()
        await self._plans.installation.take_up(self._plans.now)  # older numbers go in time
        self._watch(self._asterisk.watch(self._reconnect))
        importer = FallbackImport(self._asterisk, self._keeper, self._loop, self._clock)
        self._watch(importer.run())

    def _connect(self, access: Access) -> None:
        if self._line_task is not None:
            self._line_task.cancel()
        self._access = access
        self._line_task = self._watch(self._lines.run(access))

    def _reconnect(self) -> None:
        if self._asterisk is not None:
            port = self._asterisk.process.http_port
            self._connect(access_to(port, self._secrets.ari_password))

    async def _open_archive(self) -> None:
        await self._archive.open(may_wait=lambda: self._line_task is not None)
        admin = self._settings.admin_password
        first = await self._archive.first_people(admin.get_secret_value() if admin else None)
        show_passwords(first)
        await self._plans.publisher.reconcile()
        self._loop.put(operators_of(await self._archive.people.list(), self._plans.now))

    async def _open_desk(self) -> None:
        parts = desk_parts(
            self._settings,
            self._plans.summaries,
            self._plans.office,
            database=self._archive.database,
            board=self._memory.board,
            inbox=self._loop,
            vault=FileVault(self._home.recordings),
            clock=self._clock,
            passwords=self._archive.passwords,
            metrics=self._metrics,
            health=self._health.checks,
            people_changed=self._people_changed,
            web_phones=WebPhones(lambda: self._access),
            phone_left=lambda extension: self._loop.put(PhoneLeft(extension)),
            dialling=CoreDialling(self._memory.engine.book, self._clock),
            customers=self._look_ups.plan,
            outside=self._look_ups.ask,
        )
        self._door = await open_door(
            create_app(parts),
            self._settings.http_bind,
            self._settings.http_port,
            self._tls.context if self._tls is not None else None,
        )
        self._control = ControlDoor(
            self._home,
            self._people_changed,
            self._health.status,
            self._loop,
            plan_routes(self._plans.office, self._plans.summaries, self._loop),
        )
        await self._control.open()

    async def _people_changed(self) -> None:
        people = await self._archive.people.list()
        if self._asterisk is not None:
            await self._asterisk.change_phones(phones_of(people, self._secrets.master))
        self._loop.put(operators_of(people, self._plans.now))

    async def _serve(self) -> None:
        """Until a signal, or a failure of the core or of anything that runs beside it."""
        stop = asyncio.create_task(self._stop.wait())
        ends: set[asyncio.Future[Any]] = {stop, self._loop.failed}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if self._loop.failed.done():
            stop.cancel()
            self._loop.failed.result()
        await self._let_calls_end()

    async def _let_calls_end(self) -> None:
        """New callers go to the fallback; living calls may end by themselves for a while."""
        self._lines.stop_claiming()
        until = time.monotonic() + self._settings.stop_wait_s
        while self._memory.engine.book.calls and time.monotonic() < until:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), STOP_POLL_S)
                return

    async def _end(self) -> None:
        """Close what was opened, in the opposite order; safe at any stage of a start."""
        if self._stop.is_set():
            self._loop.put(Stopping("asked to stop"))
            await asyncio.sleep(0)
        if self._door is not None:
            await self._door.close()
        if self._control is not None:
            await self._control.close()
        if self._line_task is not None:
            self._line_task.cancel()
        failed_start = self._brought_up and not self._heartbeat.is_ready
        if self._asterisk is not None and (self._stop.is_set() or failed_start):
            self._hang_up_everybody()
            await self._asterisk.process.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._plans.close()
        await self._voice.close()
        await self._look_ups.close()
        await self._keeper.stop()
        if not self._loop.failed.done():
            self._loop.checkpoint()
        await self._archive.close()
        self._memory.spool.close()

    def _hang_up_everybody(self) -> None:
        """Asterisk goes with us: who is cut by that did not leave by itself."""
        for call in tuple(self._memory.engine.book.calls):
            self._loop.put(HangUpAsked(call, "callwright"))

    def _watch(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Run beside everything else; its failure ends the service."""
        task = asyncio.create_task(work)
        self._tasks.append(task)
        task.add_done_callback(self._on_end)
        return task

    def _on_end(self, task: "asyncio.Task[None]") -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._loop.failed.done():
            self._loop.failed.set_exception(error)

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal)

    def _on_signal(self) -> None:
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    async def _tick_day(self) -> None:
        while True:
            await asyncio.sleep(DAY_TICK_S)
            now = self._clock.now()
            self._memory.board.tick(now, self._memory.engine.floor.newcomers(now))

    async def _prune(self) -> None:
        while True:
            await asyncio.sleep(PRUNE_EVERY_S)
            await asyncio.to_thread(self._memory.spool.prune, self._archive.projector.last_seq)


def _settle_memory() -> None:
    """What has been loaded stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def make_id() -> str:
    """24 signs: milliseconds first, so ids sort by age; then 48 random bits."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(6)}"
