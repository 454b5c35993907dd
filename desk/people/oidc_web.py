"""Asking a provider of single sign-on: few bytes, little time, no detours.

Addresses are https, or of this machine where the issuer itself is. A redirect is not followed:
it would lead to an address that nobody has checked.
"""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from yarl import URL

from desk.origin import is_loopback

MOST_BYTES = 256 * 1024
LIMIT_S = 10.0
CONNECT_S = 5.0


class SignOnFailed(RuntimeError):
    """It did not work; `code` is for the page, the message for the log.

    `away`: the provider does not answer as it should; `failed`: what it says is not to be
    believed; `expired`: the sign-on was not begun in this browser, or too long ago; `refused`:
    the provider said no; `unknown`: nobody here is meant.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def is_local_address(address: str) -> bool:
    """Whether the address is of this machine."""
    host = URL(address).host or ""
    return host == "localhost" or is_loopback(host)


def check_address(address: object, *, local: bool) -> str:
    """The address, if it may be asked. `local`: one of this machine may be plain http.

    Raises `SignOnFailed`.
    """
    try:
        url = URL(address) if isinstance(address, str) else URL()
    except ValueError:
        url = URL()
    good = url.scheme == "https" or (local and url.scheme == "http" and is_local_address(str(url)))
    if not good or not url.host or url.user or url.fragment:
        raise SignOnFailed("away", "the provider names an address that is not plain https")
    return str(address)


async def get_json(address: str) -> dict[str, Any]:
    """An object from the provider. Raises `SignOnFailed` with the code `away`."""
    return await _ask("GET", address, None, None)


async def post_form(address: str, form: Mapping[str, str], basic: str | None) -> dict[str, Any]:
    """What the provider answers to a form. `basic` are credentials as their header has them.

    Raises `SignOnFailed`: `away`, `refused`.
    """
    return await _ask("POST", address, form, basic)


async def _ask(
    method: str, address: str, form: Mapping[str, str] | None, basic: str | None
) -> dict[str, Any]:
    headers = {"Accept": "application/json"}
    if basic is not None:
        headers["Authorization"] = f"Basic {basic}"
    limit = aiohttp.ClientTimeout(total=LIMIT_S, connect=CONNECT_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, cookie_jar=aiohttp.DummyCookieJar()) as client,
            client.request(
                method,
                URL(address, encoded=True),
                data=form,
                allow_redirects=False,
                headers=headers,
            ) as answer,
        ):
            raw = await _read(answer)
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise SignOnFailed("away", f"the provider: {type(error).__name__}") from error
    if status == 400 and form is not None:
        raise SignOnFailed("refused", "the provider does not take the code")
    if status != 200:
        raise SignOnFailed("away", f"the provider answers {status}")
    return _object(raw)


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    held = bytearray()
    async for part in answer.content.iter_any():
        held += part
        if len(held) > MOST_BYTES:
            raise SignOnFailed("away", "the provider answers without end")
    return bytes(held)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise SignOnFailed("away", "the provider does not answer in JSON") from error
    if not isinstance(told, dict):
        raise SignOnFailed("away", "the provider does not answer with an object")
    return told
