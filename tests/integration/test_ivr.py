"""Every kind of node on a real line: prompts that are heard, keys that are pressed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
import pytest_asyncio

from switchboard.testcall.caller import CALLER_TONE_HZ, Caller
from telephony.ivr.walker import KINDS
from tests.integration.scene import (
    PATIENCE_S,
    RINGS_ON,
    Scene,
    back_after_kill,
    ended_row,
    only,
    withdrawn,
)
from tests.integration.vault import kept
from tests.support.pressing import Press, pressing_caller
from tests.support.service import Service, running_service
from tests.support.sipp import Sipp
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

PLAN = """
name: IVR
languages: [en, ru]
prompts:
  ask: {en: "Press a key.", ru: "Нажмите клавишу."}
  type: {en: "Type your customer number, then hash.", ru: "Введите номер клиента."}
  hello: {en: "Hello {name}, your account is {account:digits}.", ru: "Здравствуйте, {name}."}
  closed: {en: "We are closed.", ru: "Мы закрыты."}
  still_there: {en: "Please hold the line.", ru: "Оставайтесь на линии."}
  bye: {en: "Goodbye.", ru: "До свидания."}
  outage: {en: "There is an outage in the south.", ru: "На юге авария."}
incidents: [outage]
hours:
  always: {week: {mon-sun: "00:00-24:00"}}
  never: {week: {mon: ""}}
flow:
  language: {kind: language, say: ask, keys: {"1": en, "2": ru}, next: who}
  who: {kind: recognise, blocked: farewell, vip: urgent, otherwise: main}
  urgent: {kind: criteria, priority: 5, next: main}
  main:
    kind: menu
    say: ask
    keys: {"1": account, "2": shop, "3": closed, "4": message, "5": call_back, "6": outside,
           "7": survey, "8": farewell, "9": waiting, "*": card}
    otherwise: farewell
  account: {kind: digits, say: type, name: account, least: 2, most: 6, read_back: true,
            next: find, otherwise: farewell}
  card: {kind: digits, say: type, name: card, most: 16, sensitive: true, next: find_card,
         otherwise: farewell}
  find_card: {kind: look_up, key: card, found: farewell, missing: farewell}
  find: {kind: look_up, key: account, found: greet, missing: farewell}
  greet: {kind: say, say: hello, next: farewell}
  shop: {kind: hours, hours: always, open: waiting, closed: closed}
  closed: {kind: hours, hours: never, open: waiting, closed: told_closed}
  told_closed: {kind: say, say: closed, next: farewell}
  waiting: {kind: queue, queue: support, say: still_there}
  message: {kind: message, max_s: 20, silence_s: 3}
  call_back: {kind: callback, queue: support, otherwise: farewell}
  outside: {kind: transfer, number: "+4930555", otherwise: farewell}
  survey: {kind: survey, say: ask, question: csat, next: farewell}
  farewell: {kind: hang_up, say: bye}
outside: ["+4930555"]
numbers:
  - {number: "100", start: language, person: support}
  - {number: "200", queue: support}
queues:
  - queue: support
    name: Support
    ring_s: 4
    wrap_up_s: 0
    waiting:
      keys: {"1": call_back}
      after_talk: survey
      announce: {first_s: 1, every_s: 10, place: true, comfort: [still_there]}
callers:
  - {number: "4711", customer: "4711", name: Ada, fields: {account: "4711"}}
  - {number: "7955555", vip: true}
