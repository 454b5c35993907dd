"""A source that answers JSON: a real server, well and badly behaved."""

from pathlib import Path

import pytest

from customers.lookups import rest
from customers.lookups.rest import RestSource
from customers.lookups.source import OutsideSettings, SourceFailed
from tests.customers.lookups.systems import LOCAL, Crm, Names

PUBLIC = OutsideSettings(hosts=frozenset({"crm.test", "127.0.0.1", "2130706433", "[::1]", "::1"}))


async def asked(source: RestSource, key: str) -> dict[str, str] | None:
    try:
        return await source.ask(key)
    finally:
        await source.close()


async def test_values_are_found_by_their_ways(crm: Crm) -> None:
    got = await asked(RestSource(crm.plan(), LOCAL), "1")
    assert got == {"name": "Eve", "vip": "yes", "points": "7", "order": "sent <b>"}


async def test_what_is_asked_for_is_only_a_value(crm: Crm) -> None:
    hostile = "../x?a=b&c=d#e%20 ü{key}"
    assert await asked(RestSource(crm.plan(), LOCAL), hostile) is None
    assert crm.asked == [hostile]


@pytest.mark.parametrize("key", ["404", "410", "204", "unknown"])
async def test_nothing_there_is_an_answer(crm: Crm, key: str) -> None:
    assert await asked(RestSource(crm.plan(), LOCAL), key) is None


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("500", "status 500"),
        ("403", "look at the secret"),
        ("text", "is not JSON"),
        ("huge", "larger than 64 KB"),
        ("redirect", "write the final address"),
        ("drop", "the connection failed"),
        ("zip", "not JSON|larger than 64 KB"),
    ],
)
async def test_a_bad_answer_is_a_failure_that_names_no_customer(
    crm: Crm, key: str, said: str
) -> None:
    with pytest.raises(SourceFailed, match=said) as failed:
        await asked(RestSource(crm.plan(), LOCAL), key)
    assert f"phone={key}" not in str(failed.value)
    assert set(crm.asked) == {key}  # a redirect is not followed


async def test_a_slow_answer_is_not_waited_for(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "ASK_S", 0.05)
    with pytest.raises(SourceFailed, match="did not answer in two seconds"):
        await asked(RestSource(crm.plan(), LOCAL), "slow")


async def test_a_system_that_is_down(crm: Crm) -> None:
    plan = crm.plan()
    crm.port = 1
    with pytest.raises(SourceFailed, match="look whether it runs"):
        await asked(RestSource(crm.plan(), LOCAL), "1")
    assert await asked(RestSource(plan, LOCAL), "1")


async def test_a_name_is_resolved_by_us_once_and_then_used(crm: Crm) -> None:
    names = Names(["127.0.0.1"])
    assert await asked(RestSource(crm.plan("crm.test"), LOCAL, names), "1")
    assert names.asked == 1
    assert crm.headers[0]["Host"] == f"crm.test:{crm.port}"


async def test_a_name_that_is_turned_to_this_machine_reaches_nothing(crm: Crm) -> None:
    names = Names(["127.0.0.1"])
    source = RestSource(crm.plan("crm.test", "https"), PUBLIC, names)
    for _ in range(2):
        with pytest.raises(SourceFailed, match=r"crm\.test leads to 127\.0\.0\.1"):
            await source.ask("1")
    await source.close()
    assert (crm.asked, names.asked) == ([], 2)


async def test_odd_spellings_of_this_machine_reach_nothing(crm: Crm) -> None:
    with pytest.raises(SourceFailed, match=r"leads to|InvalidUrl"):
        await asked(RestSource(crm.plan("2130706433", "https"), PUBLIC), "1")
    for host in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"):
        bare = host.strip("[]")
        settings = OutsideSettings(hosts=frozenset({bare}))
        with pytest.raises(SourceFailed, match="leads to"):
            RestSource(crm.plan(host, "https"), settings)
    everything = frozenset({"169.254.169.254"})
    settings = OutsideSettings(inside_hosts=everything, loopback_hosts=everything)
    with pytest.raises(SourceFailed, match="leads to"):
        RestSource(crm.plan("169.254.169.254", "https"), settings)
    assert crm.asked == []


def test_hosts_that_are_not_named_are_not_asked() -> None:
    crm = Crm(port=443)
    with pytest.raises(SourceFailed, match="not among the hosts"):
        RestSource(crm.plan("other.example", "https"), PUBLIC)
    with pytest.raises(SourceFailed, match="must be asked by https"):
        RestSource(crm.plan("crm.test", "http"), PUBLIC)


async def test_the_secret_goes_into_its_header_only(crm: Crm, tmp_path: Path) -> None:
    file = tmp_path / "crm_token"
    file.touch(0o600)
    file.write_text("sesame")
    settings = OutsideSettings(loopback_hosts=LOCAL.loopback_hosts, secrets=tmp_path)
    plan = crm.plan(secret="crm_token", header="X-Key", prefix="Bearer ")
    assert await asked(RestSource(plan, settings), "1")
    assert crm.headers[0]["X-Key"] == "Bearer sesame"
    assert "sesame" not in crm.asked[0]
    with pytest.raises(SourceFailed, match="there is no secret"):
        await asked(RestSource(crm.plan(secret="other"), settings), "1")
    assert len(crm.asked) == 1
