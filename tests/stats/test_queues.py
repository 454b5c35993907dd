"""Places in a queue, and a plan's objective that makes no sense."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.queues import QueueConfig, QueueLine, QueueLines
from stats.table import CardTable
from vocabulary.board import QueueCard
from vocabulary.decisions import Forecast, Silence
from vocabulary.ids import CallId, QueueId

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SUPPORT = QueueId("support")


def test_the_longest_waiting_is_by_place_not_by_return() -> None:
    line = QueueLine(SUPPORT)
    line.join(CallId("b"), AT + timedelta(seconds=5))
    line.join(CallId("a"), AT)
    assert line.card() == QueueCard(SUPPORT, 2, AT, 0)
    line.leave(CallId("a"), AT)
    assert line.card().longest_since == AT + timedelta(seconds=5)
    line.join(CallId("a"), AT)
    assert line.card().longest_since == AT


def test_leaving_twice_is_no_error() -> None:
    line = QueueLine(SUPPORT)
    line.leave(CallId("a"), AT)
    line.join(CallId("a"), AT)
    line.leave(CallId("a"), AT)
    line.leave(CallId("a"), AT)
    assert line.card() == QueueCard(SUPPORT, 0, None, 0)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), unique=True))
def test_the_line_agrees_with_a_plain_set(moves: list[tuple[int, int]]) -> None:
    line = QueueLine(SUPPORT)
    waiting: dict[CallId, datetime] = {}
    for name, second in moves:
        call = CallId(str(name))
        if call in waiting:
            line.leave(call, waiting.pop(call))
        else:
            waiting[call] = AT + timedelta(seconds=second)
            line.join(call, waiting[call])
        card = line.card()
        assert card.waiting == len(waiting)
        assert card.longest_since == min(waiting.values(), default=None)


def test_queues_are_shown_once_they_changed() -> None:
    table = CardTable()
    lines = QueueLines(table, [SUPPORT])
    assert table.take_changes()[0] == {"queues/support": QueueCard(SUPPORT, 0, None, 0)}
    lines.refresh()
    assert table.take_changes() == ({}, ())
    lines.line(QueueId("old")).join(CallId("a"), AT)
    lines.refresh()
    assert table.take_changes()[0] == {"queues/old": QueueCard(QueueId("old"), 1, AT, 0)}


def test_a_queue_that_the_plan_drops_is_shown_until_nobody_waits_in_it() -> None:
    table = CardTable()
    lines = QueueLines(table, [SUPPORT])
    lines.line(SUPPORT).join(CallId("a"), AT)
    lines.line(SUPPORT).ready += 1
    lines.follow([QueueId("sales")])
    lines.refresh()
    assert set(table.cards) == {"queues/support", "queues/sales"}
    lines.line(SUPPORT).leave(CallId("a"), AT)
    lines.refresh()
    assert set(table.cards) == {"queues/sales"}
    lines.follow([SUPPORT])
    lines.refresh()
    assert table.cards == {"queues/support": QueueCard(SUPPORT, 0, None, 1)}


@pytest.mark.parametrize("objective", [0, -1, 80])
def test_an_objective_is_a_share(objective: float) -> None:
    with pytest.raises(ValueError, match=r"queue support: .*write 0\.8 for 80 %"):
        QueueConfig(SUPPORT, objective=objective)


def test_thresholds_are_not_negative() -> None:
    with pytest.raises(ValueError, match="0 seconds or more"):
        QueueConfig(SUPPORT, threshold_s=-1)


def test_what_a_newcomer_would_wait_is_shown_in_whole_seconds() -> None:
    table = CardTable()
    lines = QueueLines(table, [SUPPORT])
    table.take_changes()
    lines.show_forecasts({SUPPORT: Forecast(20.4, 61.6)})
    changed, _ = table.take_changes()
    card = changed["queues/support"]
    assert isinstance(card, QueueCard)
    assert (card.forecast_p50_s, card.forecast_p90_s, card.silent) == (20.0, 62.0, "")
    lines.show_forecasts({SUPPORT: Forecast(20.4, 61.7)})
    assert table.take_changes() == ({}, ())
    lines.show_forecasts({SUPPORT: Forecast(silent=Silence.NOBODY_SERVES)})
    (silent,) = table.take_changes()[0].values()
    assert isinstance(silent, QueueCard)
    assert (silent.forecast_p50_s, silent.silent) == (None, "nobody_serves")
