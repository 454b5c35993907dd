"""Phones in pages, put together: their passwords, their lines, and the watch over both."""

import asyncio
from collections.abc import AsyncIterator

import structlog
from aiohttp import web

from desk.live import ROLES_CHANGED, SIGNED_OUT
from desk.phone.phone_keys import PhoneKeys, has_phone
from desk.phone.sip_socket import PhoneLines
from desk.ports import DeskParts
from desk.sessions import Sessions
from desk.workings import DESK

log = structlog.get_logger("desk.phones")


class Phones:
    """What the endpoints of phones work with. One for each running desk."""

    def __init__(self, parts: DeskParts, sessions: Sessions) -> None:
        phones = parts.web_phones
        self.keys = PhoneKeys(phones, parts.people, parts.clock, parts.settings.phone_key_s)
        self.lines = PhoneLines(
            lambda: phones.address if phones is not None else None, parts.phone_left
        )
        self._sessions = sessions
        self._every_s = parts.settings.recheck_s
        self._look_again = asyncio.Event()

    def look_again(self) -> None:
        """Sessions or people changed: look at every phone now."""
        self._look_again.set()

    async def watch(self) -> None:
        """Again and again: end what belongs to a session that ended."""
        while True:
            self._look_again.clear()
            try:
                await self._check()
            except Exception as error:
                # A database that is away must not cut phones off; the next round looks again.
                log.warning("phones cannot be checked", why=type(error).__name__)
            try:
                async with asyncio.timeout(self._every_s):
                    await self._look_again.wait()
            except TimeoutError:
                pass

    async def _check(self) -> None:
        for line in self.lines.open():
            person = await self._sessions.person_of(line.token_hash)
            if person is None:
                line.end(SIGNED_OUT)
                # The page lets its sound go with its session: the caller must not hear silence.
                self.lines.leaves(line.user, line.extension, line.token_hash)
            elif not has_phone(person, line.user):
                line.end(ROLES_CHANGED)
        await self.keys.check(self._sessions.person_of)


PHONES: web.AppKey[Phones] = web.AppKey("phones", Phones)


def add_phones(app: web.Application) -> None:
    """Give the application its phones. The desk must be there already."""
    desk = app[DESK]
    app[PHONES] = Phones(desk.parts, desk.sessions)
    desk.hub.on_look_again(app[PHONES].look_again)
    app.cleanup_ctx.append(_watched)
    app.on_shutdown.append(_send_away)


async def _watched(app: web.Application) -> AsyncIterator[None]:
    watching = asyncio.create_task(app[PHONES].watch())
    yield
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def _send_away(app: web.Application) -> None:
    await app[PHONES].lines.stop()
