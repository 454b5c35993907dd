"""Where a request comes from: address, scheme and origin, and whom to believe about it."""

from ipaddress import ip_address

from aiohttp import web
from yarl import URL

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
_DEFAULT_PORT = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def is_loopback(address: str) -> bool:
    """Whether the address is this machine's own."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


def peer_of(request: web.Request) -> str:
    """The address at the other end of the connection, empty when unknown."""
    return request.remote or ""


def address_of(request: web.Request, behind_proxy: bool) -> str:
    """The client's address.

    Behind a proxy on this machine it is the last entry of `X-Forwarded-For`, the one that
    the proxy itself has added; earlier entries are the client's own words.
    """
    peer = peer_of(request)
    if not behind_proxy or not is_loopback(peer):
        return peer
    last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return peer


def is_local(request: web.Request) -> bool:
    """Whether the client itself is on this machine, and no proxy stands between."""
    if any(name in request.headers for name in FORWARDED):
        return False
    return is_loopback(peer_of(request))


def is_https(request: web.Request, behind_proxy: bool) -> bool:
    """Whether the browser speaks https, to us or to a proxy that we believe."""
    if request.secure:
        return True
    if not behind_proxy or not is_loopback(peer_of(request)):
        return False
    return request.headers.get("X-Forwarded-Proto", "").strip().lower() == "https"


def is_same_origin(request: web.Request) -> bool:
    """Whether the page that asks is ours. A request without `Origin` is no page's.

    Host and port are compared, not the scheme: a proxy may speak https for us.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        page = URL(origin)
        ours = URL(f"{page.scheme}://{request.host}")
        same_port = page.port == ours.port
    except ValueError:
        return False
    if page.scheme not in _DEFAULT_PORT or page.host is None:
        return False
    return page.host.lower() == (ours.host or "").lower() and same_port
