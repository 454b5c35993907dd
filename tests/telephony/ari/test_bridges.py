"""Who hears whom, towards a failing server. On the real one: `tests/integration`."""

import pytest
from structlog.testing import capture_logs

from telephony.ari.bridges import Bridges
from tests.support.ari_server import AriServer
from tests.telephony.ari.conftest import Rig
from tests.telephony.ari.test_executor import CALL, LEG, PARTY, PHONE_LEG, prompt, told
from vocabulary.commands import CloseCall, GatherLegs, HoldLeg, JoinLegs, MuteLeg
from vocabulary.inputs import JoinFailed, LegsJoined

OWN, ASIDE = "/bridges/call-c1", "/bridges/aside-c1"


def there(server: AriServer, *legs: str, bridge: str = OWN) -> None:
    """The bridge is there already, with these in it."""
    server.answer("POST", bridge, 409, {"message": "exists"})
    server.bridges = [{"id": bridge.rpartition("/")[2], "channels": list(legs)}]


def asked(server: AriServer, method: str, path: str) -> list[dict[str, str]]:
    return [each.query for each in server.asked_for(method, path)]


def order(server: AriServer) -> list[tuple[str, str]]:
    return [(each.method, each.path) for each in server.asked]


async def test_two_are_put_together_in_a_new_bridge(rig: Rig, server: AriServer) -> None:
    assert await told(rig, JoinLegs(CALL, LEG, PHONE_LEG)) == [LegsJoined(CALL, PHONE_LEG)]
    assert asked(server, "POST", OWN) == [{"type": "mixing"}]
    assert asked(server, "POST", f"{OWN}/addChannel") == [{"channel": "1.1,op-o1"}]
    assert server.asked_for("POST", f"{OWN}/removeChannel") == []


async def test_music_and_ringing_end_before_they_are_put_together(
    rig: Rig, server: AriServer
) -> None:
    there(server)
    await told(rig, prompt())
    await told(rig, GatherLegs(CALL, (LEG, PHONE_LEG, PARTY)))
    done = order(server)
    added = done.index(("POST", f"{OWN}/addChannel"))
    assert done.index(("DELETE", f"/channels/{LEG}/moh")) < added
    assert ("DELETE", f"/channels/{PHONE_LEG}/moh") not in done, "a phone is given no music"
    for leg in (PHONE_LEG, PARTY):
        assert done.index(("DELETE", f"/channels/{leg}/ring")) < added
    assert ("DELETE", "/channels/1.1/ring") not in done
    assert done.index(("DELETE", "/playbacks/prompt-1.1~t1")) < added


async def test_a_first_talk_asks_no_more_than_it_must(rig: Rig, server: AriServer) -> None:
    """This is on the way of every call: nobody can have heard a ringing before it."""
    await told(rig, JoinLegs(CALL, LEG, PHONE_LEG))
    await told(rig, CloseCall(CALL))
    assert order(server) == [
        ("POST", OWN),
        ("DELETE", f"/channels/{LEG}/moh"),
        ("POST", f"{OWN}/addChannel"),
        ("DELETE", OWN),
    ]


async def test_both_bridges_go_with_a_call_that_had_both(rig: Rig, server: AriServer) -> None:
    await told(rig, JoinLegs(CALL, LEG, PHONE_LEG))
    await told(rig, GatherLegs(CALL, (PHONE_LEG, PARTY), aside=True))
    assert ("DELETE", f"/channels/{PHONE_LEG}/ring") in order(server)
    await told(rig, CloseCall(CALL))
    assert order(server)[-2:] == [("DELETE", OWN), ("DELETE", ASIDE)]


async def test_whoever_is_in_it_already_is_not_moved(rig: Rig, server: AriServer) -> None:
    there(server, LEG, PHONE_LEG)
    command = GatherLegs(CALL, (LEG, PHONE_LEG, PARTY))
    assert await told(rig, command) == [LegsJoined(CALL, PARTY)]
    assert asked(server, "POST", f"{OWN}/addChannel") == [{"channel": PARTY}]


