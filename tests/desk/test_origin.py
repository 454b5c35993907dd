import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from desk.origin import address_of, is_https, is_local, is_loopback, is_same_origin


def request_of(peer: str = "10.0.0.9", **headers: str) -> web.Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    made = make_mocked_request("GET", "/", headers={"Host": "desk.example:8080"} | named)
    return made.clone(remote=peer)


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        ("http://desk.example:8080", True),
        ("http://DESK.example:8080", True),
        ("https://desk.example:8080", True),
        ("http://desk.example", False),
        ("http://desk.example:8081", False),
        ("http://evil.example:8080", False),
        ("http://desk.example.evil.example:8080", False),
        ("http://desk.example:8080@evil.example", False),
        ("null", False),
        ("", False),
        ("file://", False),
        ("http://[", False),
        ("http://desk.example:99999999", False),
    ],
)
def test_origins(origin: str, same: bool) -> None:
    assert is_same_origin(request_of(Origin=origin)) is same


def test_without_an_origin_no_page_asks() -> None:
    assert is_same_origin(request_of())


def test_default_ports_need_not_be_written() -> None:
    assert is_same_origin(request_of(Host="desk.example", Origin="https://desk.example"))
    assert is_same_origin(request_of(Host="desk.example:443", Origin="https://desk.example"))
    assert is_same_origin(request_of(Host="[::1]:8080", Origin="http://[::1]:8080"))


def test_forwarded_addresses_are_believed_from_our_proxy_only() -> None:
    header = {"X_Forwarded_For": "1.1.1.1, 203.0.113.5"}
    assert address_of(request_of("127.0.0.1", **header), True) == "203.0.113.5"
    assert address_of(request_of("127.0.0.1", **header), False) == "127.0.0.1"
    assert address_of(request_of("10.0.0.9", **header), True) == "10.0.0.9"
    assert address_of(request_of("127.0.0.1", X_Forwarded_For="junk"), True) == "127.0.0.1"


def test_who_is_on_this_machine() -> None:
    assert is_local(request_of("127.0.0.1"))
    assert is_local(request_of("::1"))
    assert not is_local(request_of("10.0.0.9"))
    assert not is_local(request_of("127.0.0.1", X_Forwarded_For="127.0.0.1"))
    assert not is_local(request_of("127.0.0.1", Forwarded="for=127.0.0.1"))
    assert is_loopback("::ffff:127.0.0.1")
    assert not is_loopback("")
    assert not is_loopback("localhost")


def test_https() -> None:
    header = {"X_Forwarded_Proto": "https"}
    assert not is_https(request_of("127.0.0.1"), True)
    assert is_https(request_of("127.0.0.1", **header), True)
    assert not is_https(request_of("127.0.0.1", **header), False)
    assert not is_https(request_of("10.0.0.9", **header), True)
