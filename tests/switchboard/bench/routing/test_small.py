import pytest

from switchboard.bench.routing.small import Sizes, optimum, summary


def test_ours_is_near_the_optimum_and_the_others_are_not() -> None:
    said: list[str] = []
    rows = optimum(Sizes(8_000, frozenset({"n-5-5", "n-tiny", "x-alike"})), said.append)
    assert [row["model"] for row in rows] == ["n-5-5", "n-tiny", "x-alike"]
    assert len(said) == 3
    assert rows[0]["optimal_cost"] == pytest.approx(1.7059, abs=1e-4)
    assert rows[0]["longest_queue"] / rows[0]["optimal_cost"] == pytest.approx(1.212, abs=1e-3)
    for row in rows:
        assert row["gap"] < 0.06
        assert row["gap_ci95"][0] <= row["gap"] <= row["gap_ci95"][1]
        assert row["ours"] == pytest.approx(row["optimal_cost"] * (1 + row["gap"]))
        assert row["strict_priority_best"] <= row["strict_priority"]
    whole = summary(rows)
    assert whole["models"] == 3
    assert whole["mean_gap"] < 0.03 < whole["longest_queue"]["mean_gap"]
    assert whole["max_gap"] == pytest.approx(max(row["gap"] for row in rows))
