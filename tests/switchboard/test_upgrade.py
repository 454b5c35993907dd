"""A service that is upgraded in the middle of calls."""

import json
from typing import Any

import msgspec

from switchboard.compose import build_engine
from switchboard.engine import Engine, EngineState
from switchboard.upgrade import completed
from tests.support.ids import Ids
from tests.support.playbook import Playbook, arrives, plan_with
from vocabulary.ids import LegId, QueueId
from vocabulary.inputs import LegAnswered, LinesSurveyed, PromptEnded
from vocabulary.states import CallState

PLAN = plan_with(
    "{queue: support, name: Support, waiting: {keys: {'1': bye},"
    " overflow: [{when: nobody, to: bye}]}}",
    more="flow: {hello: {kind: hang_up}, bye: {kind: hang_up}}",
)


def of_before(engine: Engine) -> EngineState:
    """The checkpoint as a version before menus would have written it."""
    written: dict[str, Any] = json.loads(msgspec.json.encode(engine.state()))
    del written["waiting"], written["standing"]
    for key in ("attendance", "switches", "revision"):
        written["book"].pop(key, None)
    for call in written["book"]["calls"]:
        for key in ("visit", "revision", "talked_with"):
            call.pop(key, None)
        if call["state"] == "ivr":
            call["state"] = "greeting"
    return msgspec.json.decode(json.dumps(written), type=EngineState)


def test_what_an_older_version_kept_is_completed() -> None:
    play = Playbook(PLAN, ready=("anna",)).run(arrives("in-1"), LegAnswered(LegId("in-1")))
    today = play.engine.state()
    state = completed(of_before(play.engine))
    assert state.book.attendance == today.book.attendance
    assert state.waiting.attendance == today.waiting.attendance
    (guest,) = state.waiting.guests
    assert (guest.queue, guest.ringing, guest.answered) == ("support", 1, True)
    assert guest.waits


def test_a_checkpoint_of_today_is_left_as_it_is() -> None:
    play = Playbook(PLAN).run(arrives("in-1"), LegAnswered(LegId("in-1")))
    state = play.engine.state()
    assert completed(state) is state


def test_nobody_is_led_away_after_an_upgrade_because_nobody_seems_to_be_there() -> None:
    play = Playbook(PLAN, ready=("anna",)).run(arrives("in-1"), LegAnswered(LegId("in-1")))
    upgraded = build_engine(play.shelves, Ids(50), of_before(play.engine))
    upgraded.step(play.now, LinesSurveyed(()))
    upgraded.step(play.now, arrives("in-2"))
    (call,) = (call for call in upgraded.book.calls.values() if call.leg == "in-2")
    assert (call.state, call.queue) == (CallState.WAITING, QueueId("support"))


def test_a_caller_who_was_being_greeted_is_led_on() -> None:
    play = Playbook(PLAN).run(arrives("in-1", "200"))
    state = of_before(play.engine)
    call = msgspec.structs.replace(state.book.calls[0], state=CallState("greeting"), answered=True)
    book = msgspec.structs.replace(state.book, calls=(call,))
    upgraded = build_engine(play.shelves, Ids(50), msgspec.structs.replace(state, book=book))
    upgraded.step(play.now, PromptEnded(LegId("in-1"), ""))
    due = upgraded.deadline()
    assert due is not None
