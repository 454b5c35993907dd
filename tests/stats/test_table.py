"""What a step changed: only what differs before and after it."""

from datetime import UTC, datetime

import pytest

from stats.table import CardTable
from vocabulary.board import ServiceCard

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
UP = ServiceCard(lines_up=True, since=AT)
DOWN = ServiceCard(lines_up=False, since=AT)


def test_new_changed_and_gone() -> None:
    table = CardTable()
    table.put("service", UP)
    assert table.take_changes() == ({"service": UP}, ())
    table.put("service", DOWN)
    assert table.take_changes() == ({"service": DOWN}, ())
    table.drop("service")
    assert table.take_changes() == ({}, ("service",))
    assert table.cards == {}


def test_changed_and_changed_back_is_no_change() -> None:
    table = CardTable()
    table.put("service", UP)
    table.take_changes()
    table.put("service", DOWN)
    table.put("service", UP)
    assert table.take_changes() == ({}, ())


def test_came_and_went_is_never_seen() -> None:
    table = CardTable()
    table.put("service", UP)
    table.drop("service")
    table.drop("service")
    assert table.take_changes() == ({}, ())


def test_gone_and_back_changed_is_a_change() -> None:
    table = CardTable()
    table.put("service", UP)
    table.take_changes()
    table.drop("service")
    table.put("service", DOWN)
    assert table.take_changes() == ({"service": DOWN}, ())
