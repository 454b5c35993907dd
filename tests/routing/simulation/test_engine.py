"""The engine: what happens when, told to the dispatcher in the right order."""

from collections.abc import Hashable, Sequence

import numpy as np
import pytest

from routing.ranking.dispatch import NEVER, Claim, Membership, Pair, Seat
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.engine import BrokenDispatcher, Outcome, Run, simulate
from routing.simulation.scenario import UNBORN, Calls, Presence, Scenario
from vocabulary.ids import QueueId

QUEUE = QueueId("one")
FOR_EVER = float("inf")


def calls(*rows: tuple[float, float, float]) -> Calls:
    """Arrival, service, patience."""
    arrived, service, patience = (np.array(column) for column in zip(*rows, strict=True))
    nobody = np.zeros(len(rows), dtype=np.int64)
    return Calls(arrived, nobody, nobody, service, patience)


def presence(*rows: tuple[int, float, float]) -> Presence:
    operator, start, end = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    return Presence(operator.astype(np.int64), start, end)


def scenario(made: Calls, there: Presence, operators: int = 1) -> Scenario:
    seats = [Seat(place, {QUEUE: Membership()}) for place in range(operators)]
    return Scenario((QUEUE,), seats, made, there)


def play(made: Scenario) -> Run:
    return simulate(made, LongestIdleFirstCome())


class Told(LongestIdleFirstCome):
    """Notes what it is told, and may ask to be asked."""

    def __init__(self, moment: float = NEVER) -> None:
        super().__init__()
        self.notes: list[tuple[float, str, Hashable]] = []
        self.moment = moment
        self.asked: list[float] = []

    def operator_free(self, now: float, operator: Hashable, idle_since: float) -> None:
        self.notes.append((now, "free", operator))
        super().operator_free(now, operator, idle_since)

    def operator_busy(self, now: float, operator: Hashable, working: bool) -> None:
        self.notes.append((now, "busy" if working else "away", operator))
        super().operator_busy(now, operator, working)

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        self.notes.append((now, f"handled {handling_s:g}", operator))

    def choose(self, now: float) -> Sequence[Pair]:
        self.asked.append(now)
        return super().choose(now)

    def due(self) -> float:
        return self.moment if self.asked and self.asked[-1] < self.moment else NEVER


def test_first_come_first_served_with_one_operator() -> None:
    made = calls((0.0, 10.0, FOR_EVER), (1.0, 5.0, FOR_EVER), (2.0, 5.0, 4.0))
    run = play(scenario(made, presence((0, 0.0, 100.0))))
    assert run.wait.tolist() == [0.0, 9.0, 4.0]
    assert run.outcome.tolist() == [Outcome.ANSWERED, Outcome.ANSWERED, Outcome.ABANDONED]
    assert run.operator.tolist() == [0, 0, -1]
    assert run.busy_s(1).tolist() == [15.0]
    assert run.staffed_s(1).tolist() == [100.0]


def test_the_dispatcher_is_told_everything() -> None:
    told = Told()
    made = calls((5.0, 10.0, FOR_EVER))._replace(wrap_up=np.array([2.0]))
    simulate(scenario(made, presence((0, 0.0, 50.0))), told)
    assert told.notes == [
        (0.0, "free", 0),
        (5.0, "busy", 0),
        (17.0, "handled 12", 0),
        (17.0, "free", 0),
        (50.0, "away", 0),
    ]


def test_it_is_asked_again_when_it_wants() -> None:
    told = Told(moment=30.0)
    simulate(scenario(calls((5.0, 10.0, FOR_EVER)), presence((0, 0.0, 20.0))), told)
    assert 30.0 in told.asked


def test_whoever_is_busy_at_the_end_finishes_and_leaves() -> None:
    made = calls((8.0, 10.0, FOR_EVER), (9.0, 1.0, 30.0))
    run = play(scenario(made, presence((0, 0.0, 10.0))))
    assert run.outcome.tolist() == [Outcome.ANSWERED, Outcome.ABANDONED]
    assert run.presence.end.tolist() == [18.0]


def test_a_call_that_outlasts_a_break_leaves_no_break() -> None:
    made = calls((8.0, 10.0, FOR_EVER), (9.0, 1.0, 30.0))
    run = play(scenario(made, presence((0, 0.0, 10.0), (0, 15.0, 40.0))))
    assert run.wait.tolist() == [0.0, 9.0]
    assert run.staffed_s(1).tolist() == [40.0]


