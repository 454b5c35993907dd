"""The test call: a caller of our own through the same door as a real one, step by step.

Each step is reported once with its time since the call was sent. The first step that
does not come ends the call with one sentence: what is wrong and how to mend it.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from switchboard.testcall.caller import CALLER_TONE_HZ, Caller, CallRefused
from switchboard.testcall.media import CannotPress
from switchboard.testcall.phone import (
    PHONE_TONE_HZ,
    Behaviour,
    Phone,
    PhoneCall,
    PhoneLogin,
    SignInRefused,
)
from switchboard.testcall.sip import SipError
from switchboard.testcall.wire import NoAnswer
from vocabulary.records import CallRow

Lookup = Callable[[str], Awaitable[CallRow | None]]
"""Finds the newest call of a caller's number in the ledger."""

_POLL_S = 0.05
_LEDGER_S = 10.0
_RECORDING_S = 15.0
_TONES_S = 5.0
_TALK_S = 1.0
_RING_S = 2.0  # long enough for the caller to hear that music plays


class StepName(StrEnum):
    """The steps in their order; those of the operator only with a phone of our own."""

    SENT = "sent"
    ANSWERED = "answered"
    HEARS_AUDIO = "hears_audio"
    OPERATOR_RANG = "operator_rang"
    OPERATOR_ANSWERED = "operator_answered"
    BOTH_HEAR = "both_hear"
    HUNG_UP = "hung_up"
    IN_LEDGER = "in_ledger"
    RECORDING = "recording"


@dataclass(frozen=True)
class TestCallSettings:
    """Whom to ring, through which Asterisk, and how long to wait for each step.

    With `phone` the call plays the operator too: that extension is registered here for
    the time of the call (a real phone on it must register again afterwards), and the
    operator must be ready. `keys` are pressed to reach it; 0 leads out of any menu.
    """

    host: str
    sip_port: int
    number: str
    wait_s: float = 30.0
    phone: PhoneLogin | None = None
    keys: str = "0"


@dataclass(frozen=True)
class StepTime:
    """A step that came, in milliseconds after the call was sent."""

    step: StepName
    at_ms: int


@dataclass
class TestCallReport:
    """What happened. `failure` is a sentence for a person, empty when all went well.

    The operator's phone rings while the caller begins to hear music, so times need not
    rise from step to step.
    """

    caller: str
    steps: list[StepTime] = field(default_factory=list)
    recording: str | None = None
    failure: str = ""

    @property
    def ok(self) -> bool:
        """Every step came."""
        return not self.failure

    def to_json(self) -> dict[str, Any]:
        """The object of `callwright test-call --json`."""
        return {
            "ok": self.ok,
            "caller": self.caller,
            "steps": [{"step": each.step.value, "at_ms": each.at_ms} for each in self.steps],
            "recording": self.recording,
            "failure": self.failure,
        }


class _StepMissed(RuntimeError):
    """A step did not come; the text says what to do."""


