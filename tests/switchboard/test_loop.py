import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from storage.spool import Spool
from switchboard import loop as loop_module
from switchboard.loop import SwitchboardLoop
from switchboard.memory import Memory, recall
from tests.support.planned import plan_files
from tests.support.waiting import until
from vocabulary.codec import decode_step
from vocabulary.commands import AnswerCaller, Command, RingOperator
from vocabulary.facts import CallArrived, CallEnded, Caller, LinesLost, OfferEnded, RestEnded, Step
from vocabulary.ids import LegId, OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    CallerArrived,
    Input,
    LegAnswered,
    LegEnded,
    LinesDropped,
    LinesSurveyed,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
)
from vocabulary.states import Availability, EndCause, PhoneState

PLAN = """
name: looped
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support, ring_s: 5}]
offers: {rest_s: 0.5}
"""
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Clock:
    """Time that stands until it is let run."""

    def __init__(self) -> None:
        self.at = START
        self._since: float | None = None

    def run(self) -> None:
        """Go on by itself from now on."""
        self._since = time.monotonic()

    def now(self) -> datetime:
        passed_s = 0.0 if self._since is None else time.monotonic() - self._since
        return self.at + timedelta(seconds=passed_s)


class Centre:
    """The loop around the real core and a real journal; commands are only remembered."""

    def __init__(self, memory: Memory, folder: Path) -> None:
        self.memory = memory
        self.folder = folder
        self.clock = Clock()
        self.commands: list[Command] = []
        self.steps: list[Step] = []
        self.written_before: list[int] = []
        self.execute: Callable[[Command], None] = self._note
        self.loop = SwitchboardLoop(
            memory,
            self.clock,
            self._carry_out,
            (memory.board.apply, self._hear),
        )

    def _carry_out(self, command: Command) -> None:
        self.execute(command)

    def _hear(self, step: Step) -> None:
        self.steps.append(step)

    def _note(self, command: Command) -> None:
        self.commands.append(command)
        self.written_before.append(len(self.journal()))

    def journal(self) -> list[Step]:
        """Every step that stands in the files now, read as a restart would."""
        found = []
        for segment in sorted(self.folder.glob("steps-*.jsonl")):
            found += [decode_step(line) for line in segment.read_bytes().splitlines()[1:]]
        return found

    def rung(self) -> list[RingOperator]:
        """Phones that were told to ring so far."""
        return [command for command in self.commands if isinstance(command, RingOperator)]

    async def give(self, *inputs: Input) -> None:
        """Put them and wait until they were decided on."""
        for given in inputs:
            self.loop.put(given)
        await until(lambda: not self.loop._inbox, 5, "the inbox is empty")
        seq = self.memory.spool.seq
        await until(lambda: self._published(seq), 5, "all was published")

    def _published(self, seq: int) -> bool:
        return self.loop.failed.done() or (self.steps[-1].seq if self.steps else 0) == seq


@pytest.fixture
async def centre(tmp_path: Path) -> AsyncIterator[Centre]:
    folder = tmp_path / "journal"
    memory = recall(plan_files(tmp_path / "plan", PLAN), folder, _ids(), START)
    made = Centre(memory, folder)
    yield made
    memory.spool.close()


def _ids() -> Callable[[], str]:
    numbers = iter(range(1, 1_000_000))
    return lambda: f"id{next(numbers)}"


def arrival(number: int = 1) -> CallerArrived:
    return CallerArrived(LegId(f"leg{number}"), "100", Caller(f"700{number}", "Ann"))


READY: tuple[Input, ...] = (
    OperatorsListed((OperatorEntry(OperatorId("anna"), "Anna", "101", (QueueId("support"),)),)),
    LinesSurveyed(()),
    PhoneReported("101", PhoneState.FREE),
    AvailabilityAsked(OperatorId("anna"), Availability.READY, "", "anna"),
)


async def test_inputs_are_decided_in_the_order_in_which_they_came(centre: Centre) -> None:
    await centre.give(*(arrival(number) for number in range(300)))
    arrived = [
        fact for step in centre.steps for fact in step.facts if isinstance(fact, CallArrived)
    ]
    assert [fact.leg for fact in arrived] == [f"leg{number}" for number in range(300)]
    assert [step.seq for step in centre.steps] == list(range(1, len(centre.steps) + 1))


async def test_the_network_gets_its_turn_between_many_inputs(centre: Centre) -> None:
    """Many inputs at once, such as a survey's, do not keep the loop to themselves."""
    left: list[int] = []

    def flood(command: Command) -> None:
        centre.execute = centre._note
        for number in range(2, loop_module.INPUTS_AT_ONCE * 3):
            centre.loop.put(arrival(number))

    def turn() -> None:
        left.append(len(centre.loop._inbox))
        if centre.loop._inbox:
            asyncio.get_running_loop().call_soon(turn)

    centre.execute = flood
    asyncio.get_running_loop().call_soon(turn)
    await centre.give(arrival(1))
    assert len(left) >= 3


async def test_a_step_is_in_the_journal_before_its_commands_go_out(centre: Centre) -> None:
    await centre.give(arrival(1))
    assert AnswerCaller in {type(command) for command in centre.commands}
    assert set(centre.written_before) == {1}
    assert centre.journal() == centre.steps