def test_an_idle_mate_goes_home_instead_of_a_busy_operator() -> None:
    made = calls((8.0, 10.0, FOR_EVER))
    alone = scenario(made, presence((0, 0.0, 10.0), (1, 1.0, 20.0)), operators=2)
    assert sorted(play(alone).presence.end.tolist()) == [18.0, 20.0]
    together = alone._replace(teams=[0, 0])
    assert sorted(play(together).presence.end.tolist()) == [10.0, 20.0]


def test_lines_block_and_closings_clear() -> None:
    made = calls(*((float(n), 50.0, FOR_EVER) for n in range(4)))
    full = scenario(made, presence((0, 0.0, 20.0)))._replace(lines=2, closings=(20.0,))
    assert play(full).outcome.tolist() == [
        Outcome.ANSWERED,
        Outcome.CLEARED,
        Outcome.BLOCKED,
        Outcome.BLOCKED,
    ]


def test_a_line_is_free_again_when_its_caller_hangs_up_not_after_the_wrap_up() -> None:
    made = calls((0.0, 5.0, FOR_EVER), (6.0, 5.0, FOR_EVER))._replace(wrap_up=np.array([10.0, 0.0]))
    run = play(scenario(made, presence((0, 0.0, 50.0)))._replace(lines=1))
    assert run.wait.tolist() == [0.0, 9.0]


def test_an_abandoned_caller_calls_again() -> None:
    made = calls((0.0, 50.0, FOR_EVER), (1.0, 5.0, 4.0), (UNBORN, 5.0, FOR_EVER))
    made = made._replace(again=np.array([-1, 2, -1]))
    run = play(scenario(made, presence((0, 0.0, 90.0)))._replace(again_after_s=20.0))
    assert run.arrived.tolist() == [0.0, 1.0, 25.0]
    assert run.wait.tolist() == [0.0, 4.0, 25.0]


def test_a_call_that_is_never_made_is_unborn() -> None:
    made = calls((0.0, 5.0, FOR_EVER), (UNBORN, 5.0, FOR_EVER))
    run = play(scenario(made._replace(again=np.array([1, -1])), presence((0, 0.0, 9.0))))
    assert run.outcome.tolist() == [Outcome.ANSWERED, Outcome.UNBORN]


def test_somebody_free_answers_even_the_most_impatient() -> None:
    made = calls((1.0, 5.0, 0.0), (2.0, 5.0, 0.0))
    run = play(scenario(made, presence((0, 0.0, 9.0))))
    assert run.outcome.tolist() == [Outcome.ANSWERED, Outcome.ABANDONED]


def test_the_operators_factor_multiplies_the_service() -> None:
    made = scenario(calls((1.0, 5.0, 0.0)), presence((0, 0.0, 9.0)))._replace(factor=[[2.0]])
    assert play(made).handling.tolist() == [10.0]


def test_a_call_that_waits_at_the_end_has_waited_until_then() -> None:
    run = play(scenario(calls((1.0, 5.0, FOR_EVER)), presence((0, 3.0, 3.0))))
    assert run.outcome.tolist() == [Outcome.ANSWERED]  # came and went in one instant, between
    late = play(scenario(calls((5.0, 5.0, FOR_EVER)), presence((0, 0.0, 4.0))))
    assert late.outcome.tolist() == [Outcome.WAITING]
    assert late.wait.tolist() == [0.0]


def test_progress_is_told() -> None:
    heard: list[float] = []
    made = scenario(calls((1.0, 5.0, 0.0)), presence((0, 0.0, 9.0)))
    simulate(made, LongestIdleFirstCome(), heard.append)
    assert heard == [0.0]


class Wrong(LongestIdleFirstCome):
    """Answers what it was made with, whatever it is asked."""

    def __init__(self, pairs: list[Pair]) -> None:
        super().__init__()
        self.pairs = pairs

    def call_waits(self, now: float, claim: Claim) -> None:
        """Nothing."""

    def choose(self, now: float) -> Sequence[Pair]:
        return self.pairs if now >= 1.0 else []


@pytest.mark.parametrize(
    ("pairs", "what"),
    [
        ([Pair(7, 0)], "no call 7"),
        ([Pair(0, 0), Pair(0, 1)], "does not wait"),
        ([Pair(0, 0), Pair(1, 0)], "but has one"),
        ([Pair(0, 2)], "not there"),
    ],
)
def test_impossible_answers_are_refused(pairs: list[Pair], what: str) -> None:
    made = calls((1.0, 5.0, 9.0), (1.0, 5.0, 9.0))
    there = presence((0, 0.0, 9.0), (1, 0.0, 9.0), (2, 5.0, 9.0))
    with pytest.raises(BrokenDispatcher, match=what):
        simulate(scenario(made, there, operators=3), Wrong(pairs))
