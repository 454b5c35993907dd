import pytest

from telephony.ari import translate
from telephony.ari.events import (
    ApplicationReplaced,
    Channel,
    ChannelDestroyed,
    ChannelStateChange,
    Endpoint,
    EndpointStateChange,
    Event,
    Party,
    Playback,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)
from vocabulary.facts import Caller
from vocabulary.ids import LegId
from vocabulary.inputs import (
    CallerArrived,
    FeatureDialled,
    Input,
    LegAnswered,
    LegEnded,
    LegRang,
    PhoneReported,
    PromptEnded,
)
from vocabulary.states import EndCause, PhoneState


def start(leg: str, *args: str, **party: str) -> StasisStart:
    return StasisStart(_channel(leg, **party), "2026-01-05T09:00:00.000+0000", list(args))


def _channel(leg: str, state: str = "Up", **party: str) -> Channel:
    return Channel(leg, f"PJSIP/{leg}", state, Party(**party))


LEG = LegId("1.1")


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
        (PlaybackFinished(Playback("prompt-1.1")), PromptEnded(LEG)),
        (PlaybackFinished(Playback("tone-1.1")), None),
        (PlaybackFinished(Playback("something")), None),
        (ApplicationReplaced(), None),
    ],
)
def test_each_event_tells_at_most_one_thing(event: Event, told: Input | None) -> None:
    assert translate.translate(event) == told


@pytest.mark.parametrize(
    ("cause", "meaning"),
    [
        (3, EndCause.UNREACHABLE),
        (16, EndCause.HANG_UP),
        (17, EndCause.BUSY),
        (19, EndCause.NO_ANSWER),
        (20, EndCause.UNREACHABLE),
        (21, EndCause.DECLINED),
        (26, EndCause.HANG_UP),
        (0, EndCause.FAILED),
        (127, EndCause.FAILED),
        (-1, EndCause.FAILED),
    ],
)
def test_a_cause_number_is_a_word(cause: int, meaning: EndCause) -> None:
    told = translate.translate(ChannelDestroyed(_channel("op-o1"), cause))
    assert told == LegEnded(LegId("op-o1"), meaning)


@pytest.mark.parametrize(
    ("endpoint", "told"),
    [
        (Endpoint("PJSIP", "101", "online"), PhoneReported("101", PhoneState.FREE)),
        (Endpoint("PJSIP", "101", "online", ["op-o1"]), PhoneReported("101", PhoneState.BUSY)),
        (Endpoint("PJSIP", "101", "offline"), PhoneReported("101", PhoneState.UNREACHABLE)),
        (Endpoint("PJSIP", "101", "offline", ["x"]), PhoneReported("101", PhoneState.UNREACHABLE)),
        (Endpoint("PJSIP", "101"), PhoneReported("101", PhoneState.UNREACHABLE)),
        (Endpoint("PJSIP", "callwright-trunk", "online", ["1.1"]), None),
        (Endpoint("PJSIP", "", "online"), None),
        (Endpoint("Local", "101", "online"), None),
    ],
)
def test_only_sip_phones_are_told_of(endpoint: Endpoint, told: PhoneReported | None) -> None:
    assert translate.phone(endpoint) == told
    assert translate.translate(EndpointStateChange(endpoint)) == told


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
