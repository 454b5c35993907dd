"""The dialplan on a real Asterisk: claimed by the service, or served without it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import aiohttp
import pytest

from switchboard.testcall import sdp
from switchboard.testcall.dialog import of_caller
from switchboard.testcall.media import Media
from switchboard.testcall.phone import PhoneLogin
from switchboard.testcall.wire import SipSocket
from telephony.asterisk.conf_core import ARI_USER
from telephony.asterisk.conf_dialplan import dialplan
from telephony.asterisk.fallback import Batch, FallbackLedger
from telephony.asterisk.settings import FEATURE_CODES, AsteriskSettings, Extension, Extras
from tests.integration.scene import _final, _invite, _proof
from vocabulary.states import EndReason, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from tests.telephony.asterisk.conftest import Centre, MakeCentre, Until

HOSTILE = (
    '"../../etc/passwd" <sip:..%2F..%2Fetc@127.0.0.5>',
    '"${SHELL(id)}$[1+1]" <sip:$%7BSHELL(id)%7D@127.0.0.5>',
    '"<script>alert(1)</script>, |x| a=b; \\"q\\"" <sip:a,b@127.0.0.5>',
    '"%0d%0aend|1|2" <sip:%0d%0aend%7C@127.0.0.5>',
    f'"{"Ж" * 1800}" <sip:{"9" * 300}@127.0.0.5>',
    '"Иван Петров" <sip:+74951112233@127.0.0.5>',
    "<sip:127.0.0.5>",
)


def ledger_of(centre: Centre) -> FallbackLedger:
    return FallbackLedger(centre.settings.ledger, centre.settings.voicemail_dir)


async def batch_of(centre: Centre, until: Until, count: int) -> Batch:
    """The finished rows, once there are so many."""
    started = await centre.control.started_at()
    ledger = ledger_of(centre)
    await until(lambda: len(ledger.read(datetime.now(UTC), started).reports) >= count)
    batch = ledger.read(datetime.now(UTC), started)
    assert batch.rejected == ()
    return batch


def test_the_text_names_every_number_and_no_way_out(tmp_path: Path) -> None:
    settings = AsteriskSettings(
        home=tmp_path, main_numbers=("100", "+7495"), extras=Extras(dialplan="[bench]\n")
    )
    text = dialplan(settings, ())
    assert "exten => +7495,1," in text
    assert text.endswith("[bench]\n")
    assert "caller:+7495)" in text
    assert "Stasis(callwright,caller,100)" in dialplan(
        AsteriskSettings(home=tmp_path, claim="stasis"), ()
    )


def test_an_operator_is_reached_on_both_its_phones(tmp_path: Path) -> None:
    anna = Extension("anna", "101", "Anna", "ABCDEFGH")
    text = dialplan(AsteriskSettings(home=tmp_path), (anna,))
    assert "Gosub(callwright-reach,s,1(101,web-101))" in text
    assert "Gosub(callwright-consider,s,1(101,web-101))" in text
    without = dialplan(AsteriskSettings(home=tmp_path, websocket=False), (anna,))
    assert "web-101" not in without
    assert "exten => web-" not in text, "a page's phone has no number of its own"


def test_the_echo_never_reaches_the_service(tmp_path: Path) -> None:
    text = dialplan(AsteriskSettings(home=tmp_path), ())
    (echo,) = [part for part in text.split("exten => ") if part.startswith("*9,")]
    assert "Stasis" not in echo
    assert "Set(TIMEOUT(absolute)=20)" in echo
    assert "*9" not in FEATURE_CODES


@pytest.mark.line
async def test_a_phone_hears_itself(centre: Centre, until: Until) -> None:
    anna = centre.extensions[0]
    login = PhoneLogin(anna.extension, anna.sip_password)
    wire = await SipSocket.open("127.0.0.1", centre.settings.sip_port)
    media = await Media.open("127.0.0.1", 700)
    try:
        first = _invite(wire, media, login, "*9")
        invite = _invite(
            wire, media, login, "*9", proof=_proof(login, await _final(wire, first), first.uri)
        )
        answer = await _final(wire, invite)
        assert answer.status == 200
        dialog = of_caller(invite, answer)
        wire.acknowledge(dialog.request("ACK", wire.via()))
        media.start(sdp.parse(answer.body))
        await until(lambda: media.hears_tone(700))
        assert (await _final(wire, dialog.next().request("BYE", wire.via()))).status == 200
    finally:
        media.close()
        wire.close()
        await wire.closed.wait()
    await centre.until_channels(lambda count: count == 0)


@pytest.mark.line
async def test_a_colleague_is_rung_where_it_is_and_told_gone_where_it_is_not(
    centre: Centre, until: Until
) -> None:
    await centre.register("101", "127.0.0.11", 30101)
    phone = {"USER": "101", "PASSWORD": centre.extensions[0].sip_password}
    dialled: dict[str, Any] = {"address": "127.0.0.11", "port": 30101, "replaced": phone}
    away = await centre.sipp.start("dialler", service="102", **dialled)
    assert await away.wait() != 0, "nobody is there to answer"
    await centre.register("102", "127.0.0.12", 30102)
    rung = await centre.sipp.start("answering_phone", address="127.0.0.12", port=30102)
    caller = await centre.sipp.start("dialler", service="102", **dialled)
    await centre.until_channels(lambda count: count == 2)
    for channel in await centre.control._ask("GET", "channels"):
        await centre.control._ask("DELETE", f"channels/{channel['id']}")
        break
    for process in (rung, caller):
        await process.wait()
    assert "ERROR" not in centre.log


class Service:
    """A service that claims every caller and keeps what it is told."""

    def __init__(self, centre: Centre) -> None:
        self.base = f"http://127.0.0.1:{centre.process.http_port}/ari"
        self.headers = {"Authorization": aiohttp.encode_basic_auth(ARI_USER, centre.ari_password)}
        self.events: list[dict[str, Any]] = []

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession(headers=self.headers)
        self.socket = await self.session.ws_connect(self.base + "/events?app=callwright")
        self.task = asyncio.create_task(self.listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        await self.socket.close()
        await self.session.close()

    async def listen(self) -> None:
        async for message in self.socket:
            event = json.loads(message.data)
            self.events.append(event)
            channel = event.get("channel", {}).get("id")
            if event["type"] == "CallBroadcast":
                await self.post("/events/claim", channelId=channel, application="callwright")
            if event["type"] == "StasisStart":
                await self.post(f"/channels/{channel}/answer")

    async def post(self, path: str, **query: str) -> None:
        async with self.session.post(self.base + path, params=query) as reply:
            assert reply.status < 300, await reply.text()

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]


@pytest.mark.line
@pytest.mark.parametrize("claim", ["broadcast", "stasis"])
async def test_a_claimed_caller_arrives_with_its_number_and_is_not_in_the_ledger(
    make_centre: MakeCentre, until: Until, claim: str
) -> None:
    centre = make_centre(claim=claim)
    await centre.process.start_or_adopt()
    async with Service(centre) as service:
        await centre.sipp.run("caller", hold=300)
        await until(lambda: service.of("StasisEnd"))
        start = service.of("StasisStart")[0]
    assert start["args"] == ["caller", "100"]
    assert start["channel"]["caller"]["number"] == "+79991234567"
    await centre.until_channels(lambda count: count == 0)
    assert centre.settings.ledger.read_text() == ""
    assert "WARNING" not in centre.log


@pytest.mark.line
async def test_a_feature_code_reaches_the_service_or_fails_audibly(
    centre: Centre, until: Until
) -> None:
    await centre.register("101", "127.0.0.11", 30101)
    phone = {"USER": "101", "PASSWORD": centre.extensions[0].sip_password}
    dialled: dict[str, Any] = {"address": "127.0.0.11", "port": 30101, "replaced": phone}
    # Nobody listens: the phone hears the error tone and is hung up.
    await centre.sipp.run("dialler", service="*1", **dialled)
    async with Service(centre) as service:
        dialler = await centre.sipp.start("dialler", service="*23", **dialled)
        await until(lambda: service.of("StasisStart"))
        start = service.of("StasisStart")[0]
        assert start["args"] == ["feature", "101", "*23"]
        url = f"{service.base}/channels/{start['channel']['id']}"
        async with service.session.delete(url) as reply:
            assert reply.status == 204
        await centre.sipp.ended(dialler)
        # The main number leads an operator in by the same door as any caller.
        service.events.clear()
        dialler = await centre.sipp.start("dialler", service="100", **dialled)
        await until(lambda: service.of("StasisStart"))
        start = service.of("StasisStart")[0]
        assert start["args"] == ["caller", "100"]
        assert start["channel"]["caller"] == {"name": "Anna", "number": "101"}
        url = f"{service.base}/channels/{start['channel']['id']}"
        async with service.session.delete(url) as reply:
            assert reply.status == 204
        await centre.sipp.ended(dialler)
    assert centre.settings.ledger.read_text() == ""


@pytest.mark.line
async def test_without_a_service_all_phones_ring_and_the_first_takes_it(
    centre: Centre, until: Until
) -> None:
    phones = []
    for extension, scenario in (
        ("101", "ringing_phone"),
        ("102", "answering_phone"),
        ("103", "ringing_phone"),
    ):
        address, port = f"127.0.0.{int(extension) - 90}", 30000 + int(extension)
        await centre.register(extension, address, port)
        phones.append(await centre.sipp.start(scenario, address=address, port=port))
    await centre.sipp.run("caller", hold=2500)
    for phone in phones:
        await centre.sipp.ended(phone)
    batch = await batch_of(centre, until, 1)
    (report,) = batch.reports
    assert report.outcome is Outcome.ANSWERED
    assert report.reason is EndReason.FALLBACK_ANSWERED
    assert report.extension == "102"
    assert report.caller.pii_number == "+79991234567"
    assert report.answered_at is not None
    assert report.arrived_at < report.answered_at < report.ended_at
    assert 0.9 < (report.answered_at - report.arrived_at).total_seconds() < 4
    kinds = [line.split("|")[0] for line in centre.settings.ledger.read_text().splitlines()]
    assert kinds == ["begin", "end"]


@pytest.mark.line
async def test_without_phones_the_caller_leaves_a_message(centre: Centre, until: Until) -> None:
    await centre.sipp.run("caller", hold=8500)
    batch = await batch_of(centre, until, 1)
    (report,) = batch.reports
    assert (report.outcome, report.reason) == (Outcome.VOICEMAIL, EndReason.FALLBACK_MESSAGE)
    ((source, message),) = batch.messages
    assert source == report.source
    assert message.parent == centre.settings.voicemail_dir
    assert message.stat().st_mode & 0o777 == 0o600
    assert 12_000 < message.stat().st_size < 64_000


@pytest.mark.line
async def test_who_leaves_during_the_claim_or_the_prompt_is_in_the_ledger(
    centre: Centre, until: Until
) -> None:
    await centre.sipp.run("leaver")
    await centre.sipp.run("caller", hold=300)
    batch = await batch_of(centre, until, 2)
    assert [report.outcome for report in batch.reports] == [Outcome.ABANDONED] * 2
    assert {report.reason for report in batch.reports} == {EndReason.FALLBACK_LEFT}
    assert all(report.dialled == "100" for report in batch.reports)


@pytest.mark.line
async def test_hostile_callers_are_text_and_nothing_else(centre: Centre, until: Until) -> None:
    for who in HOSTILE:
        await centre.sipp.run("caller", who=who, hold=100)
    batch = await batch_of(centre, until, len(HOSTILE))
    names = [report.caller.pii_name for report in batch.reports]
    assert names[0] == "../../etc/passwd"
    assert names[1] == "${SHELL(id)}$[1+1]"
    assert names[2].startswith("<script>alert(1)</script>, |x| a=b; ")
    assert names[3] == "%0d%0aend|1|2"
    assert names[4].startswith("Ж" * 38)  # Asterisk itself keeps no more
    assert names[5] == "Иван Петров"
    assert names[6] == ""
    assert not any("uid=" in name for name in names)
    assert all(report.outcome is Outcome.ABANDONED for report in batch.reports)
    assert "ERROR" not in centre.log


@pytest.mark.line
async def test_strangers_and_outside_numbers_are_refused(centre: Centre) -> None:
    for number in ("0079161234567", "101", "*1", "s", "h", "999"):
        await centre.sipp.run("refused", service=number, replaced={"STATUS": "404"})
    assert await centre.control.channel_count() == 0
    # Who calls itself an operator must prove it.
    await centre.sipp.run("refused", who="<sip:101@127.0.0.5>", replaced={"STATUS": "401"})
    assert centre.settings.ledger.read_text() == ""


@pytest.mark.line
async def test_nobody_is_a_trunk_by_its_name(make_centre: MakeCentre) -> None:
    centre = make_centre(loopback_trunk=False)
    await centre.process.start_or_adopt()
    for name in ("callwright-loopback", "callwright-trunk", "anonymous", "nobody"):
        await centre.sipp.run("refused", who=f"<sip:{name}@127.0.0.5>", replaced={"STATUS": "401"})


def own_address() -> str | None:
    """An address of this machine that is not loopback, or None; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


