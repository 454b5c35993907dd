"""What operators do with calls, on a real Asterisk, from the screen's API to the ledger."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from switchboard.testcall.caller import CALLER_TONE_HZ, Caller
from switchboard.testcall.media import Media
from switchboard.testcall.phone import PHONE_TONE_HZ, Behaviour, Phone, PhoneCall, PhoneLogin
from tests.integration.scene import ANSWERS, PATIENCE_S, RINGS_ON, Scene, back_after_kill, only
from tests.support.service import Service, running_service
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

PROVIDER = "127.0.0.9"
OUTSIDE = "+4930555123"
PLAN = f"""
name: In hand
numbers: [{{number: "100", queue: support}}]
queues:
  - {{queue: support, name: Support, ring_s: 20, wrap_up_s: 30, disposition_required: true,
     dispositions: [{{code: order, name: Order, children: [{{code: new, name: New}}]}}]}}
  - {{queue: sales, name: Sales, operators: [vera], wrap_up_s: 0}}
outgoing: {{allow: ["+4930"], region: DE, shown: "+4930100"}}
outside: ["{OUTSIDE}"]
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("in-hand")
    (folder / "plan.yaml").write_text(PLAN)
    environment = {
        "CALLWRIGHT_PLAN": str(folder / "plan.yaml"),
        "CALLWRIGHT_TRUNK_HOSTS": f'["{PROVIDER}"]',
    }
    async with running_service(folder / "home", environment) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def provider(centre: Service) -> AsyncIterator[Phone]:
    """Whoever is called outside: answers after a moment."""
    host, port = centre.sip
    login = PhoneLogin("outside", "")
    phone = await Phone.open(host, port, login, ANSWERS, (PROVIDER, 5060))
    yield phone
    phone.die()


async def away(scene: Scene, name: str, behaviour: Behaviour = ANSWERS) -> Phone:
    """The phone of an operator on a break: offered nothing, but it may be asked and dial."""
    phone = await scene.phone(name, behaviour, ready=False)
    await scene.service.set_availability(name, "break")
    return phone


async def act(scene: Scene, card: dict[str, Any], deed: str, body: dict[str, Any]) -> None:
    await scene.service.api("POST", f"/calls/{card['call']}/{deed}", body)


async def hears(media: Media, hz: int) -> None:
    await until(lambda: media.hears_tone(hz), PATIENCE_S, f"a tone of {hz} Hz")


async def hears_music(media: Media) -> None:
    """Something comes that is neither side's tone."""
    heard = media.received

    def music() -> bool:
        tones = (CALLER_TONE_HZ, PHONE_TONE_HZ)
        return media.received > heard + 20 and not any(media.hears_tone(hz) for hz in tones)

    await until(music, PATIENCE_S, "music")


async def media_of(call: PhoneCall) -> Media:
    return await until(lambda: call.media, PATIENCE_S, "the phone's audio")


async def talk(scene: Scene, phone: Phone) -> tuple[Caller, dict[str, Any], Media]:
    """A caller who talks with anna; both hear each other."""
    caller = await scene.caller()
    card = await scene.talking(caller, "anna")
    media = await media_of(phone.calls[-1])
    await hears(caller.media, PHONE_TONE_HZ)
    await hears(media, CALLER_TONE_HZ)
    return caller, card, media


async def test_a_caller_on_hold_hears_music_and_is_taken_back(scene: Scene) -> None:
    phone = await scene.phone("anna")
    caller, card, media = await talk(scene, phone)
    await act(scene, card, "hold", {"held": True})
    await hears_music(caller.media)
    shown = await scene.living(caller, state="talking")
    assert shown["held_since"] is not None
    assert (await scene.service.board())["operators/anna"]["activity"] == "holding"
    await act(scene, card, "hold", {"held": False})
    await hears(caller.media, PHONE_TONE_HZ)
    await hears(media, CALLER_TONE_HZ)
    await scene.living(caller, state="talking", held_since=None)
    await caller.hang_up()
    row = await scene.ended(caller)
    assert 0 < row["held_s"] < row["talked_s"]


async def test_a_muted_operator_is_not_heard(scene: Scene) -> None:
    phone = await scene.phone("anna")
    caller, card, media = await talk(scene, phone)
    await act(scene, card, "mute", {"muted": True})
    await scene.living(caller, muted=True)
    await hears(media, CALLER_TONE_HZ)
    before, later = caller.media.received, media.received + 50
    await until(lambda: media.received > later, PATIENCE_S, "a second of the caller's voice")
    assert caller.media.received < before + 25, "a muted operator is heard"
    await act(scene, card, "mute", {"muted": False})
    await hears(caller.media, PHONE_TONE_HZ)


