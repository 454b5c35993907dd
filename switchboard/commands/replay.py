"""`callwright plan replay`: a call log played again under other ways of routing."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from routing.plan import RoutingPlan
from routing.simulation.calibration import Fit
from routing.simulation.fitting import Fitted, fit_weights
from routing.simulation.logmodel import LogModel
from routing.simulation.planned import PlanMisfit, make_ours, under_plan, usual_plan
from routing.simulation.replay import (
    BASELINES,
    OURS,
    PUBLISHED,
    MakePolicy,
    Options,
    Replay,
    as_json,
    replay,
)
from routing.simulation.statistics import Difference, Figures, Rules
from routing.weights import Weights
from stats.metrics import DEFAULT_VARIANT, ServiceLevelVariant
from switchboard.commands.common import WRONG_USE, fail, out, printable, read_plan, show_json
from switchboard.commands.logs import level_rules, model_of, read_log, say

MOST_REPLICATIONS = 100

Log = Annotated[Path, typer.Option("--calls", help="Call log as CSV, plain or gzip.")]
PlanOption = Annotated[
    str | None, typer.Option("--plan", help="A YAML file or a built-in plan; the log's own ways.")
]
Replications = Annotated[
    int | None, typer.Option(help="How often each day is played; by the log's size if left out.")
]


def replay_log(
    calls: Log,
    plan: PlanOption = None,
    published: Annotated[
        str | None,
        typer.Option(help="Another plan for the same callers, to see what --plan changes."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of everything that is drawn.")] = 1,
    replications: Replications = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Play a call log again: our router beside the longest idle and app_queue's strategies.

    Skills, presence, handling times and patience come from the log; a plan says who serves
    which queue instead, what is in time, and the weights. Without a plan the weights are
    the best of a few ready sets on a sample of the log's days.
    """
    if replications is not None and not 1 <= replications <= MOST_REPLICATIONS:
        fail(f"--replications {replications}: must be from 1 to {MOST_REPLICATIONS}", WRONG_USE)
    if seed < 0:
        fail(f"--seed {seed}: must not be negative", WRONG_USE)
    variant, routing = DEFAULT_VARIANT, usual_plan()
    if plan is not None:
        whole = read_plan(plan)
        variant, routing = whole.service_level, whole.routing
    say("reading the log")
    seen, fit = model_of(read_log(calls), seed)
    model = seen if plan is None else _laid_over(seen, routing, f"--plan {plan}")
    beside = {} if published is None else {PUBLISHED: _under(seen, published)}
    rules = level_rules(model, routing, variant)
    fitted = None
    if plan is None:
        fitted = fit_weights(model, rules, seed, say)
        routing = routing.model_copy(update={"weights": fitted.weights})
    policies = {OURS: lambda scenario: make_ours(scenario, routing), **BASELINES}
    options = Options(rules, seed, replications, beside=beside)
    result = replay(model, policies, options, say)
    if json:
        found = {
            "pick_up_s": float(model.pick_up.mean()),
            "weights": _weights(routing.weights, fitted),
        }
        show_json(_json(result, fit, rules, variant) | found)
    else:
        _show(result, fit, variant)
        _show_weights(fitted)


def _laid_over(seen: LogModel, routing: RoutingPlan, option: str) -> LogModel:
    try:
        return under_plan(seen, routing)
    except PlanMisfit as error:
        fail(f"{option}: {printable(str(error))}", WRONG_USE)


def _under(seen: LogModel, published: str) -> tuple[LogModel, MakePolicy]:
    """The same callers under another plan."""
    routing = read_plan(published).routing
    model = _laid_over(seen, routing, f"--published {published}")
    return model, lambda scenario: make_ours(scenario, routing)


def _weights(weights: Weights, fitted: Fitted | None) -> dict[str, Any]:
    """What the router weighed by, and where that is from."""
    used: dict[str, Any] = {"used": weights.model_dump()}
    if fitted is not None:
        trials = [{"set": trial.name, "worth": trial.worth} for trial in fitted.trials]
        used |= {"chosen_on_days": fitted.days, "sets": trials}
    return used


def _show_weights(fitted: Fitted | None) -> None:
    if fitted is not None:
        out.print(
            f"Weights of {OURS}: the set '{fitted.trials[0].name}', the best of "
            f"{len(fitted.trials)} on {fitted.days} days drawn from the log.",
            markup=False,
            soft_wrap=True,
        )


def _json(result: Replay, fit: Fit, rules: Rules, variant: ServiceLevelVariant) -> dict[str, Any]:
    thresholds = sorted({float(threshold) for threshold in rules.threshold_s})
    return as_json(result) | {
        "service_level_variant": variant.value,
        "threshold_s": thresholds[0] if len(thresholds) == 1 else thresholds,
        "fit": {
            "wrap_up_scale": fit.wrap_up_scale,
            "log": fit.log._asdict(),
            "replayed": fit.replayed._asdict(),
        },
    }


def _show(result: Replay, fit: Fit, variant: ServiceLevelVariant) -> None:
    table = Table(
        Column("policy"),
        *(Column(name, justify="right") for name in _HEADS),
        title=f"{result.calls} calls, {result.days} days; each day played {result.replications} ×",
        caption=f"service level: {variant.value}; waits of all calls; ± 95 % of {OURS} against it",
    )
    table.add_row("as it was", *_cells(result.log))
    for name, found in result.policies.items():
        table.add_row(name, *_cells(found))
        if name in result.paired:
            table.add_row(f"  {OURS} minus it", *_gains(result.paired[name]), style="dim")
    out.print(table)
    log, replayed = fit.log, fit.replayed
    out.print(
        f"Likeness: the log's callers waited {log.wait_mean_s:.1f} s on average and "
        f"{log.abandonment:.1%} gave up; replayed by longest idle first come "
        f"{replayed.wait_mean_s:.1f} s and {replayed.abandonment:.1%}.",
        markup=False,
        soft_wrap=True,
    )


_HEADS = ("service level", "mean wait", "P90 wait", "abandoned", "occupancy Gini")


def _cells(found: Figures) -> list[str]:
    formats = ("{:.1%}", "{:.1f} s", "{:.0f} s", "{:.1%}", "{:.3f}")
    return [
        "–" if value is None else shape.format(value)
        for shape, value in zip(formats, found, strict=True)
    ]


def _gains(found: dict[str, Difference]) -> list[str]:
    scales = (100.0, 1.0, 1.0, 100.0, 1.0)
    digits = (1, 1, 0, 1, 3)
    cells = []
    for (diff, ci95), scale, places in zip(found.values(), scales, digits, strict=True):
        reach = "" if ci95 is None else f" ±{(ci95[1] - diff) * scale:.{places}f}"
        cells.append(f"{diff * scale:+.{places}f}{reach}")
    return cells
