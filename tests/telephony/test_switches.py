"""What somebody switched by hand."""

from datetime import UTC, datetime, timedelta

from telephony.switches import Switches
from vocabulary.facts import HoursSwitched, IncidentSwitched
from vocabulary.ids import QueueId

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_a_closing_lasts_until_it_is_opened_or_its_end() -> None:
    switches = Switches()
    switches.apply(HoursSwitched("shop", closed=True, by="vera", until=LATER))
    assert switches.is_closed("shop", NOW)
    assert not switches.is_closed("shop", LATER)
    assert switches.until("shop") == LATER
    assert not switches.is_closed("other", NOW)
    switches.apply(HoursSwitched("shop", closed=True, by="vera"))
    assert switches.is_closed("shop", LATER + timedelta(days=999))
    switches.apply(HoursSwitched("shop", closed=False, by="vera"))
    assert not switches.is_closed("shop", NOW)
    assert not switches.closed


def test_an_incident_concerns_everybody_or_some_queues() -> None:
    switches = Switches()
    assert switches.incident_on_arrival() == switches.incident_in(QueueId("a")) == ""
    switches.apply(IncidentSwitched("outage", "vera"))
    assert switches.incident_on_arrival() == "outage"
    switches.apply(IncidentSwitched("outage", "vera", (QueueId("a"),)))
    assert switches.incident_on_arrival() == ""
    assert switches.incident_in(QueueId("a")) == "outage"
    assert switches.incident_in(QueueId("b")) == ""


def test_a_checkpoint_is_the_whole_of_it() -> None:
    switches = Switches()
    switches.apply(HoursSwitched("shop", closed=True, by="vera", until=LATER))
    switches.apply(IncidentSwitched("outage", "vera", (QueueId("a"),)))
    again = Switches(switches.state())
    assert (again.closed, again.incident, again.incident_queues) == (
        {"shop": LATER},
        "outage",
        ("a",),
    )
