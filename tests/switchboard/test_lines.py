import asyncio
import contextlib
import os
import signal
import wave
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from recording.keeper import Keeper
from switchboard.home import Home
from switchboard.lines import FallbackImport, Lines, OwnAsterisk, access_to
from telephony.ari.client import AccessRefused
from telephony.ari.connection import Replaced
from telephony.asterisk import runtime
from telephony.asterisk.process import AsteriskProcess
from telephony.asterisk.runtime import Runtime
from telephony.asterisk.secrets import load_or_create
from telephony.asterisk.settings import AsteriskSettings, Extension
from tests.support.ari_server import AriServer, ari_server, channel
from tests.support.ports import free_udp_port
from tests.support.waiting import until
from vocabulary.commands import AnswerCaller, Utterance
from vocabulary.facts import Caller
from vocabulary.ids import CallId, LegId
from vocabulary.inputs import (
    FallbackReported,
    Input,
    LegAnswered,
    LinesDropped,
    LinesSurveyed,
    PhoneReported,
)
from vocabulary.ports import CannotSpeak
from vocabulary.states import EndReason, Outcome, PhoneState

ANSWER = AnswerCaller(CallId("c1"), LegId("1.1"))


class Inbox:
    def __init__(self) -> None:
        self.all: list[Input] = []

    def put(self, given: Input) -> None:
        self.all.append(given)

    def kinds(self) -> list[type[Input]]:
        return [type(given) for given in self.all]


class Mute:
    async def media(
        self, say: Sequence[Utterance], language: str, revision: int
    ) -> tuple[str, ...]:
        raise CannotSpeak("nobody speaks here")


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[AriServer]:
    async with ari_server() as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    return made


async def end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_without_a_line_commands_are_dropped_and_it_is_told(home: Home) -> None:
    lines = Lines(Inbox(), home, Mute())
    with capture_logs() as logs:
        lines.submit(ANSWER)
    assert [each["kind"] for each in logs] == ["AnswerCaller"]
    assert not lines.up
    lines.stop_claiming()


async def test_commands_go_out_and_replies_come_in_while_it_is_up(
    home: Home, server: AriServer
) -> None:
    inbox = Inbox()
    lines = Lines(inbox, home, Mute())
    running = asyncio.create_task(lines.run(server.access))
    await until(lambda: lines.up, 10, "the line is up")
    lines.submit(ANSWER)
    await until(lambda: LegAnswered(LegId("1.1")) in inbox.all, 10, "the reply")
    assert home.line_seen.exists()
    await server.close_sockets()
    await until(lambda: inbox.kinds().count(LinesSurveyed) == 2, 10, "it came back")
    assert LinesDropped in inbox.kinds()
    await end(running)


async def test_after_it_stopped_claiming_new_callers_are_left_to_the_dialplan(
    home: Home, server: AriServer
) -> None:
    lines = Lines(Inbox(), home, Mute())
    running = asyncio.create_task(lines.run(server.access))
    await until(lambda: lines.up, 10, "the line is up")
    await server.say({"type": "CallBroadcast", "channel": channel("1.1", state="Ring")})
    await server.until_asked("POST", "/events/claim")
    lines.stop_claiming()
    await server.say({"type": "CallBroadcast", "channel": channel("2.2", state="Ring")})
    await server.say({"type": "PlaybackFinished", "playback": {"id": "tone-9.9"}})
    await server.until_asked("DELETE", "/channels/9.9")
    assert len(server.asked_for("POST", "/events/claim")) == 1
    await end(running)


async def test_a_failed_command_is_followed_by_a_survey(home: Home, server: AriServer) -> None:
    inbox = Inbox()
    lines = Lines(inbox, home, Mute())
    running = asyncio.create_task(lines.run(server.access))
    await until(lambda: lines.up, 10, "the line is up")
    held = server.hold("POST", "/channels/1.1/answer")
    lines.submit(ANSWER)
    await server.until_asked("POST", "/channels/1.1/answer")
    server.cut_requests()
    await until(lambda: inbox.kinds().count(LinesSurveyed) == 2, 10, "a second survey")
    held.set()
    await end(running)


