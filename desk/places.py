"""Places for work that takes much at once: few, and whoever finds none tries again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desk.errors import try_later


class Places:
    """So many at once; `busy` is the sentence for whoever is one too many."""

    def __init__(self, most: int, busy: str) -> None:
        self._most = most
        self._busy = busy
        self.taken = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """One place. Raises `Refusal` 503 when there is none: nobody queues."""
        if self.taken >= self._most:
            raise try_later(503, "busy", f"{self._busy} Try again in a moment.", 5)
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
