"""What the time of a call counts as."""

import pytest
from msgspec.structs import replace

from storage.stages import Stage, between, counted, stage_after
from tests.storage.stories import ANNA, NOON, after, ended, queued
from vocabulary.facts import CallAnswered, CallHeld, CallResumed, Fact, MuteChanged, OperatorLost
from vocabulary.ids import CallId
from vocabulary.records import CallRow
from vocabulary.states import Direction

CALL = CallId("c1")
ROW = CallRow(CALL, NOON, "100", "+49", "Ada")
OUT = replace(ROW, direction=Direction.OUT)
HELD = CallHeld(CALL, ANNA)


@pytest.mark.parametrize(
    ("row", "before", "fact", "begun"),
    [
        (ROW, Stage.TALKING, HELD, Stage.HELD),
        (ROW, Stage.HELD, HELD, Stage.HELD),
        (ROW, Stage.HELD, CallResumed(CALL, ANNA), Stage.TALKING),
        (ROW, Stage.TALKING, OperatorLost(CALL, ANNA, after(30)), Stage.HELD),
        (ROW, Stage.WAITING, HELD, None),
        (ROW, Stage.NONE, CallResumed(CALL, ANNA), None),
        (ROW, Stage.TALKING, MuteChanged(CALL, ANNA, True), None),
        (ROW, Stage.WAITING, CallAnswered(CALL), None),
        (OUT, Stage.WAITING, CallAnswered(CALL), Stage.NONE),
        (ROW, Stage.TALKING, queued("c1", NOON), Stage.WAITING),
        (ROW, Stage.HELD, ended("c1"), Stage.NONE),
    ],
)
def test_a_fact_begins_a_stage_or_none(
    row: CallRow, before: Stage, fact: Fact, begun: Stage | None
) -> None:
    assert stage_after(row, before, fact) == begun


def test_held_time_is_a_part_of_the_talk() -> None:
    row = counted(counted(ROW, Stage.TALKING, 20.0), Stage.HELD, 5.0)
    assert (row.talked_s, row.held_s, row.waited_s) == (25.0, 5.0, None)


def test_a_talk_without_a_hold_held_for_no_time() -> None:
    assert counted(ROW, Stage.TALKING, 20.0).held_s == 0.0
    assert counted(ROW, Stage.WAITING, 20.0).held_s is None


def test_a_span_is_never_negative() -> None:
    assert between(after(5), after(2)) == 0.0
    assert between(None, after(2)) is None
