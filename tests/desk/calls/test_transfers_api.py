"""Giving a call away."""

import dataclasses
from typing import Any

import pytest
from msgspec.structs import replace

from desk.calls.transfers_api import ENDPOINTS, may_take
from tests.support.desk_fakes import (
    ANNA,
    BORIS,
    NOON,
    PLAN,
    SUPPORT,
    Centre,
    Running,
    call_card,
    operator_card,
    running,
)
from vocabulary.board import OperatorCard, PartyCard, QueueCard
from vocabulary.ids import CallId
from vocabulary.inputs import TransferAsked
from vocabulary.states import Activity, Availability, CallState, PhoneState

CALL = CallId("c-anna")
PATH = "/api/v1/calls/c-anna/transfer"
FREE = operator_card(BORIS, "102")


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 2


@pytest.mark.parametrize(
    ("body", "wish"),
    [
        ({"operator": "boris"}, TransferAsked(CALL, "anna", to=BORIS)),
        (
            {"operator": "boris", "consult": True},
            TransferAsked(CALL, "anna", consult=True, to=BORIS),
        ),
        ({"queue": "support", "consult": False}, TransferAsked(CALL, "anna", queue=SUPPORT)),
        ({"number": "+4930111"}, TransferAsked(CALL, "anna", pii_number="+4930111")),
        (
            {"number": "030 123456", "consult": True},
            TransferAsked(CALL, "anna", consult=True, pii_number="+4930123456"),
        ),
    ],
)
async def test_a_call_is_given_away(
    running_desk: Running, body: dict[str, Any], wish: TransferAsked
) -> None:
    browser = await running_desk.signed_in("anna")
    assert await browser.json("POST", PATH, json=body) == (202, {"accepted": True})
    assert running_desk.centre.inbox.given == [wish]
    assert not running_desk.centre.audit.rows


async def test_a_supervisor_gives_it_away_and_no_number_is_audited(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    for body in ({"operator": "boris"}, {"queue": "support"}, {"number": "0307777777"}):
        assert (await browser.json("POST", PATH, json=body))[0] == 202
    assert [row.detail for row in running_desk.centre.audit.rows] == [
        "anna to boris",
        "anna to support",
        "anna to a number",
    ]
    assert running_desk.centre.dialling is not None
    assert running_desk.centre.dialling.asked == [(ANNA, "0307777777")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, None),
        ({"consult": True}, None),
        ({"operator": "boris", "queue": "support"}, None),
        ({"operator": "boris", "number": "+4930111"}, None),
        ({"operator": "nobody"}, "operator"),
        ({"queue": "nowhere"}, "queue"),
        ({"queue": "support", "consult": True}, "consult"),
        ({"number": ""}, "number"),
        ({"number": "1" * 41}, "number"),
        ({"operator": "boris", "by": "sven"}, "by"),
    ],
)
async def test_what_is_wrong_is_named(
    running_desk: Running, body: dict[str, Any], field: str | None
) -> None:
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("POST", PATH, json=body)
    assert (status, told["error"].get("field")) == (422, field)
    assert not running_desk.centre.inbox.given


@pytest.mark.parametrize(
    ("card", "may"),
    [
        (FREE, True),
        (replace(FREE, availability=Availability.BREAK), True),
        (replace(FREE, availability=Availability.SIGNED_OUT), False),
        (replace(FREE, phone=PhoneState.UNREACHABLE), False),
        (replace(FREE, phone=PhoneState.BUSY), False),
        *((replace(FREE, activity=one), one is Activity.IDLE) for one in Activity),
    ],
)
async def test_a_colleague_takes_a_call_only_if_it_can(
    running_desk: Running, card: OperatorCard, may: bool
) -> None:
    running_desk.centre.board.cards["operators/boris"] = card
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("POST", PATH, json={"operator": "boris"})
    assert may_take(card) is may
    assert status == (202 if may else 409)
    if not may:
        assert (told["error"]["code"], told["error"]["field"]) == ("operator_busy", "operator")
    _, targets = await browser.json("GET", "/api/v1/transfer-targets")
    (boris,) = targets["operators"]
    assert boris["may_take"] is may