class _Run:
    """One test call under way."""

    def __init__(
        self,
        settings: TestCallSettings,
        lookup: Lookup,
        caller: Caller,
        phone: Phone | None,
        *,
        report: TestCallReport,
        on_step: Callable[[StepTime], None],
    ) -> None:
        self._settings = settings
        self._lookup = lookup
        self._caller = caller
        self._phone = phone
        self._report = report
        self._on_step = on_step
        self._began = time.monotonic()

    async def go(self) -> None:
        self._began = time.monotonic()
        self._came(StepName.SENT)
        await self._dial()
        self._came(StepName.ANSWERED)
        await self._until(
            lambda: self._caller.media.loud,
            self._settings.wait_s,
            "the call was answered but nothing is heard: is UDP open for the RTP ports?",
        )
        self._came(StepName.HEARS_AUDIO)
        if self._phone is not None:
            await self._talk(self._phone)
        await self._caller.hang_up()
        self._came(StepName.HUNG_UP)
        await self._see_ledger()

    async def _dial(self) -> None:
        try:
            await self._caller.dial(self._settings.number, self._settings.wait_s)
        except CallRefused as error:
            raise _StepMissed(_refusal(self._settings.number, error)) from error

    async def _talk(self, phone: Phone) -> None:
        """The operator's side: ring, answer, tones both ways, a second of talk. In a menu the
        keys lead there; a queue does not mind them."""
        with contextlib.suppress(CannotPress):
            await self._caller.press(self._settings.keys)
        try:
            call = await phone.next_call(self._settings.wait_s)
        except TimeoutError:
            raise _StepMissed(
                "the operator's phone did not ring: is the operator ready, and no other one idle?"
            ) from None
        if call.from_number != self._caller.number:
            raise _StepMissed(
                "another caller reached the operator first: try again when no call waits"
            )
        self._came(StepName.OPERATOR_RANG, call.rang_s)
        await self._until(call.answered.is_set, self._settings.wait_s, "the phone could not answer")
        self._came(StepName.OPERATOR_ANSWERED, call.answered_s)
        await self._until(
            lambda: self._both_hear(call),
            _TONES_S,
            "caller and operator were joined but do not hear each other: is UDP open for RTP?",
        )
        self._came(StepName.BOTH_HEAR)
        await asyncio.sleep(_TALK_S)

    def _both_hear(self, call: PhoneCall) -> bool:
        media = call.media
        return (
            media is not None
            and media.hears_tone(CALLER_TONE_HZ)
            and self._caller.media.hears_tone(PHONE_TONE_HZ)
        )

    async def _see_ledger(self) -> None:
        row = await self._look(lambda row: row.ended_at is not None, _LEDGER_S)
        if row is None:
            raise _StepMissed(
                "the call ended but is not in the ledger: does /readyz say that the database "
                "and the lines are up?"
            )
        self._came(StepName.IN_LEDGER)
        if self._phone is None:
            return
        row = await self._look(lambda row: row.recording is not None, _RECORDING_S)
        if row is None:
            raise _StepMissed(
                "the call has no recording: is recording switched on, and is the disk not full?"
            )
        self._report.recording = row.recording
        self._came(StepName.RECORDING)

    async def _look(self, good: Callable[[CallRow], bool], within_s: float) -> CallRow | None:
        limit = time.monotonic() + within_s
        while True:
            row = await self._lookup(self._caller.number)
            if row is not None and good(row):
                return row
            if time.monotonic() > limit:
                return None
            await asyncio.sleep(_POLL_S)

    async def _until(self, true: Callable[[], bool], within_s: float, otherwise: str) -> None:
        limit = time.monotonic() + within_s
        while not true():
            if self._caller.ended.is_set():
                raise _StepMissed(f"the other side hung up too early; {otherwise}")
            if time.monotonic() > limit:
                raise _StepMissed(otherwise)
            await asyncio.sleep(_POLL_S)

    def _came(self, step: StepName, at_s: float | None = None) -> None:
        at_s = time.monotonic() if at_s is None else at_s
        came = StepTime(step, round(1000 * (at_s - self._began)))
        self._report.steps.append(came)
        self._on_step(came)


async def run_test_call(
    settings: TestCallSettings,
    lookup: Lookup,
    on_step: Callable[[StepTime], None] = lambda _: None,
    local: tuple[str, int] | None = None,
) -> TestCallReport:
    """Make the call and report. Never raises for what is wrong with the installation.

    `on_step` hears each step as it comes, for a person who watches. `local` is the
    caller's own host and port, chosen by itself when None.
    """
    # Not a number that anybody has: the country code 999 is not given out.
    number = f"999{secrets.randbelow(10**8):08d}"
    report = TestCallReport(number)
    try:
        async with AsyncExitStack() as stack:
            phone = None
            if settings.phone is not None:
                phone = await Phone.open(
                    settings.host,
                    settings.sip_port,
                    settings.phone,
                    Behaviour(answer_after_s=_RING_S),
                )
                await stack.enter_async_context(phone)
            caller = await Caller.open(settings.host, settings.sip_port, number, local)
            await stack.enter_async_context(caller)
            await _Run(settings, lookup, caller, phone, report=report, on_step=on_step).go()
    except NoAnswer as error:
        report.failure = (
            f"{error}: is the service running ('callwright run'), and is this its "
            f"CALLWRIGHT_SIP_PORT ({settings.sip_port})?"
        )
    except SignInRefused as error:
        report.failure = (
            f"{error}: is it this operator's password ('callwright user sip-password')?"
        )
    except (_StepMissed, SipError) as error:
        report.failure = str(error)
    return report


def _refusal(number: str, error: CallRefused) -> str:
    mends = {
        401: "calls from this address must sign in: make the test call on the server itself",
        403: "calls from this address are not let in: make the test call on the server itself",
        404: f"nobody serves {number}: is it a main number of the plan?",
        503: "Asterisk takes no calls now: see 'callwright doctor'",
    }
    return f"{error}; {mends.get(error.status, 'see the log of Asterisk')}"
