from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.bench import messages
from switchboard.bench.messages import parse_events, read_events

LINE = "-----------------------------------------------"
INVITE = (
    "INVITE sip:2001@127.0.0.41:6000 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKa\r\n"
    'From: "A <sip:9@x>" <sip:7000000@127.0.0.1>;tag=b9\r\nTo: <sip:2001@127.0.0.41>\r\n'
    "Call-ID: one\r\nCSeq: 30302 INVITE\r\n\r\nv=0\r\n"
)
OK = (
    "SIP/2.0 200 OK\r\nFrom: <sip:7000000@127.0.0.1>;tag=b9\r\n"
    "To: <sip:2001@127.0.0.41>;tag=8868-1\r\nCall-ID: one\r\nCSeq: 30302 INVITE\r\n\r\n"
)


def block(stamp: str, way: str, message: str) -> bytes:
    data = message.encode()
    return f"{LINE} {stamp}\nUDP message {way} [{len(data)}] bytes:\n\n".encode() + data + b"\n"


def test_both_forms_of_time_are_read_to_the_microsecond() -> None:
    old = block("2026-11-22 11:15:51.980004", "received", INVITE)
    new = block("2026-11-22T11:15:51.980519Z", "sent", OK)
    first, second = parse_events(old + new)
    assert second.at_s - first.at_s == pytest.approx(0.000515, abs=1e-6)
    assert (first.method, first.status, first.sent, first.in_dialog) == ("INVITE", 0, False, False)
    assert (first.to_user, first.call_id) == ("2001", "one")
    assert (second.status, second.sent, second.in_dialog) == (200, True, True)


def test_a_body_cannot_pose_as_a_message() -> None:
    inner = block("2026-11-22T00:00:00.000000Z", "sent", OK).decode()
    events = list(parse_events(block("2026-11-22T11:15:51.980004Z", "received", INVITE + inner)))
    assert [each.method for each in events] == ["INVITE"]
    assert events[0].status == 0


def test_a_torn_end_is_left_out() -> None:
    whole = block("2026-11-22T11:15:51.980004Z", "received", INVITE)
    assert len(list(parse_events(whole + whole[:200]))) == 1


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_fault(data: bytes) -> None:
    list(parse_events(data))
    list(parse_events(block("2026-11-22T11:15:51.980004Z", "sent", "x").replace(b"x", data)))


def test_no_log_is_no_message(tmp_path: Path) -> None:
    assert read_events(tmp_path / "none.log") == []


def test_a_log_beyond_all_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "messages.log"
    log.write_bytes(b"x" * 100)
    monkeypatch.setattr(messages, "_LARGEST_LOG", 50)
    with pytest.raises(ValueError, match="fewer calls"):
        read_events(log)
