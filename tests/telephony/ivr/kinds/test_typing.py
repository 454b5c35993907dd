"""Digits that the caller types."""

from typing import Any

import msgspec
import pytest

from telephony.ivr.kinds.typing import Collecting
from telephony.ivr.nodes import Digits
from telephony.ivr.walker import KINDS
from tests.support.walk import Walk
from vocabulary.commands import PlayPrompt, StopPrompt
from vocabulary.facts import DigitsCollected, InputFailed
from vocabulary.states import EndReason, InputFault


def collecting(**more: Any) -> dict[str, Any]:
    return {
        "main": {
            "kind": "digits",
            "say": "type",
            "name": "account",
            "least": 2,
            "most": 4,
            "tries": 2,
            "timeout_s": 5,
            "next": "then",
            "otherwise": "bye",
            **more,
        },
        "then": {"kind": "menu", "say": "more", "keys": {"1": "support"}, "otherwise": "bye"},
        "bye": {"kind": "hang_up", "say": "farewell"},
    }


def typed(walk: Walk) -> list[str]:
    return [fact.pii_digits for fact in walk.facts(DigitsCollected)]


def test_enough_digits_are_taken_at_once() -> None:
    walk = Walk(collecting()).call().said().press("1234")
    assert (typed(walk), walk.node) == (["1234"], "then")
    assert walk.living.visit.value("account") == "1234"


def test_hash_ends_the_digits() -> None:
    assert typed(Walk(collecting()).call().said().press("12#")) == ["12"]


def test_a_pause_ends_the_digits() -> None:
    walk = Walk(collecting()).call().said().press("12").wait(4.9)
    assert typed(walk) == []
    assert typed(walk.wait(0.2)) == ["12"]


def test_each_digit_gives_its_time_anew() -> None:
    walk = Walk(collecting()).call().said().press("1").wait(4).press("2").wait(4)
    assert typed(walk) == []
    assert typed(walk.press("3#")) == ["123"]


def test_the_first_digit_breaks_the_prompt_off() -> None:
    walk = Walk(collecting()).call().press("1")
    assert walk.done(StopPrompt)
    assert not walk.press("2").done(StopPrompt)


def test_a_star_begins_anew() -> None:
    assert typed(Walk(collecting()).call().press("99*12#")) == ["12"]


@pytest.mark.parametrize(("keys", "fault"), [("1#", "not_understood"), ("#", "nothing_pressed")])
def test_too_few_digits_are_asked_for_again(keys: str, fault: str) -> None:
    walk = Walk(collecting()).call().said().press(keys)
    assert walk.hears == [fault, "type"]
    assert walk.press("1#").node == "bye"


def test_silence_is_a_try() -> None:
    walk = Walk(collecting()).call().said().wait(5)
    assert walk.hears == ["nothing_pressed", "type"]
    assert walk.said().wait(5).node == "bye"


def test_what_was_typed_is_read_back_and_confirmed() -> None:
    walk = Walk(collecting(read_back=True)).call().press("123#")
    (command,) = walk.done(PlayPrompt)
    assert command.say[0].prompt == "read_back"
    assert command.say[0].values == (("digits", "123"),)
    assert typed(walk) == []
    assert typed(walk.said().press("1")) == ["123"]


def test_what_was_read_back_may_be_typed_anew() -> None:
    walk = Walk(collecting(read_back=True)).call().press("123#").press("2")
    assert walk.facts(InputFailed)[0].fault is InputFault.DISMISSED
    assert walk.hears == ["type"]
    assert typed(walk.press("45#").press("1")) == ["45"]


def test_no_word_about_what_was_read_back_is_a_try() -> None:
    walk = Walk(collecting(read_back=True)).call().press("123#").said().wait(5)
    assert walk.hears == ["nothing_pressed", "type"]