async def test_a_new_address_takes_over_and_unfinished_commands_are_given_up(
    home: Home, server: AriServer
) -> None:
    lines = Lines(Inbox(), home, Mute())
    first = asyncio.create_task(lines.run(server.access))
    await until(lambda: lines.up, 10, "the first is up")
    server.hold("POST", "/channels/1.1/answer")
    lines.submit(ANSWER)
    await server.until_asked("POST", "/channels/1.1/answer")
    async with ari_server() as other:
        first.cancel()
        second = asyncio.create_task(lines.run(other.access))
        await until(lambda: other.listening and lines.up, 10, "the second is up")
        lines.submit(ANSWER)
        await other.until_asked("POST", "/channels/1.1/answer")
        await until(lambda: not server.listening, 10, "the first has let go")
        await end(second)
    await end(first)


async def test_what_is_final_ends_the_run(home: Home, server: AriServer) -> None:
    lines = Lines(Inbox(), home, Mute())
    with pytest.raises(AccessRefused):
        await lines.run(server.access._replace(password="wrong"))
    running = asyncio.create_task(lines.run(server.access))
    await until(lambda: lines.up, 10, "the line is up")
    await server.say({"type": "ApplicationReplaced"})
    with pytest.raises(Replaced):
        await running


def test_our_own_asterisk_is_on_loopback() -> None:
    access = access_to(8088, "secret")
    assert access.url == "http://127.0.0.1:8088/ari"
    assert access.app == "callwright"


def settings_of(home: Home) -> AsteriskSettings:
    return AsteriskSettings(
        home=home.root,
        sip_port=free_udp_port(),
        sip_bind="127.0.0.1",
        rtp_first=36000,
        rtp_last=36100,
        qualify_s=0,
    )


def own_asterisk(home: Home, found: Runtime) -> OwnAsterisk:
    settings = settings_of(home)
    phones = (Extension("anna", "101", "Anna", "a" * 24),)
    secrets = load_or_create(home.root)
    return OwnAsterisk(AsteriskProcess(settings, found, secrets, phones), settings)


def no_runtime(tmp_path: Path) -> Runtime:
    """Never started here."""
    return Runtime((), "0", tmp_path, {}, None, tmp_path, tmp_path, "path", frozenset())


BEGIN = "begin|{source}|1767603600.000|1767603590.000|100|%2B7999|Ann%20%3Cb%3E\n"
END = "end|{source}|1767603620.000|1767603590.000|100|%2B7999|Ann%20%3Cb%3E|{rest}\n"


