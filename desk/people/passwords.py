"""Passwords: argon2id, hashed and verified beside the event loop, and what is too weak.

Hashing costs memory and time on purpose, so at most two run at once and a bounded number
wait; whoever comes after that is told to try again instead of filling the memory.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk.people.common_passwords import is_common

MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 200
AT_ONCE = 2
WAITING_LIMIT = 64
_FEWEST_SIGNS = 5

T = TypeVar("T")


class PasswordRefused(ValueError):
    """The password is too weak; the message says why and what to choose."""


class HashingBusy(RuntimeError):
    """Too many sign-ins wait for their turn."""


def check_password(password: str, name: str) -> None:
    """Refuse a password that is easily guessed for the person `name`.

    Raises `PasswordRefused`.
    """
    if len(password) < MINIMUM_LENGTH:
        raise PasswordRefused(
            f"The password has {len(password)} characters; use at least {MINIMUM_LENGTH}."
        )
    if len(password) > MAXIMUM_LENGTH:
        raise PasswordRefused(f"The password is longer than {MAXIMUM_LENGTH} characters.")
    if len(set(password.lower())) < _FEWEST_SIGNS:
        raise PasswordRefused("The password repeats a few characters; use more different ones.")
    if len(name) >= 3 and name.lower() in password.lower():
        raise PasswordRefused("The password contains the sign-in name; choose another one.")
    if is_common(password):
        raise PasswordRefused("The password is among the most used ones; choose another one.")


class Passwords:
    """Hashes and verifies. The costs are argon2's own: memory in KiB, passes, lanes."""

    def __init__(
        self, time_cost: int = 3, memory_cost_kib: int = 65_536, parallelism: int = 2
    ) -> None:
        self._hasher = PasswordHasher(time_cost, memory_cost_kib, parallelism)
        self._decoy = self._hasher.hash("nobody has this password")
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    def hash_now(self, password: str) -> str:
        """The hash with its costs and salt in it. Blocks; for programs without a loop."""
        return self._hasher.hash(password)

    def verify_now(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one behind `stored`. Blocks.

        Without a stored hash a decoy is verified, so that an unknown name takes as long
        as a known one.
        """
        try:
            self._hasher.verify(stored or self._decoy, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether `stored` was made with other costs than today's."""
        return self._hasher.check_needs_rehash(stored)

    async def hash(self, password: str) -> str:
        """`hash_now` in a thread. Raises `HashingBusy`."""
        return await self._in_turn(lambda: self.hash_now(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """`verify_now` in a thread. Raises `HashingBusy`."""
        return await self._in_turn(lambda: self.verify_now(stored, password))

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING_LIMIT:
            raise HashingBusy("Too many people sign in at this moment.")
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