async def test_asked_again_it_moves_nobody_and_answers(rig: Rig, server: AriServer) -> None:
    there(server, LEG, PHONE_LEG)
    assert await told(rig, JoinLegs(CALL, LEG, PHONE_LEG)) == [LegsJoined(CALL, PHONE_LEG)]
    assert server.asked_for("POST", f"{OWN}/addChannel") == []
    assert server.asked_for("POST", f"{OWN}/removeChannel") == []


async def test_who_is_not_named_is_out_before_the_others_come_in(
    rig: Rig, server: AriServer
) -> None:
    there(server, LEG, PHONE_LEG, "strange", bridge=ASIDE)
    server.answer("POST", f"{ASIDE}/removeChannel", 400, {"message": "gone by now"})
    command = GatherLegs(CALL, (PHONE_LEG, PARTY), aside=True)
    assert await told(rig, command) == [LegsJoined(CALL, PARTY, aside=True)]
    assert asked(server, "POST", f"{ASIDE}/removeChannel") == [
        {"channel": LEG},
        {"channel": "strange"},
    ]
    done = order(server)
    assert done.index(("POST", f"{ASIDE}/removeChannel")) < done.index(
        ("POST", f"{ASIDE}/addChannel")
    )


async def test_a_bridge_that_is_gone_between_two_questions_is_a_failure(
    rig: Rig, server: AriServer
) -> None:
    server.answer("POST", OWN, 409, {"message": "exists"})
    server.answer("POST", f"{OWN}/addChannel", 404, {"message": "Bridge not found"})
    failed = JoinFailed(CALL, PHONE_LEG, "404 Bridge not found")
    assert await told(rig, JoinLegs(CALL, LEG, PHONE_LEG)) == [failed]


@pytest.mark.parametrize("status", [204, 404, 409, 422])
async def test_on_hold_a_leg_is_in_neither_bridge_and_hears_music(
    rig: Rig, server: AriServer, status: int
) -> None:
    for bridge in (OWN, ASIDE):
        server.answer("POST", f"{bridge}/removeChannel", status, {"message": "why"})
    await told(rig, prompt())
    await told(rig, HoldLeg(CALL, LEG, "quiet"))
    assert order(server)[-4:] == [
        ("DELETE", "/playbacks/prompt-1.1~t1"),
        ("POST", f"{OWN}/removeChannel"),
        ("POST", f"{ASIDE}/removeChannel"),
        ("POST", "/channels/1.1/moh"),
    ]
    assert server.asked[-1].query == {"mohClass": "quiet"}


async def test_only_what_comes_from_a_leg_is_muted(rig: Rig, server: AriServer) -> None:
    await told(rig, MuteLeg(PHONE_LEG, muted=True))
    await told(rig, MuteLeg(PHONE_LEG, muted=False))
    assert [(each.method, each.query) for each in server.asked] == [
        ("POST", {"direction": "in"}),
        ("DELETE", {"direction": "in"}),
    ]


@pytest.mark.parametrize(("status", "said"), [(204, 0), (404, 0), (412, 1), (500, 1)])
async def test_a_leg_that_is_heard_against_its_will_is_logged(
    rig: Rig, server: AriServer, status: int, said: int
) -> None:
    server.answer("POST", f"/channels/{PHONE_LEG}/mute", status, {"message": "why"})
    with capture_logs() as logs:
        await told(rig, MuteLeg(PHONE_LEG, muted=True))
    assert len(logs) == said


async def test_both_bridges_of_a_call_are_removed(rig: Rig, server: AriServer) -> None:
    bridges = Bridges(rig.client, rig.inbox, rig.line._prompts)
    await bridges.close(CloseCall(CALL))
    assert order(server) == [("DELETE", OWN), ("DELETE", ASIDE)]
