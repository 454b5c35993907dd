"""The command line `callwright`."""

import typer

from switchboard.commands import (
    bench,
    calls,
    doctor,
    plans,
    prediction,
    running,
    staffing,
    switches,
    testing,
    users,
)

app = typer.Typer(
    name="callwright",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A call centre for small companies on Asterisk.",
    epilog="Example: callwright run",
)
app.command("run", epilog="Example: CALLWRIGHT_HTTP_PORT=9000 callwright run")(running.run)
app.command("serve", epilog="Example: callwright serve")(running.serve)
app.command("doctor", epilog="Example: callwright doctor --json")(doctor.doctor)
app.command("test-call", epilog="Example: callwright test-call --answer-as anna")(testing.test_call)
app.command(
    "predict-eval", epilog="Example: callwright predict-eval calls.csv.gz --train-share 0.8 --json"
)(prediction.predict_eval)
app.command("staffing", epilog="Example: callwright staffing calls.csv.gz --plot week.svg")(
    staffing.staffing
)
app.command("incident", epilog="Example: callwright incident outage --queue support")(
    switches.incident
)
app.add_typer(users.app, name="user")
app.add_typer(calls.app, name="calls")
app.add_typer(plans.app, name="plan")
app.add_typer(switches.hours, name="hours")
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Entry point of the console script."""
    app()
