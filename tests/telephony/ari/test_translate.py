import pytest

from telephony.ari import translate
from telephony.ari.events import (
    ApplicationReplaced,
    Channel,
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelHangupRequest,
    ChannelHold,
    ChannelStateChange,
    ChannelUnhold,
    Endpoint,
    EndpointStateChange,
    Event,
    LiveRecording,
    Party,
    Place,
    Playback,
    PlaybackFinished,
    RecordingFailed,
    RecordingFinished,
    StasisEnd,
    StasisStart,
)
from vocabulary.facts import Caller
from vocabulary.ids import LegId, RecordingId
from vocabulary.inputs import (
    CallerArrived,
    DigitPressed,
    FeatureDialled,
    Input,
    LegAnswered,
    LegEnded,
    LegRang,
    MessageEnded,
    PhoneHeld,
    PromptEnded,
)
from vocabulary.states import EndCause


def start(leg: str, *args: str, **party: str) -> StasisStart:
    return StasisStart(_channel(leg, **party), "2026-01-05T09:00:00.000+0000", list(args))


def _channel(leg: str, state: str = "Up", **party: str) -> Channel:
    return Channel(leg, f"PJSIP/{leg}", state, Party(**party))


def pressed(leg: str, digit: str, dialled: str = "100") -> ChannelDtmfReceived:
    channel = Channel(leg, f"PJSIP/{leg}", "Up", Party(), Place("callwright-inbound", dialled))
    return ChannelDtmfReceived(channel, digit, "2026-01-05T09:00:00.000+0000")


