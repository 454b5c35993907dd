"""The live board over WebSocket: one hub, many screens.

The hub hears each delta once, lets every view make its message once and puts it in the
queue of each screen. A queue is bounded: a screen that does not keep up is cut off and
connects again, so memory does not grow with the slowest. Nothing here waits for a screen
while a delta is taken.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from desk.answers import to_json
from desk.errors import Refusal, try_later
from desk.metrics import DeskMetrics
from desk.ports import DeskSettings
from desk.sessions import Sessions, Who
from desk.views import View, encode_cards
from vocabulary.board import BoardDelta
from vocabulary.ids import OperatorId
from vocabulary.ports import Board, Clock
from vocabulary.states import Role

SIGNED_OUT = 4401
STOPPING = 4503
TOO_SLOW = 1013  # "try again later": the browser connects again
ROLES_CHANGED = 1012  # "restarting": the browser connects again and gets its new view
TALKS_TOO_MUCH = 1008
CLOSE_LIMIT_S = 2.0
HEARTBEAT_S = 20.0
LONGEST_MESSAGE = 1024
MESSAGES_BETWEEN_PINGS = 50
IDLE_VIEWS = 64

log = structlog.get_logger("desk.live")


def new_socket() -> web.WebSocketResponse:
    """A socket with our limits. Not compressed: a delta is written once for all screens."""
    return web.WebSocketResponse(
        compress=False,
        heartbeat=HEARTBEAT_S,
        max_msg_size=LONGEST_MESSAGE,
        protocols=("sip",),  # a phone that is sent away is to see the close code too
        timeout=CLOSE_LIMIT_S,
    )


async def close_socket(request: web.Request, socket: web.WebSocketResponse, code: int) -> None:
    """Close with a code. A screen that does not answer in time is cut off."""
    try:
        async with asyncio.timeout(CLOSE_LIMIT_S):
            await socket.close(code=code, drain=False)
    except (TimeoutError, ConnectionError) as error:
        log.debug("screen did not close", why=type(error).__name__)
    if request.transport is not None:
        request.transport.abort()


async def refuse_socket(request: web.Request, code: int) -> web.WebSocketResponse:
    """Open and close at once: a browser shows a page the close code, never a status."""
    socket = new_socket()
    await socket.prepare(request)
    await close_socket(request, socket, code)
    return socket


class Screen:
    """One socket: its view, its queue and why it ends."""

    def __init__(self, who: Who, view: View, first: Iterable[bytes], queue_limit: int) -> None:
        self.who = who
        self.view = view
        self.done = asyncio.Event()
        self._first = tuple(first)
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(queue_limit)
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._heard = 0

    def offer(self, message: bytes) -> bool:
        """Queue a message. False when the screen is too slow and is being cut off."""
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self.end(TOO_SLOW)
            return False
        return True

    def end(self, code: int) -> None:
        """Close soon with `code`; the first code given counts."""
        if not self._ended.done():
            self._ended.set_result(code)

    def breathe(self) -> None:
        """A ping went out: the screen may speak again."""
        self._heard = 0

    async def run(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        """Serve the screen until it leaves or is ended."""
        tasks = [asyncio.create_task(self._write(socket)), asyncio.create_task(self._read(socket))]
        try:
            over: list[asyncio.Future[Any]] = [*tasks, self._ended]
            await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            code = self._ended.result() if self._ended.done() else 1000
            await close_socket(request, socket, code)

    async def _write(self, socket: web.WebSocketResponse) -> None:
        for message in self._first:
            await socket.send_frame(message, WSMsgType.TEXT)
        self._first = ()
        while True:
            await socket.send_frame(await self._queue.get(), WSMsgType.TEXT)

    async def _read(self, socket: web.WebSocketResponse) -> None:
        async for _ in socket:
            self._heard += 1
            if self._heard > MESSAGES_BETWEEN_PINGS:
                self.end(TALKS_TOO_MUCH)


def _nothing() -> None:
    """There is no subscription to end."""


class LiveHub:
    """All screens, and the views that they share."""

    def __init__(
        self,
        board: Board,
        clock: Clock,
        sessions: Sessions,
        settings: DeskSettings,
        metrics: DeskMetrics,
    ) -> None:
        self._board = board
        self._clock = clock
        self._sessions = sessions
        self._settings = settings
        self._metrics = metrics
        self._screens: set[Screen] = set()
        self._views: dict[OperatorId | None, View] = {}
        self._seq = 0
        self._stopping = False
        self._look_again = asyncio.Event()
        self._told: list[Callable[[], None]] = []
        self._unsubscribe: Callable[[], None] = _nothing
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def start(self) -> None:
        """Follow the board from now on."""
        self._unsubscribe = self._board.subscribe(self._on_delta)
        self._seq = self._board.snapshot().seq
        self._tasks = (asyncio.create_task(self._ping()), asyncio.create_task(self._recheck()))

    async def stop(self) -> None:
        """Ask every screen to connect again later, and wait until they left."""
        self._stopping = True
        self._unsubscribe()
        for task in self._tasks:
            task.cancel()
        leaving = tuple(self._screens)
        for screen in leaving:
            screen.end(STOPPING)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(screen.done.wait() for screen in leaving))

    def look_again(self) -> None:
        """Sessions or roles changed: check every screen's session now."""
        self._look_again.set()
        for told in self._told:
            told()

    def on_look_again(self, told: Callable[[], None]) -> None:
        """Call `told` whenever sessions or roles changed."""
        self._told.append(told)

    def check_room(self) -> None:
        """Raises `Refusal` when there is no place for one screen more."""
        if self._stopping:
            raise try_later(503, "stopping", "The service is stopping. Connect again soon.", 2)
        if len(self._screens) >= self._settings.live_clients:
            raise try_later(
                503, "too_many_screens", "Too many screens are open. Close some and try again.", 5
            )

    async def serve(
        self, request: web.Request, who: Who, epoch: str | None, after: int | None
    ) -> web.WebSocketResponse:
        """One screen from its handshake to its end."""
        self.check_room()
        socket = new_socket()
        if not socket.can_prepare(request):
            raise Refusal(400, "websocket_only", "This address speaks WebSocket only.")
        await socket.prepare(request)
        screen = self._join(who, epoch, after)
        self._metrics.live_clients.inc()
        try:
            await screen.run(request, socket)
        finally:
            self._screens.discard(screen)
            self._metrics.live_clients.dec()
            screen.done.set()
        return socket

    def _join(self, who: Who, epoch: str | None, after: int | None) -> Screen:
        board = self._board.snapshot()
        view = self._view_of(who)
        missed = view.since(epoch, after) if epoch is not None and after is not None else None
        if missed is None:
            first: tuple[bytes, ...] = (view.snapshot(board),)
        else:
            resumed = {"type": "resumed", "epoch": board.epoch, "seq": after, "at": board.at}
            first = (to_json(resumed), *missed)
        screen = Screen(who, view, first, self._settings.live_queue)
        self._screens.add(screen)
        if self._stopping:
            screen.end(STOPPING)
        return screen

    def _view_of(self, who: Who) -> View:
        operator = audience_of(who)
        view = self._views.pop(operator, None)
        if view is None:
            self._forget_idle_views()
            view = View(operator, self._board.snapshot(), self._settings.live_history)
        self._views[operator] = view  # last in order: most recently used
        return view

    def _forget_idle_views(self) -> None:
        used = {screen.view.operator for screen in self._screens}
        idle = [operator for operator in self._views if operator not in used]
        for operator in idle[: max(0, len(idle) - IDLE_VIEWS + 1)]:
            del self._views[operator]

    def _on_delta(self, delta: BoardDelta) -> None:
        if delta.seq != self._seq + 1:
            board = self._board.snapshot()
            for view in self._views.values():
                view.start_anew(board)
        self._seq = delta.seq
        if not self._views:
            return
        encoded = encode_cards(delta.set)
        messages = {view: view.take(delta, encoded) for view in self._views.values()}
        self._send((screen, messages[screen.view]) for screen in self._screens)

    def _send(self, messages: Iterable[tuple[Screen, bytes]]) -> None:
        for screen, message in messages:
            if not screen.offer(message):
                self._metrics.live_slow.inc()

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(self._settings.ping_s)
            message = to_json({"type": "ping", "at": self._clock.now()})
            self._send((screen, message) for screen in self._screens)
            for screen in self._screens:
                screen.breathe()

    async def _recheck(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._settings.recheck_s):
                    await self._look_again.wait()
            except TimeoutError:
                pass
            self._look_again.clear()
            for token_hash in {screen.who.token_hash for screen in self._screens}:
                await self._recheck_session(token_hash)

    async def _recheck_session(self, token_hash: str) -> None:
        try:
            person = await self._sessions.person_of(token_hash)
        except Exception as error:
            # A database that is away must not turn the boards off; the next round looks again.
            log.warning("sessions cannot be checked", why=type(error).__name__)
            return
        for screen in tuple(self._screens):
            if screen.who.token_hash != token_hash:
                continue
            if person is None:
                screen.end(SIGNED_OUT)
            elif person.roles != screen.who.person.roles:
                screen.end(ROLES_CHANGED)


def audience_of(who: Who) -> OperatorId | None:
    """Whose view it is: an operator's own, or None for those who see everything."""
    if who.has(Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR):
        return None
    return OperatorId(who.person.name)