async def test_nobody_gives_a_call_to_whoever_has_it(running_desk: Running) -> None:
    for name in ("anna", "sven"):
        browser = await running_desk.signed_in(name)
        told = await browser.code("POST", PATH, json={"operator": "anna"})
        assert told == (409, "operator_busy")


async def test_a_number_that_the_plan_does_not_allow(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("POST", PATH, json={"number": "+1 900 555"})
    assert (status, told["error"]["code"]) == (409, "not_allowed_number")
    assert told["error"]["details"] == {"why": "not_allowed"}
    assert told["error"]["message"] == "This number may not be called. Ask a manager."
    assert not running_desk.centre.inbox.given


@pytest.mark.parametrize("state", [CallState.WAITING, CallState.TRANSFERRING, CallState.OUTSIDE])
async def test_where_nobody_talks_nothing_is_given_away(
    running_desk: Running, state: CallState
) -> None:
    running_desk.centre.board.cards["calls/c-anna"] = replace(
        call_card("c-anna", ANNA), state=state
    )
    browser = await running_desk.signed_in("anna")
    assert await browser.code("POST", PATH, json={"queue": "support"}) == (409, "not_in_talk")


async def test_one_is_asked_at_a_time(running_desk: Running) -> None:
    running_desk.centre.board.cards["calls/c-anna"] = replace(
        call_card("c-anna", ANNA), party=PartyCard("ringing", NOON)
    )
    browser = await running_desk.signed_in("anna")
    assert await browser.code("POST", PATH, json={"queue": "support"}) == (409, "consult_running")


async def test_whom_there_is(running_desk: Running) -> None:
    cards = running_desk.centre.board.cards
    cards["operators/zoe"] = replace(operator_card(BORIS, "109"), name="Zoe")
    cards["operators/boris"] = replace(FREE, activity=Activity.TALKING)
    cards["queues/support"] = QueueCard(SUPPORT, 3, NOON, 2)
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("GET", "/api/v1/transfer-targets")
    assert status == 200
    assert [(one["name"], one["may_take"]) for one in told["operators"]] == [
        ("Zoe", True),
        ("Boris", False),
    ]
    assert told["operators"][1] == {
        "operator": "boris",
        "name": "Boris",
        "extension": "102",
        "availability": "ready",
        "activity": "talking",
        "phone": "free",
        "may_take": False,
    }
    assert told["queues"] == [
        {"queue": "support", "name": "Support", "waiting": 3, "operators_ready": 2}
    ]
    assert told["numbers"] == [{"number": "+4930111", "name": "Head office"}]


async def test_a_queue_that_the_board_does_not_know_yet_is_empty(running_desk: Running) -> None:
    del running_desk.centre.board.cards["queues/support"]
    browser = await running_desk.signed_in("sven")
    _, told = await browser.json("GET", "/api/v1/transfer-targets")
    assert told["queues"][0]["waiting"] == 0
    assert {one["operator"] for one in told["operators"]} == {"anna", "boris"}


async def test_a_number_that_may_be_called_out_need_not_be_in_the_list(
    running_desk: Running,
) -> None:
    running_desk.centre.plan = dataclasses.replace(PLAN, transfer_numbers=())
    browser = await running_desk.signed_in("anna")
    assert (await browser.json("POST", PATH, json={"number": "+4930111"}))[0] == 202


async def test_where_nobody_may_call_out_the_list_is_all_there_is(centre: Centre) -> None:
    centre.dialling = None
    async with running(centre) as desk:
        browser = await desk.signed_in("anna")
        told = await browser.code("POST", PATH, json={"number": "+4930123456"})
        assert told == (409, "not_allowed_number")
        assert (await browser.json("POST", PATH, json={"number": "+4930111"}))[0] == 202
    assert centre.inbox.given == [TransferAsked(CALL, "anna", pii_number="+4930111")]
