"""Where a host's name may lead: resolved by us, checked, and then used as it was checked.

What is connected to is the very address that was looked at, so a name that changes between
two questions gains nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

from customers.lookups.source import OutsideSettings, SourceFailed

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_NEVER = frozenset(map(ip_address, ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")))
"""Where clouds tell machines their secrets."""
_NAT64 = IPv6Network("64:ff9b::/96")


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Every address that the system knows for a name."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def check_address(text: str, host: str, settings: OutsideSettings) -> Address:
    """The address, if `host` may lead to it. Raises `SourceFailed`."""
    given = ip_address(text)
    real = _meant(given)
    if real.is_loopback:
        allowed = host in settings.loopback_hosts
    elif real in _NEVER or real.is_link_local or real.is_unspecified or real.is_multicast:
        allowed = False
    elif real.is_global:
        allowed = True
    else:
        allowed = host in settings.inside_hosts
    if not allowed:
        raise SourceFailed(
            f"{host} leads to {real}, where sources may not: name the host among those of the "
            "inside, or correct its address"
        )
    return given


def _meant(address: Address) -> Address:
    """The address that is reached in the end, where another one is written around it."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


class PinnedResolver(AbstractResolver):
    """Gives aiohttp addresses that passed the check, or none at all.

    One bad address among good ones is enough to refuse them all.
    """

    def __init__(self, settings: OutsideSettings, resolve: Resolve = resolve_by_system) -> None:
        self._settings = settings
        self._resolve = resolve

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises `SourceFailed` for an address where no source may lead."""
        try:
            found = await self._resolve(host, port)
        except OSError as error:
            raise SourceFailed(f"the name {host} cannot be found; look at its spelling") from error
        checked = [check_address(text, host, self._settings) for text in found]
        wanted = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [
            ResolveResult(
                hostname=host,
                host=str(one),
                port=port,
                family=wanted[one.version],
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for one in checked
            if family in (socket.AF_UNSPEC, wanted[one.version])
        ]

    async def close(self) -> None:
        """There is nothing to close."""
