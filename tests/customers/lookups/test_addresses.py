"""Where a host's name may lead."""

import socket

import pytest

from customers.lookups.addresses import PinnedResolver, check_address, resolve_by_system
from customers.lookups.source import OutsideSettings, SourceFailed
from tests.customers.lookups.systems import Names

SETTINGS = OutsideSettings(
    hosts=frozenset({"crm.example"}),
    inside_hosts=frozenset({"crm.lan"}),
    loopback_hosts=frozenset({"crm.test"}),
)
HOSTS = ("crm.example", "crm.lan", "crm.test")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.215.14", HOSTS),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", HOSTS),
        ("10.0.0.5", ("crm.lan",)),
        ("172.16.0.1", ("crm.lan",)),
        ("192.168.1.1", ("crm.lan",)),
        ("100.64.0.1", ("crm.lan",)),
        ("fd12::1", ("crm.lan",)),
        ("::ffff:10.0.0.5", ("crm.lan",)),
        ("127.0.0.1", ("crm.test",)),
        ("127.9.9.9", ("crm.test",)),
        ("::1", ("crm.test",)),
        ("::ffff:127.0.0.1", ("crm.test",)),
        ("64:ff9b::7f00:1", ("crm.test",)),
        ("2002:7f00:1::", ("crm.test",)),
        ("169.254.169.254", ()),
        ("169.254.1.1", ()),
        ("::ffff:169.254.169.254", ()),
        ("64:ff9b::a9fe:a9fe", ()),
        ("fd00:ec2::254", ()),
        ("100.100.100.200", ()),
        ("fe80::1", ()),
        ("0.0.0.0", ()),
        ("::", ()),
        ("224.0.0.1", ()),
        ("ff02::1", ()),
    ],
)
def test_each_kind_of_address_has_its_hosts(address: str, allowed: tuple[str, ...]) -> None:
    for host in HOSTS:
        if host in allowed:
            assert str(check_address(address, host, SETTINGS))
        else:
            with pytest.raises(SourceFailed, match=f"{host} leads to"):
                check_address(address, host, SETTINGS)


async def test_what_was_checked_is_what_is_connected_to() -> None:
    resolver = PinnedResolver(SETTINGS, Names(["93.184.215.14", "2606:2800:21f::1"]))
    found = await resolver.resolve("crm.example", 443)
    assert [(one["host"], one["port"]) for one in found] == [
        ("93.184.215.14", 443),
        ("2606:2800:21f::1", 443),
    ]
    assert all(one["flags"] == socket.AI_NUMERICHOST for one in found)
    only = await resolver.resolve("crm.example", 443, socket.AF_INET)
    assert [one["host"] for one in only] == ["93.184.215.14"]
    await resolver.close()


async def test_one_bad_address_among_good_ones_is_enough() -> None:
    resolver = PinnedResolver(SETTINGS, Names(["93.184.215.14", "127.0.0.1"]))
    with pytest.raises(SourceFailed):
        await resolver.resolve("crm.example", 443)


async def test_a_name_that_changes_its_mind_is_looked_at_each_time() -> None:
    names = Names(["93.184.215.14"], ["127.0.0.1"])
    resolver = PinnedResolver(SETTINGS, names)
    await resolver.resolve("crm.example", 443)
    with pytest.raises(SourceFailed):
        await resolver.resolve("crm.example", 443)
    assert names.asked == 2


async def test_a_name_that_nobody_knows() -> None:
    async def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "unknown")

    with pytest.raises(SourceFailed, match="look at its spelling"):
        await PinnedResolver(SETTINGS, nobody).resolve("crm.example", 443)


@pytest.mark.parametrize("spelling", ["127.0.0.1", "2130706433", "0x7f000001", "127.1"])
async def test_the_system_sees_through_odd_spellings(spelling: str) -> None:
    assert await resolve_by_system(spelling, 80) == ["127.0.0.1"]
