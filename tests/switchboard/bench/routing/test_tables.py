from io import StringIO
from typing import Any

from rich.console import Console

from switchboard.bench.routing.tables import tables

SPREAD = {"p50": 0.1, "p99": 0.4}
GAIN = {"diff": 0.1, "ci95": [0.05, 0.15]}
LEVEL = {
    "service_level_30s": 0.75,
    "service_level_30s_ci95": [0.74, 0.76],
    "mean_wait_min": 0.59,
    "mean_wait_min_ci95": [0.57, 0.61],
}
DAY = {
    "days": 200,
    "served": 4290.0,
    "abandoned": 900.0,
    "service_level": 0.64,
    "service_level_of_types": [0.7, 0.8, 0.5],
}
WEEK = {"service_level": 0.979, "occupancy": [0.51, 0.51, 0.52], "spread": 0.01, "gini": 0.001}
COST = {"optimal_cost": 1.7059, "longest_queue": 2.0, "strict_priority": 1.8}
GAPS = {"mean_gap": 0.2, "max_gap": 1.0}
REPORT: dict[str, Any] = {
    "oracles": [
        {"name": "erlang_c", "expected": 0.1839, "got": 0.1841, "ci": [0.18, 0.19]},
        {
            "name": "simplemsk_fifo_served",
            "expected": 4297.3,
            "got": 4300.0,
            "ci": [4290, 4310],
            "published_ci": [4270.2, 4324.5],
        },
    ],
    "simplemsk": {
        "fifo": DAY,
        "ours": DAY,
        "published_rerouting": {"served": 4274, "abandoned": 933, "service_level": 0.579},
        "ours_minus_fifo": {"abandoned": GAIN, "service_level": GAIN},
    },
    "bilingual": {
        "fifo": WEEK,
        "ours": WEEK,
        "published": {"service_level": 0.9794, "occupancy": [0.476, 0.476, 0.633]},
        "ours_minus_fifo": {"service_level": GAIN, "spread": GAIN, "gini": GAIN},
    },
    "wallace_whitt": {
        **LEVEL,
        "fcfs": LEVEL,
        "all_skilled_exact": {"service_level_30s": 0.733, "mean_wait_min": 0.45},
    },
    "optimum": [
        {
            "model": "n-5-5",
            **COST,
            "strict_priority_best": 1.8,
            "gap": 0.017,
            "gap_ci95": [0.015, 0.019],
        }
    ],
    "optimum_summary": {
        "models": 1,
        "mean_gap": 0.017,
        "max_gap": 0.017,
        "longest_queue": GAPS,
        "strict_priority": GAPS,
        "strict_priority_best": GAPS,
    },
    "speed": [
        {
            "operators": 10,
            "waiting": 30,
            "skills": 4,
            "decision_ms": SPREAD,
            "decision_cpu_ms": SPREAD,
            "growth": None,
            "predictions_ms": 0.5,
        },
        {
            "operators": 1000,
            "waiting": 1000,
            "skills": 50,
            "decision_ms": SPREAD,
            "decision_cpu_ms": SPREAD,
            "growth": 0.2,
            "predictions_ms": None,
        },
    ],
    "replay": {
        "queues": 27,
        "operators": 300,
        "days": 5,
        "calls": 25_000,
        "calls_per_s": 12_000.0,
        "year_replay_s": 150.0,
        "year_played": False,
    },
}


def shown(report: dict[str, Any]) -> str:
    told = StringIO()
    console = Console(file=told, width=160)
    for table in tables(report):
        console.print(table)
    return told.getvalue()


def test_our_figures_stand_beside_the_known_ones() -> None:
    text = shown(REPORT)
    for figure in ("0.1839", "4270.200 … 4324.500", "0.579", "47.6%", "0.733", "17.2%", "1.7%"):
        assert figure in text
    assert "150 (extrapolated)" in text


def test_only_what_was_measured_is_shown() -> None:
    text = shown({"replay": REPORT["replay"]})
    assert "Replay" in text
    assert "Bilingual" not in text
