import json
import socket
from datetime import UTC, datetime

from switchboard.testcall import steps
from switchboard.testcall.phone import Behaviour, Phone, PhoneLogin
from tests.support.ports import free_udp_port
from vocabulary.ids import CallId, RecordingId
from vocabulary.records import CallRow


def row(number: str, recording: str | None = "rec-1") -> CallRow:
    now = datetime.now(UTC)
    return CallRow(
        id=CallId("c1"),
        arrived_at=now,
        dialled="100",
        pii_caller=number,
        pii_caller_name="",
        ended_at=now,
        recording=RecordingId(recording) if recording else None,
    )


async def found(number: str) -> CallRow | None:
    return row(number)


async def test_nobody_listening_is_one_sentence_with_a_mend() -> None:
    port = free_udp_port()
    settings = steps.TestCallSettings("127.0.0.1", port, "100", wait_s=5)
    report = await steps.run_test_call(settings, found)
    shown = json.loads(json.dumps(report.to_json()))
    assert shown["ok"] is False
    assert shown["recording"] is None
    assert [each["step"] for each in shown["steps"]] == ["sent"]
    assert "nothing listens" in shown["failure"]
    assert f"CALLWRIGHT_SIP_PORT ({port})" in shown["failure"]


async def test_a_phone_that_nobody_lets_in_ends_the_call_before_it_begins() -> None:
    settings = steps.TestCallSettings(
        "127.0.0.1", free_udp_port(), "100", phone=PhoneLogin("101", "pw")
    )
    report = await steps.run_test_call(settings, found)
    assert not report.ok
    assert report.steps == []


async def test_steps_are_heard_as_they_come_and_end_in_the_ledger() -> None:
    """A telephone in the place of the centre: it answers and sounds like music."""
    heard: list[steps.StepTime] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        ours = probe.getsockname()[1]
    centre_port = free_udp_port()
    phone = await Phone.open(
        "127.0.0.1",
        ours,
        PhoneLogin("100", "unused"),
        Behaviour(),
        local=("127.0.0.1", centre_port),
    )
    try:
        settings = steps.TestCallSettings("127.0.0.1", centre_port, "100", wait_s=5)
        report = await steps.run_test_call(settings, found, heard.append, local=("127.0.0.1", ours))
    finally:
        phone.die()
    assert report.failure == ""
    assert [each.step.value for each in report.steps] == [
        "sent",
        "answered",
        "hears_audio",
        "hung_up",
        "in_ledger",
    ]
    assert heard == report.steps
    assert phone.calls[0].from_number == report.caller
    assert report.caller.startswith("999")


async def test_a_refused_number_says_what_to_look_at() -> None:
    ours, centre_port = free_udp_port(), free_udp_port()
    phone = await Phone.open(
        "127.0.0.1",
        ours,
        PhoneLogin("100", "unused"),
        Behaviour(refuse=404),
        local=("127.0.0.1", centre_port),
    )
    try:
        settings = steps.TestCallSettings("127.0.0.1", centre_port, "777", wait_s=5)
        report = await steps.run_test_call(settings, found, local=("127.0.0.1", ours))
    finally:
        phone.die()
    assert "nobody serves 777: is it a main number of the plan?" in report.failure
