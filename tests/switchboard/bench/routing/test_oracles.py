import pytest

from switchboard.bench.routing.oracles import Sizes, oracles

TINY = Sizes(calls=8_000, runs=2, run_calls=4_000)


def test_every_known_figure_is_met_roughly() -> None:
    said: list[str] = []
    told = {row["name"]: row for row in oracles(TINY, said.append)}
    assert len(told) == 15
    assert said
    for row in told.values():
        low, high = row["ci"]
        assert low < row["got"] < high
    assert told["erlang_b"]["expected"] == pytest.approx(0.1197, abs=1e-4)
    assert told["erlang_c"]["expected"] == pytest.approx(0.1839, abs=1e-4)
    assert told["erlang_a"]["expected"] == pytest.approx(0.1274, abs=1e-4)
    assert told["m_m_90_120_mean_wait_min"]["expected"] == pytest.approx(0.450, abs=1e-3)
    for name, within in (("erlang_b", 0.02), ("erlang_c", 0.05), ("erlang_a", 0.03)):
        assert told[name]["got"] == pytest.approx(told[name]["expected"], abs=within)
    assert told["hol_over_ql_random_arrivals"]["got"] > 1.4
    assert told["hol_over_ql_regular_arrivals"]["got"] < 1.3