"""
LISTENS_S = 20.0
CARD = "864297531864"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("ivr")
    (folder / "plan.yaml").write_text(PLAN)
    environment = {"CALLWRIGHT_PLAN": str(folder / "plan.yaml")}
    async with running_service(folder / "home", environment) as service:
        yield service


async def heard(caller: Caller, what: str) -> None:
    """Until there is sound."""
    caller.media.loud = False
    await until(lambda: caller.media.loud, PATIENCE_S, what)


async def at_main(scene: Scene) -> Caller:
    """A caller in front of the main menu, in English."""
    caller = await scene.caller()
    await scene.living(caller, state="ivr", node="language")
    await heard(caller, "the question for the language")
    await caller.press("1")
    await scene.living(caller, node="main", language="en")
    return caller


async def story(scene: Scene, caller: Caller) -> list[dict[str, Any]]:
    """The facts of a call that is over."""
    return await scene.told(await scene.ended(caller))


async def test_language_menu_and_farewell(scene: Scene) -> None:
    caller = await at_main(scene)
    await heard(caller, "the menu")
    await caller.press("8")
    await until(caller.ended.is_set, PATIENCE_S, "we hang up")
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("informed", "flow_ended")
    facts = await scene.told(row)
    way = [fact["node"] for fact in only(facts, "NodeEntered")]
    assert way == ["language", "who", "main", "farewell"]
    assert [fact["key"] for fact in only(facts, "KeyChosen")] == ["1", "8"]


async def test_digits_are_read_back_looked_up_and_spoken(scene: Scene) -> None:
    caller = await at_main(scene)
    await caller.press("1")
    await scene.living(caller, node="account")
    await caller.press("4711#")
    await heard(caller, "what was typed")
    await caller.press("1")
    await until(caller.ended.is_set, PATIENCE_S, "greeted and let go")
    facts = await story(scene, caller)
    (collected,) = only(facts, "DigitsCollected")
    assert (collected["digits"], collected["length"]) == ("4711", 4)
    (found,) = only(facts, "CustomerLookedUp")
    assert found["result"] == "found"
    assert "greet" in [fact["node"] for fact in only(facts, "NodeEntered")]


async def test_sensitive_digits_are_nowhere_on_the_disk(scene: Scene) -> None:
    caller = await at_main(scene)
    await caller.press("*")
    await scene.living(caller, node="card")
    await caller.press(CARD + "#")
    await until(caller.ended.is_set, LISTENS_S, "let go")
    facts = await story(scene, caller)
    (collected,) = only(facts, "DigitsCollected")
    assert (collected["length"], collected["sensitive"]) == (len(CARD), True)
    assert len(only(facts, "CustomerLookedUp")) == 1
    home = scene.service.home
    files = [path for path in home.rglob("*") if path.is_file() and not path.is_socket()]
    holders = [path for path in files if CARD.encode() in path.read_bytes()]
    assert len(files) > 20
    assert not holders


async def test_the_calendar_leads_to_the_queue_or_says_that_we_are_closed(scene: Scene) -> None:
    caller = await at_main(scene)
    await caller.press("2")
    await scene.living(caller, state="waiting", queue="support")
    await heard(caller, "music")
    closed = await at_main(scene)
    await closed.press("3")
    await until(closed.ended.is_set, LISTENS_S, "told that we are closed")
    facts = await story(scene, closed)
    entered = [(fact["node"], fact["by"]) for fact in only(facts, "NodeEntered")]
    assert ("told_closed", "closed") in entered


async def test_a_message_is_taken_and_can_be_listened_to(scene: Scene) -> None:
    caller = await at_main(scene)
    await caller.press("4")
    await scene.living(caller, node="message")
    await scene.first_of(caller, "MessageStarted")
    said = caller.media.sent
    await until(lambda: caller.media.sent > said + 50, LISTENS_S, "a second of its voice")
    await caller.press("#")
    await until(caller.ended.is_set, LISTENS_S, "thanked and let go")
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("voicemail", "left_message")
    message, sound = await kept(scene.service, str(row["id"]))
    assert (message["channels"], message["operator"]) == (1, None)
    assert sound.duration_s >= 0.5
    assert sound.tone_seconds(0, CALLER_TONE_HZ) >= 0.5


async def test_a_callback_is_asked_for_by_key_out_of_the_queue(scene: Scene) -> None:
    caller = await at_main(scene)
    await caller.press("9")
    await scene.living(caller, state="waiting")
    await caller.press("1")
    await scene.living(caller, node="call_back")
    await heard(caller, "the offer")
    await caller.press("1")
    await until(caller.ended.is_set, LISTENS_S, "promised and let go")
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("callback", "callback_asked")
    assert row["left_queue"] == "key"
    facts = await scene.told(row)
    (asked,) = only(facts, "CallbackAsked")
    assert (asked["number"], asked["queue"]) == (caller.number, "support")


async def test_an_outside_number_without_a_trunk_leads_back_into_the_flow(scene: Scene) -> None:
    caller = await at_main(scene)
    await caller.press("6")
    await until(caller.ended.is_set, LISTENS_S, "no trunk: told goodbye")
    (failed,) = only(await story(scene, caller), "OutsideFailed")
    assert failed["result"] == "unreachable"


async def test_a_survey_is_answered_with_a_number(scene: Scene) -> None:
    caller = await at_main(scene)
    await caller.press("7")
    await scene.living(caller, node="survey")
    await caller.press("4")
    await until(caller.ended.is_set, LISTENS_S, "let go")
    (answer,) = only(await story(scene, caller), "SurveyAnswered")
    assert (answer["question"], answer["answer"]) == ("csat", 4)


async def test_zero_leads_to_a_person_and_the_survey_follows_the_talk(scene: Scene) -> None:
    phone = await scene.phone("anna")
    caller = await at_main(scene)
    await caller.press("0")
    await phone.next_call(PATIENCE_S)
    await scene.talking(caller, "anna")
    await phone.hang_up()
    await scene.living(caller, state="ivr", node="survey")
    await heard(caller, "the question after the talk")
    await caller.press("5")
    await until(caller.ended.is_set, LISTENS_S, "let go")
    row = await scene.ended(caller)
    assert (row["outcome"], row["operator"]) == ("answered", "anna")
    assert row["talk_ended_at"] is not None
    facts = await scene.told(row)
    assert [fact["answer"] for fact in only(facts, "SurveyAnswered")] == [5]
    assert len(only(facts, "TalkEnded")) == 1


async def test_announcements_interrupt_the_music_which_comes_back(scene: Scene) -> None:
    caller = await scene.caller("200")
    await scene.first_of(caller, "Announced")
    await heard(caller, "the place, then music")
    await caller.hang_up()
    (first, *_) = only(await story(scene, caller), "Announced")
    assert first["place"] == 1


async def test_an_announcement_never_delays_the_operator(scene: Scene) -> None:
    caller = await scene.caller("200")
    await scene.first_of(caller, "Announced")
    phone = await scene.phone("boris")
    await phone.next_call(PATIENCE_S)
    await scene.talking(caller, "boris")
    await caller.hang_up()
    assert (await scene.ended(caller))["outcome"] == "answered"


async def test_keys_while_a_phone_rings_withdraw_it(scene: Scene) -> None:
    phone = await scene.phone("vera", RINGS_ON)
    caller = await scene.caller("200")
    ring = await phone.next_call(PATIENCE_S)
    await caller.press("1")
    await scene.living(caller, node="call_back")
    assert await withdrawn(ring)
    await caller.hang_up()
    assert (await scene.ended(caller))["outcome"] == "abandoned"


async def test_an_incident_is_heard_first(scene: Scene) -> None:
    await scene.service.api("POST", "/incident", {"prompt": "outage"}, expect=202)
    caller = await scene.caller()
    await scene.living(caller, node="language")
    (told,) = [await scene.first_of(caller, "IncidentHeard")]
    assert told["prompt"] == "outage"
    await caller.hang_up()
    await scene.service.api("DELETE", "/incident", expect=202)


async def test_a_restart_in_the_middle_of_a_menu_lets_the_caller_hear_it_again(
    scene: Scene,
) -> None:
    caller = await at_main(scene)
    await back_after_kill(scene.service)
    await scene.living(caller, node="main")
    await heard(caller, "the menu again")
    await caller.press("8")
    await until(caller.ended.is_set, LISTENS_S, "let go")
    assert (await scene.ended(caller))["outcome"] == "informed"


VIP = "7955555"
WALKS: dict[str, tuple[tuple[Press, ...], str, set[str]]] = {
    "7950001": (
        (Press(1500, "1"), Press(1500, "1"), Press(1000, "4711#"), Press(2500, "1")),
        "informed",
        {"language", "recognise", "menu", "digits", "look_up", "say", "hang_up"},
    ),
    "7950002": (
        # once more than it takes: the first may come while the word before the queue is said
        (Press(1500, "1"), Press(1500, "2"), Press(4000, "1"), Press(2500, "1"), Press(2500, "1")),
        "callback",
        {"hours", "queue", "callback"},
    ),
    "7950003": ((Press(1500, "1"), Press(1500, "3")), "informed", {"hours", "say"}),
    "7950004": (
        (Press(1500, "1"), Press(1500, "4"), Press(500, "5"), Press(2500, "#")),
        "voicemail",
        {"message"},
    ),
    "7950005": ((Press(1500, "1"), Press(1500, "6")), "informed", {"transfer"}),
    "7950006": ((Press(1500, "1"), Press(1500, "7"), Press(1500, "4")), "informed", {"survey"}),
    VIP: ((Press(1500, "1"), Press(1500, "8")), "informed", {"criteria"}),
}
"""By the caller's number: what it presses, how its call ends, kinds of nodes on its way."""


async def test_sipp_callers_walk_every_kind_of_node_with_real_events(
    scene: Scene, tmp_path: Path, sipp_argv: tuple[str, ...]
) -> None:
    """All at once, their keys as RFC 4733 events out of sipp itself."""
    async with Sipp(sipp_argv, tmp_path, scene.service.sip) as sipp:
        results = await asyncio.gather(
            *(
                sipp.call(pressing_caller("100", script), numbers=[number])
                for number, (script, _, _) in WALKS.items()
            )
        )
    assert [result.succeeded for result in results] == [1] * len(WALKS)
    kinds: set[str] = set()
    for number, (_, outcome, expected) in WALKS.items():
        row = await ended_row(scene.service, number)
        assert row["outcome"] == outcome, number
        entered = {str(fact["kind"]) for fact in only(await scene.told(row), "NodeEntered")}
        assert expected <= entered, number
        kinds |= entered
    assert kinds == {get_args(each.model_fields["kind"].annotation)[0] for each in KINDS}
