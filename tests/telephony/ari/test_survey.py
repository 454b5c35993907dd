from pathlib import Path

import pytest
from structlog.testing import capture_logs

from telephony.ari import survey as survey_module
from telephony.ari.client import AriClient, LineUnreachable
from telephony.ari.survey import Survey, survey
from telephony.asterisk.conf_dialplan import INBOUND, PHONES
from tests.support.ari_server import AriServer, channel
from vocabulary.facts import Caller
from vocabulary.ids import CallId, LegId, RecordingId
from vocabulary.inputs import CallerArrived, LegSeen, LinesSurveyed, PhoneReported
from vocabulary.states import PhoneState


async def look(server: AriServer, folder: Path) -> Survey:
    async with AriClient(server.access) as client:
        return await survey(client, folder / "seen")


def told(found: Survey) -> LinesSurveyed:
    first = found.inputs[0]
    assert isinstance(first, LinesSurveyed)
    return first


def test_callers_come_in_where_the_dialplan_says() -> None:
    assert set(survey_module.CALLER_CONTEXTS) == {INBOUND, PHONES}


async def test_an_empty_line(server: AriServer, tmp_path: Path) -> None:
    assert await look(server, tmp_path) == Survey((LinesSurveyed(legs=()),), {}, (), 0)


async def test_only_legs_of_ours_are_told(server: AriServer, tmp_path: Path) -> None:
    server.channels = [
        channel("1.1", number="700", caller="Ann"),
        channel("2.2", state="Ring"),
        channel("3.3"),  # in the dialplan: the fallback serves it
        channel("op-o1", state="Ringing", context="default", exten="s"),
        channel("op-o2", context="default", exten="s"),
        channel("out-c1-1", state="Down", context="default", exten="s"),
        channel("out-c1-2", context="default", exten="s"),
        channel("leg-c1-1", context="default", exten="s"),
        channel("4.4", context="callwright-phones", exten="*1"),
        channel("rec-r1-in", context="", exten="s"),
    ]
    server.members = ["1.1", "2.2", "op-o2", "out-c1-2", "4.4", "rec-r1-in", "gone"]
    server.bridges = [
        {"id": "call-c1", "channels": ["1.1", "op-o2"]},
        {"id": "aside-c1", "channels": ["leg-c1-1", "out-c1-2"]},
        {"id": "somebody-elses", "channels": ["2.2"]},
        {"id": "call-c9", "channels": []},
    ]
    found = await look(server, tmp_path)
    assert told(found).legs == (
        LegSeen(LegId("1.1"), answered=True, joined=CallId("c1")),
        LegSeen(LegId("2.2"), answered=False),
        LegSeen(LegId("op-o1"), answered=False),
        LegSeen(LegId("op-o2"), answered=True, joined=CallId("c1")),
        LegSeen(LegId("out-c1-1"), answered=False),
        LegSeen(LegId("out-c1-2"), answered=True, aside=CallId("c1")),
        LegSeen(LegId("leg-c1-1"), answered=True, aside=CallId("c1")),
        LegSeen(LegId("4.4"), answered=True),
    )
    assert told(found).arrivals == (
        CallerArrived(LegId("1.1"), "100", Caller("700", "Ann")),
        CallerArrived(LegId("2.2"), "100", Caller()),
    )
    assert found.legs == 8


async def test_a_caller_from_a_phone_arrives_too(server: AriServer, tmp_path: Path) -> None:
    server.channels, server.members = [channel("1.1", context="callwright-phones")], ["1.1"]
    assert len(told(await look(server, tmp_path)).arrivals) == 1


async def test_what_is_written_is_told_and_idle_snoops_are_named(
    server: AriServer, tmp_path: Path
) -> None:
    snoops = ("rec-c1-1-in", "rec-c1-1-out", "rec-c2-1-in", "rec-c2-1-out", "rec-strange")
    server.channels = [channel(name, context="", exten="s") for name in snoops]
    server.members = list(snoops)
    server.recordings = {"c1-1-in", "c1-1-out", "c2-1-in"}
    found = await look(server, tmp_path)
    assert told(found).recordings == (RecordingId("c1-1"), RecordingId("c2-1"))
    assert found.writing == {"c1-1": {"in", "out"}, "c2-1": {"in"}}
    assert set(found.idle_snoops) == {"rec-c2-1-out", "rec-strange"}
    assert found.legs == 0


async def test_a_message_that_is_written_is_no_conversation(
    server: AriServer, tmp_path: Path
) -> None:
    server.channels, server.members = [channel("1.1")], ["1.1"]
    server.recordings = {"c1-m1-message"}
    found = await look(server, tmp_path)
    assert told(found).recordings == ()
    assert found.writing == {}


@pytest.mark.parametrize(
    ("state", "channels", "phone"),
    [
        ("online", [], PhoneState.FREE),
        ("online", ["op-o1"], PhoneState.BUSY),
        ("offline", [], PhoneState.UNREACHABLE),
        ("unknown", ["op-o1"], PhoneState.BUSY),
    ],
)
async def test_phones_follow_the_survey(
    server: AriServer, tmp_path: Path, state: str, channels: list[str], phone: PhoneState
) -> None:
    server.endpoints = [
        {"technology": "PJSIP", "resource": "101", "state": state, "channel_ids": channels}
    ]
    found = await look(server, tmp_path)
    assert found.inputs[1:] == (PhoneReported("101", phone),)


async def test_two_endpoints_of_an_operator_are_one_phone(
    server: AriServer, tmp_path: Path
) -> None:
    server.endpoints = [
        {"technology": "PJSIP", "resource": resource, "state": state, "channel_ids": []}
        for resource, state in (
            ("101", "offline"),
            ("web-101", "online"),
            ("callwright-trunk", "online"),
            ("102", "offline"),
        )
    ]
    async with AriClient(server.access) as client:
        found = await survey(client, tmp_path / "seen")
        assert client.phones.ways("101") == ("web-101",)
    assert found.inputs[1:] == (
        PhoneReported("101", PhoneState.FREE),
        PhoneReported("102", PhoneState.UNREACHABLE),
    )


async def test_another_run_of_asterisk_is_known_by_its_start(
    server: AriServer, tmp_path: Path
) -> None:
    seen = []
    for started in ("first", "first", "second", "second"):
        server.started = started
        seen.append(told(await look(server, tmp_path)).restarted)
    assert seen == [False, False, True, False]
    assert (tmp_path / "seen").read_text() == "second"


async def test_a_disk_that_takes_nothing_does_not_stop_the_survey(
    server: AriServer, tmp_path: Path
) -> None:
    async with AriClient(server.access) as client:
        with capture_logs() as logs:
            found = await survey(client, tmp_path / "no" / "folder" / "seen")
    assert not told(found).restarted
    assert [each["log_level"] for each in logs] == ["error"]


@pytest.mark.parametrize(
    "path",
    ["/asterisk/info", "/channels", "/bridges", "/applications/callwright", "/endpoints/PJSIP"],
)
async def test_a_question_without_an_answer_is_no_survey(
    server: AriServer, tmp_path: Path, path: str
) -> None:
    server.answer("GET", path, 500, {"message": "not now"})
    with pytest.raises(LineUnreachable, match="500 not now"):
        await look(server, tmp_path)
    assert not (tmp_path / "seen").exists(), "what was not told must not be taken as known"
