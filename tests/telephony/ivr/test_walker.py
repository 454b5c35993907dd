"""The walker: its bounds, its restarts, and ten thousand steps without an end."""

from datetime import timedelta

import pytest

from telephony.ivr import walker
from telephony.ivr.nodes import Node
from telephony.ivr.scene import Ear
from tests.support.walk import IN, START, FlowText, Walk
from vocabulary.facts import DigitsCollected
from vocabulary.inputs import LegEnded, PromptEnded
from vocabulary.states import EndCause, EndReason, Outcome

MENU: FlowText = {
    "main": {
        "kind": "menu",
        "say": "ask",
        "keys": {"1": "support", "2": "main"},
        "tries": 2,
        "otherwise": "bye",
    },
    "bye": {"kind": "hang_up", "say": "farewell"},
}


def test_every_kind_of_node_has_its_behaviour() -> None:
    kinds = set(Node.__origin__.__args__)  # type: ignore[attr-defined]
    assert set(walker.KINDS) == kinds


def test_nobody_walks_for_ever_by_steps() -> None:
    walk = Walk(MENU).call()
    for _ in range(walker.STEPS_LIMIT + 1):
        if walk.facts_told and walk.engine.book.calls:
            walk.press("2")
    assert (walk.end.outcome, walk.end.reason) == (Outcome.INTERRUPTED, EndReason.FLOW_TOO_LONG)


def test_nobody_walks_for_ever_by_time() -> None:
    walk = Walk(MENU).call()
    hours = 0
    while walk.engine.book.calls and hours < 200:
        hours += 1
        walk.said().wait(4).press("2").wait(60)
    assert walk.end.reason is EndReason.FLOW_TOO_LONG
    assert hours < 70


def test_instant_nodes_in_a_circle_end_within_the_step() -> None:
    criteria = {"kind": "criteria", "priority": 0, "next": "main"}
    walk = Walk({"main": criteria}).call()
    assert walk.end.reason is EndReason.FLOW_TOO_LONG


def test_an_end_of_a_prompt_that_never_comes_does_not_keep_the_caller() -> None:
    flow = {"main": {"kind": "say", "say": "hello", "next": "support"}}
    walk = Walk(flow).call().wait(walker.SPEECH_LIMIT_S - 1)
    assert walk.node == "main"
    assert walk.wait(2).queue == "support"


def test_after_a_restart_the_node_is_heard_again_under_a_new_token() -> None:
    walk = Walk(MENU).call().said()
    before = walk.playing.get(IN)
    walk.restart()
    assert walk.hears == ["ask"]
    assert walk.playing[IN] != before
    assert walk.press("1").queue == "support"


def test_digits_typed_half_are_gone_after_a_restart() -> None:
    flow = {
        "main": {
            "kind": "digits",
            "say": "type",
            "name": "account",
            "most": 4,
            "next": "support",
            "otherwise": "support",
        }
    }
    walk = Walk(flow).call().press("12").restart().press("3456")
    assert [fact.pii_digits for fact in walk.facts(DigitsCollected)] == ["3456"]


def test_a_caller_who_left_in_the_gap_is_told_as_gone() -> None:
    walk = Walk(MENU).call().said().give(LegEnded(IN, EndCause.GONE))
    assert walk.end.reason is EndReason.LEFT_WHILE_AWAY


@pytest.mark.parametrize(
    ("ear", "token", "belongs"),
    [
        (None, "3.7", True),
        (None, "2.7", False),
        (Ear(entered=3, asked=1, speaking=True), "3.1", True),
        (Ear(entered=3, asked=2, speaking=True), "3.1", False),
        (Ear(entered=3, asked=1, speaking=False), "3.1", False),
    ],
)
def test_which_end_of_a_prompt_is_meant(ear: Ear | None, token: str, belongs: bool) -> None:
    assert walker.belongs(ear, 3, token) is belongs


def test_what_is_due_and_when() -> None:
    later = START + timedelta(seconds=5)
    assert walker.due(Ear(due=later), START) == later
    assert walker.due(None, START) == START + timedelta(seconds=walker.SPEECH_LIMIT_S)


def test_a_revision_that_is_gone_lets_the_caller_go_with_our_word() -> None:
    walk = Walk(MENU).call()
    walk.plans._parts = {0: walk.plan._replace(flow={})}
    walk.give(PromptEnded(IN, walk.playing[IN].token)).press("1").wait(400)
    assert (walk.end.outcome, walk.end.reason) == (Outcome.INTERRUPTED, EndReason.LINE_FAILED)
