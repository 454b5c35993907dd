"""Passwords for phones in pages: one for each session, short-lived, kept nowhere by us.

A password is made when a page asks, told to the page and to Asterisk, and forgotten here.
What is remembered is which session it belongs to, so that it can be taken back: when the
session ends, when time is up, and, for those that an earlier run of the service gave, at
the start. What Asterisk cannot be told now is told in a later round.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import structlog

from desk.errors import Refusal, conflict, try_later
from desk.ports import WebPhones
from desk.sessions import Who
from vocabulary.ids import web_phone
from vocabulary.ports import Clock
from vocabulary.records import People, Person

SECRET_BYTES = 24
MOST_A_MINUTE = 40

log = structlog.get_logger("desk.phone_keys")


def own_extension(who: Who) -> str:
    """The extension of somebody signed in. Raises `Refusal` without one."""
    if not who.person.extension:
        raise conflict(
            "no_extension", "You have no extension, so there is no phone. Ask an administrator."
        )
    return who.person.extension


def has_phone(person: Person | None, user: str) -> bool:
    """Whether that SIP user is the phone in the page of this person, who still is somebody."""
    if person is None or not person.extension:
        return False
    return web_phone(person.extension) == user


@dataclass(frozen=True, slots=True)
class PhoneKey:
    """That a password was given: to which session, and until when it is good."""

    token_hash: str
    expires_at: datetime


class PhoneKeys:
    """Gives passwords and takes them back."""

    def __init__(
        self, phones: WebPhones | None, people: People, clock: Clock, lasts_s: float
    ) -> None:
        self._phones = phones
        self._people = people
        self._clock = clock
        self._lasts = timedelta(seconds=lasts_s)
        self._keys: dict[str, PhoneKey] = {}
        self._owed: set[str] = set()
        self._given: dict[str, deque[datetime]] = {}
        self._earlier_found = False
        self._turn = asyncio.Lock()

    async def give(self, who: Who) -> tuple[str, PhoneKey]:
        """A new password for the person's phone; the one before is good no more.

        Raises `Refusal` when asked too often and when Asterisk cannot be told.
        """
        user = web_phone(own_extension(who))
        self._slow_down(user)
        password = secrets.token_hex(SECRET_BYTES)
        async with self._turn:
            if self._phones is None or not await self._phones.admit(user, password):
                raise try_later(
                    503, "phones_away", "Asterisk does not answer. Try again in a moment.", 3
                )
            key = PhoneKey(who.token_hash, self._clock.now() + self._lasts)
            self._keys[user] = key
            self._owed.discard(user)
        return password, key

    def _slow_down(self, user: str) -> None:
        now = self._clock.now()
        times = self._given.setdefault(user, deque(maxlen=MOST_A_MINUTE))
        if len(times) == MOST_A_MINUTE:
            wait_s = 60 - (now - times[0]).total_seconds()
            if wait_s > 0:
                raise Refusal(
                    429,
                    "slow_down",
                    f"The phone was opened too often. Try again in {ceil(wait_s)} s.",
                    headers={"Retry-After": str(ceil(wait_s))},
                )
        times.append(now)

    async def check(self, person_of: Callable[[str], Awaitable[Person | None]]) -> None:
        """Take back what is over. `person_of` tells whose a session is, None when it ended."""
        if self._phones is None:
            return
        if not self._earlier_found:
            people = await self._people.list()
            users = {web_phone(person.extension) for person in people if person.extension}
            self._owed |= users - self._keys.keys()
            self._earlier_found = True
        now = self._clock.now()
        for user, key in tuple(self._keys.items()):
            stands = has_phone(await person_of(key.token_hash), user)
            if (not stands or key.expires_at <= now) and self._keys.get(user) is key:
                del self._keys[user]
                self._owed.add(user)
        await self._take_back(self._phones)

    async def _take_back(self, phones: WebPhones) -> None:
        for user in tuple(self._owed):
            async with self._turn:
                if user in self._owed and await phones.forget(user):
                    self._owed.discard(user)
        if self._owed:
            log.warning("passwords of phones not taken back yet", count=len(self._owed))
