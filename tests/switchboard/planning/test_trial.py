"""A trial of the draft over past calls."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from switchboard.planning.trial import LEAST_CALLS, Command, Trial
from tests.support.waiting import until
from tests.switchboard.planning.centre import MINE
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.plans import ReplayState
from vocabulary.records import CallRow
from vocabulary.states import Outcome

NOW = datetime(2026, 2, 5, 9, 0, tzinfo=UTC)
OTHER = MINE.replace("ring_s: 15", "ring_s: 20")
ECHO = """
import csv, json, sys
from pathlib import Path
calls = list(csv.DictReader(open("calls.csv")))
print("reading ...", file=sys.stderr)
print(json.dumps({"arguments": sys.argv[1:], "first": calls[0], "last": calls[-1]}))
"""
FAIL = "import sys; sys.exit('callwright: --plan published.yaml: no queue support')"
HANG = "import sys, time; print('begun', file=sys.stderr, flush=True); time.sleep(600)"


def command(script: str) -> Command:
    return Command((sys.executable, "-c", script))


def call(number: int, **given: object) -> CallRow:
    arrived = NOW - timedelta(hours=number)
    row = {
        "id": CallId(f"c{number}"),
        "arrived_at": arrived,
        "dialled": "100",
        "pii_caller": "+4930555",
        "pii_caller_name": "Ada",
        "queue": QueueId("support"),
        "queued_at": arrived + timedelta(seconds=10),
        "waited_s": 5.0,
        "ended_at": arrived + timedelta(seconds=15),
        "outcome": Outcome.ABANDONED,
    }
    return CallRow(**row | given)  # type: ignore[arg-type]  # fields of a row


class Ledger:
    """Past calls, newest first; remembers since when it was asked."""

    def __init__(self, rows: Sequence[CallRow]) -> None:
        self.rows = rows
        self.since: datetime | None = None

    async def read(self, since: datetime, limit: int) -> Sequence[CallRow]:
        self.since = since
        return self.rows[:limit]


def trial(rows: Sequence[CallRow], script: str = ECHO) -> Trial:
    return Trial(Ledger(rows).read, lambda: NOW, command(script))


async def end(made: Trial) -> ReplayState:
    await until(lambda: made.state().state != "running", 30, "the trial is over")
    return made.state()


MANY = [call(number) for number in range(LEAST_CALLS + 5)]


async def test_both_plans_are_played_over_the_same_calls() -> None:
    answered = MANY[0].arrived_at + timedelta(seconds=12)
    talked = call(
        0,
        operator=OperatorId("anna"),
        answered_at=answered,
        talk_ended_at=answered + timedelta(seconds=60),
        ended_at=answered + timedelta(seconds=90),
        outcome=Outcome.ANSWERED,
    )
    ledger = Ledger([talked, *MANY[1:], call(999, queue=None)])
    made = Trial(ledger.read, lambda: NOW, command(ECHO))
    assert (await made.start(MINE, OTHER, 30)).state == "running"
    done = await end(made)
    assert (done.state, done.progress) == ("done", 1.0)
    assert ledger.since == NOW - timedelta(days=30)
    assert done.result is not None
    assert done.result["calls"] == len(MANY)  # one came to no queue
    published, draft = done.result["published"], done.result["draft"]
    assert published["arguments"] == [
        "--calls", "calls.csv", "--plan", "published.yaml", "--seed", "1", "--json",
    ]  # fmt: skip
    assert draft["arguments"][3] == "draft.yaml"
    assert published["last"]["ended_at"] == (answered + timedelta(seconds=60)).isoformat()
    assert published["last"]["operator"] == "anna"
    first = published["first"]
    assert first["arrived_at"] == (MANY[-1].queued_at or NOW).isoformat()
    assert (first["outcome"], first["operator"], first["caller"]) == ("abandoned", "", "")


async def test_too_few_calls_are_told() -> None:
    made = trial(MANY[:3])
    await made.start(MINE, OTHER, 7)
    done = await end(made)
    assert done.state == "failed"
    assert "only 3 calls came to a queue in the last 7 days" in done.told


@pytest.mark.parametrize(
    ("draft", "days", "sentence"),
    [(OTHER, 0, "days must be"), (OTHER, 999, "days must be"), ("name: x", 7, "has errors")],
)
async def test_what_cannot_be_tried_is_told_at_once(draft: str, days: int, sentence: str) -> None:
    state = await trial(MANY).start(MINE, draft, days)
    assert (state.state, sentence in state.told) == ("failed", True)


async def test_a_replay_that_fails_says_why_and_under_which_plan() -> None:
    made = trial(MANY, FAIL)
    await made.start(MINE, OTHER, 7)
    assert (await end(made)).told == "under the plan in force: no queue support"


async def test_one_at_a_time_and_it_can_be_broken_off(tmp_path: Path) -> None:
    made = trial(MANY, HANG)
    await made.start(MINE, OTHER, 7)
    await until(lambda: "begun" in made.state().told, 10, "progress is told")
    assert 0 < made.state().progress < 0.5
    again = await made.start(MINE, OTHER, 30)
    assert again.state == "running"
    await made.stop()
    assert (made.state().state, made.state().told) == ("failed", "it was broken off")
    await made.stop()


async def test_after_one_comes_another() -> None:
    made = trial(MANY)
    await made.start(MINE, OTHER, 7)
    await end(made)
    assert (await made.start(MINE, OTHER, 7)).state == "running"
    assert (await end(made)).state == "done"


async def test_a_mistake_of_ours_is_not_the_end_of_the_service() -> None:
    async def broken(since: datetime, limit: int) -> Sequence[CallRow]:
        raise RuntimeError("ours")

    made = Trial(broken, lambda: NOW, command(ECHO))
    await made.start(MINE, OTHER, 7)
    assert "unforeseen" in (await end(made)).told
    await asyncio.sleep(0)
