"""Asking customer data."""

from typing import Any

from telephony.ivr.kinds import look_up
from tests.support.walk import CALL, Walk
from vocabulary.commands import LookUp, PlayPrompt
from vocabulary.facts import CustomerLookedUp
from vocabulary.ids import NodeId
from vocabulary.inputs import LookUpDone
from vocabulary.states import LookUpResult


def done(
    result: LookUpResult, *values: tuple[str, str], node: str = "main", asked: int = 1
) -> LookUpDone:
    return LookUpDone(CALL, NodeId(node), result, values, asked)


FOUND = done(LookUpResult.FOUND, ("name", "Ada"))


def asking(**more: Any) -> dict[str, Any]:
    return {
        "main": {"kind": "look_up", "found": "hello", "missing": "support", **more},
        "hello": {"kind": "say", "say": "hello", "next": "support"},
        "sorry": {"kind": "say", "say": "sorry", "next": "support"},
    }


def results(walk: Walk) -> list[LookUpResult]:
    return [fact.result for fact in walk.facts(CustomerLookedUp)]


def test_the_callers_number_is_asked_for_and_what_is_found_may_be_spoken() -> None:
    walk = Walk(asking()).call("+49 30 123")
    (ask,) = walk.done(LookUp)
    assert (ask.source, ask.pii_key, ask.revision) == ("callers", "4930123", 0)
    (said,) = walk.give(FOUND).done(PlayPrompt)
    assert said.say[0].values == (("name", "Ada"),)
    assert walk.node == "hello"


def test_nothing_is_asked_of_a_caller_who_hides_its_number() -> None:
    walk = Walk(asking()).call("")
    assert not walk.done(LookUp)
    assert (walk.queue, results(walk)) == ("support", [LookUpResult.MISSING])


def test_no_answer_in_time_goes_on() -> None:
    walk = Walk(asking(failed="sorry", timeout_s=2)).call().wait(1.9)
    assert walk.node == "main"
    assert walk.wait(0.2).node == "sorry"
    walk.give(FOUND)
    assert (walk.node, results(walk)) == ("sorry", [LookUpResult.FAILED])


def test_a_failure_without_a_way_of_its_own_is_as_good_as_missing() -> None:
    walk = Walk(asking()).call()
    walk.give(done(LookUpResult.FAILED))
    assert walk.queue == "support"


def test_the_word_that_bridges_the_time_is_heard_to_its_end() -> None:
    walk = Walk(asking(say="a_moment")).call()
    assert walk.hears == ["a_moment"]
    walk.give(FOUND)
    assert walk.node == "main"
    assert walk.said().node == "hello"
    walk = Walk(asking(say="a_moment")).call().said()
    assert walk.node == "main"
    assert walk.give(FOUND).node == "hello"


def test_digits_of_before_may_be_the_key_sensitive_ones_too() -> None:
    for sensitive in (False, True):
        digits = {
            "kind": "digits",
            "say": "type",
            "name": "account",
            "most": 3,
            "next": "main",
            "otherwise": "support",
            "sensitive": sensitive,
        }
        flow = {**asking(key="account"), "first": digits}
        walk = Walk(flow, number={"number": "100", "start": "first"}).call().press("123")
        assert walk.done(LookUp)[0].pii_key == "123"


def test_an_answer_for_another_node_and_a_second_answer_are_passed_over() -> None:
    walk = Walk(asking(say="a_moment")).call()
    walk.give(done(LookUpResult.FOUND, node="other"))
    assert not results(walk)
    walk.give(FOUND).give(done(LookUpResult.MISSING))
    assert results(walk) == [LookUpResult.FOUND]


def test_an_answer_is_bounded() -> None:
    many = tuple((f"name{n}", "x" * 1000) for n in range(100))
    walk = Walk(asking()).call().give(done(LookUpResult.FOUND, *many))
    (fact,) = walk.facts(CustomerLookedUp)
    assert len(fact.pii_values) == look_up.VALUES_LIMIT
    assert {len(value) for _, value in fact.pii_values} == {look_up.VALUE_LIMIT}


def test_a_key_meanwhile_is_for_the_next_question() -> None:
    flow = {
        **asking(),
        "hello": {"kind": "menu", "say": "ask", "keys": {"5": "sorry"}, "otherwise": "support"},
    }
    walk = Walk(flow).call().press("5").give(FOUND)
    assert walk.node == "sorry"


def test_a_word_that_is_longer_than_the_time_for_an_answer_is_heard_to_its_end() -> None:
    walk = Walk(asking(say="a_moment", failed="sorry", timeout_s=2)).call().wait(3)
    assert (walk.node, walk.hears, results(walk)) == ("main", ["a_moment"], [LookUpResult.FAILED])
    walk.give(FOUND)
    assert results(walk) == [LookUpResult.FAILED]
    assert walk.said().node == "sorry"


def test_nobody_hangs_on_an_answer_and_a_word_whose_ends_are_lost() -> None:
    walk = Walk(asking(say="a_moment", failed="sorry", timeout_s=2)).call().wait(301)
    assert walk.node == "sorry"


def test_an_answer_to_an_earlier_question_at_the_same_node_is_passed_over() -> None:
    flow = {**asking(timeout_s=1), "hello": {"kind": "say", "say": "hello", "next": "main"}}
    walk = Walk(flow).call().give(FOUND).said()
    assert walk.node == "main"
    walk.give(done(LookUpResult.MISSING, asked=1))
    assert walk.node == "main"
    assert walk.give(done(LookUpResult.MISSING, asked=3)).queue == "support"


def test_what_repeats_sensitive_digits_is_not_taken_over() -> None:
    digits = {
        "kind": "digits",
        "say": "type",
        "name": "pin",
        "most": 4,
        "next": "main",
        "otherwise": "support",
        "sensitive": True,
    }
    flow = {**asking(key="pin"), "first": digits}
    walk = Walk(flow, number={"number": "100", "start": "first"}).call().press("4711")
    walk.give(done(LookUpResult.FOUND, ("customer", "4711"), ("name", "Ada"), asked=2))
    (fact,) = walk.facts(CustomerLookedUp)
    assert fact.pii_values == (("name", "Ada"),)
    assert "4711" not in str(walk.engine.book._flow.ear(CALL))
