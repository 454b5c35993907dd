import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.bench.scenario import (
    Scenario,
    answer,
    expect_request,
    expect_status,
    jump,
    literal,
    mark,
    pause,
    quoted,
    send,
)


def test_pieces_make_one_xml_document() -> None:
    steps = (
        expect_request("INVITE"),
        answer("180 Ringing"),
        expect_request("CANCEL", timeout_ms=5, on_timeout=1),
        jump(2),
        mark(1),
        pause(10, go_to=2),
        mark(2),
        expect_status(200, optional=True, timeout_ms=7),
    )
    root = ET.fromstring(Scenario("pieces", steps).xml())
    assert root.get("name") == "pieces"
    assert [each.tag for each in root] == [
        "recv",
        "send",
        "recv",
        "nop",
        "label",
        "pause",
        "label",
        "recv",
    ]
    assert root[0].get("rrs") == "true"
    assert (root[2].get("timeout"), root[2].get("ontimeout")) == ("5", "1")
    assert root[7].get("optional") == "true"


def test_text_from_outside_cannot_be_a_keyword_or_a_line() -> None:
    assert literal("[field0] \\") == "\\x5bfield0] \\x5c"
    assert quoted('a "b" \\') == '"a \\"b\\" \\\\"'
    for evil in ("a\r\nX: y", "a\nb", "a\0"):
        with pytest.raises(ValueError, match="line end"):
            literal(evil)
    with pytest.raises(ValueError, match="scenario"):
        send("]]><send>")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40))
def test_any_text_makes_good_xml(name: str) -> None:
    if "]]>" in name:
        return
    try:
        root = ET.fromstring(Scenario("any", (send(literal(quoted(name))),)).xml())
    except ET.ParseError:
        # Characters that XML forbids are no text that a scenario can hold.
        assert any(ord(mark) in (0xFFFE, 0xFFFF) for mark in name)
    else:
        assert (root[0].text or "").strip() == literal(quoted(name)).strip()
