"""The few questions that supervision asks Asterisk over HTTP; calls are not its matter."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp

from telephony.asterisk.conf_core import ARI_USER
from telephony.asterisk.faults import AsteriskFault

_TIMEOUT_S = 5.0


class ControlFailed(AsteriskFault):
    """Asterisk refused, did not answer in time, or is not there."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Asterisk did not do what it was asked: {what}.",
            "Its log in HOME/asterisk/log says why.",
        )


@dataclass(frozen=True)
class Control:
    """Asterisk's HTTP on loopback."""

    port: int
    password: str = field(repr=False)

    async def started_at(self) -> datetime:
        """When this Asterisk started; it answers only once it is fully up."""
        answer = await self._ask("GET", "asterisk/info", only="status")
        try:
            return datetime.fromisoformat(answer["status"]["startup_time"])
        except (KeyError, TypeError, ValueError) as error:
            raise ControlFailed(f"an answer that is not understood: {answer!r}") from error

    async def channel_count(self) -> int:
        """How many parties are on the line."""
        return len(await self._ask("GET", "channels"))

    async def reload(self, module: str) -> None:
        """Let a module read its configuration again; living calls go on."""
        await self._ask("PUT", f"asterisk/modules/{module}")

    async def rotate_log(self, name: str) -> None:
        """Close a log file, keep it under a number and begin a new one."""
        await self._ask("PUT", f"asterisk/logging/{name}/rotate")

    async def _ask(self, method: str, path: str, **query: str) -> Any:
        """Any JSON: the callers know the shape that they asked for."""
        headers = {"Authorization": aiohttp.encode_basic_auth(ARI_USER, self.password)}
        url = f"http://127.0.0.1:{self.port}/ari/{path}"
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
        try:
            async with (
                aiohttp.ClientSession(headers=headers, timeout=timeout) as session,
                session.request(method, url, params=query) as reply,
            ):
                if reply.status >= 300:
                    raise ControlFailed(f"{method} {path}: status {reply.status}")
                return await reply.json(content_type=None) if reply.status != 204 else None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise ControlFailed(f"{method} {path}: {error or type(error).__name__}") from error
