"""What is being said to waiting callers."""

from datetime import UTC, datetime

from telephony.waiting.guest import Guest
from telephony.waiting.voice import LONGEST, Voice
from tests.support.walk import telephony
from vocabulary.commands import StopPrompt, Utterance
from vocabulary.ids import CallId, LegId

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
GUEST = Guest(CallId("c"), LegId("in"), "100", 3, language="ru")
PLAN = telephony({}, number={"number": "100", "queue": "support", "language": "en"})
SAY = (Utterance("busy"),)


def test_the_end_of_what_is_said_is_told_apart_from_a_late_one() -> None:
    voice = Voice()
    first = voice.say(NOW, GUEST, PLAN, SAY, 1)
    second = voice.say(NOW, GUEST, PLAN, SAY, 2)
    assert (first.language, first.revision, first.say) == ("ru", 3, SAY)
    assert not voice.is_over(GUEST.call, first.token)
    assert voice.is_over(GUEST.call, second.token)
    assert not voice.is_over(GUEST.call, second.token)
    assert GUEST.call not in voice


def test_what_is_said_can_be_broken_off_and_does_not_last_for_ever() -> None:
    voice = Voice()
    assert voice.hush(GUEST) == ()
    assert voice.over_by(GUEST.call) is None
    command = voice.say(NOW, GUEST, PLAN, SAY, 1)
    assert voice.hush(GUEST) == (StopPrompt(GUEST.leg, command.token),)
    assert voice.over_by(GUEST.call) == NOW + LONGEST
    voice.forget(GUEST.call)
    assert GUEST.call not in voice
    voice.say(NOW, GUEST, PLAN, SAY, 1)
    voice.clear()
    assert GUEST.call not in voice
