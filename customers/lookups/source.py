"""What an outside source is, and what this installation allows it to reach.

The plan names sources; where they may lead is said here, by whoever runs the machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

ASK_S: Final = 2.0
"""No answer takes longer."""
VALUE_CHARS: Final = 500
MOST_VALUES: Final = 30


class SourceFailed(Exception):
    """A source did not answer; the message is for people and names no customer."""


class Source(Protocol):
    """A system that knows something of customers."""

    async def ask(self, key: str) -> dict[str, str] | None:
        """What stands under a key; None: nothing. Raises `SourceFailed`."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class OutsideSettings:
    """What sources may reach. Nothing, unless it is named.

    `hosts` may be asked by https at public addresses; `inside_hosts` at addresses of private
    networks too; `loopback_hosts` on this very machine, and without https. `databases` are
    addresses by name. A secret is read from the environment (`SOURCE_SECRET_` and its name
    in capitals) or from a file of that name in `secrets`, which only its owner may read.
    """

    hosts: frozenset[str] = frozenset()
    inside_hosts: frozenset[str] = frozenset()
    loopback_hosts: frozenset[str] = frozenset()
    databases: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: Path | None = None

    def may_ask(self, host: str) -> bool:
        """Whether a host is named at all."""
        return host in self.hosts | self.inside_hosts | self.loopback_hosts


class Never:
    """A source that cannot be asked here; it says why."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def ask(self, key: str) -> dict[str, str] | None:  # noqa: ARG002 it is a source
        """Raises `SourceFailed`."""
        raise SourceFailed(self._why)

    async def close(self) -> None:
        """There is nothing to close."""


def as_text(value: object) -> str | None:
    """A single value as text; None for what is no single value."""
    if value is None or isinstance(value, dict | list | tuple | bytes):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = "".join(sign if sign.isprintable() else " " for sign in str(value)[:VALUE_CHARS])
    return plain.strip() or None
