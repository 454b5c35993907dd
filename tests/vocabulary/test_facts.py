"""Facts: immutable, whole, and of the format that old journals have."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from tests.support.structs import members, sample
from vocabulary.codec import decode_fact, decode_step, encode_fact, encode_step
from vocabulary.facts import (
    CallArrived,
    CallEnded,
    Caller,
    CallFact,
    CallQueued,
    CustomerLookedUp,
    DigitsCollected,
    Fact,
    OfferEnded,
    OfferMade,
    OperatorFact,
    PlanFact,
    PlanPublished,
    QueueLeft,
    RecordingFact,
    ServiceFact,
    Step,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, NodeId, OfferId, OperatorId, QueueId
from vocabulary.states import EndReason, LookUpResult, OfferResult, Outcome, QueueExit

AT = datetime(2026, 1, 5, 9, 0, 0, 250_000, tzinfo=UTC)
OLD_LINES = {
    b'{"seq":1,"at":"2026-01-05T09:00:00.250000Z","facts":[{"type":"CallArrived","call":"c1",'
    b'"leg":"in-1","dialled":"100","caller":{"pii_number":"+49","pii_name":"Ada"}},'
    b'{"type":"CallQueued","call":"c1","queue":"support",'
    b'"place_since":"2026-01-05T09:00:00.250000Z"}]}': Step(
        1,
        AT,
        (
            CallArrived(CallId("c1"), LegId("in-1"), "100", Caller("+49", "Ada")),
            CallQueued(CallId("c1"), QueueId("support"), AT),
        ),
    ),
    b'{"seq":2,"at":"2026-01-05T09:00:00.250000Z","facts":[{"type":"OfferMade","offer":"o1",'
    b'"call":"c1","operator":"anna","leg":"op-o1","extension":"101",'
    b'"expires_at":"2026-01-05T09:00:00.250000Z","why":["longest_idle"]},'
    b'{"type":"OfferEnded","offer":"o1","call":"c1","operator":"anna",'
    b'"result":"timed_out"}]}': Step(
        2,
        AT,
        (
            OfferMade(
                OfferId("o1"),
                CallId("c1"),
                OperatorId("anna"),
                LegId("op-o1"),
                "101",
                AT,
                ("longest_idle",),
            ),
            OfferEnded(OfferId("o1"), CallId("c1"), OperatorId("anna"), OfferResult.TIMED_OUT),
        ),
    ),
    b'{"seq":3,"at":"2026-01-05T09:00:00.250000Z","facts":[{"type":"CallEnded","call":"c1",'
    b'"outcome":"abandoned","reason":"left_in_queue"}]}': Step(
        3, AT, (CallEnded(CallId("c1"), Outcome.ABANDONED, EndReason.LEFT_IN_QUEUE),)
    ),
}


@pytest.mark.parametrize(("line", "step"), OLD_LINES.items(), ids=["1", "2", "3"])
def test_lines_of_the_first_version_are_read_and_written_the_same(line: bytes, step: Step) -> None:
    assert decode_step(line) == step
    assert encode_step(step) == line


@pytest.mark.parametrize("kind", members(Fact), ids=lambda kind: kind.__name__)
def test_a_fact_never_changes(kind: type[msgspec.Struct]) -> None:
    fact = sample(kind)
    with pytest.raises(AttributeError):
        setattr(fact, kind.__struct_fields__[0], "other")
    hash(fact)


@pytest.mark.parametrize("kind", members(Fact), ids=lambda kind: kind.__name__)
def test_the_tag_is_the_name(kind: type[Fact]) -> None:
    assert msgspec.json.decode(encode_fact(sample(kind)))["type"] == kind.__name__


def test_every_fact_is_of_one_room() -> None:
    rooms = (CallFact, OperatorFact, RecordingFact, ServiceFact, PlanFact)
    listed = [kind for room in rooms for kind in members(room)]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(members(Fact))


@pytest.mark.parametrize("kind", members(CallFact), ids=lambda kind: kind.__name__)
def test_a_fact_of_a_call_says_of_which(kind: type[msgspec.Struct]) -> None:
    assert "call" in kind.__struct_fields__


NEW_FACTS = {
    b'{"type":"QueueLeft","call":"c1","queue":"support","why":"key","to":"mailbox","key":"2"}': (
        QueueLeft(CallId("c1"), QueueId("support"), QueueExit.KEY, "mailbox", "2")
    ),
    b'{"type":"DigitsCollected","call":"c1","node":"pin","name":"pin","length":4,'
    b'"sensitive":true}': DigitsCollected(CallId("c1"), NodeId("pin"), "pin", 4, sensitive=True),
    b'{"type":"CustomerLookedUp","call":"c1","node":"who","source":"shop","result":"found",'
    b'"pii_values":[["name","Ada"]]}': CustomerLookedUp(
        CallId("c1"), NodeId("who"), "shop", LookUpResult.FOUND, (("name", "Ada"),)
    ),
    b'{"type":"PlanPublished","revision":3,"by":"mara","changes":["queue b is new"],'
    b'"rollback_of":1}': PlanPublished(3, "mara", changes=("queue b is new",), rollback_of=1),
}


@pytest.mark.parametrize(("line", "fact"), NEW_FACTS.items(), ids=lambda it: type(it).__name__)
def test_facts_of_menus_and_plans_have_their_form(line: bytes, fact: Fact) -> None:
    assert encode_fact(fact) == line
    assert decode_fact(line) == fact


def test_what_callers_type_and_own_is_marked_as_personal() -> None:
    marked = {
        (kind.__name__, name)
        for kind in members(CallFact)
        for name in kind.__struct_fields__
        if name.startswith("pii_")
    }
    assert marked == {
        ("DigitsCollected", "pii_digits"),
        ("CustomerLookedUp", "pii_values"),
        ("CallbackAsked", "pii_number"),
        ("OutsideChosen", "pii_number"),
        ("ConsultStarted", "pii_number"),
        ("CallTransferred", "pii_number"),
    }


def test_moments_of_any_zone_are_the_same_moment() -> None:
    east = timezone(timedelta(hours=3))
    fact = WrapUpStarted(OperatorId("anna"), CallId("c"), AT.astimezone(east))
    assert decode_step(encode_step(Step(1, AT, (fact,)))).facts == (
        WrapUpStarted(OperatorId("anna"), CallId("c"), AT),
    )
