"""`callwright staffing …`: operators needed by weekday and half hour."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.markup import escape
from rich.table import Column, Table

from routing.calllog import LoggedCall
from routing.staffing.history import History, PoolHistory, TooThin, pool_history, read_history
from routing.staffing.plot import draw
from routing.staffing.report import (
    WEEKDAY_NAMES,
    clock,
    goal_json,
    history_json,
    paid_s,
    panels,
    pool_json,
)
from routing.staffing.requirement import Band, Goal, HalfHour, PoolNeed, staff
from routing.staffing.transient import HALF_HOUR_S, ExactDay
from switchboard.commands.common import WRONG_USE, err, fail, out, printable, show_json
from switchboard.commands.logs import read_log

GENERALISTS = "all queues"
LONGEST_THRESHOLD_S = HALF_HOUR_S

Logs = Annotated[list[Path], typer.Argument(help="Call logs as CSV, plain or gzip.")]
Queue = Annotated[
    str | None, typer.Option(help="This queue alone; all, and all pooled, if left out.")
]
Objective = Annotated[float, typer.Option(help="Share of all calls to be answered in time.")]
Threshold = Annotated[float, typer.Option(help="What is in time, in seconds.")]
MostAbandoned = Annotated[
    float | None, typer.Option("--max-abandonment", help="Share of callers who may give up.")
]
Shrinkage = Annotated[
    float,
    typer.Option(help="Share of paid time that is not at the phone: breaks, leave, training."),
]
WrapUp = Annotated[
    float, typer.Option("--wrap-up", help="Seconds after each call, which the log does not hold.")
]
Day = Annotated[str | None, typer.Option(help="One weekday, in half hours and in detail.")]
Timezone = Annotated[
    str | None, typer.Option(help="The centre's clock, as Europe/Berlin; the log's if left out.")
]
Picture = Annotated[Path | None, typer.Option("--plot", help="Write a picture (SVG) there.")]


def staffing(
    logs: Logs,
    queue: Queue = None,
    objective: Objective = 0.8,
    threshold: Threshold = 20.0,
    max_abandonment: MostAbandoned = None,
    shrinkage: Shrinkage = 0.3,
    wrap_up: WrapUp = 0.0,
    day: Day = None,
    timezone: Timezone = None,
    plot: Picture = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Tell how many operators are needed in each half hour, from past calls.

    Erlang A for a usual day, with a calm and a busy one around it; then the whole day is
    followed and half hours are mended in which a queue is carried over.
    """
    _within("--objective", objective, 0.0, 0.999)
    _within("--threshold", threshold, 0.0, LONGEST_THRESHOLD_S, open_below=False)
    _within("--shrinkage", shrinkage, 0.0, 0.95, open_below=False)
    _within("--wrap-up", wrap_up, 0.0, 3600.0, open_below=False)
    if max_abandonment is not None:
        _within("--max-abandonment", max_abandonment, 0.0, 1.0)
    weekdays = tuple(range(7)) if day is None else (_weekday(day),)
    calls = _on_clock(_read(logs), timezone)
    goal = Goal(objective, threshold, max_abandonment)
    try:
        history = read_history(calls)
        needs, skipped = _needs(history, queue, wrap_up, goal, weekdays)
    except ValueError as error:
        fail(f"cannot tell the operators needed: {error}")
    if not needs[-1].weekdays:
        named = "" if day is None else f" on a {WEEKDAY_NAMES[weekdays[0]]}"
        fail(f"cannot tell the operators needed: the log holds no calls{named}")
    if plot is not None:
        _write_picture(plot, needs[-1], goal, shrinkage)
    if json:
        show_json(_json(history, needs, skipped, goal, shrinkage, wrap_up))
        return
    _show(history, needs, skipped, goal, shrinkage, day is not None)


def _within(
    option: str, value: float, least: float, most: float, *, open_below: bool = True
) -> None:
    if not (least < value <= most or (not open_below and value == least)):
        above = "above" if open_below else "from"
        fail(f"{option} {value:g}: must be {above} {least:g} and at most {most:g}", WRONG_USE)


