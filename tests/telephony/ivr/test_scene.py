"""The few things that nodes do."""

from telephony.ivr.scene import AHEAD_LIMIT, Ear, mishap, step_to
from tests.support.walk import IN, FlowText, Walk, telephony
from vocabulary.facts import FlowEnded, NodeEntered, QueueChosen
from vocabulary.states import InputFault

SAY: FlowText = {
    "main": {"kind": "say", "say": "hello", "next": "ask", "whole": True},
    "ask": {
        "kind": "digits",
        "say": "type",
        "name": "x",
        "most": 40,
        "next": "support",
        "otherwise": "support",
    },
}


def test_a_target_is_a_node_a_queue_or_nothing() -> None:
    walk = Walk(SAY).call()
    plan = telephony(SAY)
    assert isinstance(step_to(walk.living, plan, "ask", "x")[0], NodeEntered)
    assert isinstance(step_to(walk.living, plan, "support", "x")[0], QueueChosen)
    assert isinstance(step_to(walk.living, plan, "nowhere", "x")[0], FlowEnded)


def test_what_is_typed_ahead_is_bounded() -> None:
    walk = Walk(SAY).call().press("1" * (AHEAD_LIMIT + 20)).said()
    assert walk.living.visit.value("x") == "1" * AHEAD_LIMIT


def test_the_language_is_chosen_known_the_numbers_or_the_usual() -> None:
    number = {"number": "100", "start": "main", "language": "ru"}
    assert Walk(SAY).call().playing[IN].language == "en"
    assert Walk(SAY, number=number).call().playing[IN].language == "ru"
    caller = {"number": "+4930123", "language": "en"}
    assert Walk(SAY, number=number, callers=(caller,)).call().playing[IN].language == "en"
    unspoken = {"number": "100", "start": "main", "language": "el"}
    assert Walk(SAY, number=unspoken).call().playing[IN].language == "en"


def test_tokens_differ_by_node_and_by_question() -> None:
    assert len({Ear(entered=n, asked=m).token for n in (1, 2, 11) for m in (1, 2, 11)}) == 9


def test_a_mishap_has_a_word() -> None:
    assert {mishap(fault) for fault in InputFault} == {"nothing_pressed", "not_understood"}


def test_a_prompt_may_tell_when_a_calendar_opens() -> None:
    hours = {"shop": {"week": {"mon-fri": "11:00-18:00"}}}
    walk = Walk(SAY, hours=hours).call()
    assert ("shop_opens", "11:00") in walk.playing[IN].say[0].values
