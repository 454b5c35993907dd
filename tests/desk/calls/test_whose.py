"""Whose a call is, asked through the routes that need to know it."""

import pytest
from msgspec.structs import replace

from desk.calls import whose
from tests.support.desk_fakes import (
    ANNA,
    BORIS,
    NOON,
    FakeBoard,
    Running,
    call_card,
    call_row,
    example_cards,
    operator_card,
)
from vocabulary.board import PartyCard
from vocabulary.ids import CallId
from vocabulary.records import TalkRow
from vocabulary.states import Activity


async def sees(desk: Running, name: str, call: str) -> int:
    browser = await desk.signed_in(name)
    status: int = (await browser.json("GET", f"/api/v1/calls/{call}/notes"))[0]
    return status


def test_a_card_is_found_by_what_it_is() -> None:
    board = FakeBoard()
    board.cards = example_cards() | {"calls/odd": example_cards()["today"]}
    shown = board.snapshot()
    assert whose.card_of(shown, CallId("c-anna")) == board.cards["calls/c-anna"]
    assert whose.card_of(shown, CallId("odd")) is None
    assert whose.operator_card(shown, "anna") == board.cards["operators/anna"]
    assert whose.operator_card(shown, "nobody") is None


async def test_a_call_is_seen_by_whoever_had_a_part_in_it(running_desk: Running) -> None:
    ledger = running_desk.centre.ledger
    ledger.rows = [call_row("c-old", BORIS), call_row("c-lost", None)]
    ledger.talks = [
        TalkRow(CallId("c-old"), 1, ANNA, NOON),
        TalkRow(CallId("c-old"), 2, BORIS, NOON),
    ]
    assert await sees(running_desk, "anna", "c-old") == 200
    assert await sees(running_desk, "boris", "c-old") == 200
    for name in ("sven", "mia", "ada"):
        assert await sees(running_desk, name, "c-old") == 200
        assert await sees(running_desk, name, "c-lost") == 200
        assert await sees(running_desk, name, "c-none") == 404
    assert await sees(running_desk, "anna", "c-lost") == 404
    assert await sees(running_desk, "anna", "c-none") == 404


async def test_a_living_call_is_seen_before_the_ledger_has_it(running_desk: Running) -> None:
    cards = running_desk.centre.board.cards
    asked = replace(call_card("c-new", ANNA), party=PartyCard("talking", NOON, BORIS))
    cards["calls/c-new"] = asked
    assert await sees(running_desk, "anna", "c-new") == 200
    assert await sees(running_desk, "boris", "c-new") == 200
    assert await sees(running_desk, "mia", "c-new") == 200
    cards["calls/c-new"] = replace(asked, party=None)
    assert await sees(running_desk, "boris", "c-new") == 404


async def test_who_wraps_a_call_up_sees_it_still(running_desk: Running) -> None:
    cards = running_desk.centre.board.cards
    wraps = replace(
        operator_card(BORIS, "102"), activity=Activity.WRAPPING_UP, call=CallId("c-anna")
    )
    assert await sees(running_desk, "boris", "c-anna") == 404
    cards["operators/boris"] = wraps
    assert await sees(running_desk, "boris", "c-anna") == 200


@pytest.mark.parametrize(
    ("deed", "body"),
    [
        ("hold", {"held": True}),
        ("mute", {"muted": True}),
        ("recording", {"paused": True}),
        ("transfer", {"queue": "support"}),
        ("consult", {"move": "cancel"}),
        ("hangup", None),
    ],
)
async def test_nobody_acts_in_a_call_of_others(
    running_desk: Running, deed: str, body: dict[str, object] | None
) -> None:
    running_desk.centre.board.cards["calls/c-ring"] = call_card("c-ring", ringing=(BORIS,))
    browser = await running_desk.signed_in("boris")
    for call in ("c-anna", "c-ring", "c-none"):
        told = await browser.code("POST", f"/api/v1/calls/{call}/{deed}", json=body)
        assert told == (404, "not_found")
    assert not running_desk.centre.inbox.given
    assert not running_desk.centre.audit.rows