async def test_a_colleague_is_asked_and_gets_the_caller(scene: Scene) -> None:
    anna, boris = await scene.phone("anna"), await away(scene, "boris")
    caller, card, media = await talk(scene, anna)
    await act(scene, card, "transfer", {"consult": True, "operator": "boris"})
    colleague = await media_of(await boris.next_call(PATIENCE_S))
    await hears(media, PHONE_TONE_HZ)  # anna hears boris
    await hears(colleague, PHONE_TONE_HZ)
    await hears_music(caller.media)
    party = (await scene.living(caller, state="talking"))["party"]
    assert (party["operator"], party["state"]) == ("boris", "talking")
    await act(scene, card, "consult", {"move": "complete"})
    await scene.talking(caller, "boris")
    await hears(caller.media, PHONE_TONE_HZ)
    await hears(colleague, CALLER_TONE_HZ)
    await scene.service.wait_card("operators/anna", activity="wrapping_up")
    await caller.hang_up()
    row = await scene.ended(caller)
    assert (row["operator"], row["transfers"], row["outcome"]) == ("boris", 1, "answered")
    talks = (await scene.service.api("GET", f"/calls/{row['id']}"))["talks"]
    assert [(one["operator"], one["ended_by"]) for one in talks] == [
        ("anna", "transfer"),
        ("boris", "caller"),
    ]
    assert talks[0]["held_s"] > 0


async def test_all_three_talk_and_the_one_who_began_leaves(scene: Scene) -> None:
    anna, boris = await scene.phone("anna"), await away(scene, "boris")
    caller, card, _ = await talk(scene, anna)
    await act(scene, card, "transfer", {"consult": True, "operator": "boris"})
    colleague = await media_of(await boris.next_call(PATIENCE_S))
    await scene.living(caller, state="talking")
    await until(lambda: colleague.received > 10, PATIENCE_S, "boris hears anna")
    await act(scene, card, "consult", {"move": "conference"})
    shown = await scene.living(caller, held_since=None, state="talking")
    assert shown["party"]["state"] == "conference"
    await act(scene, card, "consult", {"move": "complete"})
    await scene.talking(caller, "boris")
    await hears(colleague, CALLER_TONE_HZ)
    await hears(caller.media, PHONE_TONE_HZ)


async def test_a_colleague_who_refuses_sends_the_caller_back_and_it_is_told(scene: Scene) -> None:
    anna = await scene.phone("anna")
    boris = await away(scene, "boris", Behaviour(refuse=603))
    caller, card, _ = await talk(scene, anna)
    await act(scene, card, "transfer", {"consult": False, "operator": "boris"})
    await boris.next_call(PATIENCE_S)
    back = await scene.living(caller, state="waiting", queue="support")
    assert back["place_since"] > card["place_since"]  # anew, with its first wait credited
    await hears_music(caller.media)
    await caller.hang_up()
    row = await scene.ended(caller)
    facts = await scene.told(row)
    assert [fact["result"] for fact in only(facts, "CallReturned")] == ["declined"]
    assert row["outcome"] == "answered"


async def test_a_caller_is_given_to_another_queue(scene: Scene) -> None:
    anna = await scene.phone("anna")
    caller, card, _ = await talk(scene, anna)
    vera = await scene.phone("vera")
    await act(scene, card, "transfer", {"consult": False, "queue": "sales"})
    await scene.talking(caller, "vera")
    await hears(await media_of(vera.calls[-1]), CALLER_TONE_HZ)
    await caller.hang_up()
    row = await scene.ended(caller)
    assert (row["queue"], row["operator"], row["transfers"]) == ("sales", "vera", 1)


async def test_an_operator_takes_its_call_back(scene: Scene) -> None:
    """As a page does that was loaded again: the old leg goes, a new one is rung."""
    anna = await scene.phone("anna")
    caller, card, _ = await talk(scene, anna)
    await scene.service.api("POST", "/operators/anna/take-back")
    again = await media_of(await anna.next_call(PATIENCE_S, number=1))
    await scene.talking(caller, "anna")
    await hears(caller.media, PHONE_TONE_HZ)
    await hears(again, CALLER_TONE_HZ)
    await caller.hang_up()
    row = await scene.ended(caller)
    assert (row["id"], row["operator"], row["transfers"]) == (card["call"], "anna", 0)
    talks = (await scene.service.api("GET", f"/calls/{row['id']}"))["talks"]
    assert len(talks) == 1


