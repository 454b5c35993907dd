"""Offering to call back."""

from typing import Any

import pytest

from telephony.ivr.kinds import callback
from tests.support.walk import Walk
from vocabulary.commands import PlayPrompt
from vocabulary.facts import CallbackAsked
from vocabulary.states import EndReason, Outcome


def offering(**more: Any) -> dict[str, Any]:
    return {"main": {"kind": "callback", "timeout_s": 5, "tries": 2, **more}}


def asked(walk: Walk) -> list[str]:
    return [fact.pii_number for fact in walk.facts(CallbackAsked)]


def test_the_callers_own_number_is_offered_and_taken_with_one() -> None:
    walk = Walk(offering(say="we_are_closed")).call("+4930123")
    (command,) = walk.done(PlayPrompt)
    assert [one.prompt for one in command.say] == ["we_are_closed", "callback_offer"]
    assert command.say[1].values == (("number", "+4930123"),)
    walk.said().press("1")
    assert (asked(walk), walk.hears) == (["+4930123"], ["callback_done"])
    walk.said()
    assert (walk.end.outcome, walk.end.reason) == (Outcome.CALLBACK, EndReason.CALLBACK_ASKED)


def test_another_number_is_typed_read_back_and_confirmed() -> None:
    walk = Walk(offering()).call().press("2")
    assert walk.hears == ["callback_number"]
    walk.press("0301234567#")
    (command,) = walk.done(PlayPrompt)
    assert command.say[0].prompt == "callback_check"
    assert command.say[0].values == (("number", "0301234567"),)
    assert not asked(walk)
    assert asked(walk.said().press("1")) == ["0301234567"]


def test_a_number_that_was_read_back_may_be_typed_anew() -> None:
    walk = Walk(offering()).call().press("2").press("0301234567#").press("2")
    assert walk.hears == ["callback_number"]
    assert asked(walk.press("0309999999#").press("1")) == ["0309999999"]


@pytest.mark.parametrize("number", ["", "anonymous", "123", "+" + "1" * 20])
def test_a_caller_whose_number_cannot_be_dialled_is_asked_for_one(number: str) -> None:
    walk = Walk(offering()).call(number)
    assert walk.hears == ["callback_number"]
    assert asked(walk.said().press("030123456").wait(5).press("1")) == ["030123456"]


@pytest.mark.parametrize("typed", ["1#", "1234567890123456#", "#"])
def test_a_number_that_is_none_is_refused_politely(typed: str) -> None:
    walk = Walk(offering(tries=3)).call().press("2").press(typed)
    assert walk.hears == ["callback_refused", "callback_number"]
    assert not asked(walk)


def test_no_answer_ends_the_offer() -> None:
    walk = Walk(offering()).call().said().wait(5)
    assert walk.hears == ["nothing_pressed", "callback_offer"]
    walk.said().wait(5)
    assert walk.end.outcome is Outcome.INFORMED
    assert not asked(walk)


def test_who_does_not_want_it_goes_the_other_way() -> None:
    walk = Walk(offering(otherwise="support")).call().press("99")
    assert walk.queue == "support"


def test_zero_leads_to_a_person() -> None:
    assert Walk(offering(), there=("anna",)).call().press("0").queue == "support"


def test_after_the_promise_the_flow_may_go_on_and_the_call_is_still_to_be_returned() -> None:
    flow = {**offering(next="bye"), "bye": {"kind": "hang_up", "say": "farewell"}}
    walk = Walk(flow).call().press("1").said()
    assert walk.node == "bye"
    assert walk.hang_up().end.outcome is Outcome.CALLBACK


def test_the_queue_that_will_call_is_the_nodes_or_the_one_of_before() -> None:
    walk = Walk(offering(queue="sales"), queues={"support": {}, "sales": {}}).call().press("1")
    assert walk.facts(CallbackAsked)[0].queue == "sales"
    number = {"number": "100", "queue": "support"}
    walk = Walk(offering(), queues={"support": {"keys": {"1": "main"}}}, number=number)
    walk.call().press("1").press("1")
    assert walk.facts(CallbackAsked)[0].queue == "support"


def test_a_restart_while_the_promise_is_said_does_not_ask_again() -> None:
    walk = Walk(offering()).call().press("1").restart()
    assert walk.end.outcome is Outcome.CALLBACK
    assert asked(walk) == ["+4930123"]


def test_phases_are_words() -> None:
    assert len({callback.OFFER, callback.TYPING, callback.CHECKING, callback.DONE}) == 4


def test_a_key_typed_ahead_confirms_no_number_and_counts_nowhere_else() -> None:
    hello = {"kind": "say", "say": "hi", "next": "main"}
    bye = {"kind": "say", "say": "well", "next": "support"}
    flow = {**offering(next="bye"), "hello": hello, "bye": bye}
    walk = Walk(flow, number={"number": "100", "start": "hello"}).call().press("1")
    assert (walk.hears, asked(walk)) == (["callback_offer"], [])
    walk.press("1").said()
    assert (walk.node, walk.hears) == ("bye", ["well"])