def test_digits_typed_ahead_are_taken_and_the_rest_is_kept() -> None:
    flow = {**collecting(), "hello": {"kind": "say", "say": "hi", "next": "main", "whole": True}}
    walk = Walk(flow, number={"number": "100", "start": "hello"}).call().press("12#1").said()
    assert typed(walk) == ["12"]
    assert walk.queue == "support"


def test_half_of_the_digits_may_be_typed_ahead() -> None:
    flow = {**collecting(), "hello": {"kind": "say", "say": "hi", "next": "main", "whole": True}}
    walk = Walk(flow, number={"number": "100", "start": "hello"}).call().press("12").said()
    assert walk.node == "main"
    assert typed(walk.press("3").wait(5)) == ["123"]


def test_sensitive_digits_stand_in_no_fact_no_state_and_no_sound() -> None:
    walk = Walk(collecting(sensitive=True, read_back=True)).call().press("4711")
    (fact,) = walk.facts(DigitsCollected)
    assert (fact.length, fact.sensitive, fact.pii_digits) == (4, True, "")
    assert walk.node == "then"
    everything = msgspec.json.encode(walk.engine.state()) + msgspec.json.encode(walk.facts_told)
    assert b"4711" not in everything
    assert "4711" not in str(walk.commands)


def test_this_is_how_the_walker_collects() -> None:
    assert isinstance(KINDS[Digits], Collecting)


@pytest.mark.parametrize("next_kind", ["menu", "say", "digits"])
def test_a_hash_after_enough_digits_is_for_nobody(next_kind: str) -> None:
    then: dict[str, dict[str, Any]] = {
        "menu": {"kind": "menu", "say": "more", "keys": {"1": "support"}, "otherwise": "bye"},
        "say": {"kind": "say", "say": "more", "next": "bye"},
        "digits": {"kind": "digits", "say": "more", "name": "x", "next": "bye", "otherwise": "bye"},
    }
    walk = Walk({**collecting(), "then": then[next_kind]}).call().press("1234#")
    assert (walk.node, walk.hears, walk.facts(InputFailed)) == ("then", ["more"], [])


def test_a_hash_that_comes_much_later_is_the_menus() -> None:
    then = {"kind": "menu", "say": "more", "keys": {"#": "support"}, "otherwise": "bye"}
    walk = Walk({**collecting(), "then": then}).call().press("1234")
    assert walk.wait(4).press("#").queue == "support"


def test_a_hash_after_a_pause_that_ended_the_digits_is_for_nobody() -> None:
    walk = Walk(collecting()).call().said().press("12").wait(5).press("#")
    assert (walk.node, walk.facts(InputFailed)) == ("then", [])


AHEAD = {"hello": {"kind": "say", "say": "hi", "next": "main", "whole": True}}


def ahead(keys: str, **more: Any) -> Walk:
    walk = Walk({**collecting(**more), **AHEAD}, number={"number": "100", "start": "hello"})
    return walk.call().press(keys).said()


def test_a_hash_after_enough_digits_typed_ahead_is_for_nobody() -> None:
    walk = ahead("1234#1")
    assert (typed(walk), walk.queue) == (["1234"], "support")


def test_what_follows_a_mistake_typed_ahead_is_forgotten() -> None:
    walk = ahead("1#1")
    assert walk.hears == ["not_understood", "type"]
    assert (walk.press("1234").node, walk.hears) == ("then", ["more"])


def test_digits_typed_ahead_are_heard_before_they_are_confirmed_and_no_key_counts_twice() -> None:
    walk = ahead("123#1", read_back=True)
    assert walk.hears == ["read_back"]
    assert (walk.said().press("1").node, walk.hears) == ("then", ["more"])


def test_keys_without_end_end_within_the_hour() -> None:
    walk = Walk(collecting()).call()
    for _ in range(1000):
        if walk.engine.book.calls:
            walk.press("*").wait(4)
    assert walk.end.reason is EndReason.FLOW_TOO_LONG