def _weekday(text: str) -> int:
    found = [n for n, name in enumerate(WEEKDAY_NAMES) if name.startswith(text.lower())]
    if len(found) != 1 or len(text) < 2:
        fail(f"--day {text!r}: must be one of {', '.join(WEEKDAY_NAMES)}", WRONG_USE)
    return found[0]


def _read(logs: Sequence[Path]) -> list[LoggedCall]:
    calls = [call for path in logs for call in read_log(path)]
    calls.sort(key=lambda call: call.arrived)
    return calls


def _on_clock(calls: list[LoggedCall], timezone: str | None) -> list[LoggedCall]:
    """Days and times of day by the centre's clock, where one is named."""
    if timezone is None:
        return calls
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fail(f"--timezone {timezone!r}: no such time zone; write it as Europe/Berlin", WRONG_USE)
    return [_by_clock(call, zone) for call in calls]


def _by_clock(call: LoggedCall, zone: ZoneInfo) -> LoggedCall:
    local = datetime.fromtimestamp(call.arrived, zone)
    second = local.hour * 3600 + local.minute * 60 + local.second
    return call._replace(day=local.date(), second_of_day=float(second))


def _needs(
    history: History, queue: str | None, wrap_up_s: float, goal: Goal, weekdays: Sequence[int]
) -> tuple[list[PoolNeed], dict[str, str]]:
    """What each pool needs, the one that matters most last; and why a queue has no answer."""
    queues = sorted(history.calls, key=lambda name: -len(history.calls[name]))
    if queue is not None and queue not in history.calls:
        known = ", ".join(printable(name) for name in queues[:20])
        fail(f"--queue {queue!r}: the log holds no such queue; it holds {known}", WRONG_USE)
    pools: list[PoolHistory] = []
    skipped: dict[str, str] = {}
    for name in queues if queue is None else [queue]:
        try:
            pools.append(pool_history(history, name, [name], wrap_up_s))
        except TooThin as error:
            if queue is not None:
                raise
            skipped[name] = str(error)
    if queue is None and len(queues) != 1:
        pools.append(pool_history(history, GENERALISTS, queues, wrap_up_s))
    elif not pools:
        raise TooThin(next(iter(skipped.values())))
    needs = []
    for number, pool in enumerate(pools, 1):
        err.print(f"{printable(pool.name)} ({number} of {len(pools)}) ...", markup=False)
        needs.append(staff(history, pool, goal, ExactDay(), weekdays=weekdays))
    return needs, skipped


def _write_picture(path: Path, need: PoolNeed, goal: Goal, shrinkage: float) -> None:
    title = f"Operators needed: {printable(need.pool.name)}"
    told = (
        f"{goal.objective:.0%} of all calls answered within {goal.threshold_s:g} s, in each half "
        f"hour; paid hours with {shrinkage:.0%} shrinkage"
    )
    try:
        path.write_text(draw(title, told, panels(need, shrinkage)), encoding="utf-8")
    except OSError as error:
        fail(f"--plot {path}: {error.strerror}")


def _kind(need: PoolNeed) -> str:
    return "queue" if len(need.pool.queues) == 1 else "generalists"


def _json(
    history: History,
    needs: Sequence[PoolNeed],
    skipped: dict[str, str],
    goal: Goal,
    shrinkage: float,
    wrap_up_s: float,
) -> dict[str, Any]:
    return {
        **goal_json(goal, shrinkage, wrap_up_s),
        **history_json(history),
        "pools": [pool_json(need, _kind(need), shrinkage) for need in needs],
        "skipped": [{"queue": name, "reason": reason} for name, reason in skipped.items()],
    }


