"""What the line bench needs of the service it measures: a seam that the command line fills.

The bench says which operators and which extra Asterisk configuration it wants, gets a
running centre in a home of its own, and asks nothing but who is ready.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Wanted:
    """The centre to start.

    One operator for each of `extensions`, all in the one queue of the main number, no
    greeting, wrap-up of 0 s, an offer of `ring_s`. `dialplan` are `exten =>` lines for the
    context where callers arrive; `queues` and `modules` are for app_queue beside ours.
    """

    extensions: tuple[str, ...]
    ring_s: int
    dialplan: str
    queues: str
    modules: tuple[str, ...]


class Centre(Protocol):
    """A running centre. Addresses are host and port, process ids those of this machine."""

    @property
    def sip(self) -> tuple[str, int]:
        """Where callers and phones reach Asterisk."""
        ...

    @property
    def number(self) -> str:
        """The main number."""
        ...

    @property
    def passwords(self) -> Mapping[str, str]:
        """SIP passwords by extension."""
        ...

    @property
    def asterisk_pid(self) -> int:
        """The Asterisk that serves both."""
        ...

    @property
    def service_pid(self) -> int:
        """The service, whose processor time is counted."""
        ...

    @property
    def asterisk_version(self) -> str:
        """For example 22.10.1."""
        ...

    @property
    def recording(self) -> str:
        """How calls are recorded, in a few words; empty when they are not."""
        ...

    async def make_ready(self, extensions: Collection[str]) -> None:
        """Exactly these operators ready and idle with a free phone, all others on break.

        Returns when that is so. Raises TimeoutError when it does not come true.
        """
        ...


StartCentre = Callable[[Path, Wanted], AbstractAsyncContextManager[Centre]]
"""Start a centre in a folder; leaving the context stops it, Asterisk too."""
