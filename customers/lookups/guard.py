"""What stands between us and a source: a memory, a limit, a fuse, and how the source does.

The fuse: after some failures in a row nobody is asked for a while; then one question tries
whether the source is back.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from customers.lookups.source import ASK_S, Source, SourceFailed
from customers.ports import SourceState
from vocabulary.ports import Clock

MOST_REMEMBERED = 1000
MOST_WAITING = 50
SLOW_S = 1.0
FAILURES = 5
PAUSE_S = 15.0


class _Kept(NamedTuple):
    """An answer, and until when it counts."""

    until: float
    values: dict[str, str] | None


class Guard:
    """A source as everybody asks it. `passing` counts seconds and never steps."""

    def __init__(
        self,
        source: Source,
        clock: Clock,
        passing: Callable[[], float],
        *,
        label: str = "",
        at_once: int = 4,
        cache_s: float = 300,
        cache_missing_s: float = 60,
        most_remembered: int = MOST_REMEMBERED,
    ) -> None:
        self.label = label
        self.state = SourceState()
        self._source = source
        self._clock = clock
        self._passing = passing
        self._places = asyncio.Semaphore(at_once)
        self._cache_s = cache_s
        self._cache_missing_s = cache_missing_s
        self._most = most_remembered
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._waiting = 0
        self._failures = 0
        self._closed_until: float | None = None

    async def ask(self, key: str) -> dict[str, str] | None:
        """What the source knows, within two seconds. Raises `SourceFailed`."""
        kept = self._kept.get(key)
        if kept is not None and kept.until > self._passing():
            return kept.values
        if self._waiting >= MOST_WAITING:
            raise SourceFailed("too many questions wait for it")
        self._check_fuse()
        self._waiting += 1
        try:
            return self._remember(key, await self._asked(key))
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """Let go of the source."""
        await self._source.close()

    def _check_fuse(self) -> None:
        """Refuse while the source is left alone; let one question through at the end of it."""
        if self._closed_until is None:
            return
        if self._passing() < self._closed_until:
            raise SourceFailed(self.state.why)
        self._closed_until = self._passing() + PAUSE_S  # for all but this one

    async def _asked(self, key: str) -> dict[str, str] | None:
        begun = self._passing()
        try:
            async with asyncio.timeout(ASK_S), self._places:
                values = await self._source.ask(key)
        except TimeoutError as error:
            self._fail("it did not answer in two seconds")
            raise SourceFailed(self.state.why) from error
        except SourceFailed as error:
            self._fail(str(error))
            raise
        except Exception as error:  # whatever a driver raises: a call must not hang on it
            self._fail(f"it failed ({type(error).__name__})")
            raise SourceFailed(self.state.why) from error
        took = self._passing() - begun
        self._failures, self._closed_until = 0, None
        slow = took >= SLOW_S
        self._put("slow" if slow else "ok", f"it took {took:.1f} s" if slow else "")
        return values

    def _fail(self, why: str) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._closed_until = self._passing() + PAUSE_S
        self._put("down", why)

    def _put(self, status: str, why: str) -> None:
        """The state, which keeps its beginning for as long as its word stays the same."""
        if status == self.state.status and self.state.since is not None:
            self.state = SourceState(status, self.state.since, why)
        else:
            self.state = SourceState(status, self._clock.now(), why)

    def _remember(self, key: str, values: dict[str, str] | None) -> dict[str, str] | None:
        for_s = self._cache_missing_s if values is None else self._cache_s
        if for_s > 0:
            self._kept[key] = _Kept(self._passing() + for_s, values)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return values
