"""A source that answers JSON by https."""

import asyncio
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

import aiohttp
import msgspec
from yarl import URL

from customers.lookups.addresses import PinnedResolver, Resolve, check_address, resolve_by_system
from customers.lookups.secret import read_secret
from customers.lookups.source import (
    ASK_S,
    MOST_VALUES,
    OutsideSettings,
    SourceFailed,
    as_text,
)
from customers.plan import RestSourcePlan

BODY_LIMIT = 64 * 1024
_NOTHING_THERE = frozenset({204, 404, 410})


class RestSource:
    """`customers.lookups.source.Source`. One connection pool, opened with the first question."""

    def __init__(
        self,
        plan: RestSourcePlan,
        settings: OutsideSettings,
        resolve: Resolve = resolve_by_system,
    ) -> None:
        self._plan = plan
        self._settings = settings
        self._resolver = PinnedResolver(settings, resolve)
        self._session: aiohttp.ClientSession | None = None
        self._check()

    def _check(self) -> None:
        """Refuse at once what needs no network to be refused. Raises `SourceFailed`."""
        host = self._plan.host
        if not self._settings.may_ask(host):
            raise SourceFailed(f"{host} is not among the hosts that sources may ask: name it there")
        plain = urlsplit(self._plan.url).scheme != "https"
        if plain and host not in self._settings.loopback_hosts:
            raise SourceFailed(f"{host} must be asked by https")
        try:
            ip_address(host)
        except ValueError:
            return
        check_address(host, host, self._settings)  # the pool would not ask the resolver

    async def ask(self, key: str) -> dict[str, str] | None:
        """Raises `SourceFailed`. No redirect is followed, and no error tells the key."""
        headers = await asyncio.to_thread(self._headers)
        url = URL(self._plan.url.replace("{key}", quote(key, safe="")), encoded=True)
        try:
            async with self._pool().get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status in _NOTHING_THERE:
                    return None
                if answer.status != 200:
                    raise SourceFailed(_of_status(answer.status))
                data = await _read(answer)
        except TimeoutError as error:
            raise SourceFailed("it did not answer in two seconds") from error
        except aiohttp.ClientConnectorError as error:
            raise SourceFailed("it cannot be reached; look whether it runs") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise SourceFailed(f"the connection failed ({type(error).__name__})") from error
        return self._values(data)

    async def close(self) -> None:
        """Let go of the pool."""
        if self._session is not None:
            await self._session.close()

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=self._resolver, use_dns_cache=False, limit=self._plan.at_once
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=ASK_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session

    def _headers(self) -> Mapping[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self._plan.secret is not None:
            secret = read_secret(self._plan.secret, self._settings.secrets)
            headers[self._plan.header] = self._plan.prefix + secret
        return headers

    def _values(self, data: bytes) -> dict[str, str] | None:
        try:
            document: object = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise SourceFailed("its answer is not JSON") from error
        found: dict[str, str] = {}
        for name, way in self._plan.values.items():
            value = as_text(_at(document, way))
            if value is not None and len(found) < MOST_VALUES:
                found[name] = value
        return found or None


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    held = bytearray()
    async for part in answer.content.iter_any():
        held += part
        if len(held) > BODY_LIMIT:
            raise SourceFailed(f"its answer is larger than {BODY_LIMIT >> 10} KB")
    return bytes(held)


def _at(document: object, way: str) -> object:
    """What stands at the end of a way such as `items.0.status`; None where it leads nowhere."""
    for step in way.split("."):
        if isinstance(document, dict):
            document = document.get(step)
        elif isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        else:
            return None
    return document


def _of_status(status: int) -> str:
    if 300 <= status < 400:
        return "it answers with a redirect; write the final address into the plan"
    if status in {401, 403}:
        return f"it refuses us (status {status}); look at the secret"
    return f"it answers with status {status}"
