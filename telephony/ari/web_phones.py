"""Passwords of the phones in pages, as Asterisk keeps them, and the door those come in by.

Each is an object of Asterisk's own memory: made, replaced and taken away while it runs,
and gone with it. The endpoints that they belong to are in its configuration. Until there is
a password, an endpoint refuses everybody.
"""

from collections.abc import Callable
from typing import Any

import structlog

from telephony.ari import operations
from telephony.ari.client import Access, AccessRefused, AriClient, LineUnreachable
from telephony.ari.operations import Operation

_KIND = ("res_pjsip", "auth")

log = structlog.get_logger(__name__)


class WebPhones:
    """Lets phones in pages sign in. `access`: where Asterisk is now, None while it is not."""

    def __init__(self, access: Callable[[], Access | None]) -> None:
        self._access = access

    @property
    def address(self) -> str | None:
        """Where Asterisk speaks SIP over WebSocket."""
        access = self._access()
        return _socket_beside(access.url) if access is not None else None

    async def admit(self, user: str, password: str) -> bool:
        """From now on `user` signs in with that password. Whether Asterisk took it."""
        fields = {"auth_type": "userpass", "username": user, "password": password}
        body = {"fields": [{"attribute": name, "value": value} for name, value in fields.items()]}
        return await self._ask(operations.SET_DYNAMIC, user, body) == 200

    async def forget(self, user: str) -> bool:
        """From now on `user` cannot sign in. Whether that is so."""
        return await self._ask(operations.DELETE_DYNAMIC, user) in {200, 204, 404}

    async def _ask(
        self, operation: Operation, user: str, body: dict[str, Any] | None = None
    ) -> int | None:
        """The answer's status, None when there is no answer."""
        access = self._access()
        if access is None:
            return None
        try:
            async with AriClient(access) as client:
                answer = await client.call(operation, *_KIND, user, body=body)
        except (LineUnreachable, AccessRefused) as error:
            log.warning("Asterisk takes no password for a phone", why=type(error).__name__)
            return None
        return answer.status


def _socket_beside(ari: str) -> str:
    """`http://host:port/ari` → `ws://host:port/ws`."""
    return f"ws{ari.removeprefix('http').removesuffix('/ari')}/ws"
