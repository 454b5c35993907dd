"""Taking a message."""

from typing import Any

from telephony.ivr.kinds import message
from tests.support.walk import CALL, FlowText, Walk
from vocabulary.commands import RecordMessage, StoreRecording
from vocabulary.facts import MessageStarted, MessageTaken
from vocabulary.ids import message_of
from vocabulary.inputs import HangUpAsked, MessageEnded
from vocabulary.states import EndReason, Outcome

FIRST = message_of(CALL, 1)


def taking(**more: Any) -> dict[str, Any]:
    return {"main": {"kind": "message", "max_s": 60, "silence_s": 4, **more}}


def test_word_tone_message_thanks_and_the_end() -> None:
    walk = Walk(taking()).call()
    assert walk.hears == ["leave_message"]
    (record,) = walk.said().done(RecordMessage)
    assert (record.recording, record.max_s, record.silence_s) == (FIRST, 60, 4)
    walk.give(MessageEnded(FIRST))
    assert walk.hears == ["message_done"]
    assert walk.done(StoreRecording)[0].recording == FIRST
    walk.said()
    assert (walk.end.outcome, walk.end.reason) == (Outcome.VOICEMAIL, EndReason.LEFT_MESSAGE)


def test_who_hangs_up_has_left_its_message() -> None:
    walk = Walk(taking()).call().said().hang_up()
    assert [fact.recording for fact in walk.facts(MessageTaken)] == [FIRST]
    assert (walk.end.outcome, walk.end.reason) == (Outcome.VOICEMAIL, EndReason.LEFT_MESSAGE)


def test_who_hangs_up_before_the_tone_has_left_none() -> None:
    walk = Walk(taking()).call().hang_up()
    assert not walk.facts(MessageStarted)
    assert (walk.end.outcome, walk.end.reason) == (Outcome.ABANDONED, EndReason.LEFT_IN_MENU)


def test_a_key_shortens_the_word_and_is_none_of_ours_during_the_message() -> None:
    walk = Walk(taking(say="after_the_tone")).call()
    assert walk.hears == ["after_the_tone"]
    assert walk.press("#").done(RecordMessage)
    assert walk.press("1").node == "main"
    assert len(walk.facts(MessageStarted)) == 1


def test_a_line_that_never_tells_the_end_does_not_keep_the_caller() -> None:
    walk = Walk(taking()).call().said().wait(60 + message.MARGIN_S + 1)
    assert walk.facts(MessageTaken)


def test_an_end_that_is_told_twice_or_of_another_message_counts_once() -> None:
    walk = Walk(taking()).call().said().give(MessageEnded(message_of(CALL, 2)))
    assert not walk.facts(MessageTaken)
    walk.give(MessageEnded(FIRST)).give(MessageEnded(FIRST))
    assert len(walk.facts(MessageTaken)) == 1


def test_the_flow_may_go_on_and_take_another_one() -> None:
    flow = {**taking(next="again"), "again": {"kind": "message"}}
    walk = Walk(flow).call().said().give(MessageEnded(FIRST)).said().said()
    assert walk.done(RecordMessage)[0].recording == message_of(CALL, 2)


def test_after_a_restart_the_message_goes_on() -> None:
    walk = Walk(taking()).call().said().restart()
    assert walk.done(RecordMessage)[0].recording == FIRST
    assert walk.give(MessageEnded(FIRST)).hears == ["message_done"]
    assert len(walk.facts(MessageStarted)) == 1


def test_a_restart_while_we_thank_ends_the_call() -> None:
    walk = Walk(taking()).call().said().give(MessageEnded(FIRST)).restart()
    assert walk.end.outcome is Outcome.VOICEMAIL


def test_the_hash_that_ends_a_message_skips_nothing_before_or_after_its_end() -> None:
    flow = {**taking(next="bye"), "bye": {"kind": "say", "say": "well", "next": "support"}}
    walk = Walk(flow).call().said().press("#").give(MessageEnded(FIRST))
    assert walk.hears == ["message_done"]
    walk = Walk(flow).call().said().give(MessageEnded(FIRST)).press("#")
    assert walk.hears == ["message_done"]
    assert (walk.said().node, walk.hears) == ("bye", ["well"])


def test_a_call_that_is_ended_from_the_desk_keeps_what_was_spoken() -> None:
    walk = Walk(taking()).call().said().give(HangUpAsked(CALL, "vera"))
    assert walk.done(StoreRecording)[0].recording == FIRST
    assert walk.end.reason is EndReason.ENDED_FROM_DESK


def test_keys_typed_before_a_message_answer_nothing_after_it() -> None:
    ask = {"kind": "menu", "say": "ask", "keys": {"1": "take", "9": "bye"}, "otherwise": "bye"}
    flow: FlowText = {
        "main": ask,
        "take": {"kind": "message", "next": "main"},
        "hello": {"kind": "say", "say": "hi", "next": "main", "whole": True},
        "bye": {"kind": "hang_up"},
    }
    walk = Walk(flow, number={"number": "100", "start": "hello"}).call().press("19").said()
    walk.said().give(MessageEnded(FIRST)).said()
    assert (walk.node, walk.hears) == ("main", ["ask"])
