"""Menus, the choice of a language, and questions with numbers."""

import pytest

from telephony.ivr.kinds import choosing
from tests.support.walk import IN, FlowText, Walk
from vocabulary.commands import PlayPrompt, StopPrompt
from vocabulary.facts import InputFailed, KeyChosen, LanguageChosen, NodeEntered, SurveyAnswered
from vocabulary.states import InputFault

MENU: FlowText = {
    "main": {
        "kind": "menu",
        "say": "ask",
        "keys": {"1": "support", "2": "news", "#": "news"},
        "tries": 3,
        "timeout_s": 5,
        "otherwise": "bye",
    },
    "news": {"kind": "say", "say": "told", "next": "main"},
    "bye": {"kind": "hang_up", "say": "farewell"},
}


def test_the_menu_is_said_and_a_key_chooses() -> None:
    walk = Walk(MENU).call()
    assert (walk.node, walk.hears) == ("main", ["ask"])
    walk.said().press("2")
    assert (walk.node, walk.hears) == ("news", ["told"])
    assert walk.facts(KeyChosen)[0].key == "2"
    assert walk.facts(NodeEntered)[-1].by == "key 2"


def test_a_key_while_the_menu_is_said_breaks_it_off() -> None:
    walk = Walk(MENU).call()
    walk.press("1")
    assert walk.queue == "support"
    assert walk.done(StopPrompt)


def test_nothing_pressed_is_said_so_and_asked_again_until_the_way_out() -> None:
    walk = Walk(MENU).call().said()
    walk.wait(4.9)
    assert not walk.facts(InputFailed)
    walk.wait(0.2)
    assert walk.hears == ["nothing_pressed", "ask"]
    walk.said().wait(5).said().wait(5)
    assert [fact.tries for fact in walk.facts(InputFailed)] == [1, 2, 3]
    assert (walk.node, walk.hears) == ("bye", ["farewell"])
    assert walk.facts(NodeEntered)[-1].by == "otherwise"


def test_a_wrong_key_counts_as_a_try_and_is_said_so() -> None:
    walk = Walk(MENU).call().press("7")
    assert walk.hears == ["not_understood", "ask"]
    assert walk.facts(InputFailed)[0].fault is InputFault.WRONG


def test_keys_typed_ahead_are_used_by_the_questions_that_follow() -> None:
    walk = Walk(MENU).call().press("2")
    walk.press("21")
    assert walk.way == ["main", "news", "main", "news", "main"]
    assert walk.queue == "support"


def test_a_wrong_key_makes_the_ones_behind_it_void() -> None:
    walk = Walk(
        {**MENU, "hello": {"kind": "say", "say": "hi", "next": "main", "whole": True}},
        number={"number": "100", "start": "hello"},
    ).call()
    walk.press("91").said()
    assert (walk.node, walk.hears) == ("main", ["not_understood", "ask"])


def test_zero_leads_to_a_person_who_is_there() -> None:
    walk = Walk(MENU, there=("anna",)).call().press("0")
    assert walk.queue == "support"


def test_zero_where_nobody_is_there_is_said_so() -> None:
    walk = Walk(MENU).call().press("0")
    assert walk.hears == ["nobody_there", "ask"]
    walk.press("00")
    assert walk.node == "bye"  # not for ever


def test_zero_is_the_menus_own_where_the_menu_says_so() -> None:
    menu = {**MENU["main"], "keys": {"0": "news"}}
    walk = Walk({**MENU, "main": menu}, there=("anna",)).call().press("0")
    assert walk.node == "news"


def test_zero_leads_to_the_queue_that_the_number_names() -> None:
    number = {"number": "100", "start": "main", "person": "sales"}
    walk = Walk(MENU, there=("anna",), number=number, queues={"support": {}, "sales": {}})
    assert walk.call().press("0").queue == "sales"


LANGUAGE: FlowText = {
    "main": {"kind": "language", "say": "which", "keys": {"1": "en", "2": "ru"}, "next": "hi"},
    "hi": {"kind": "say", "say": "hello", "next": "support"},
}


def test_the_languages_are_offered_each_in_itself_and_the_choice_is_heard_and_routed() -> None:
    walk = Walk(LANGUAGE).call()
    (command,) = walk.done(PlayPrompt)
    assert [(one.prompt, one.language) for one in command.say] == [("which", "en"), ("which", "ru")]
    walk.press("2")
    assert walk.facts(LanguageChosen)[0].language == "ru"
    assert walk.playing[IN].language == "ru"
    assert walk.said().living.language == "ru"


def test_without_a_choice_the_usual_language_stays() -> None:
    walk = Walk(LANGUAGE).call().said().wait(5).said().wait(5)
    assert walk.node == "hi"
    assert walk.playing[IN].language == "en"
    assert not walk.facts(LanguageChosen)


SURVEY: FlowText = {
    "main": {
        "kind": "survey",
        "say": "how",
        "question": "csat",
        "least": 1,
        "most": 5,
        "next": "bye",
    },
    "bye": {"kind": "hang_up"},
}


@pytest.mark.parametrize(("key", "counts"), [("1", True), ("5", True), ("6", False), ("*", False)])
def test_an_answer_within_the_bounds_counts(key: str, counts: bool) -> None:
    walk = Walk(SURVEY).call().press(key)
    assert [fact.answer for fact in walk.facts(SurveyAnswered)] == ([int(key)] if counts else [])


def test_nobody_has_to_answer() -> None:
    walk = Walk(SURVEY).call().said().wait(6).said().wait(6)
    assert walk.end
    assert not walk.facts(SurveyAnswered)


def test_a_zero_may_be_an_answer() -> None:
    walk = Walk({**SURVEY, "main": {**SURVEY["main"], "least": 0}}, there=("anna",))
    walk.call().press("0")
    assert walk.facts(SurveyAnswered)[0].answer == 0


def test_every_choice_is_a_kind_of_its_own() -> None:
    kinds = (choosing.Choice, choosing.LanguageChoice, choosing.Questioning)
    assert all(issubclass(kind, choosing.Choosing) for kind in kinds)
