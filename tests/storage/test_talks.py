"""Who had a call."""

import pytest

from storage.talks import Talks, count, fold_talks
from tests.storage.stories import ANNA, BORIS, after, connected, ended, transferred
from vocabulary.facts import CallReturned, Fact, OperatorLost, TalkEnded
from vocabulary.ids import CallId
from vocabulary.records import TalkRow
from vocabulary.states import EndReason, OfferResult, Outcome

CALL = CallId("c1")


def talks_after(*moments: tuple[float, Fact]) -> Talks:
    talks: Talks = ()
    for seconds, fact in moments:
        talks = fold_talks(talks, after(seconds), fact)
    return talks


@pytest.mark.parametrize(
    ("fact", "by"),
    [
        (ended("c1"), "caller"),
        (ended("c1", reason=EndReason.LEFT_ON_HOLD), "caller"),
        (ended("c1", reason=EndReason.LEFT_WHILE_AWAY), "caller"),
        (ended("c1", reason=EndReason.OPERATOR_HUNG_UP), "operator"),
        (TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP), "operator"),
        (ended("c1", reason=EndReason.ENDED_FROM_DESK), "desk"),
        (transferred("c1", to=BORIS), "transfer"),
        (CallReturned(CALL, OfferResult.UNREACHABLE, ANNA), "lost"),
        (ended("c1", Outcome.ANSWERED, EndReason.OPERATOR_LOST), "lost"),
        (ended("c1", Outcome.INTERRUPTED, EndReason.ASTERISK_LOST), "failure"),
        (ended("c1", Outcome.INTERRUPTED, EndReason.LINE_FAILED), "failure"),
    ],
)
def test_a_talk_says_who_ended_it(fact: Fact, by: str) -> None:
    (talk,) = talks_after((10, connected("c1")), (40, fact), (50, ended("c1")))
    assert (talk.ended_by, talk.ended_at) == (by, after(40))


def test_the_same_operator_goes_on_with_its_talk() -> None:
    lost = OperatorLost(CALL, ANNA, after(60))
    (talk,) = talks_after((10, connected("c1")), (30, lost), (40, connected("c1")))
    assert talk == TalkRow(CALL, 1, ANNA, after(10))


def test_an_operator_who_gets_a_call_back_has_a_second_talk() -> None:
    talks = talks_after(
        (10, connected("c1")),
        (20, transferred("c1", to=BORIS)),
        (21, connected("c1", BORIS)),
        (30, transferred("c1", operator=BORIS, to=ANNA)),
        (31, connected("c1")),
    )
    assert [(talk.n, talk.operator) for talk in talks] == [(1, ANNA), (2, BORIS), (3, ANNA)]
    assert [talk.ended_at is None for talk in talks] == [False, False, True]


def test_an_operator_whom_another_one_displaced_is_out() -> None:
    first, second = talks_after((10, connected("c1")), (20, connected("c1", BORIS)))
    assert (first.ended_at, first.ended_by) == (after(20), "transfer")
    assert second.ended_at is None


def test_seconds_are_counted_for_the_talk_that_runs() -> None:
    talks = talks_after((10, connected("c1")))
    talks = count(count(talks, 20.0, held=False), 5.0, held=True)
    assert (talks[0].talked_s, talks[0].held_s) == (25.0, 5.0)
    over = fold_talks(talks, after(35), ended("c1"))
    assert count(over, 7.0, held=False) == over
    assert count((), 7.0, held=True) == ()