def _show(
    history: History,
    needs: Sequence[PoolNeed],
    skipped: dict[str, str],
    goal: Goal,
    shrinkage: float,
    in_detail: bool,
) -> None:
    main = needs[-1]
    told = history_json(history)
    cut = f" ({len(history.cut)} cut short at the ends left out)" if history.cut else ""
    _say(f"{told['calls']} calls, {told['first_day']} to {told['last_day']}")
    _say(f"{told['days']} days with calls{cut}")
    _say(
        f"Goal in each half hour: {goal.objective:.0%} of all calls answered within "
        f"{goal.threshold_s:g} s{_abandonment_told(goal)}."
    )
    patience = main.outlook.patience
    _say(
        f"{_title(main)}: calls take {main.outlook.handling.mean_s:.0f} s, callers wait "
        + (
            f"{patience.mean_s:.0f} s on average before they give up.\n"
            if patience.mean_s < float("inf")
            else "for ever (nobody has waited in this log).\n"
        )
    )
    out.print(_detail(main) if in_detail else _week(main, shrinkage))
    unsettled = [WEEKDAY_NAMES[day.weekday] for day in main.weekdays if not day.settled]
    if unsettled:
        _say(f"The goal is not kept in every half hour of {', '.join(unsettled)}.")
    out.print(_pools(needs, shrinkage))
    for name, reason in skipped.items():
        _say(f"{printable(name)}: left out, {reason}.")


def _abandonment_told(goal: Goal) -> str:
    most = goal.most_abandoned
    return "" if most is None else f", at most {most:.1%} giving up"


def _title(need: PoolNeed) -> str:
    name = printable(need.pool.name)
    return name if _kind(need) == "queue" else f"{name}, served by generalists"


def _say(text: str) -> None:
    out.print(text, markup=False, soft_wrap=True)


def _week(need: PoolNeed, shrinkage: float) -> Table:
    """Operators by half hour and weekday, with the numbers of a calm and a busy day."""
    days = need.weekdays
    table = Table(
        Column("from", no_wrap=True),
        *(Column(WEEKDAY_NAMES[day.weekday], justify="right", no_wrap=True) for day in days),
        box=None,
    )
    halves = [{half.begins_s: half for half in day.half_hours} for day in days]
    for begins_s in sorted({second for of_day in halves for second in of_day}):
        cells = [_operators(of_day.get(begins_s)) for of_day in halves]
        table.add_row(clock(begins_s), *cells)
    table.add_row()
    table.add_row("calls", *(f"{day.calls.middle:.0f}" for day in days))
    table.add_row("present", *(_hours(day.presence_s) for day in days))
    table.add_row("paid", *(_hours(paid_s(day.presence_s, shrinkage)) for day in days))
    return table


def _detail(need: PoolNeed) -> Table:
    """One weekday; ranges are from a calm to a busy day."""
    table = Table(
        Column("from", no_wrap=True),
        *(
            Column(name, justify="right", no_wrap=True)
            for name in (
                "calls",
                "handling",
                "operators",
                "service level",
                "giving up",
                "occupancy",
                "goal kept",
            )
        ),
        box=None,
    )
    for half in need.weekdays[0].half_hours:
        table.add_row(
            clock(half.begins_s),
            f"{half.calls.middle:.1f} ({half.calls.low:.1f}–{half.calls.high:.1f})",
            f"{half.handling_s:.0f} s",
            _operators(half),
            f"{half.level:.1%}",
            f"{half.abandonment:.1%}",
            f"{half.occupancy:.0%}",
            f"{half.met_chance:.0%} of days",
        )
    return table


def _pools(needs: Sequence[PoolNeed], shrinkage: float) -> Table:
    """Queues with operators of their own beside one pool of generalists."""
    table = Table(
        Column("pool", no_wrap=True),
        Column("present", justify="right"),
        Column("paid", justify="right"),
        box=None,
    )
    rows = [(escape(_title(need)), sum(day.presence_s for day in need.weekdays)) for need in needs]
    if len(rows) > 2:
        apart = sum(presence_s for _name, presence_s in rows[:-1])
        rows.insert(-1, ("the queues above, each with its own operators", apart))
    for name, presence_s in rows:
        table.add_row(name, _hours(presence_s), _hours(paid_s(presence_s, shrinkage)))
    return table


def _operators(half: HalfHour | None) -> str:
    if half is None:
        return ""
    band: Band = half.operators
    return f"{band.middle:.0f} ({band.low:.0f}–{band.high:.0f})"


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h"
