"""Wait for something to become true instead of for time to pass."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

Found = TypeVar("Found")
_POLL_S = 0.02


@overload
async def until(
    condition: Callable[[], Awaitable[Found | None]],
    deadline_s: float,
    what: str,
    poll_s: float = _POLL_S,
) -> Found: ...


@overload
async def until(
    condition: Callable[[], Found | None], deadline_s: float, what: str, poll_s: float = _POLL_S
) -> Found: ...


async def until(
    condition: Callable[[], Any], deadline_s: float, what: str, poll_s: float = _POLL_S
) -> Any:
    """The first truthy answer of `condition`, which may be async.

    Fails with what was waited for and with the last answer. An error of the condition
    is raised at once: it is a fault, not a 'not yet'.
    """
    limit = time.monotonic() + deadline_s
    while True:
        answer = condition()
        found = await answer if inspect.isawaitable(answer) else answer
        if found:
            return found
        if time.monotonic() > limit:
            raise AssertionError(f"not within {deadline_s:g} s: {what} (last seen: {found!r})")
        await asyncio.sleep(poll_s)
