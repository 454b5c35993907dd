"""A caller's way through the centre, from the first ring to the row in the ledger."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from switchboard.testcall.caller import CALLER_TONE_HZ
from switchboard.testcall.phone import PHONE_TONE_HZ, Behaviour
from tests.integration.scene import (
    ANSWERS,
    PATIENCE_S,
    RINGS_ON,
    Scene,
    dial_as,
    only,
    withdrawn,
)
from tests.support.service import Service, running_service
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

PLAN = """
name: Flow
numbers:
  - {number: "100", queue: support}
  - {number: "200", start: hello}
  - {number: "300", queue: pair}
queues:
  - {queue: support, name: Support, ring_s: 4, wrap_up_s: 1}
  - {queue: pair, name: Pair, ring_s: 10, ring_at_once: 2, wrap_up_s: 0}
offers: {rest_s: 0.5}
prompts: {hello: {en: {sound: hello}}}
flow: {hello: {kind: say, say: hello, next: support}}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("flow")
    (folder / "plan.yaml").write_text(PLAN)
    environment = {"CALLWRIGHT_PLAN": str(folder / "plan.yaml")}
    async with running_service(folder / "home", environment) as service:
        yield service


@pytest.mark.parametrize("who", ["caller", "operator"])
async def test_both_talk_until_one_of_them_hangs_up(scene: Scene, who: str) -> None:
    phone = await scene.phone("anna")
    caller = await scene.caller()
    ring = await phone.next_call(PATIENCE_S)
    assert ring.from_number == caller.number
    await scene.talking(caller, "anna")
    media = await until(lambda: ring.media, PATIENCE_S, "the operator's audio")
    await until(lambda: media.hears_tone(CALLER_TONE_HZ), PATIENCE_S, "the caller is heard")
    await until(lambda: caller.media.hears_tone(PHONE_TONE_HZ), PATIENCE_S, "the operator is heard")
    await (caller if who == "caller" else phone).hang_up()
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("answered", f"{who}_hung_up")
    assert (row["operator"], row["queue"], row["offers"]) == ("anna", "support", 1)
    assert row["source"] == "service"
    facts = await scene.told(row)
    (queued,), (connected,), (ended,) = (
        only(facts, kind) for kind in ("CallQueued", "CallConnected", "CallEnded")
    )
    assert row["waited_s"] == pytest.approx(
        (connected["at"] - queued["at"]).total_seconds(), abs=0.002
    )
    assert row["talked_s"] == pytest.approx(
        (ended["at"] - connected["at"]).total_seconds(), abs=0.002
    )
    other = ring.ended if who == "caller" else caller.ended
    await asyncio.wait_for(other.wait(), PATIENCE_S)


async def test_both_hang_up_at_once_and_the_call_ends_once(scene: Scene) -> None:
    phone = await scene.phone("anna")
    caller = await scene.caller()
    await scene.talking(caller, "anna")
    await asyncio.gather(caller.hang_up(), phone.hang_up())
    row = await scene.ended(caller)
    assert row["outcome"] == "answered"
    assert row["end_reason"] in {"caller_hung_up", "operator_hung_up"}
    assert len(only(await scene.told(row), "CallEnded")) == 1


async def test_a_call_is_hung_up_from_the_desk(scene: Scene) -> None:
    phone = await scene.phone("anna")
    caller = await scene.caller()
    card = await scene.talking(caller, "anna")
    await scene.service.api("POST", f"/calls/{card['call']}/hangup", expect=202)
    ring = await phone.next_call(PATIENCE_S)
    await asyncio.wait_for(asyncio.gather(caller.ended.wait(), ring.ended.wait()), PATIENCE_S)
    assert caller.ended_by_peer
    assert ring.ended_by_peer
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("answered", "ended_from_desk")


async def test_after_a_call_the_operator_wraps_up_and_is_idle_again(scene: Scene) -> None:
    await scene.phone("anna")
    caller = await scene.caller()
    await scene.talking(caller, "anna")
    await caller.hang_up()
    card = await scene.service.wait_card("operators/anna", activity="wrapping_up")
    assert card["wrap_up_until"] is not None
    await scene.service.wait_card("operators/anna", activity="idle", availability="ready")


