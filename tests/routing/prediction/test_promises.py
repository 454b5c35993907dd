import pytest

from routing.prediction.live import THIN, Expected
from routing.prediction.promises import (
    FIRST,
    NEARER,
    OPERATORS_FEWER,
    OVERTAKEN,
    TALKS_LONGER,
    Promises,
)


def word(p50: float, p90: float, ahead: float = 4.0, serving: int = 3) -> Expected:
    return Expected(p50, p90, p50, "", ahead, serving)


def promised() -> Promises:
    promises = Promises()
    first = promises.told(1000.0, "c", "sales", word(100.0, 200.0))
    assert first is not None
    assert (first.reason, first.by, first.middle) == (FIRST, 1200.0, 1100.0)
    return promises


def test_a_promise_comes_nearer_freely_when_it_is_worth_saying() -> None:
    promises = promised()
    assert promises.told(1010.0, "c", "sales", word(90.0, 180.0)) is None
    nearer = promises.told(1010.0, "c", "sales", word(50.0, 100.0))
    assert nearer is not None
    assert (nearer.reason, nearer.by) == (NEARER, 1110.0)


@pytest.mark.parametrize(
    ("now", "later", "reason"),
    [
        (1010.0, word(200.0, 400.0, serving=2), OPERATORS_FEWER),
        (1010.0, word(200.0, 400.0, ahead=5.0), OVERTAKEN),
        (1060.0, word(200.0, 400.0, ahead=4.0), TALKS_LONGER),
    ],
)
def test_it_moves_away_only_with_a_reason(now: float, later: Expected, reason: str) -> None:
    moved = promised().told(now, "c", "sales", later)
    assert moved is not None
    assert moved.reason == reason
    assert moved.by == now + 400.0


@pytest.mark.parametrize(
    ("now", "later"),
    [(1005.0, word(200.0, 400.0)), (1060.0, word(200.0, 400.0, ahead=1.0))],
)
def test_without_a_reason_the_old_promise_stands(now: float, later: Expected) -> None:
    promises = promised()
    assert promises.told(now, "c", "sales", later) is None
    assert promises.open["c"].by == 1200.0


def test_silence_promises_nothing_and_a_call_that_is_over_is_forgotten() -> None:
    promises = promised()
    assert promises.told(1010.0, "d", "sales", Expected(None, None, None, THIN)) is None
    over = promises.over("c")
    assert over is not None
    assert over.call == "c"
    assert promises.over("c") is None