async def test_an_input_given_by_a_command_waits_for_its_turn(centre: Centre) -> None:
    decided: list[int] = []

    def ends_at_once(command: Command) -> None:
        if isinstance(command, AnswerCaller):
            centre.loop.put(LegEnded(command.leg, EndCause.HANG_UP))
            decided.append(len(centre.journal()))

    centre.execute = ends_at_once
    await centre.give(arrival())
    await until(lambda: len(centre.steps) == 2, 5, "both were decided")
    assert decided == [1]
    assert isinstance(centre.steps[1].facts[-1], CallEnded)


async def test_what_changes_nothing_writes_nothing(centre: Centre) -> None:
    await centre.give(LegEnded(LegId("unknown"), EndCause.HANG_UP))
    assert centre.steps == centre.journal() == []
    await centre.give(LegAnswered(LegId("op-unknown")))  # a command without a fact
    assert len(centre.commands) == 1
    assert centre.journal() == []


async def test_another_thread_may_put_too(centre: Centre) -> None:
    await asyncio.to_thread(centre.loop.put_threadsafe, arrival())
    await until(lambda: centre.steps, 5, "it was decided")


async def test_a_deadline_comes_by_itself_and_the_next_is_armed(centre: Centre) -> None:
    centre.clock.run()
    await centre.give(*READY, arrival())
    await until(centre.rung, 5, "the first ring")
    first = centre.rung()[0]
    await centre.give(LegEnded(first.leg, EndCause.BUSY))  # it rests for half a second
    assert centre.rung() == [first]
    await until(lambda: len(centre.rung()) == 2, 10, "it is rung again after its rest")
    await centre.give()
    rested = [step for step in centre.steps if any(isinstance(f, RestEnded) for f in step.facts)]
    busy = [step for step in centre.steps if any(isinstance(f, OfferEnded) for f in step.facts)]
    assert rested[0].at - busy[0].at >= timedelta(seconds=0.5)
    assert centre.loop._armed_for == centre.memory.engine.deadline() is not None


async def test_a_mistake_of_ours_ends_deciding(centre: Centre) -> None:
    def broken(command: Command) -> None:
        raise ZeroDivisionError("our mistake")

    centre.execute = broken
    await centre.give(arrival(1))
    assert isinstance(centre.loop.failed.exception(), ZeroDivisionError)
    centre.execute = centre._note
    centre.loop.put(arrival(2))
    for _ in range(5):
        await asyncio.sleep(0)
    assert centre.commands == []
    assert len(centre.journal()) == 1  # what was decided before is kept
    assert centre.steps == []


async def test_a_failing_journal_ends_deciding_before_anything_is_done(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.spool.UNWRITTEN_LIMIT", 0)
    await centre.give(arrival())
    assert "could not be written" in str(centre.loop.failed.exception())
    assert centre.commands == []


async def test_a_long_segment_is_followed_by_one_with_the_whole_state(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "SEGMENT_LIMIT_BYTES", 4000)
    before = centre.memory.engine
    await centre.give(*READY, *(arrival(number) for number in range(60)))
    segments = sorted(centre.folder.glob("steps-*.jsonl"))
    assert len(segments) > 2
    header = json.loads(segments[-1].read_bytes().splitlines()[0])
    assert header["seq"] > 1
    assert header["state"] is not None
    centre.memory.spool.close()
    plans = plan_files(centre.folder.parent / "plan")
    again = recall(plans, centre.folder, _ids(), START)
    assert again.engine.state() == before.state()
    assert len(again.board.snapshot().cards) > 60
    assert again.board.snapshot().cards == centre.memory.board.snapshot().cards
    again.spool.close()


async def test_a_checkpoint_by_hand_holds_everything(centre: Centre) -> None:
    await centre.give(arrival())
    centre.loop.checkpoint()
    newest = sorted(centre.folder.glob("steps-*.jsonl"))[-1]
    assert len(newest.read_bytes().splitlines()) == 1
    found = Spool(centre.folder)
    assert found.recover().steps == ()
    found.close()


async def test_the_journal_is_brought_to_the_disk_again_and_again(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "FLUSH_EVERY_S", 0.0)
    tried = 0

    def flush() -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise OSError("no space")

    monkeypatch.setattr(centre.memory.spool, "flush", flush)
    with capture_logs() as logs:
        flushing = asyncio.create_task(centre.loop.keep_flushed())
        await until(lambda: tried > 2, 5, "it goes on after a failure")
        flushing.cancel()
        await asyncio.gather(flushing, return_exceptions=True)
    assert [each["log_level"] for each in logs] == ["error"]


async def test_listeners_hear_each_step_once_after_its_commands(centre: Centre) -> None:
    heard_before: list[int] = []
    centre.execute = lambda _: heard_before.append(len(centre.steps))
    await centre.give(arrival(), LinesDropped("gone"))
    assert set(heard_before) == {0}
    assert [step.seq for step in centre.steps] == [1, 2]
    assert any(isinstance(fact, LinesLost) for fact in centre.journal()[1].facts)