async def test_a_service_that_is_killed_finds_a_consultation_again(scene: Scene) -> None:
    anna, boris = await scene.phone("anna"), await away(scene, "boris")
    caller, card, media = await talk(scene, anna)
    await act(scene, card, "transfer", {"consult": True, "operator": "boris"})
    colleague = await media_of(await boris.next_call(PATIENCE_S))
    await hears(colleague, PHONE_TONE_HZ)
    await back_after_kill(scene.service)
    await hears(media, PHONE_TONE_HZ)
    await hears_music(caller.media)
    await act(scene, card, "consult", {"move": "complete"})
    await scene.talking(caller, "boris")
    await hears(colleague, CALLER_TONE_HZ)


async def test_an_operator_calls_out_and_the_ledger_knows(scene: Scene, provider: Phone) -> None:
    anna = await away(scene, "anna")
    answer = await scene.service.api("POST", "/operators/anna/dial", {"number": "030 555123"})
    assert answer["accepted"]
    own = await media_of(await anna.next_call(PATIENCE_S))
    called = await provider.next_call(PATIENCE_S)
    other = await media_of(called)
    await hears(own, PHONE_TONE_HZ)
    await hears(other, PHONE_TONE_HZ)
    assert called.from_number.lstrip("+") == "4930100"
    board = await scene.service.board()
    (card,) = (card for key, card in board.items() if key.startswith("calls/"))
    assert (card["direction"], card["state"], card["operator"]) == ("out", "talking", "anna")
    await scene.service.api("POST", f"/calls/{card['call']}/hangup")
    (row,) = await scene.service.calls(f"&search={OUTSIDE[1:]}")
    assert (row["direction"], row["operator"]) == ("out", "anna")


@pytest.mark.parametrize("number", ["+1 212 5551234", "0900 1234567", "101", "+49 89 123456"])
async def test_what_the_plan_does_not_allow_is_refused_with_a_reason(
    scene: Scene, number: str
) -> None:
    await away(scene, "anna")
    told = await scene.service.api("POST", "/operators/anna/dial", {"number": number}, expect=409)
    assert told["error"]["code"] == "dial_refused"


async def test_a_call_is_given_to_an_outside_number(scene: Scene, provider: Phone) -> None:
    anna = await scene.phone("anna")
    caller, card, _ = await talk(scene, anna)
    await act(scene, card, "transfer", {"consult": False, "number": OUTSIDE})
    other = await media_of(await provider.next_call(PATIENCE_S))
    await hears(other, CALLER_TONE_HZ)
    await hears(caller.media, PHONE_TONE_HZ)
    await scene.living(caller, state="outside")
    await caller.hang_up()
    row = await scene.ended(caller)
    assert (row["outcome"], row["transfers"]) == ("answered", 1)


async def test_wrap_up_ends_once_it_is_said_what_the_call_came_to(scene: Scene) -> None:
    anna = await scene.phone("anna")
    caller, card, _ = await talk(scene, anna)
    path = f"/calls/{card['call']}/disposition"
    await scene.service.api("PUT", path, {"codes": ["order"]}, expect=422)
    await caller.hang_up()
    await scene.service.wait_card("operators/anna", activity="wrapping_up")
    await scene.service.api("PUT", path, {"codes": ["order", "new"]})
    await scene.service.wait_card("operators/anna", disposition=["order", "new"])
    await scene.service.api("POST", "/operators/anna/wrap-up/end")
    await scene.service.wait_card("operators/anna", activity="idle")
    await scene.ended(caller)

    async def told() -> bool:
        row = await scene.ended(caller)
        return bool(row["disposition"] == ["order", "new"])

    await until(told, PATIENCE_S, "the ledger knows what the call came to")


async def test_a_call_is_declined_from_the_screen(scene: Scene) -> None:
    anna = await scene.phone("anna", RINGS_ON)
    caller = await scene.caller()
    ringing = await anna.next_call(PATIENCE_S)
    await scene.service.api("POST", "/operators/anna/decline")
    await until(ringing.ended.is_set, PATIENCE_S, "the phone stops ringing")
    facts = await scene.first_of(caller, "OfferEnded")
    assert facts["result"] == "declined"


async def test_nothing_is_written_while_a_recording_is_paused(scene: Scene) -> None:
    anna = await scene.phone("anna")
    caller, card, _ = await talk(scene, anna)
    await scene.recorded(caller)
    await act(scene, card, "recording", {"paused": True})
    await scene.living(caller, paused=True)
    heard = caller.media.received
    await until(lambda: caller.media.received > heard + 100, PATIENCE_S, "two seconds")
    await act(scene, card, "recording", {"paused": False})
    await scene.living(caller, paused=False)
    await scene.recorded(caller)
    await caller.hang_up()
    row = await scene.ended(caller)
    kept = await until(
        lambda: scene.service.kept_recording(row["id"]), PATIENCE_S, "the recording is kept"
    )
    assert kept["duration_s"] < row["talked_s"] - 1.5
