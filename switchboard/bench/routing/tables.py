"""The report of `callwright bench routing` for people: our figures beside what is known."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.table import Column, Table

Report = dict[str, Any]


def tables(report: Report) -> Iterator[Table]:
    """A table for each part that was measured."""
    makers = {
        "oracles": _oracles,
        "simplemsk": _simplemsk,
        "bilingual": _bilingual,
        "wallace_whitt": _wallace_whitt,
        "optimum": _optimum,
        "speed": _speed,
        "replay": _replay,
    }
    for part, make in makers.items():
        if part in report:
            yield make(report)


def _table(title: str, first: str, *others: str, caption: str | None = None) -> Table:
    columns = [Column(name, justify="right") for name in others]
    return Table(Column(first), *columns, title=title, caption=caption, title_justify="left")


def _between(ci: Sequence[float], digits: int = 4) -> str:
    return f"{ci[0]:.{digits}f} … {ci[1]:.{digits}f}"


def _difference(found: Report, scale: float = 1.0, digits: int = 1) -> str:
    half = (found["ci95"][1] - found["diff"]) * scale
    return f"{found['diff'] * scale:+.{digits}f} ±{half:.{digits}f}"


def _oracles(report: Report) -> Table:
    table = _table("Oracles", "figure", "known", "simulated", "95 %", "published 95 %")
    for row in report["oracles"]:
        published = row.get("published_ci")
        table.add_row(
            row["name"],
            f"{row['expected']:.4f}",
            f"{row['got']:.4f}",
            _between(row["ci"]),
            "" if published is None else _between(published, 3),
        )
    return table


def _simplemsk(report: Report) -> Table:
    found = report["simplemsk"]
    table = _table(
        "SimpleMSK, a day", "routing", "days", "served", "abandoned", "service level", "by type"
    )
    for name in ("fifo", "ours"):
        row = found[name]
        types = " / ".join(f"{level:.2f}" for level in row["service_level_of_types"])
        table.add_row(
            name,
            str(row["days"]),
            f"{row['served']:.0f}",
            f"{row['abandoned']:.0f}",
            f"{row['service_level']:.3f}",
            types,
        )
    known = found["published_rerouting"]
    table.add_row(
        "published rerouting",
        "1000",
        f"{known['served']:.0f}",
        f"{known['abandoned']:.0f}",
        f"{known['service_level']:.3f}",
        "",
    )
    less = found["ours_minus_fifo"]
    table.add_row(
        "ours minus fifo, same days",
        "",
        "",
        _difference(less["abandoned"]),
        _difference(less["service_level"], digits=3),
        "",
        style="dim",
    )
    return table


def _bilingual(report: Report) -> Table:
    found = report["bilingual"]
    table = _table(
        "Bilingual", "routing", "service level", "occupancy by group", "spread", "operators' Gini"
    )
    for name in ("fifo", "ours"):
        row = found[name]
        table.add_row(
            name,
            f"{row['service_level']:.2%}",
            _shares(row["occupancy"]),
            f"{row['spread'] * 100:.1f}",
            f"{row['gini']:.4f}",
        )
    known = found["published"]
    spread = max(known["occupancy"]) - min(known["occupancy"])
    table.add_row(
        "published",
        f"{known['service_level']:.2%}",
        _shares(known["occupancy"]),
        f"{spread * 100:.1f}",
        "",
    )
    less = found["ours_minus_fifo"]
    table.add_row(
        "ours minus fifo",
        _difference(less["service_level"], 100, 2),
        "",
        _difference(less["spread"], 100),
        _difference(less["gini"], digits=4),
        style="dim",
    )
    return table


def _shares(occupancy: Sequence[float]) -> str:
    return " / ".join(f"{share:.1%}" for share in occupancy)


def _wallace_whitt(report: Report) -> Table:
    found = report["wallace_whitt"]
    table = _table("Wallace and Whitt, two skills each", "routing", "within 30 s", "mean wait, min")
    for name, row in (("ours", found), ("first come first served", found["fcfs"])):
        table.add_row(
            name,
            f"{row['service_level_30s']:.3f} ({_between(row['service_level_30s_ci95'], 3)})",
            f"{row['mean_wait_min']:.3f} ({_between(row['mean_wait_min_ci95'], 3)})",
        )
    exact = found["all_skilled_exact"]
    table.add_row(
        "one pool of all-skilled, exact",
        f"{exact['service_level_30s']:.3f}",
        f"{exact['mean_wait_min']:.3f}",
    )
    return table


def _optimum(report: Report) -> Table:
    others = ("longest_queue", "strict_priority", "strict_priority_best")
    table = _table(
        "Cost above the exact optimum",
        "model",
        "optimal",
        "ours",
        "95 %",
        "longest queue",
        "strict priority",
        "its best order",
    )
    for row in report["optimum"]:
        gaps = [f"{row[name] / row['optimal_cost'] - 1:.1%}" for name in others]
        low, high = row["gap_ci95"]
        ours = (f"{row['gap']:.1%}", f"{low:.1%} … {high:.1%}")
        table.add_row(row["model"], f"{row['optimal_cost']:.4f}", *ours, *gaps)
    whole = report["optimum_summary"]
    for kind in ("mean", "max"):
        gaps = [f"{whole[name][f'{kind}_gap']:.1%}" for name in others]
        table.add_row(kind, "", f"{whole[f'{kind}_gap']:.1%}", "", *gaps, style="bold")
    return table


def _speed(report: Report) -> Table:
    table = _table(
        "Speed, ms",
        "floor",
        "decision p50",
        "p99",
        "processor p99",
        "growth (1: linear)",
        "predictions",
    )
    for row in report["speed"]:
        growth, told = row["growth"], row["predictions_ms"]
        table.add_row(
            f"{row['operators']} operators, {row['waiting']} waiting, {row['skills']} skills",
            f"{row['decision_ms']['p50']:.3f}",
            f"{row['decision_ms']['p99']:.3f}",
            f"{row['decision_cpu_ms']['p99']:.3f}",
            "" if growth is None else f"{growth:.2f}",
            "" if told is None else f"{told:.2f}",
        )
    return table


def _replay(report: Report) -> Table:
    row = report["replay"]
    title = f"Replay: {row['queues']} queues, {row['operators']} operators"
    table = _table(title, "days", "calls", "calls a second", "a year, s")
    year = f"{row['year_replay_s']:.0f}" + ("" if row["year_played"] else " (extrapolated)")
    table.add_row(str(row["days"]), str(row["calls"]), f"{row['calls_per_s']:.0f}", year)
    return table
