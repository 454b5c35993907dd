"""What a call alone says of its recordings."""

from datetime import UTC, datetime, timedelta

import pytest

from recording.talk import (
    MAX_PARTS,
    Talk,
    between,
    ends_conversation,
    is_due,
    is_held_back,
    may_follow,
    next_id,
    outstanding,
    present_id,
    who_talks,
)
from vocabulary import facts
from vocabulary.ids import CallId, LegId, OperatorId, QueueId, RecordingId
from vocabulary.states import TransferKind

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
CALL, LEG = CallId("call"), LegId("leg")
ANNA, BORIS = OperatorId("anna"), OperatorId("boris")
FIRST = RecordingId("call-1")


def test_between_two_conversations_the_call_keeps_its_count_and_its_plan() -> None:
    sales = QueueId("sales")
    busy = Talk(LEG, ANNA, 3, FIRST, AT, revision=2, queue=sales, paused=True, paused_for=ANNA)
    assert between(busy) == Talk(LEG, used=3, revision=2, queue=sales)


@pytest.mark.parametrize(
    ("talk", "present"),
    [
        (Talk(LEG, ANNA), "call-1"),
        (Talk(LEG, ANNA, used=1, writing=FIRST), "call-1"),
        (Talk(LEG, ANNA, used=1), "call-2"),
        (Talk(LEG, ANNA, used=1, writing=FIRST, ended=True, following=BORIS), "call-2"),
        (Talk(LEG, ANNA, ended=True, following=BORIS), "call-2"),
    ],
    ids=["asked for", "written", "cut", "followed", "followed before it began"],
)
def test_the_present_recording_is_that_of_the_conversation_that_goes_on(
    talk: Talk, present: str
) -> None:
    assert present_id(CALL, talk) == present


def test_who_talks_is_whoever_follows_once_a_conversation_is_over() -> None:
    assert who_talks(Talk(LEG, ANNA)) == ANNA
    assert who_talks(Talk(LEG, ANNA, ended=True)) is None
    assert who_talks(Talk(LEG, ANNA, ended=True, following=BORIS)) == BORIS


def test_a_call_has_so_many_recordings_and_no_more() -> None:
    assert may_follow(Talk(LEG, used=MAX_PARTS - 1))
    assert not may_follow(Talk(LEG, used=MAX_PARTS))
    assert next_id(CALL, Talk(LEG, used=MAX_PARTS - 1)) == f"call-{MAX_PARTS}"


def test_a_recording_is_outstanding_from_when_it_is_asked_for_until_it_is_written() -> None:
    second = timedelta(seconds=1)
    talk = Talk(LEG, ANNA, ask_at=AT)
    assert not outstanding(talk, AT - second)
    assert outstanding(talk, AT)
    assert not outstanding(Talk(LEG, ANNA, 1, FIRST, AT), AT)
    assert not outstanding(Talk(LEG, ANNA), AT)
    assert outstanding(Talk(LEG, ANNA, ask_at=AT, ended=True), AT - second)


def test_nothing_that_is_held_back_is_due() -> None:
    assert is_due(Talk(LEG, ANNA, used=1))
    assert not is_due(Talk(LEG, ANNA)), "the first is asked for at once"
    assert not is_due(Talk(LEG, ANNA, used=1, writing=FIRST))
    held = Talk(LEG, ANNA, used=1, paused_for=ANNA)
    assert is_held_back(held)
    assert not is_due(held)
    assert is_due(Talk(LEG, ANNA, 1, FIRST, AT, ended=True, paused_for=BORIS)), "it is to stop"


def test_a_conversation_ends_where_no_colleague_has_the_call_next() -> None:
    given = facts.CallTransferred(CALL, ANNA, TransferKind.BLIND, BORIS)
    assert not ends_conversation(given)
    for away in (
        facts.CallTransferred(CALL, ANNA, TransferKind.BLIND, queue=QueueId("sales")),
        facts.CallTransferred(CALL, ANNA, TransferKind.CONSULTED, pii_number="+49301234"),
    ):
        assert ends_conversation(away)
