"""What an operator does in a call."""

from typing import Any

import pytest
from msgspec.structs import replace

from desk.calls.call_control_api import ENDPOINTS
from tests.support.desk_fakes import ANNA, NOON, Running, call_card
from vocabulary.board import CallCard, PartyCard
from vocabulary.ids import CallId, OperatorId
from vocabulary.inputs import (
    ConsultMoveAsked,
    HoldAsked,
    Input,
    MuteAsked,
    RecordingPauseAsked,
)
from vocabulary.states import CallState, ConsultMove

CALL = CallId("c-anna")
DEEDS: list[tuple[str, dict[str, Any], Input, str]] = [
    ("hold", {"held": True}, HoldAsked(CALL, True, "anna"), "call_held"),
    ("hold", {"held": False}, HoldAsked(CALL, False, "anna"), "call_resumed"),
    ("mute", {"muted": True}, MuteAsked(CALL, True, "anna"), "call_muted"),
    ("mute", {"muted": False}, MuteAsked(CALL, False, "anna"), "call_unmuted"),
    ("recording", {"paused": True}, RecordingPauseAsked(CALL, True, ANNA), "recording_paused"),
    ("recording", {"paused": False}, RecordingPauseAsked(CALL, False, ANNA), "recording_resumed"),
    (
        "consult",
        {"move": "complete"},
        ConsultMoveAsked(CALL, ConsultMove.COMPLETE, "anna"),
        "consult_moved",
    ),
]


def path(deed: str, call: str = "c-anna") -> str:
    return f"/api/v1/calls/{call}/{deed}"


def show(desk: Running, **more: Any) -> CallCard:
    """Anna's call with these fields on the board."""
    card = replace(call_card("c-anna", ANNA), **more)
    desk.centre.board.cards["calls/c-anna"] = card
    return card


def with_party(desk: Running, deed: str, state: str = "talking") -> None:
    if deed == "consult":
        show(desk, party=PartyCard(state, NOON, OperatorId("boris")))


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 4


@pytest.mark.parametrize(("deed", "body", "wish", "action"), DEEDS)
async def test_an_operator_acts_in_its_call(
    running_desk: Running, deed: str, body: dict[str, Any], wish: Input, action: str
) -> None:
    with_party(running_desk, deed)
    browser = await running_desk.signed_in("anna")
    assert await browser.json("POST", path(deed), json=body) == (202, {"accepted": True})
    assert running_desk.centre.inbox.given == [wish]
    assert not running_desk.centre.audit.rows
    assert action


@pytest.mark.parametrize(("deed", "body", "wish", "action"), DEEDS)
async def test_what_a_supervisor_does_in_it_is_audited(
    running_desk: Running, deed: str, body: dict[str, Any], wish: Input, action: str
) -> None:
    with_party(running_desk, deed)
    browser = await running_desk.signed_in("sven")
    assert (await browser.json("POST", path(deed), json=body))[0] == 202
    assert running_desk.centre.inbox.given == [replace(wish, by="sven")]
    assert running_desk.centre.audit.told() == [("sven", action, "calls/c-anna")]
    assert running_desk.centre.audit.rows[0].detail.startswith("anna")


@pytest.mark.parametrize("state", [one for one in CallState if one is not CallState.TALKING])
@pytest.mark.parametrize(("deed", "body"), [one[:2] for one in DEEDS[::2]])
async def test_where_nobody_talks_it_is_said(
    running_desk: Running, deed: str, body: dict[str, Any], state: CallState
) -> None:
    show(running_desk, state=state, party=PartyCard("talking", NOON))
    for name in ("anna", "ada"):
        browser = await running_desk.signed_in(name)
        assert await browser.code("POST", path(deed), json=body) == (409, "not_in_talk")
    assert not running_desk.centre.inbox.given
    assert not running_desk.centre.audit.rows


async def test_while_somebody_is_asked_the_caller_stays_on_hold(running_desk: Running) -> None:
    show(running_desk, party=PartyCard("ringing", NOON))
    browser = await running_desk.signed_in("anna")
    for held in (True, False):
        told = await browser.code("POST", path("hold"), json={"held": held})
        assert told == (409, "consult_running")
    assert (await browser.json("POST", path("mute"), json={"muted": True}))[0] == 202


async def test_what_is_not_written_cannot_be_paused(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    show(running_desk, recording=False)
    told = await browser.code("POST", path("recording"), json={"paused": True})
    assert told == (409, "not_recorded")
    show(running_desk, recording=False, paused=True)
    assert (await browser.json("POST", path("recording"), json={"paused": False}))[0] == 202


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        (None, dict.fromkeys(("complete", "cancel", "conference"), "no_consult")),
        ("ringing", {"conference": "party_rings"}),
        ("talking", {}),
        ("conference", {"conference": "in_conference"}),
    ],
)
async def test_each_move_has_its_moment(
    running_desk: Running, state: str | None, refused: dict[str, str]
) -> None:
    show(running_desk, party=PartyCard(state, NOON) if state else None)
    browser = await running_desk.signed_in("anna")
    for move in ConsultMove:
        status, told = await browser.json("POST", path("consult"), json={"move": move.value})
        code = told["error"]["code"] if status != 202 else None
        assert (status, code) == ((409, refused[move]) if move in refused else (202, None))
    wanted = [move for move in ConsultMove if move not in refused]
    assert running_desk.centre.inbox.given == [ConsultMoveAsked(CALL, m, "anna") for m in wanted]
