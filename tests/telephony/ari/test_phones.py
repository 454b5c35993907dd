"""An operator's two endpoints are one phone."""

import pytest

from switchboard.testcall.phone import Behaviour
from telephony.ari import operations
from telephony.ari.events import Endpoint
from telephony.ari.phones import Phones
from tests.support.ari_server import AriServer
from tests.support.waiting import until
from tests.telephony.ari.conftest import BOTH, WEB_OF_BOTH, Rig, Stage
from tests.telephony.ari.test_executor import PHONE_LEG, ring, told
from vocabulary.commands import HangUpLeg
from vocabulary.inputs import LegAnswered, LegEnded, LegRang, PhoneReported
from vocabulary.states import EndCause, PhoneState

FREE, BUSY, UNREACHABLE = PhoneState.FREE, PhoneState.BUSY, PhoneState.UNREACHABLE


def at(resource: str, state: str = "online", *channels: str) -> Endpoint:
    return Endpoint("PJSIP", resource, state, list(channels))


@pytest.mark.parametrize(
    ("desk", "web", "state"),
    [
        (at("101"), None, FREE),
        (at("101", "online", "op-o1"), None, BUSY),
        (at("101", "offline"), None, UNREACHABLE),
        (at("101", "unknown"), None, UNREACHABLE),
        (None, at("web-101"), FREE),
        (at("101", "offline"), at("web-101", "offline"), UNREACHABLE),
        (at("101", "offline"), at("web-101"), FREE),
        (at("101"), at("web-101", "offline"), FREE),
        (at("101"), at("web-101"), FREE),
        (at("101", "online", "x"), at("web-101"), BUSY),
        (at("101"), at("web-101", "online", "x"), BUSY),
        (at("101", "offline"), at("web-101", "offline", "x"), BUSY),
        (at("101"), at("web-101", "offline", "x"), BUSY),
    ],
)
def test_two_endpoints_have_one_state(
    desk: Endpoint | None, web: Endpoint | None, state: PhoneState
) -> None:
    both = [each for each in (desk, web) if each is not None]
    assert Phones().learn(both) == (PhoneReported("101", state),)
    phones = Phones()
    assert [phones.take(each) for each in both][-1] == PhoneReported("101", state)


def test_what_is_no_phone_is_not_told_of() -> None:
    phones = Phones()
    strangers = [
        at("callwright-trunk", "online", "1.1"),
        at(""),
        Endpoint("Local", "101", "online"),
    ]
    assert phones.learn(strangers) == ()
    assert [phones.take(each) for each in strangers] == [None, None, None]
    assert phones.ways("101") == ("101",)


def test_who_is_not_listed_any_more_is_forgotten() -> None:
    phones = Phones()
    phones.learn([at("101"), at("web-101"), at("102")])
    assert phones.learn([at("101", "offline")]) == (PhoneReported("101", UNREACHABLE),)
    assert phones.ways("101") == ("101",)
    assert phones.ways("102") == ("102",)


@pytest.mark.parametrize(
    ("desk", "web", "ways"),
    [
        ("online", "online", ("web-101", "101")),
        ("offline", "online", ("web-101",)),
        ("online", "offline", ("101",)),
        ("online", "unknown", ("101",)),
        ("offline", "offline", ("101",)),
    ],
)
def test_the_phone_in_the_page_is_rung_first_where_it_is_there(
    desk: str, web: str, ways: tuple[str, ...]
) -> None:
    phones = Phones()
    phones.learn([at("101", desk), at("web-101", web)])
    assert phones.ways("101") == ways


async def test_a_phone_that_cannot_be_rung_leads_to_the_other(rig: Rig, server: AriServer) -> None:
    rig.client.phones.learn([at("101"), at("web-101")])
    server.answer("POST", f"/channels/{PHONE_LEG}", 500, {"error": "Allocation failed"})
    assert await told(rig, ring()) == [LegEnded(PHONE_LEG, EndCause.UNREACHABLE)]
    rung = server.asked_for("POST", f"/channels/{PHONE_LEG}")
    assert [asked.query["endpoint"] for asked in rung] == ["PJSIP/web-101", "PJSIP/101"]


@pytest.mark.parametrize("status", [200, 409])
async def test_one_that_rings_is_enough(rig: Rig, server: AriServer, status: int) -> None:
    rig.client.phones.learn([at("101"), at("web-101")])
    server.answer("POST", f"/channels/{PHONE_LEG}", status, {})
    assert await told(rig, ring()) == []
    assert len(server.asked_for("POST", f"/channels/{PHONE_LEG}")) == 1


# Against the real one.


def shown(stage: Stage) -> list[PhoneState]:
    return [given.phone for given in stage.inbox.of(PhoneReported) if given.extension == BOTH]


@pytest.mark.line
async def test_either_phone_is_rung_and_both_are_one(stage: Stage) -> None:
    desk = await stage.phone(BOTH, Behaviour())
    await until(lambda: shown(stage)[-1] is FREE, 5, "the SIP phone is there")
    stage.rig.line.submit(ring(extension=BOTH))
    await stage.inbox.heard(LegAnswered)
    await until(lambda: shown(stage)[-1] is BUSY, 5, "in a call")
    stage.rig.line.submit(HangUpLeg(PHONE_LEG))
    await stage.inbox.heard(LegEnded)

    web = await stage.phone(WEB_OF_BOTH, Behaviour(answer_after_s=None))
    await until(lambda: stage.rig.client.phones.ways(BOTH) == (WEB_OF_BOTH, BOTH), 5, "both there")
    stage.rig.line.submit(ring(extension=BOTH))
    await stage.inbox.heard(LegRang)
    await until(lambda: shown(stage)[-1] is BUSY, 5, "rings")
    assert (len(desk.calls), len(web.calls)) == (1, 1)
    stage.rig.line.submit(HangUpLeg(PHONE_LEG))
    await until(lambda: shown(stage)[-1] is FREE, 5, "free again")

    await desk.register(0)
    await until(lambda: stage.rig.client.phones.ways(BOTH) == (WEB_OF_BOTH,), 5, "only the page's")
    assert shown(stage)[-1] is FREE
    await web.register(0)
    await until(lambda: shown(stage)[-1] is UNREACHABLE, 5, "neither is there")


@pytest.mark.line
async def test_who_was_believed_to_be_there_leads_to_the_other(stage: Stage) -> None:
    desk = await stage.phone(BOTH)
    await until(lambda: shown(stage)[-1] is FREE, 5, "the SIP phone is there")
    stage.rig.client.phones.take(at(WEB_OF_BOTH))
    stage.rig.line.submit(ring(extension=BOTH))
    await stage.inbox.heard(LegAnswered)
    assert len(desk.calls) == 1
    found = await stage.rig.client.call(operations.GET_ENDPOINT, "PJSIP", WEB_OF_BOTH)
    assert found.body["state"] == "offline"
