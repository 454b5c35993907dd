"""`callwright plan tune`: better weights by simulation, told before anything changes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.table import Column, Table

from routing.plan import RoutingPlan
from routing.simulation.engine import simulate
from routing.simulation.fitting import ready_sets
from routing.simulation.goals import Goal, Scorer
from routing.simulation.logmodel import LogModel
from routing.simulation.planned import PlanMisfit, make_ours, under_plan
from routing.simulation.sample import on_days, some_days
from routing.simulation.statistics import Daily, Figures, Rules, by_day, figures
from routing.simulation.tuning import Evaluate, Gain, Step, Tuned, knobs, tune
from switchboard.commands.common import err, fail, out, printable, read_plan, show_json
from switchboard.commands.logs import level_rules, model_of, read_log
from switchboard.plan import Plan, plan_text
from switchboard.planning.edits import edit

LEAST_DAYS = 4
SEARCHED, VERIFIED = 1_000_001, 1_000_002
"""Replications of their own: the search and the verification meet different callers."""

Log = Annotated[Path, typer.Option("--calls", help="Call log as CSV, plain or gzip.")]


def tune_plan(
    calls: Log,
    plan: Annotated[str, typer.Option("--plan", help="A YAML file or a built-in plan.")],
    goal: Annotated[Goal, typer.Option(help="What counts most.")] = Goal.BALANCED,
    evaluations: Annotated[int, typer.Option(min=2, max=10_000, help="Plays at most.")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is drawn.")] = 1,
    write: Annotated[Path | None, typer.Option(help="Write the tuned plan to this file.")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Search weights that serve a log's callers better, and tell the gain on unseen days.

    Nothing changes: the plan in use stays as it is. With --write the tuned plan is written
    to a new file, to be checked, replayed and used.
    """
    if write is not None and write.exists():
        fail(f"--write {write}: exists already; name a new file", 2)
    whole = read_plan(plan)
    model = _model(calls, plan, whole.routing, seed)
    rules = level_rules(model, whole.routing, whole.service_level)
    search, verify, present = _plays(model, rules, whole.routing, goal, seed)
    found = tune(
        whole.routing,
        knobs(whole.routing),
        search,
        verify,
        evaluations=evaluations,
        starts=ready_sets(present, rules),
        progress=_progress(evaluations),
    )
    if write is not None and found.steps:
        _write(write, plan, whole, found.plan)
    if json:
        show_json(_json(found, goal, write))
    else:
        _show(found, write)


def _model(calls: Path, plan: str, routing: RoutingPlan, seed: int) -> LogModel:
    model, _fit = model_of(read_log(calls), seed)
    if len(model.table.days) < LEAST_DAYS:
        fail(
            f"--calls {calls}: {len(model.table.days)} days; at least {LEAST_DAYS} are needed, "
            "some to search on and others to verify on"
        )
    try:
        return under_plan(model, routing)
    except PlanMisfit as error:
        fail(f"--plan {plan}: {printable(str(error))}", 2)


def _plays(
    model: LogModel, rules: Rules, plan: RoutingPlan, goal: Goal, seed: int
) -> tuple[Evaluate, Evaluate, Figures]:
    """How a plan scores on the days of the search, and on others; the present plan's figures
    on the first."""
    days = model.table.by_date
    half = len(model.table.days) // 2
    searched = some_days(days, seed)[:half]
    verified = some_days(days, seed, without=searched)

    def on(chosen: list[int], replication: int) -> tuple[Evaluate, Figures]:
        sample = on_days(model, chosen)
        scenario = sample.scenario(replication)
        there = sample.table.by_date

        def play(tried: RoutingPlan) -> Daily:
            run = simulate(scenario, make_ours(scenario, tried))
            daily = by_day(run, scenario.calls.queue, there, rules, len(model.table.operators))
            return daily.only(chosen)

        present = play(plan)
        scorer = Scorer(goal, present, rules)

        def score(tried: RoutingPlan) -> NDArray[np.float64]:
            return scorer.score(play(tried))

        return score, figures(present, rules)

    search, present = on(searched, SEARCHED)
    verify, _ = on(verified, VERIFIED)
    return search, verify, present


def _progress(evaluations: int) -> Callable[[int, Step | None], None]:
    def tell(done: int, step: Step | None) -> None:
        gained = f": {step.what} {step.before} -> {step.after}" if step else ""
        err.print(f"{done} of at most {evaluations} plays{gained}", markup=False)

    return tell


def _write(path: Path, plan: str, whole: Plan, tuned: RoutingPlan) -> None:
    """The plan's own text with what was tuned; comments stay."""
    text = edit(plan_text(plan), list(_edits(whole, tuned)))
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        fail(f"--write {path}: {error.strerror}")


def _edits(whole: Plan, tuned: RoutingPlan) -> Iterator[dict[str, Any]]:
    for name, value in tuned.weights:
        if value != getattr(whole.weights, name):
            yield {"op": "set", "place": ["weights", name], "value": value}
    for index, queue in enumerate(whole.queues):
        better = tuned.queues[queue.queue].model_dump(mode="json")
        for name, value in queue.model_dump(mode="json").items():
            if name in better and better[name] != value:
                yield {"op": "set", "place": ["queues", index, name], "value": better[name]}


def _gain(gain: Gain) -> dict[str, Any]:
    finite = np.isfinite(gain.low) and np.isfinite(gain.high)
    return {"mean": gain.mean, "ci95": [gain.low, gain.high] if finite else None}


def _json(found: Tuned, goal: Goal, write: Path | None) -> dict[str, Any]:
    return {
        "goal": goal,
        "plays": found.evaluations,
        "steps": [
            {
                "what": step.what,
                "before": step.before,
                "after": step.after,
                "gain": _gain(step.gain),
            }
            for step in found.steps
        ],
        "gain_on_unseen_days": _gain(found.gain),
        "written": str(write) if write and found.steps else None,
    }


def _show(found: Tuned, write: Path | None) -> None:
    if not found.steps:
        out.print(f"Nothing better was found in {found.evaluations} plays; the plan stays.")
        return
    table = Table(Column("what"), Column("from", justify="right"), Column("to", justify="right"))
    table.add_column("gain on the days searched", justify="right")
    for step in found.steps:
        table.add_row(step.what, step.before, step.after, _told(step.gain))
    out.print(table)
    clear = "" if found.gain.low > 0 else " - not clear of chance: better leave the plan as it is"
    out.print(
        f"On days that the search has not seen the score gains {_told(found.gain)}{clear}.",
        markup=False,
        soft_wrap=True,
    )
    if write:
        out.print(f"Written to {write}; try it: callwright plan check {write}", markup=False)


def _told(gain: Gain) -> str:
    return f"{gain.mean:+.4f} ({gain.low:+.4f} to {gain.high:+.4f})"
