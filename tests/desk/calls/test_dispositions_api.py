"""What a call came to."""

import dataclasses
from typing import Any

import pytest
from msgspec.structs import replace

from desk.calls.dispositions_api import ENDPOINTS
from tests.support.desk_fakes import (
    ANNA,
    BORIS,
    PLAN,
    SUPPORT,
    Running,
    call_card,
    call_row,
    operator_card,
)
from vocabulary.ids import CallId, OperatorId
from vocabulary.inputs import DispositionAsked
from vocabulary.states import Activity

REFUND = {"codes": ["billing", "refund"]}
CODES = ("billing", "refund")


def path(call: str = "c-anna") -> str:
    return f"/api/v1/calls/{call}/disposition"


def asked(by: OperatorId, operator: OperatorId = ANNA, call: str = "c-anna") -> DispositionAsked:
    return DispositionAsked(CallId(call), operator, CODES, by)


def wrapping(desk: Running, operator: OperatorId, call: str, **more: Any) -> None:
    card = replace(
        operator_card(operator, "101"),
        activity=Activity.WRAPPING_UP,
        call=CallId(call),
        serves=SUPPORT,
    )
    desk.centre.board.cards[f"operators/{operator}"] = replace(card, **more)


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 1


async def test_an_operator_says_it_of_its_call(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    assert await browser.json("PUT", path(), json=REFUND) == (202, {"accepted": True})
    assert running_desk.centre.inbox.given == [asked(ANNA)]
    assert not running_desk.centre.audit.rows


async def test_and_in_its_wrap_up_also_of_a_call_that_others_have_now(
    running_desk: Running,
) -> None:
    cards = running_desk.centre.board.cards
    browser = await running_desk.signed_in("anna")
    del cards["calls/c-anna"]
    wrapping(running_desk, ANNA, "c-anna")
    assert (await browser.json("PUT", path(), json=REFUND))[0] == 202
    cards["calls/c-anna"] = replace(call_card("c-anna", BORIS), queue=None)
    assert (await browser.json("PUT", path(), json=REFUND))[0] == 202
    assert running_desk.centre.inbox.given == [asked(ANNA), asked(ANNA)]


async def test_a_supervisor_says_it_for_whoever_has_wraps_up_or_had_it(
    running_desk: Running,
) -> None:
    browser = await running_desk.signed_in("sven")
    assert (await browser.json("PUT", path(), json=REFUND))[0] == 202
    wrapping(running_desk, BORIS, "c-wrapped")
    running_desk.centre.ledger.rows.append(call_row("c-wrapped", ANNA))
    assert (await browser.json("PUT", path("c-wrapped"), json=REFUND))[0] == 202
    running_desk.centre.ledger.rows.append(call_row("c-past", BORIS))
    assert (await browser.json("PUT", path("c-past"), json=REFUND))[0] == 202
    sven = OperatorId("sven")
    assert running_desk.centre.inbox.given == [
        asked(sven),
        asked(sven, BORIS, "c-wrapped"),
        asked(sven, BORIS, "c-past"),
    ]
    assert running_desk.centre.audit.told()[0] == ("sven", "disposition_set", "calls/c-anna")
    assert running_desk.centre.audit.rows[0].detail == "anna billing/refund"
    assert len(running_desk.centre.audit.rows) == 3


async def test_whoever_is_not_in_it_does_not_say_it(running_desk: Running) -> None:
    running_desk.centre.ledger.rows.append(call_row("c-past", ANNA))
    browser = await running_desk.signed_in("anna")
    assert await browser.code("PUT", path("c-past"), json=REFUND) == (409, "call_is_over")
    assert await browser.code("PUT", path("c-boris"), json=REFUND) == (404, "not_found")
    assert await browser.code("PUT", path("c-none"), json=REFUND) == (404, "not_found")
    wrapping(running_desk, ANNA, "c-boris", aside=True, activity=Activity.TALKING)
    assert await browser.code("PUT", path("c-boris"), json=REFUND) == (409, "call_is_over")
    assert not running_desk.centre.inbox.given


async def test_a_call_that_nobody_had_came_to_nothing(running_desk: Running) -> None:
    running_desk.centre.ledger.rows.append(call_row("c-lost", None))
    browser = await running_desk.signed_in("ada")
    assert await browser.code("PUT", path("c-lost"), json=REFUND) == (409, "no_operator")
    assert await browser.code("PUT", path("c-none"), json=REFUND) == (404, "not_found")


@pytest.mark.parametrize(
    ("codes", "field", "says"),
    [
        ([], "codes", "at least 1"),
        (["billing"], "codes", "Below billing one more is to be chosen: refund, question."),
        (["refund"], "codes.0", "There is no outcome refund. There is: billing, spam."),
        (["billing", "spam"], "codes.1", "Below billing there is no outcome spam."),
        (["spam", "refund"], "codes.1", "There is: nothing."),
        (["x"] * 11, "codes", "at most 10"),
    ],
)
async def test_only_a_whole_path_of_the_tree(
    running_desk: Running, codes: list[str], field: str, says: str
) -> None:
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("PUT", path(), json={"codes": codes})
    assert (status, told["error"]["field"]) == (422, field)
    assert says in told["error"]["message"]
    assert not running_desk.centre.inbox.given


async def test_a_queue_without_a_tree(running_desk: Running) -> None:
    (support,) = PLAN.queues
    plain = dataclasses.replace(support, dispositions=())
    running_desk.centre.plan = dataclasses.replace(PLAN, queues=(plain,))
    browser = await running_desk.signed_in("anna")
    assert await browser.code("PUT", path(), json=REFUND) == (409, "no_dispositions")
    running_desk.centre.plan = PLAN
    running_desk.centre.board.cards["calls/c-anna"] = replace(call_card("c-anna", ANNA), queue=None)
    assert await browser.code("PUT", path(), json=REFUND) == (409, "no_dispositions")
