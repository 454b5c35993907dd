"""A small centre whose truth is known, and the log that it would write."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from routing.calllog import LoggedCall
from routing.ranking.dispatch import Dispatcher, Membership, Seat
from routing.simulation.engine import Outcome, Run, simulate
from routing.simulation.scenario import Calls, Presence, Scenario, exponential
from vocabulary.ids import QueueId

DAY_S = 86_400.0
HOUR_S = 3600.0
MONDAY = date(2026, 3, 2)
QUEUES = (QueueId("billing"), QueueId("repair"), QueueId("sales"))
SKILLS = ((0,), (0, 1), (0, 1), (1,), (1, 2), (2,), (0, 2), (0, 1, 2))
WRAP_UP_S = 20.0
PATIENCE_S = 150.0


def small_centre(days: int = 8, calls_a_day: int = 880, seed: int = 5) -> Scenario:
    """Eight operators, three queues, nine hours a day with a break in the middle."""
    rng = np.random.default_rng(seed)
    size = days * calls_a_day
    day = np.repeat(np.arange(days), calls_a_day)
    arrived = np.sort(day * DAY_S + (9 + 8.5 * rng.random(size)) * HOUR_S)
    queue = rng.choice(3, size=size, p=[0.5, 0.3, 0.2])
    calls = Calls(
        arrived,
        queue.astype(np.int64),
        (rng.random(size) < 0.2).astype(np.int64),
        rng.gamma(2.0, np.array([170.0, 220.0, 270.0])[queue] / 2),
        exponential(rng, PATIENCE_S, size),
        rng.gamma(3.0, WRAP_UP_S / 3, size),
    )
    rows: list[tuple[float, float, float]] = []
    for each in range(days):
        for operator in range(len(SKILLS)):
            lunch = 12 + operator * 0.25
            rows += [(operator, each * 24 + 9, each * 24 + lunch)]
            rows += [(operator, each * 24 + lunch + 0.5, each * 24 + 18)]
    table = np.array(rows)
    there = Presence(table[:, 0].astype(np.int64), table[:, 1] * HOUR_S, table[:, 2] * HOUR_S)
    seats = tuple(
        Seat(place, {QUEUES[queue]: Membership() for queue in serves})
        for place, serves in enumerate(SKILLS)
    )
    return Scenario(QUEUES, seats, calls, there)


def log_of(scenario: Scenario, run: Run) -> list[LoggedCall]:
    """The log in whole seconds, UTC, the first day a Monday."""
    start = datetime.combine(MONDAY, datetime.min.time(), UTC).timestamp()
    wrap_up = scenario.calls.wrap_up
    rows = []
    for call, arrived in enumerate(run.arrived.tolist()):
        answered = bool(run.outcome[call] == Outcome.ANSWERED)
        left = arrived + float(run.wait[call])
        after = 0.0 if wrap_up is None else float(wrap_up[call])
        ended = left + float(run.handling[call]) - after if answered else left
        rows.append(
            LoggedCall(
                str(call),
                start + arrived // 1,
                str(scenario.queues[scenario.calls.queue[call]]),
                int(scenario.calls.priority[call]),
                "",
                start + left // 1 if answered else None,
                f"operator{run.operator[call]}" if answered else None,
                start + ended // 1,
                MONDAY + timedelta(days=int(arrived // DAY_S)),
                arrived % DAY_S // 1,
            )
        )
    return rows


def csv_of(calls: list[LoggedCall]) -> str:
    """The log as its file."""
    lines = ["call_id,arrived_at,queue,priority,caller,answered_at,operator,ended_at,outcome"]
    for call in calls:
        arrived, ended = (datetime.fromtimestamp(t, UTC).isoformat() for t in (call[1], call.ended))
        answered = ""
        if call.answered is not None:
            answered = datetime.fromtimestamp(call.answered, UTC).isoformat()
        outcome = "answered" if answered else "abandoned"
        lines.append(
            f"{call.call},{arrived},{call.queue},{call.priority},,{answered},"
            f"{call.operator or ''},{ended},{outcome}"
        )
    return "\n".join(lines) + "\n"


def played(dispatcher: Dispatcher, days: int = 8) -> tuple[Scenario, Run, list[LoggedCall]]:
    """The small centre under a policy, and its log."""
    scenario = small_centre(days)
    run = simulate(scenario, dispatcher)
    return scenario, run, log_of(scenario, run)