async def test_a_wrap_up_can_be_ended_early_and_the_next_call_comes(scene: Scene) -> None:
    phone = await scene.phone("anna")
    first, second = await scene.caller(), await scene.caller()
    await scene.talking(first, "anna")
    await first.hang_up()
    await scene.service.wait_card("operators/anna", activity="wrapping_up")
    await scene.service.api("POST", "/operators/anna/wrap-up/end", expect=202)
    assert (await phone.next_call(PATIENCE_S, 1)).from_number == second.number


async def test_who_waits_hears_music_and_leaves_when_nobody_is_ready(scene: Scene) -> None:
    await scene.phone("anna", ready=False)
    caller = await scene.caller()
    card = await scene.living(caller, state="waiting")
    assert (card["queue"], card["ringing"]) == ("support", [])
    await until(lambda: caller.media.loud, PATIENCE_S, "music")
    queue = await scene.service.wait_card("queues/support", waiting=1, operators_ready=0)
    assert queue["longest_since"] == card["place_since"]
    await caller.hang_up()
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("abandoned", "left_in_queue")
    assert (row["operator"], row["offers"], row["talked_s"]) == (None, 0, None)


async def test_a_greeting_comes_before_the_music(scene: Scene) -> None:
    caller = await scene.caller("200")
    await scene.living(caller, state="ivr", node="hello")
    await scene.living(caller, state="waiting")
    caller.media.loud = False
    await until(lambda: caller.media.loud, PATIENCE_S, "music after the greeting")
    await caller.hang_up()
    facts = await scene.told(await scene.ended(caller))
    (greeting,), (queued,) = only(facts, "NodeEntered"), only(facts, "CallQueued")
    assert greeting["at"] < queued["at"]


async def test_a_caller_who_leaves_in_the_greeting_never_waited(scene: Scene) -> None:
    phone = await scene.phone("anna")
    caller = await scene.caller("200")
    await scene.living(caller, state="ivr")
    await caller.hang_up()
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("abandoned", "left_in_menu")
    assert (row["queued_at"], row["waited_s"]) == (None, None)
    assert phone.calls == []


@pytest.mark.parametrize(
    ("behaviour", "results"),
    [
        (Behaviour(refuse=603), {"declined"}),
        (Behaviour(refuse=486), {"busy"}),
        (RINGS_ON, {"timed_out"}),
        (Behaviour(dies=True), {"timed_out", "unreachable"}),  # as Asterisk finds it out
    ],
    ids=["decline", "busy", "no answer", "dies while it rings"],
)
async def test_the_next_operator_is_rung_and_the_place_is_kept(
    scene: Scene, behaviour: Behaviour, results: set[str]
) -> None:
    await scene.phone("anna", behaviour)
    boris = await scene.phone("boris", ready=False)
    first = await scene.caller()
    await scene.living(first)
    second = await scene.caller()
    assert (await scene.first_of(first, "OfferEnded"))["result"] in results
    await scene.service.set_availability("anna", "break", "lunch")
    await scene.service.set_availability("boris", "ready")
    assert (await boris.next_call(PATIENCE_S)).from_number == first.number
    await scene.talking(first, "boris")
    await scene.living(second, state="waiting")
    await first.hang_up()
    row = await scene.ended(first)
    facts = await scene.told(row)
    assert only(facts, "OfferEnded")[-1]["result"] == "accepted"
    assert len(only(facts, "CallQueued")) == 1
    assert row["operator"] == "boris"


async def test_a_phone_that_is_not_registered_is_not_rung_until_it_is(scene: Scene) -> None:
    await scene.service.wait_card("operators/anna", phone="unreachable")
    await scene.service.set_availability("anna", "ready")
    caller = await scene.caller()
    card = await scene.living(caller, state="waiting")
    assert card["ringing"] == []
    await scene.phone("anna", ready=False)
    await scene.talking(caller, "anna")
    await caller.hang_up()
    assert (await scene.ended(caller))["offers"] == 1


async def test_a_phone_hears_that_the_caller_left_while_it_rang(scene: Scene) -> None:
    phone = await scene.phone("anna", RINGS_ON)
    caller = await scene.caller()
    ring = await phone.next_call(PATIENCE_S)
    await caller.hang_up()
    assert await withdrawn(ring)
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("abandoned", "left_in_queue")
    assert only(await scene.told(row), "OfferEnded")[0]["result"] == "withdrawn"
    await scene.service.wait_card("operators/anna", activity="idle", availability="ready")


