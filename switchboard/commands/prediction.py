"""`callwright predict-eval`: how good the forecasts of waiting are on a log of calls."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from routing.prediction.evaluate import TooLittle
from routing.prediction.evaluate import predict_eval as evaluate_log
from switchboard.commands.common import WRONG_USE, err, fail, out, printable, show_json
from switchboard.commands.logs import read_log

SIMPLE = ("les", "hol", "queue_length", "app_queue_mean")


def predict_eval(
    calls: Annotated[Path, typer.Argument(metavar="CSV", help="A call log, plain or .gz.")],
    train_share: Annotated[
        float, typer.Option(help="The share of the days, the first ones, to learn from.")
    ] = 0.8,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Tell each caller of the later days how long it will take, and score it.

    Days are split by date. Each forecast is made at the caller's arrival from what was known
    then, and scored on answered calls that waited more than a second.
    """
    if not 0.0 < train_share < 1.0:
        fail(f"--train-share {train_share} must lie between 0 and 1, such as 0.8", WRONG_USE)
    log = read_log(calls)
    try:
        report = evaluate_log(log, train_share, lambda text: err.print(text, markup=False))
    except TooLittle as error:
        fail(f"could not measure: {error}")
    if json:
        show_json(report)
    else:
        out.print(_table(report))


def _table(report: dict[str, Any]) -> Table:
    table = Table(title=f"{report['train_days']} days to learn, {report['test_days']} to score")
    for name in ("queue", "n", "mean s", "RRMSE", "MAE s", "P90 kept", *SIMPLE):
        table.add_column(name)
    for queue in report["queues"]:
        ours = queue["ours"]
        table.add_row(
            Text(printable(queue["queue"])),
            str(queue["n"]),
            f"{queue['mean_wait_s']:.0f}",
            f"{ours['rrmse']:.3f}",
            f"{ours['mae_s']:.1f}",
            f"{ours['p90_coverage']:.3f}",
            *(f"{queue[name]['rrmse']:.3f}" for name in SIMPLE),
        )
    return table
