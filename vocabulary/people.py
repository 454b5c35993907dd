"""People's teams and second factors, and who keeps them.

Only data and protocols: storage writes these in SQL, the desk and the command line use them
without knowing a table.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

import msgspec


class Team(msgspec.Struct, frozen=True):
    """People who work together. A person belongs to at most one (`Person.team`).

    `supervisors` are sign-in names of those who lead it. It narrows what they look at and
    not what they may: a small centre has no walls.
    """

    id: str
    name: str
    supervisors: tuple[str, ...] = ()


class TeamNameTaken(ValueError):
    """Another team has that name."""


class Teams(Protocol):
    """Teams, and who is in them."""

    async def list(self) -> Sequence[Team]:
        """All of them, by name."""
        ...

    async def get(self, team: str) -> Team | None:
        """The one of that id."""
        ...

    async def put(self, team: Team, members: Collection[str] | None) -> None:
        """Add it, or replace the one of that id. `members` are exactly those who are in it from
        now on; None leaves them as they are. Raises `TeamNameTaken`."""
        ...

    async def remove(self, team: str) -> bool:
        """Its people belong to no team any more. Whether there was one."""
        ...


class SecondFactor(msgspec.Struct, frozen=True):
    """What a person's authenticator and we both know.

    `secret` is sealed: storage never sees it plain. Without `confirmed_at` the person has not
    shown yet that its authenticator has it, and nothing is asked for. `last_step` is the
    thirty seconds whose code was used last: an older or equal one is refused.
    `codes_left` counts the recovery codes that were not used.
    """

    person: str
    secret: str
    begun_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0
    codes_left: int = 0


class SecondFactors(Protocol):
    """Second factors. What may happen only once is decided here, in one statement."""

    async def get(self, person: str) -> SecondFactor | None:
        """The person's, confirmed or not."""
        ...

    async def begin(self, factor: SecondFactor) -> bool:
        """Keep one that is not confirmed, in place of another such. False: there is a confirmed
        one, which stays."""
        ...

    async def confirm(self, person: str, at: datetime, step: int, codes: Sequence[str]) -> bool:
        """It is asked for from now on; `codes` are the hashes of recovery codes. False: there
        is none that waits for this."""
        ...

    async def use_step(self, person: str, step: int) -> bool:
        """Use a code of that step. False: that one or a later one was used before."""
        ...

    async def use_code(self, person: str, code: str) -> bool:
        """Use up the recovery code of this hash. False: there is none."""
        ...

    async def replace_codes(self, person: str, codes: Sequence[str]) -> None:
        """Only these recovery codes count from now on."""
        ...

    async def remove(self, person: str) -> bool:
        """Nothing is asked for any more. Whether there was one, confirmed or not."""
        ...
