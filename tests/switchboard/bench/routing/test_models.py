"""Tiny runs; the margins are several times the spread between seeds."""

import pytest

from switchboard.bench.routing.models import (
    MSK_PUBLISHED,
    CentreSizes,
    MskSizes,
    bilingual_centre,
    msk,
    msk_oracles,
    wallace_whitt_centre,
)

TINY = MskSizes(days=4, fifo=2, ours=2)


def quiet(_what: str) -> None:
    pass


def test_simplemsk_is_in_time_more_often_and_loses_no_more() -> None:
    told = msk(TINY, quiet)
    assert told["fifo"]["service_level"] == pytest.approx(0.501, abs=0.06)
    assert told["fifo"]["served"] == pytest.approx(4297, rel=0.05)
    assert told["ours"]["service_level"] > told["fifo"]["service_level"] + 0.08
    assert told["ours"]["abandoned"] < told["fifo"]["abandoned"] * 1.03
    assert told["ours_minus_fifo"]["service_level"]["diff"] > 0.08
    assert min(told["ours"]["service_level_of_types"]) > 0.2
    assert told["ours"]["days"] == 8


def test_its_fifo_stands_beside_the_published_figures() -> None:
    rows = msk_oracles(TINY, quiet)
    assert [row["name"] for row in rows] == [f"simplemsk_fifo_{name}" for name in MSK_PUBLISHED]
    for row in rows:
        assert row["got"] == pytest.approx(row["expected"], rel=0.15)
        assert row["published_ci"][0] < row["expected"] < row["published_ci"][1]


def test_the_bilingual_are_no_busier_than_the_others() -> None:
    told = bilingual_centre(CentreSizes(2, 2), quiet)
    assert told["fifo"]["spread"] == pytest.approx(0.157, abs=0.05)
    assert told["ours"]["spread"] < 0.05
    assert told["ours"]["gini"] < told["fifo"]["gini"] / 2
    assert told["ours"]["service_level"] == pytest.approx(told["fifo"]["service_level"], abs=0.01)
    assert len(told["ours"]["occupancy"]) == 3


def test_two_skills_each_are_in_time_more_often_than_under_fcfs() -> None:
    told = wallace_whitt_centre(CentreSizes(500, 3), quiet)
    assert told["skills"] == 2
    assert told["ours_minus_fcfs"]["service_level_30s"]["diff"] > 0
    assert told["service_level_30s"] == pytest.approx(0.76, abs=0.1)
    assert told["mean_wait_min"] == pytest.approx(0.58, abs=0.25)
    assert told["all_skilled_exact"]["service_level_30s"] == pytest.approx(0.733, abs=1e-3)
    assert told["all_skilled_exact"]["mean_wait_min"] == pytest.approx(0.450, abs=1e-3)
