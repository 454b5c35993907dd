"""Saying, leading to a queue, letting go."""

from telephony.ivr.kinds import telling
from tests.support.walk import IN, FlowText, Walk
from vocabulary.commands import HangUpLeg, PlayPrompt, StartMusic, StopPrompt
from vocabulary.facts import CallQueued, IncidentHeard
from vocabulary.ids import QueueId
from vocabulary.inputs import IncidentSwitchAsked, PromptEnded
from vocabulary.states import EndReason, Outcome

FLOW: FlowText = {
    "main": {"kind": "say", "say": "hello", "next": "ask"},
    "ask": {
        "kind": "menu",
        "say": "choose",
        "keys": {"1": "support", "2": "bye"},
        "otherwise": "to_support",
    },
    "to_support": {"kind": "queue", "queue": "support", "say": "one_moment"},
    "bye": {"kind": "hang_up", "say": "farewell"},
}
TOLD: FlowText = {
    "main": {"kind": "say", "say": "hello", "next": "bye"},
    "bye": {"kind": "hang_up", "say": "farewell"},
}


def test_what_is_said_leads_on() -> None:
    walk = Walk(FLOW).call()
    assert walk.hears == ["hello"]
    assert walk.said().node == "ask"


def test_a_key_breaks_it_off_and_answers_the_question_that_follows() -> None:
    walk = Walk(FLOW).call().press("1")
    assert walk.queue == "support"
    assert walk.way == ["main", "ask"]


def test_what_must_be_heard_whole_is_not_broken_off_and_the_key_is_kept() -> None:
    walk = Walk({**FLOW, "main": {**FLOW["main"], "whole": True}}).call().press("2")
    assert (walk.node, walk.done(StopPrompt)) == ("main", [])
    assert walk.said().node == "bye"


def test_zero_leads_to_a_person_where_no_question_follows() -> None:
    assert Walk(TOLD, there=("anna",)).call().press("0").queue == "support"
    assert Walk(TOLD, there=("anna",)).call().said().press("0").queue == "support"
    assert Walk(TOLD).call().press("0").node == "bye"


def test_a_word_before_the_queue_is_heard_and_music_follows() -> None:
    walk = Walk(FLOW).call().said().press("999")
    assert walk.hears == ["one_moment"]
    walk.said()
    assert walk.queue == "support"
    assert walk.done(StartMusic)
    assert walk.facts(CallQueued)[0].place_since == walk.now


def test_a_key_shortens_the_word_before_the_queue() -> None:
    walk = Walk({"main": {"kind": "queue", "queue": "support", "say": "one_moment"}})
    assert walk.call().press("5").queue == "support"


def test_the_end_is_told_and_the_leg_is_let_go() -> None:
    walk = Walk(TOLD).call().said().said()
    assert (walk.end.outcome, walk.end.reason) == (Outcome.INFORMED, EndReason.FLOW_ENDED)
    assert walk.done(HangUpLeg)[0].leg == IN


def test_the_end_needs_no_word() -> None:
    walk = Walk({"main": {"kind": "hang_up"}}).call()
    assert walk.end.outcome is Outcome.INFORMED


def test_an_end_that_comes_late_or_twice_leads_nowhere() -> None:
    walk = Walk(FLOW).call()
    first = walk.playing[IN].token
    walk.said()
    walk.give(PromptEnded(IN, first)).give(PromptEnded(IN, "nonsense"))
    assert walk.way == ["main", "ask"]


def test_an_incident_is_heard_first_and_once() -> None:
    walk = Walk(FLOW).give(IncidentSwitchAsked("outage", "vera")).call()
    assert walk.hears == ["outage", "hello"]
    assert walk.said().hears == ["choose"]
    assert [fact.prompt for fact in walk.facts(IncidentHeard)] == ["outage"]


def test_an_incident_of_one_queue_is_not_told_on_arrival() -> None:
    walk = Walk(FLOW).give(IncidentSwitchAsked("outage", "vera", (QueueId("support"),))).call()
    assert walk.hears == ["hello"]


def test_every_prompt_names_the_revision_and_the_language() -> None:
    (said,) = Walk(FLOW, languages=("ru", "en")).call().done(PlayPrompt)
    assert (said.language, said.revision) == ("ru", 0)


def test_kinds_that_use_keys_typed_ahead_are_those_that_ask() -> None:
    assert len(telling.ASKING) == 5


def test_an_incident_that_the_plan_of_the_call_does_not_know_silences_no_prompt() -> None:
    walk = Walk(FLOW).give(IncidentSwitchAsked("outage", "vera"))
    walk.plans._parts = {0: walk.plan._replace(incidents=frozenset())}
    assert walk.call().hears == ["hello"]
