"""The plan that a first start begins with, as its users will meet it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from switchboard.testcall.phone import Behaviour
from tests.integration.scene import PATIENCE_S, Scene, moment, only
from tests.support.service import Service, running_service
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    home = tmp_path_factory.mktemp("example") / "home"
    async with running_service(home, {"CALLWRIGHT_PLAN": "example"}) as service:
        yield service


async def test_a_caller_hears_the_menu_chooses_waits_with_music_and_talks(scene: Scene) -> None:
    caller = await scene.caller()
    await scene.living(caller, state="ivr", node="main")
    await until(lambda: caller.media.loud, PATIENCE_S, "the menu")
    await caller.press("1")
    await scene.living(caller, state="waiting", queue="support")
    caller.media.loud = False
    await until(lambda: caller.media.loud, PATIENCE_S, "the music")
    phone = await scene.phone("vera")
    assert (await phone.next_call(PATIENCE_S)).from_number == caller.number
    await scene.talking(caller, "vera")
    await caller.hang_up()
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("answered", "caller_hung_up")
    kinds = [fact["type"] for fact in await scene.told(row)]
    story = ["CallArrived", "CallAnswered", "NodeEntered", "KeyChosen", "CallQueued", "OfferMade"]
    assert [kind for kind in kinds if kind in story] == story


async def test_a_phone_that_dies_while_it_rings_costs_a_caller_15_s_at_most(scene: Scene) -> None:
    await scene.phone("anna", Behaviour(dies=True))
    first = await scene.caller()
    await first.press("1")
    await scene.living(first, ringing=["anna"])
    second = await scene.caller()
    await second.press("1")
    await scene.living(second, state="waiting")
    made = await scene.first_of(first, "OfferMade")
    assert (moment(made["expires_at"]) - made["at"]).total_seconds() <= 15
    assert (await scene.first_of(first, "OfferEnded"))["result"] != "accepted"
    boris = await scene.phone("boris")
    assert (await boris.next_call(PATIENCE_S)).from_number == first.number
    await scene.talking(first, "boris")
    await first.hang_up()
    facts = await scene.told(await scene.ended(first))
    assert len(only(facts, "CallQueued")) == 1