class Imported:
    """An import over a ledger of our own making."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.inbox = Inbox()
        self.asterisk = own_asterisk(home, no_runtime(folder))
        self.asterisk.started_at = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
        settings = self.asterisk.settings
        settings.voicemail_dir.mkdir(parents=True)
        self.ledger, self.messages = settings.ledger, settings.voicemail_dir
        self.keeper = Keeper(self.inbox, home.raw_recordings, home.recordings)
        self.importer = FallbackImport(self.asterisk, self.keeper, self.inbox, Clock())

    def write(self, text: str) -> None:
        with self.ledger.open("a") as file:
            file.write(text)

    def message(self, source: str) -> None:
        with wave.open(str(self.messages / f"{source}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(b"\x10\x10" * 8000)

    def reports(self) -> list[FallbackReported]:
        return [given for given in self.inbox.all if isinstance(given, FallbackReported)]


@pytest.fixture
async def imported(home: Home, tmp_path: Path) -> AsyncIterator[Imported]:
    home.recordings.mkdir(exist_ok=True)
    made = Imported(home, tmp_path)
    await made.keeper.start()
    yield made
    await made.keeper.stop()


async def test_nothing_to_import_is_nothing(imported: Imported) -> None:
    assert not await imported.importer.import_batch()
    assert imported.reports() == []


async def test_a_caller_of_the_fallback_is_told_once(imported: Imported) -> None:
    imported.write(BEGIN.format(source="1.1") + "nonsense\n")
    assert not await imported.importer.import_batch()
    assert imported.reports() == []
    imported.write(END.format(source="1.1", rest="ringing|1767603605.000|101|"))
    await imported.importer.import_batch()
    await imported.importer.import_batch()
    (report,) = imported.reports()
    assert report.caller == Caller("+7999", "Ann <b>")
    assert (report.outcome, report.reason) == (Outcome.ANSWERED, EndReason.FALLBACK_ANSWERED)
    assert (report.source, report.extension) == ("1.1", "101")


async def test_a_message_comes_with_its_caller(imported: Imported, home: Home) -> None:
    imported.message("1.7")
    imported.write(END.format(source="1.7", rest="message|||OPERATOR"))
    await imported.importer.import_batch()
    (report,) = imported.reports()
    assert report.outcome is Outcome.VOICEMAIL
    assert report.recording == "message-1-7"


async def test_a_message_that_cannot_be_stored_does_not_hide_its_caller(
    imported: Imported, home: Home
) -> None:
    (imported.messages / "1.7.wav").write_bytes(b"RIFF" + b"no sound at all" * 1000)
    imported.write(END.format(source="1.7", rest="message|||OPERATOR"))
    with capture_logs() as logs:
        await imported.importer.import_batch()
    (report,) = imported.reports()
    assert report.recording is None
    assert "error" in {each["log_level"] for each in logs}


async def test_it_looks_again_after_a_ledger_that_cannot_be_read(
    imported: Imported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("switchboard.lines.IMPORT_EVERY_S", 0.01)
    imported.ledger.mkdir()
    with capture_logs() as logs:
        running = asyncio.create_task(imported.importer.run())
        await until(lambda: logs, 10, "the failure is told")
        imported.ledger.rmdir()
        imported.write(END.format(source="1.1", rest="ringing|||"))
        await until(imported.reports, 10, "the caller is told")
    await end(running)
    assert imported.reports()[0].outcome is Outcome.ABANDONED


@pytest.mark.line
async def test_our_own_asterisk_is_watched_and_brought_back(home: Home) -> None:
    found = await asyncio.to_thread(
        runtime.choose, runtime.default_cache(), lambda _share, _what: None
    )
    own = own_asterisk(home, found)
    inbox = Inbox()
    lines = Lines(inbox, home, Mute())
    up = await own.start()
    assert own.started_at == up.started_at
    password = load_or_create(home.root).ari_password
    running = [asyncio.create_task(lines.run(access_to(own.process.http_port, password)))]
    back = asyncio.Event()
    watching = asyncio.create_task(own.watch(back.set))
    try:
        await until(lambda: lines.up, 10, "the line is up")
        # Asterisk tells its start by the second: another one is known by another second.
        later = up.started_at + timedelta(seconds=1)
        await until(lambda: datetime.now(UTC) > later, 5, "a second has passed")
        os.kill(up.pid, signal.SIGKILL)
        await until(lambda: own.trouble, 10, "the trouble is told")
        assert own.started_at is None
        await until(lambda: LinesDropped in inbox.kinds(), 10, "the line is dropped")
        await asyncio.wait_for(back.wait(), 30)
        assert own.trouble == ""
        assert own.started_at is not None
        await until(lambda: lines.up, 20, "the line is up again")
        surveys = [given for given in inbox.all if isinstance(given, LinesSurveyed)]
        assert [survey.restarted for survey in surveys] == [False, True]
        await own.change_phones((Extension("dora", "104", "Dora", "b" * 24),))
        reports = [given for given in inbox.all if isinstance(given, PhoneReported)]
        assert PhoneReported("101", PhoneState.UNREACHABLE) in reports
    finally:
        await end(watching)
        await end(running[0])
        await own.process.stop(patience_s=3)
