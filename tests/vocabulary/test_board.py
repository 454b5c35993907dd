"""The cards of the live board: moments and words, never a running number."""

from typing import get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings

from tests.support.structs import any_of, members, sample
from vocabulary.board import (
    BoardDelta,
    BoardSnapshot,
    CallCard,
    Card,
    ServiceLevel,
    StandingCard,
    TodayCard,
)
from vocabulary.states import CallState


@pytest.mark.parametrize("kind", members(Card), ids=lambda kind: kind.__name__)
def test_a_card_never_changes(kind: type[msgspec.Struct]) -> None:
    card = sample(kind)
    with pytest.raises(AttributeError):
        setattr(card, kind.__struct_fields__[0], None)


@settings(max_examples=80, deadline=None)
@given(any_of(Card))
def test_every_card_is_plain_json(card: msgspec.Struct) -> None:
    shown = msgspec.json.decode(msgspec.json.encode(card))
    assert set(shown) == set(card.__struct_fields__)


@pytest.mark.parametrize(
    "kind",
    [kind for kind in members(Card) if kind is not TodayCard],
    ids=lambda kind: kind.__name__,
)
def test_a_living_card_holds_moments_and_no_durations(kind: type[msgspec.Struct]) -> None:
    told = {name for name in kind.__struct_fields__ if name.startswith("forecast_")}
    for name, hint in get_type_hints(kind).items():
        if name == "occupancy" or name in told:  # a share, and waits that are told as such
            continue
        assert hint is not float
        assert float not in get_args(hint), f"{name} would stand still on a screen"


def test_a_delta_tells_what_to_set_and_what_to_drop() -> None:
    card = sample(TodayCard)
    delta = BoardDelta(2, sample(BoardSnapshot).at, {"today": card})
    assert delta.drop == ()
    shown = msgspec.json.decode(msgspec.json.encode(delta))
    assert list(shown["set"]) == ["today"]


def test_without_calls_there_is_no_service_level() -> None:
    level = ServiceLevel("answered_only", 20, 0.8, None)
    assert msgspec.json.decode(msgspec.json.encode(level))["value"] is None


def test_cards_of_versions_before_menus_are_read() -> None:
    card = msgspec.json.decode(
        b'{"call":"c","state":"greeting","dialled":"100","pii_number":"","pii_name":"",'
        b'"arrived_at":"2026-01-05T09:00:00Z","since":"2026-01-05T09:00:00Z"}',
        type=CallCard,
    )
    assert (card.state, card.node, card.revision, card.language) == (CallState.IVR, None, 0, "")


def test_before_the_first_plan_nothing_stands() -> None:
    card = StandingCard()
    assert (card.revision, card.closed, card.incident) == (0, {}, "")