@pytest.mark.line
async def test_from_outside_nobody_is_the_loopback_trunk_by_its_name(
    make_centre: MakeCentre,
) -> None:
    address = own_address()
    if address is None:
        pytest.skip("this machine has no address but loopback")
    centre = make_centre(sip_bind="0.0.0.0")
    await centre.process.start_or_adopt()
    centre.sipp.target = f"{address}:{centre.settings.sip_port}"
    for name in ("callwright-loopback", "101", "nobody"):
        await centre.sipp.run(
            "refused",
            address=address,
            who=f"<sip:{name}@{address}>",
            replaced={"STATUS": "401"},
        )


@pytest.mark.line
async def test_an_interrupted_caller_is_reported_after_asterisk_is_killed(
    centre: Centre, until: Until
) -> None:
    caller = await centre.sipp.start("caller", hold=20000)
    await until(lambda: "begin|" in centre.settings.ledger.read_text())
    assert centre.process.pid is not None
    os.kill(centre.process.pid, signal.SIGKILL)
    await centre.process.stop()
    caller.kill()
    await caller.wait()
    await centre.process.start_or_adopt()
    (report,) = (await batch_of(centre, until, 1)).reports
    assert (report.outcome, report.reason) == (Outcome.INTERRUPTED, EndReason.ASTERISK_LOST)