LEG, OUTSIDE, PARTY = LegId("1.1"), LegId("out-c1-1"), LegId("leg-c1-1")
NOW = "2026-01-05T09:00:00.000+0000"


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (
            start("1.1", "caller", "100", number="700", name="Ann"),
            CallerArrived(LEG, "100", Caller("700", "Ann")),
        ),
        (start("1.1", "caller", "100"), CallerArrived(LEG, "100", Caller())),
        (start("1.1", "feature", "101", "*1"), FeatureDialled(LEG, "101", "*1")),
        (start("op-o1", "operator"), LegAnswered(LegId("op-o1"))),
        (start("op-o1", "caller", "100"), LegAnswered(LegId("op-o1"))),
        (start("1.1"), None),
        (start("1.1", "caller"), None),
        (start("1.1", "caller", "100", "more"), None),
        (StasisEnd(_channel("1.1")), LegEnded(LEG, EndCause.HANG_UP)),
        (StasisEnd(_channel("rec-r1-in")), None),
        (ChannelDestroyed(_channel("rec-r1-in"), 16), None),
        (ChannelStateChange(_channel("op-o1", "Ringing")), LegRang(LegId("op-o1"))),
        (ChannelStateChange(_channel("op-o1", "Up")), None),
        (ChannelStateChange(_channel("1.1", "Ringing")), None),
        (start("out-c1-1", "outside"), LegAnswered(OUTSIDE)),
        (ChannelStateChange(_channel("out-c1-1", "Ringing")), LegRang(OUTSIDE)),
        (ChannelStateChange(_channel("out-c1-1", "Up")), None),
        (ChannelHangupRequest(_channel("1.1")), LegEnded(LEG, EndCause.HANG_UP)),
        (ChannelHangupRequest(_channel("op-o1")), None),
        (ChannelHangupRequest(_channel("out-c1-1")), None),
        (StasisEnd(_channel("out-c1-1")), None),
        (StasisEnd(_channel("op-o1")), None),
        (StasisEnd(_channel("leg-c1-1")), None),
        (ChannelDestroyed(_channel("op-o1"), 16), LegEnded(LegId("op-o1"), EndCause.HANG_UP)),
        (ChannelDestroyed(_channel("leg-c1-1"), 21), LegEnded(PARTY, EndCause.DECLINED)),
        (ChannelDestroyed(_channel("out-c1-1"), 44), LegEnded(OUTSIDE, EndCause.UNREACHABLE)),
        (ChannelDestroyed(_channel("op-o1"), 0), LegEnded(LegId("op-o1"), EndCause.HANG_UP)),
        (
            ChannelDestroyed(_channel("op-o1", "Down"), 0),
            LegEnded(LegId("op-o1"), EndCause.FAILED),
        ),
        (ChannelDestroyed(_channel("1.1"), 16), LegEnded(LEG, EndCause.HANG_UP)),
        (start("leg-c1-1", "operator"), LegAnswered(PARTY)),
        (ChannelStateChange(_channel("leg-c1-1", "Ringing")), LegRang(PARTY)),
        (ChannelHangupRequest(_channel("leg-c1-1")), None),
        (ChannelHold(_channel("op-o1"), NOW), PhoneHeld(LegId("op-o1"), held=True)),
        (ChannelUnhold(_channel("op-o1"), NOW), PhoneHeld(LegId("op-o1"), held=False)),
        (ChannelHold(_channel("leg-c1-1"), NOW), PhoneHeld(PARTY, held=True)),
        (ChannelHold(_channel("1.1"), NOW), None),
        (ChannelUnhold(_channel("out-c1-1"), NOW), None),
        (ChannelHold(_channel("rec-r1-in"), NOW), None),
        (start("1.1", "feature", "web-101", "*1"), FeatureDialled(LEG, "101", "*1")),
        (PlaybackFinished(Playback("prompt-1.1~m.2")), PromptEnded(LEG, "m.2")),
        (
            RecordingFinished(LiveRecording("c1-m1-message")),
            MessageEnded(RecordingId("c1-m1")),
        ),
        (RecordingFailed(LiveRecording("c1-m1-message")), MessageEnded(RecordingId("c1-m1"))),
        (RecordingFinished(LiveRecording("c1-1-in")), None),
        (RecordingFinished(LiveRecording("something")), None),
        (PlaybackFinished(Playback("tone-1.1")), None),
        (PlaybackFinished(Playback("something")), None),
        (EndpointStateChange(Endpoint("PJSIP", "101", "online")), None),
        (ApplicationReplaced(), None),
    ],
)
def test_each_event_tells_at_most_one_thing(event: Event, told: Input | None) -> None:
    assert translate.translate(event) == told


@pytest.mark.parametrize("digit", "0123456789*#")
def test_a_callers_key_is_told(digit: str) -> None:
    assert translate.translate(pressed("1.1", digit)) == DigitPressed(LEG, digit)


@pytest.mark.parametrize(
    "event",
    [
        pressed("op-o1", "1"),
        pressed("out-c1-1", "1"),
        pressed("leg-c1-1", "1"),
        pressed("rec-r1-in", "1"),
        pressed("1.1", "1", dialled="*1"),
        pressed("1.1", "A"),
        pressed("1.1", ""),
        pressed("1.1", "12"),
    ],
)
def test_nobody_elses_key_and_no_other_sign_is_told(event: ChannelDtmfReceived) -> None:
    assert translate.translate(event) is None


@pytest.mark.parametrize(
    "text",
    [
        "../../etc",
        "a\r\nX: 1",
        "${SHELL(id)}",
        "<script>alert(1)</script>",
        "\"'`,;|",
        "\u202eolleh",
    ],
)
def test_caller_text_stays_the_text_it_is(text: str) -> None:
    told = translate.translate(start("1.1", "caller", "100", number=text, name=text))
    assert told == CallerArrived(LEG, "100", Caller(text, text))


def test_caller_text_is_bounded_and_has_no_nul() -> None:
    assert translate.caller_text("x" * 5000) == "x" * translate.CALLER_TEXT_LIMIT
    assert translate.caller_text("a\x00b") == "ab"
    assert translate.caller_text("\x00" * 300 + "a") == "a"
