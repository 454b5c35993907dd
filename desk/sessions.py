"""Sessions: an opaque token in a cookie, and a row with only its hash.

The token has 256 random bits. The token against forged requests is an HMAC of it, so it
needs no row of its own and dies with the session. A session ends by itself when idle too
long or too old, when its person is disabled, and at once when it is removed.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from desk.ports import DeskSettings
from vocabulary.ports import Clock
from vocabulary.records import People, Person, SignIn, SignIns
from vocabulary.states import Role

COOKIE = "callwright_session"
TOKEN_BYTES = 32
ID_BYTES = 8
LONGEST_COOKIE = 128
LONGEST_AGENT = 200
BY_PASSWORD, BY_SIGN_ON = "password", "sign_on"
"""How a session was opened. Second factors of the other kind are the provider's to ask for."""
_CSRF_LABEL = b"callwright csrf token"

log = structlog.get_logger("desk.sessions")


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody signed in, and by which session.

    `unfinished`: the person must set up a second factor before anything else.
    """

    person: Person
    token_hash: str
    csrf: str
    unfinished: bool = False

    def has(self, *roles: Role) -> bool:
        """Whether the person has any of these roles."""
        return not self.person.roles.isdisjoint(roles)


def hash_of(token: str) -> str:
    """What is stored of a token. The token is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def csrf_of(token: str) -> str:
    """The token that a page must send with each change."""
    return hmac.new(token.encode("utf-8", "replace"), _CSRF_LABEL, hashlib.sha256).hexdigest()


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(
        self, sign_ins: SignIns, people: People, clock: Clock, settings: DeskSettings
    ) -> None:
        self._sign_ins = sign_ins
        self._people = people
        self._clock = clock
        self._idle = timedelta(seconds=settings.session_idle_s)
        self._absolute = timedelta(seconds=settings.session_absolute_s)
        self._touch = timedelta(seconds=settings.session_touch_s)
        self._with_second_factor = settings.second_factor_roles

    async def open(
        self,
        person: Person,
        address: str,
        agent: str,
        old: str | None,
        how: str = BY_PASSWORD,
    ) -> tuple[str, Who]:
        """A new session with a new token; the one of the cookie `old` ends."""
        if old is not None:
            await self.close(hash_of(old))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now = self._clock.now()
        token_hash = hash_of(token)
        sign_in = SignIn(
            token_hash,
            person.name,
            now,
            now,
            address,
            printable(agent)[:LONGEST_AGENT],
            secrets.token_hex(ID_BYTES),
            how,
        )
        await self._sign_ins.add(sign_in)
        return token, self._who(token, sign_in, person)

    async def find(self, token: str | None) -> Who | None:
        """Who holds this token, or None. Keeps the session awake."""
        if not token or len(token) > LONGEST_COOKIE:
            return None
        token_hash = hash_of(token)
        found = await self._valid(token_hash)
        if found is None:
            return None
        sign_in, person = found
        now = self._clock.now()
        if now - sign_in.seen_at >= self._touch:
            await self._keep_awake(token_hash, now)
        return self._who(token, sign_in, person)

    def _who(self, token: str, sign_in: SignIn, person: Person) -> Who:
        wanted = not person.roles.isdisjoint(self._with_second_factor)
        unfinished = wanted and sign_in.how == BY_PASSWORD and not person.second_factor
        return Who(person, sign_in.token_hash, csrf_of(token), unfinished)

    async def _keep_awake(self, token_hash: str, now: datetime) -> None:
        try:
            await self._sign_ins.touch(token_hash, now)
        except Exception as error:
            # A database that can be read but not written must not sign anybody out.
            log.warning("session not touched", why=type(error).__name__)

    async def person_of(self, token_hash: str) -> Person | None:
        """The person of a session that still stands, without keeping it awake."""
        found = await self._valid(token_hash)
        return found[1] if found else None

    async def close(self, token_hash: str) -> None:
        """End one session."""
        await self._sign_ins.remove(token_hash)

    async def close_of(self, person: str, *, but: str | None = None) -> int:
        """End all sessions of a person, but for the one of the token hash `but`; how many."""
        return await self._sign_ins.remove_of(person, but=but)

    async def close_one(self, person: str, session: str) -> bool:
        """End the session that has this id, if it is that person's; whether it was."""
        return await self._sign_ins.remove_one(person, session)

    async def living(self, person: str) -> Sequence[SignIn]:
        """The sessions of a person that are not over, the newest first."""
        now = self._clock.now()
        found = await self._sign_ins.of(person)
        return [one for one in found if not self._is_over(one, now)]

    def _is_over(self, sign_in: SignIn, now: datetime) -> bool:
        return now - sign_in.created_at >= self._absolute or now - sign_in.seen_at >= self._idle

    async def sweep(self) -> int:
        """Remove rows of sessions that ended by themselves. Answers how many."""
        now = self._clock.now()
        return await self._sign_ins.remove_older(now - self._absolute, now - self._idle)

    async def _valid(self, token_hash: str) -> tuple[SignIn, Person] | None:
        sign_in = await self._sign_ins.get(token_hash)
        if sign_in is None:
            return None
        now = self._clock.now()
        person = await self._people.get(sign_in.person)
        if self._is_over(sign_in, now) or person is None or person.disabled:
            await self._sign_ins.remove(token_hash)
            return None
        return sign_in, person


def printable(text: str) -> str:
    """The text without control characters and halves of characters."""
    return "".join(sign for sign in text if sign.isprintable())