async def test_two_callers_for_one_operator_are_served_in_their_order(scene: Scene) -> None:
    phone = await scene.phone("anna")
    first = await scene.caller()
    await scene.talking(first, "anna")
    second = await scene.caller()
    await scene.living(second, state="waiting", ringing=[])
    await until(lambda: second.media.loud, PATIENCE_S, "music for the one who waits")
    await first.hang_up()
    assert (await phone.next_call(PATIENCE_S, 1)).from_number == second.number
    await scene.talking(second, "anna")
    await second.hang_up()
    assert (await scene.ended(first))["operator"] == "anna"
    assert (await scene.ended(second))["operator"] == "anna"


@pytest.mark.parametrize("round_", range(4))
async def test_two_phones_that_answer_at_once_make_one_conversation(
    scene: Scene, round_: int
) -> None:
    at_once = Behaviour(answer_after_s=0.05 * round_)
    phones = {name: await scene.phone(name, at_once) for name in ("anna", "boris")}
    caller = await scene.caller("300")
    rings = {name: await phone.next_call(PATIENCE_S) for name, phone in phones.items()}
    card = await scene.living(caller, state="talking")
    winner, loser = sorted(phones, key=lambda name: name != card["operator"])
    await asyncio.wait_for(rings[loser].ended.wait(), PATIENCE_S)
    assert not rings[winner].ended.is_set()
    await scene.service.wait_card(f"operators/{loser}", activity="idle", call=None)
    await caller.hang_up()
    row = await scene.ended(caller)
    facts = await scene.told(row)
    assert len(only(facts, "CallConnected")) == 1
    assert sorted(fact["result"] for fact in only(facts, "OfferEnded")) == [
        "accepted",
        "withdrawn",
    ]
    assert (row["operator"], row["offers"]) == (winner, 2)


async def test_a_break_dialled_while_the_phone_rings_takes_the_offer_back(scene: Scene) -> None:
    phone = await scene.phone("anna", RINGS_ON)
    caller = await scene.caller()
    ring = await phone.next_call(PATIENCE_S)
    assert await dial_as(scene.service, scene.login("anna"), "*2")
    assert await withdrawn(ring)
    await scene.living(caller, state="waiting", ringing=[])
    await scene.phone("boris", ANSWERS)
    await scene.talking(caller, "boris")
    await caller.hang_up()
    assert (await scene.ended(caller))["operator"] == "boris"


async def test_ready_and_break_with_a_reason_are_dialled(scene: Scene) -> None:
    await scene.phone("anna", ready=False)
    login = scene.login("anna")
    for code, availability, reason in (
        ("*1", "ready", ""),
        ("*2", "break", "break"),
        ("*21", "break", "lunch"),
    ):
        assert await dial_as(scene.service, login, code), "no tone confirmed the code"
        await scene.service.wait_card("operators/anna", availability=availability, reason=reason)
    assert await dial_as(scene.service, login, "*29"), "no tone refused the code"
    await scene.service.wait_card("operators/anna", availability="break", reason="lunch")


async def test_an_operator_sets_its_own_availability_and_nobody_elses(scene: Scene) -> None:
    service = scene.service
    password = "seven-wooden-horses-1"
    await service.api("POST", "/users/anna/password", {"password": password}, expect=204)
    await service.sign_in("anna", password)
    try:
        asked = {"availability": "break", "reason": "lunch"}
        await service.api("POST", "/operators/anna/availability", asked, expect=202)
        await service.wait_card("operators/anna", availability="break", reason="lunch")
        answer = await service.api("POST", "/operators/boris/availability", asked, expect=403)
        assert answer["error"]["message"]
    finally:
        await service.sign_in()
    card = (await service.board())["operators/boris"]
    assert card["availability"] == "signed_out"


async def test_a_number_that_nobody_serves_is_refused(scene: Scene) -> None:
    caller = await scene.caller(None)
    with pytest.raises(Exception, match="the call was refused: 404"):
        await caller.dial("999", PATIENCE_S)
