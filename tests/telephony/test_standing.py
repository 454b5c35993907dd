"""The plan in force and the switches."""

from datetime import UTC, datetime, timedelta

from telephony.standing import Standing
from tests.support.walk import telephony
from vocabulary.facts import Fact, HoursSwitched, IncidentSwitched, PlanPublished
from vocabulary.ids import QueueId
from vocabulary.inputs import HoursSwitchAsked, IncidentSwitchAsked, Input, PlanGiven, Tick
from vocabulary.shelf import Shelf

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PLAN = telephony({}, hours={"shop": {}}, number={"number": "100", "queue": "support"})


def standing() -> Standing:
    return Standing(Shelf({0: PLAN}))


def told(room: Standing, *given: Input, now: datetime = NOW) -> list[Fact]:
    facts: list[Fact] = []
    for one in given:
        decided = room.decide(now, one).facts
        for fact in decided:
            room.apply(now, fact)
        facts.extend(decided)
    return facts


def test_a_revision_is_published_once() -> None:
    room = standing()
    given = PlanGiven(3, "vera", "new hours", ("shop: closes at 17:00",), 1)
    assert told(room, given, given) == [
        PlanPublished(3, "vera", "new hours", ("shop: closes at 17:00",), 1)
    ]
    assert room.revision == 3


def test_what_is_asked_twice_is_stated_once() -> None:
    close = HoursSwitchAsked("shop", True, "vera", LATER)
    open_again = HoursSwitchAsked("shop", False, "vera")
    room = standing()
    assert told(room, close, close, open_again, open_again) == [
        HoursSwitched("shop", closed=True, by="vera", until=LATER),
        HoursSwitched("shop", closed=False, by="vera"),
    ]
    incident = IncidentSwitchAsked("outage", "vera", (QueueId("support"),))
    assert told(room, incident, incident, IncidentSwitchAsked("", "vera")) == [
        IncidentSwitched("outage", "vera", (QueueId("support"),)),
        IncidentSwitched("", "vera"),
    ]


def test_what_the_plan_does_not_have_is_not_switched() -> None:
    room = standing()
    assert not told(room, HoursSwitchAsked("nowhere", True, "vera"))
    assert not told(room, IncidentSwitchAsked("nothing", "vera"))


def test_a_closing_ends_by_itself() -> None:
    room = standing()
    told(room, HoursSwitchAsked("shop", True, "vera", LATER))
    assert room.deadline() == LATER
    assert not told(room, Tick())
    assert told(room, Tick(), now=LATER) == [HoursSwitched("shop", closed=False, by="time")]
    assert room.deadline() is None


def test_a_checkpoint_is_the_whole_of_it() -> None:
    room = standing()
    told(room, PlanGiven(3, "vera"), HoursSwitchAsked("shop", True, "vera", LATER))
    again = Standing(Shelf({0: PLAN}), room.state())
    assert (again.revision, again.deadline()) == (3, LATER)
    assert again.switches.is_closed("shop", NOW)
