"""Leading to an outside number."""

from typing import Any

import pytest

from telephony.ivr.kinds.transfer import MUSIC
from tests.support.walk import CALL, IN, Walk
from vocabulary.commands import CloseCall, HangUpLeg, JoinLegs, RingOutside, StartMusic
from vocabulary.facts import Caller, OutsideChosen, OutsideConnected, OutsideFailed
from vocabulary.ids import outside_leg
from vocabulary.inputs import (
    CallerArrived,
    HangUpAsked,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsJoined,
    LinesDropped,
    LinesSurveyed,
)
from vocabulary.states import CallState, EndCause, EndReason, OfferResult, Outcome

OUT = outside_leg(CALL, 1)


def leading(**more: Any) -> dict[str, Any]:
    return {
        "main": {
            "kind": "transfer",
            "number": "+4930555",
            "ring_s": 20,
            "otherwise": "sorry",
            **more,
        },
        "sorry": {"kind": "say", "say": "sorry", "next": "main"},
    }


def ringing() -> Walk:
    return Walk(leading()).call().said()


def talking() -> Walk:
    return ringing().give(LegAnswered(OUT)).give(LegsJoined(CALL, OUT))


def test_the_number_rings_with_music_and_the_dialled_number_is_shown() -> None:
    walk = Walk(leading()).call()
    assert walk.hears == ["transferring"]
    (ring,) = walk.said().done(RingOutside)
    assert (ring.leg, ring.pii_number, ring.ring_s, ring.pii_shown) == (OUT, "+4930555", 20, "100")
    assert walk.done(StartMusic) == [StartMusic(IN, MUSIC)]
    assert walk.living.state is CallState.OUTSIDE


def test_who_answers_is_joined_and_the_call_counts_as_transferred() -> None:
    walk = ringing().give(LegAnswered(OUT))
    assert walk.done(JoinLegs) == [JoinLegs(CALL, IN, OUT)]
    walk.give(LegsJoined(CALL, OUT))
    assert walk.facts(OutsideConnected)
    walk.wait(3600).give(LegEnded(OUT, EndCause.HANG_UP))
    assert (walk.end.outcome, walk.end.reason) == (Outcome.TRANSFERRED, EndReason.OUTSIDE_ENDED)
    assert walk.done(HangUpLeg)[0].leg == IN


def test_the_caller_may_hang_up_first() -> None:
    walk = talking().hang_up()
    assert (walk.end.outcome, walk.end.reason) == (Outcome.TRANSFERRED, EndReason.OUTSIDE_ENDED)
    assert walk.done(HangUpLeg)[0].leg == OUT
    assert walk.done(CloseCall)


def test_a_caller_who_leaves_while_it_rings_ends_the_ringing() -> None:
    walk = ringing().hang_up()
    assert (walk.end.outcome, walk.end.reason) == (Outcome.ABANDONED, EndReason.LEFT_OUTSIDE)
    assert walk.done(HangUpLeg)[0].leg == OUT


@pytest.mark.parametrize(
    ("cause", "result"),
    [(EndCause.BUSY, OfferResult.BUSY), (EndCause.UNREACHABLE, OfferResult.UNREACHABLE)],
)
def test_who_does_not_answer_leads_back_into_the_flow(cause: EndCause, result: OfferResult) -> None:
    walk = ringing().give(LegEnded(OUT, cause))
    assert walk.facts(OutsideFailed)[0].result is result
    assert (walk.node, walk.hears) == ("sorry", ["sorry"])


def test_a_line_that_says_nothing_is_given_up() -> None:
    walk = ringing().wait(31)
    assert walk.facts(OutsideFailed)[0].result is OfferResult.TIMED_OUT
    assert walk.node == "sorry"
    assert walk.give(LegAnswered(OUT)).done(HangUpLeg) == [HangUpLeg(OUT, elsewhere=True)]


def test_a_join_that_fails_leads_back_into_the_flow() -> None:
    walk = ringing().give(LegAnswered(OUT)).give(JoinFailed(CALL, OUT, "gone"))
    assert walk.node == "sorry"
    assert HangUpLeg(OUT) in [*walk.commands]


def test_each_try_has_a_leg_of_its_own() -> None:
    walk = ringing().give(LegEnded(OUT, EndCause.BUSY)).said().said()
    assert [fact.leg for fact in walk.facts(OutsideChosen)] == [OUT, outside_leg(CALL, 2)]


def test_a_number_that_the_plan_does_not_allow_is_never_rung() -> None:
    walk = Walk(leading(), outside=frozenset()).call()
    assert walk.node == "sorry"
    assert not walk.facts(OutsideChosen)


def test_after_a_gap_what_lives_goes_on() -> None:
    walk = talking().survey()
    assert walk.living.state is CallState.OUTSIDE
    walk = ringing().restart()
    assert walk.done(JoinLegs)  # it had answered in the gap


def test_hang_up_from_the_desk_ends_both() -> None:
    walk = talking().give(HangUpAsked(CALL, "vera"))
    assert (walk.end.outcome, walk.end.reason) == (Outcome.TRANSFERRED, EndReason.ENDED_FROM_DESK)
    assert {command.leg for command in walk.done(HangUpLeg)} == {IN, OUT}


def test_an_outside_number_that_hangs_up_in_the_join_leaves_the_caller_in_no_bridge() -> None:
    walk = ringing().give(LegAnswered(OUT)).give(LegEnded(OUT, EndCause.HANG_UP))
    assert (walk.node, walk.hears) == ("sorry", ["sorry"])
    assert CloseCall(CALL) in walk.commands


def test_music_is_asked_for_again_after_a_gap_while_the_number_rings() -> None:
    walk = ringing()
    seen = (LegSeen(IN, answered=True), LegSeen(OUT, answered=False))
    walk.give(LinesDropped("gone")).give(LinesSurveyed(seen))
    assert walk.done(StartMusic) == [StartMusic(IN, MUSIC)]


def test_a_join_that_is_told_to_have_failed_during_the_talk_ends_nothing() -> None:
    walk = talking().give(JoinFailed(CALL, OUT, "joined already"))
    assert walk.living.state is CallState.OUTSIDE


def test_a_caller_whose_answer_is_told_while_the_number_rings_already() -> None:
    queues = {"support": {"overflow": [{"when": "nobody", "to": "main"}]}}
    walk = Walk(leading(), queues=queues, number={"number": "100", "queue": "support"})
    walk.give(CallerArrived(IN, "100", Caller())).said()
    assert walk.living.state is CallState.OUTSIDE
    assert walk.give(LegAnswered(IN)).living.answered
