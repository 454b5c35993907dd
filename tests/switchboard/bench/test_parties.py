import xml.etree.ElementTree as ET

import pytest

from switchboard.bench.parties import (
    caller,
    phone,
    phone_with_talk_times,
    registering,
    registration_row,
)
from switchboard.bench.scenario import Scenario

ALL = [
    caller("900"),
    caller("900", hang_up_after_ms=500),
    phone(answer_after_ms=10, talk_ms=None),
    phone(answer_after_ms=10, talk_ms=50),
    phone_with_talk_times(answer_after_ms=10),
    registering(),
]


@pytest.mark.parametrize("scenario", ALL, ids=lambda each: each.name)
def test_a_scenario_is_xml_whose_jumps_lead_somewhere(scenario: Scenario) -> None:
    root = ET.fromstring(scenario.xml())
    labels = {each.get("id") for each in root.iter("label")}
    jumps = {each.get(name) for each in root.iter() for name in ("next", "ontimeout")} - {None}
    assert jumps <= labels
    assert len(labels) == len(list(root.iter("label")))


def test_a_caller_waits_for_the_other_sides_bye_or_hangs_up_itself() -> None:
    waits, hangs_up = caller("900").xml(), caller("900", hang_up_after_ms=700).xml()
    assert "BYE [next_url]" not in waits
    assert "BYE [next_url]" in hangs_up
    assert 'timeout="700" ontimeout="1"' in hangs_up


def test_a_phone_takes_a_withdrawn_offer_as_a_success() -> None:
    xml = phone(answer_after_ms=300, talk_ms=100).xml()
    assert "SIP/2.0 487 Request Terminated" in xml
    assert 'request="CANCEL" timeout="300" ontimeout="1"' in xml


def test_a_phone_registers_from_the_socket_where_it_answers() -> None:
    xml = registering(expires_s=90).xml()
    assert "Contact: <sip:[field0]@[local_ip]:[local_port]>" in xml
    assert "Expires: 90" in xml
    assert registration_row("101", "pw") == ("101", "[authentication username=101 password=pw]")
