"""What a restart remembers: the core and the live board, back from the journal."""

from datetime import timedelta
from pathlib import Path

import pytest

from storage.spool import JournalDamaged
from switchboard.memory import Memory, recall
from telephony.waiting.room import RINGING_S
from tests.support.ids import Ids
from tests.support.planned import plan_files
from tests.support.playbook import START, arrives, chooses
from vocabulary.ids import LegId, OperatorId
from vocabulary.inputs import (
    Input,
    LegAnswered,
    LegEnded,
    LegRang,
    LinesSurveyed,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    PromptEnded,
    Starting,
    Tick,
)
from vocabulary.states import Availability, CallState, EndCause, PhoneState

PLAN = """
name: remembered
numbers:
  - {number: "100", start: welcome}
queues:
  - {queue: support, name: Support}
  - {queue: repairs, name: Repairs}
flow: {welcome: {kind: say, say: hello, next: support, whole: true}}
prompts: {hello: {en: Hello}}
"""
IN = LegId("in-1")
STORY: tuple[Input, ...] = (
    Starting("1"),
    OperatorsListed((OperatorEntry(OperatorId("anna"), "Anna", "101", ("support",)),)),  # type: ignore[arg-type]  # a queue's name is a string
    LinesSurveyed(()),
    PhoneReported("101", PhoneState.FREE),
    chooses("anna", Availability.READY),
    arrives("in-1"),
    LegAnswered(IN),
    PromptEnded(IN, "1.1"),
    LegRang(LegId("op-id3")),
    LegEnded(LegId("op-id3"), EndCause.BUSY),
    Tick(),
    LegEnded(IN, EndCause.HANG_UP),
)


def opened(folder: Path) -> Memory:
    return recall(plan_files(folder / "plan", PLAN), folder, Ids(), START)


def live(memory: Memory, story: tuple[Input, ...], first_second: int = 0) -> None:
    for second, given in enumerate(story, start=first_second):
        step, _ = memory.engine.step(START + timedelta(seconds=second), given)
        if step is not None:
            memory.spool.append(step)
            memory.board.apply(step)


def cards(memory: Memory) -> dict[str, object]:
    return dict(memory.board.snapshot().cards)


def test_an_empty_journal_is_a_fresh_start(tmp_path: Path) -> None:
    memory = opened(tmp_path)
    assert memory.engine.seq == memory.spool.seq == 0
    assert memory.engine.deadline() is None


@pytest.mark.parametrize("length", range(1, len(STORY) + 1))
@pytest.mark.parametrize("checkpoint_after", [None, 3, 8])
def test_whatever_happened_is_remembered(
    tmp_path: Path, length: int, checkpoint_after: int | None
) -> None:
    before = opened(tmp_path)
    cut = min(length, checkpoint_after if checkpoint_after is not None else length)
    live(before, STORY[:cut])
    if checkpoint_after is not None:
        before.spool.checkpoint(before.checkpoint())
    live(before, STORY[cut:length], first_second=cut)
    before.spool.close()
    after = opened(tmp_path)
    assert after.engine.state() == before.engine.state()
    due, was_due = after.engine.deadline(), before.engine.deadline()
    assert (due is None) == (was_due is None)
    if due is not None and was_due is not None:  # looks at waiting callers are found anew
        assert due - was_due <= timedelta(seconds=RINGING_S)
    assert after.spool.seq == before.spool.seq
    for one in (before, after):  # occupancies change with time alone
        one.board.tick(START + timedelta(minutes=5))
    assert cards(after) == cards(before)


def test_a_second_life_continues_the_numbers(tmp_path: Path) -> None:
    first = opened(tmp_path)
    live(first, STORY[:8])
    first.spool.checkpoint(first.checkpoint())
    first.spool.close()
    second = opened(tmp_path)
    (call,) = second.engine.book.calls.values()
    assert call.state is CallState.WAITING
    live(second, STORY[8:], first_second=8)
    assert second.spool.seq == second.engine.seq
    assert not second.engine.book.calls


def test_each_life_has_a_board_of_its_own_numbering(tmp_path: Path) -> None:
    ids = Ids()
    first = recall(plan_files(tmp_path / "plan", PLAN), tmp_path, ids, START)
    first.spool.close()
    second = recall(plan_files(tmp_path / "plan", PLAN), tmp_path, ids, START)
    assert first.board.snapshot().epoch != second.board.snapshot().epoch


@pytest.mark.parametrize("state", [b'{"engine":1}', b"{}", b'"text"'])
def test_a_checkpoint_of_another_version_is_told(tmp_path: Path, state: bytes) -> None:
    memory = opened(tmp_path)
    live(memory, STORY[:3])
    memory.spool.checkpoint(state)
    memory.spool.close()
    with pytest.raises(JournalDamaged, match="checkpoint is of another version") as damaged:
        opened(tmp_path)
    assert str(tmp_path) in str(damaged.value)


def test_a_checkpoint_with_broken_text_is_told(tmp_path: Path) -> None:
    memory = opened(tmp_path)
    live(memory, STORY)
    stored = memory.checkpoint()
    assert b'"Anna"' in stored
    memory.spool.checkpoint(stored.replace(b'"Anna"', b'"Ann\xff"'))
    memory.spool.close()
    with pytest.raises(JournalDamaged):
        opened(tmp_path)
