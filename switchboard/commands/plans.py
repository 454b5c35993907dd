"""`callwright plan …`: look at a plan, check it, try it on past calls, tune it."""

from typing import Annotated

import typer
import yaml

from switchboard.commands.common import out, read_plan, read_settings, show_json
from switchboard.commands.replay import replay_log
from switchboard.commands.tuning import tune_plan

app = typer.Typer(no_args_is_help=True, help="The plan: how calls flow.")
Source = Annotated[
    str | None,
    typer.Argument(help="A built-in plan or a YAML file; the configured one if left out."),
]


@app.command("check", epilog="Example: callwright plan check shop.yaml")
def check(source: Source = None) -> None:
    """Check a plan and say what is wrong with it, and where."""
    plan = read_plan(source or read_settings().plan)
    counts = ((len(plan.numbers), "number"), (len(plan.queues), "queue"))
    told = ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for n, what in counts)
    out.print(f"{plan.name}: {told}, no findings.", markup=False, soft_wrap=True)


@app.command("show", epilog="Example: callwright plan show --json")
def show(source: Source = None, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Show a plan with everything that it leaves to its defaults."""
    plan = read_plan(source or read_settings().plan).model_dump(mode="json")
    if json:
        show_json(plan)
    else:
        out.print(
            yaml.safe_dump(plan, sort_keys=False, allow_unicode=True), markup=False, soft_wrap=True
        )


app.command("replay", epilog="Example: callwright plan replay --calls calls.csv.gz --json")(
    replay_log
)
app.command("tune", epilog="Example: callwright plan tune --calls calls.csv.gz --plan shop.yaml")(
    tune_plan
)
