"""Hours, recognising, criteria: nodes that nobody hears."""

from datetime import UTC, datetime

import pytest

from telephony.ivr.kinds import instant
from tests.support.walk import START, FlowText, Walk
from vocabulary.facts import CallerRecognised, CallQueued
from vocabulary.inputs import HoursSwitchAsked
from vocabulary.states import EndReason, Outcome

HOURS: FlowText = {
    "office": {
        "week": {"mon-fri": "09:00-18:00", "sat": "10:00-14:00"},
        "holidays": {"country": "DE"},
        "days": [{"date": "2026-12-24", "hours": "09:00-13:00", "name": "Christmas Eve"}],
    }
}
FLOW: FlowText = {
    "main": {
        "kind": "hours",
        "hours": "office",
        "open": "support",
        "closed": "closed",
        "holiday": "holiday",
    },
    "closed": {"kind": "say", "say": "closed", "next": "main"},
    "holiday": {"kind": "say", "say": "holiday", "next": "main"},
}


def walk_at(moment: str) -> Walk:
    """A caller who rings at a moment of UTC; the office is in Berlin."""
    return Walk(FLOW, hours=HOURS, at=datetime.fromisoformat(moment).replace(tzinfo=UTC)).call()


@pytest.mark.parametrize(
    ("moment", "leads_to"),
    [
        ("2026-01-05 08:00", "support"),  # Monday, 09:00 in Berlin
        ("2026-01-05 07:59:59", "closed"),
        ("2026-01-05 17:00", "closed"),
        ("2026-01-03 12:59", "support"),  # Saturday, a short day
        ("2026-01-03 13:00", "closed"),
        ("2026-01-01 10:00", "holiday"),  # New Year
        ("2026-12-24 11:59", "support"),  # a half-day
        ("2026-03-30 07:00", "support"),  # after the clock went forward: 09:00 again
        ("2026-03-30 06:59", "closed"),
        ("2026-10-26 08:00", "support"),  # after it went back
        ("2026-10-26 07:59", "closed"),
    ],
)
def test_the_calendar_decides(moment: str, leads_to: str) -> None:
    walk = walk_at(moment)
    assert (walk.queue or walk.node) == leads_to


def test_a_half_day_is_an_exception_once_it_is_over() -> None:
    assert walk_at("2026-12-24 12:00").node == "holiday"


def test_somebody_may_close_at_once_and_open_again() -> None:
    walk = Walk(FLOW, hours=HOURS).give(HoursSwitchAsked("office", True, "vera"))
    assert walk.call().node == "closed"
    walk.give(HoursSwitchAsked("office", False, "vera"))
    assert walk.said().queue == "support"


def test_a_closing_by_hand_ends_by_itself() -> None:
    until = START.replace(hour=10)
    walk = Walk(FLOW, hours=HOURS).give(HoursSwitchAsked("office", True, "vera", until))
    walk.call().wait(3601)
    assert walk.said().queue == "support"


CALLERS = (
    {"number": "+49 30 1", "blocked": True},
    {"number": "+49 30 2", "vip": True, "preferred": "anna"},
    {"number": "+49 30 3"},
)
WHO: FlowText = {
    "main": {"kind": "recognise", "vip": "first", "known": "second", "otherwise": "third"},
    **{
        name: {"kind": "say", "say": name, "next": "support"}
        for name in ("first", "second", "third")
    },
}


@pytest.mark.parametrize(
    ("number", "node"),
    [
        ("+49302", "first"),
        ("0049 303", "third"),
        ("49303", "second"),
        ("", "third"),
        ("1", "third"),
    ],
)
def test_the_caller_decides(number: str, node: str) -> None:
    assert Walk(WHO, callers=CALLERS).call(number).node == node


def test_a_way_that_is_not_there_is_that_of_the_weaker_kind() -> None:
    node = {**WHO["main"], "vip": None}
    assert Walk({**WHO, "main": node}, callers=CALLERS).call("+49302").node == "second"


def test_a_blocked_caller_is_let_go_where_no_way_is_named() -> None:
    walk = Walk(WHO, callers=CALLERS).call("+49301")
    assert (walk.end.outcome, walk.end.reason) == (Outcome.REFUSED, EndReason.CALLER_BLOCKED)
    assert walk.facts(CallerRecognised)


def test_a_blocked_caller_may_have_a_way_of_its_own() -> None:
    node = {**WHO["main"], "blocked": "third"}
    assert Walk({**WHO, "main": node}, callers=CALLERS).call("+49301").node == "third"


def test_what_the_flow_adds_is_asked_for_in_the_queue() -> None:
    flow = {
        "main": {"kind": "criteria", "priority": 3, "needs": {"billing": 4}, "next": "more"},
        "more": {
            "kind": "criteria",
            "priority": 1,
            "needs": {"billing": 2, "greek": 5},
            "preferred": "boris",
            "next": "support",
        },
    }
    (queued,) = Walk(flow).call().facts(CallQueued)
    assert queued.priority == 4
    assert queued.needs == (("billing", 4), ("greek", 5))
    assert queued.preferred == "boris"


def test_a_known_callers_operator_is_preferred_whatever_the_way() -> None:
    walk = Walk(WHO, callers=CALLERS).call("+49302").said()
    assert walk.facts(CallQueued)[0].preferred == "anna"


def test_kinds_that_nobody_hears() -> None:
    assert {kind.__name__ for kind in (instant.ByHours, instant.Recognising, instant.Asking)}
