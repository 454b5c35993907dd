import json

import pytest

from switchboard.bench.routing import models, oracles, replay, small, speed
from switchboard.bench.routing.report import PARTS, report


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracles, "QUICK", oracles.Sizes(2_000, 2, 1_500))
    monkeypatch.setattr(models, "MSK_QUICK", models.MskSizes(1, 2, 2))
    monkeypatch.setattr(models, "BILINGUAL_QUICK", models.CentreSizes(1, 2))
    monkeypatch.setattr(models, "WALLACE_WHITT_QUICK", models.CentreSizes(60, 2))
    monkeypatch.setattr(small, "QUICK", small.Sizes(600, frozenset({"n-tiny"})))
    monkeypatch.setattr(speed, "QUICK", (speed.Size(10, 30, 4, 3),))
    monkeypatch.setattr(replay, "QUICK", replay.Size(4, 12, 100, 1))


@pytest.mark.usefixtures("tiny")
def test_all_parts_have_the_shape_that_programs_read() -> None:
    said: list[str] = []
    told = json.loads(json.dumps(report(said.append, PARTS, quick=True)))
    assert all(part in told for part in PARTS)
    assert told["quick"] is True
    for row in told["oracles"]:
        assert {"name", "expected", "got", "ci"} <= set(row)
    for policy in ("fifo", "ours"):
        assert {"served", "abandoned", "service_level"} <= set(told["simplemsk"][policy])
        assert len(told["bilingual"][policy]["occupancy"]) == 3
        assert "service_level" in told["bilingual"][policy]
    assert {"skills", "service_level_30s", "mean_wait_min"} <= set(told["wallace_whitt"])
    names = {"model", "optimal_cost", "ours", "gap", "longest_queue", "strict_priority"}
    assert names <= set(told["optimum"][0])
    assert {"mean_gap", "max_gap"} <= set(told["optimum_summary"])
    row = told["speed"][0]
    assert (row["operators"], row["waiting"], row["skills"]) == (10, 30, 4)
    assert {"p50", "p99"} <= set(row["decision_ms"])
    assert row["predictions_ms"] > 0
    assert said


@pytest.mark.usefixtures("tiny")
def test_one_part_may_be_asked_for() -> None:
    told = report(lambda _what: None, ("replay",), quick=True)
    assert set(told) == {"machine", "quick", "replay"}
