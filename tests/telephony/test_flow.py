"""Between the book and the walker: revisions, first steps, what is owed when."""

from datetime import timedelta

from msgspec.structs import replace

from telephony.flow import OUTSIDE_MARGIN_S, deadline_of
from tests.support.walk import CALL, IN, START, FlowText, Walk, telephony
from vocabulary.commands import StartMusic
from vocabulary.facts import CallArrived, CallQueued, NodeEntered, PlanPublished
from vocabulary.inputs import PlanGiven
from vocabulary.states import CallState, EndReason, Outcome

OLD: FlowText = {
    "main": {"kind": "menu", "say": "old", "keys": {"1": "second"}, "otherwise": "support"},
    "second": {"kind": "say", "say": "old_too", "next": "support"},
}
NEW: FlowText = {
    "main": {"kind": "menu", "say": "new", "keys": {"1": "support"}, "otherwise": "support"}
}


def test_a_call_follows_the_revision_it_arrived_under_to_its_end() -> None:
    walk = Walk(OLD).call()
    walk.plans.put(7, telephony(NEW))
    walk.give(PlanGiven(7, "vera"))
    assert walk.facts(PlanPublished)[0].revision == 7
    assert walk.press("1").node == "second"
    assert walk.said().facts(CallQueued)[0].revision == 0


def test_a_caller_who_arrives_later_follows_the_new_one() -> None:
    walk = Walk(OLD)
    walk.plans.put(7, telephony(NEW))
    walk.give(PlanGiven(7, "vera")).call()
    assert walk.hears == ["new"]
    assert walk.facts(CallArrived)[0].revision == 7
    assert walk.playing[IN].revision == 7


def test_a_number_may_lead_to_a_queue_at_once() -> None:
    number = {"number": "100", "queue": "support", "music": "calm"}
    walk = Walk({}, number=number, queues={"support": {}})
    walk.call()
    assert (walk.queue, walk.facts(NodeEntered)) == ("support", [])
    assert walk.engine.book.calls[CALL].answered


def test_the_queues_own_music_is_heard_before_the_numbers() -> None:
    number = {"number": "100", "start": "main", "music": "calm"}
    walk = Walk(OLD, number=number, queues={"support": {"music": "loud"}}).call().press("1")
    assert walk.said().done(StartMusic) == [StartMusic(IN, "loud")]


def test_closed_queues_that_lead_to_each_other_end() -> None:
    closed = {"hours": "never", "closed": "b"}
    queues = {"a": closed, "b": {"hours": "never", "closed": "a"}}
    number = {"number": "100", "queue": "a"}
    walk = Walk({}, number=number, queues=queues, hours={"never": {}}).call()
    assert (walk.end.outcome, walk.end.reason) == (Outcome.INTERRUPTED, EndReason.FLOW_TOO_LONG)


def test_what_an_outside_number_owes_has_a_margin_and_a_talk_owes_nothing() -> None:
    call = Walk(OLD).call().living
    until = START + timedelta(seconds=20)
    ringing = replace(call, state=CallState.OUTSIDE, visit=replace(call.visit, outside_until=until))
    assert deadline_of(ringing, None) == until + timedelta(seconds=OUTSIDE_MARGIN_S)
    talking = replace(call, state=CallState.OUTSIDE)
    assert deadline_of(talking, None) is None
