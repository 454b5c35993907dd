import asyncio
import dataclasses
from typing import Any

import pytest
from msgspec.structs import replace

from desk.calls.operators_api import ENDPOINTS
from tests.support.desk_fakes import (
    ANNA,
    PLAN,
    SUPPORT,
    Centre,
    Running,
    call_card,
    operator_card,
    running,
    until,
)
from vocabulary.ids import CallId
from vocabulary.inputs import (
    AvailabilityAsked,
    DeclineAsked,
    DialAsked,
    TakeBackAsked,
    WrapUpDone,
)
from vocabulary.states import Activity, Availability, CallState, PhoneState

READY = {"availability": "ready"}


def path_of(name: str) -> str:
    return f"/api/v1/operators/{name}/availability"


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 5


def show(desk: Running, **more: Any) -> None:
    """Anna's card with these fields on the board."""
    card = replace(operator_card(ANNA, "101"), **more)
    desk.centre.board.cards["operators/anna"] = card


def require_outcomes(desk: Running) -> None:
    (support,) = PLAN.queues
    asking = dataclasses.replace(support, disposition_required=True)
    desk.centre.plan = dataclasses.replace(PLAN, queues=(asking,))
    wraps = {"activity": Activity.WRAPPING_UP, "call": CallId("c-anna"), "serves": SUPPORT}
    show(desk, **wraps)


async def test_an_operator_chooses_for_itself(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    body = {"availability": "break", "reason": "lunch"}
    told = await browser.json("POST", path_of("anna"), json=body)
    assert told == (202, {"accepted": True})
    assert running_desk.centre.inbox.given == [
        AvailabilityAsked(ANNA, Availability.BREAK, "lunch", "anna")
    ]
    assert not running_desk.centre.audit.rows


async def test_a_supervisor_chooses_for_others_and_it_is_told(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    body = {"availability": "signed_out"}
    assert (await browser.json("POST", path_of("anna"), json=body))[0] == 202
    assert (await browser.json("POST", "/api/v1/operators/anna/wrap-up/end"))[0] == 202
    assert running_desk.centre.inbox.given == [
        AvailabilityAsked(ANNA, Availability.SIGNED_OUT, "", "sven"),
        WrapUpDone(ANNA),
    ]
    assert running_desk.centre.audit.told() == [
        ("sven", "availability_set", "operators/anna"),
        ("sven", "wrap_up_ended", "operators/anna"),
    ]
    assert running_desk.centre.audit.rows[0].detail == "signed_out"


@pytest.mark.parametrize("name", ["anna", "nobody", "sven"])
async def test_an_operator_does_not_choose_for_others(running_desk: Running, name: str) -> None:
    browser = await running_desk.signed_in("boris")
    assert await browser.code("POST", path_of(name), json=READY) == (403, "not_allowed")
    told = await browser.code("POST", f"/api/v1/operators/{name}/wrap-up/end")
    assert told == (403, "not_allowed")
    assert not running_desk.centre.inbox.given


@pytest.mark.parametrize("name", ["nobody", "sven", "otto"])
async def test_who_is_no_operator(running_desk: Running, name: str) -> None:
    browser = await running_desk.signed_in("ada")
    assert await browser.code("POST", path_of(name), json=READY) == (404, "not_found")
    assert not running_desk.centre.inbox.given


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"availability": "busy"}, "availability"),
        ({"reason": "lunch"}, "availability"),
        ({"availability": "break", "reason": "beach"}, "reason"),
        ({"availability": "ready", "reason": "lunch"}, "reason"),
        ({"availability": "ready", "by": "sven"}, "by"),
    ],
)
async def test_what_is_wrong_is_named(
    running_desk: Running, body: dict[str, Any], field: str
) -> None:
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("POST", path_of("anna"), json=body)
    assert (status, told["error"]["field"]) == (422, field)
    assert not running_desk.centre.inbox.given


async def test_an_empty_reason_is_none(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    for reason in (None, ""):
        body = {"availability": "ready", "reason": reason}
        assert (await browser.json("POST", path_of("anna"), json=body))[0] == 202


WRAP_UP_END = "/api/v1/operators/anna/wrap-up/end"


async def test_a_queue_may_ask_what_the_call_came_to(running_desk: Running) -> None:
    require_outcomes(running_desk)
    browser = await running_desk.signed_in("anna")
    assert await browser.code("POST", WRAP_UP_END) == (409, "disposition_needed")
    assert not running_desk.centre.inbox.given
    supervisor = await running_desk.signed_in("sven")
    assert (await supervisor.json("POST", WRAP_UP_END))[0] == 202
    card = running_desk.centre.board.cards["operators/anna"]
    running_desk.centre.board.cards["operators/anna"] = replace(card, disposition=("spam",))
    assert (await browser.json("POST", WRAP_UP_END))[0] == 202
    assert running_desk.centre.inbox.given == [WrapUpDone(ANNA)] * 2


async def test_an_outcome_that_is_on_its_way_is_waited_for(
    running_desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_outcomes(running_desk)
    monkeypatch.setattr("desk.calls.operators_api.TRIES", 200)
    board = running_desk.centre.board
    looks = 0
    look = board.snapshot

    def counted() -> Any:
        nonlocal looks
        looks += 1
        return look()

    monkeypatch.setattr(board, "snapshot", counted)
    browser = await running_desk.signed_in("anna")
    asking = asyncio.create_task(browser.json("POST", WRAP_UP_END))
    await until(lambda: looks > 1)
    show(running_desk, activity=Activity.WRAPPING_UP, serves=SUPPORT, disposition=("spam",))
    assert (await asking)[0] == 202


@pytest.mark.parametrize(
    "more",
    [
        {"activity": Activity.IDLE},
        {"activity": Activity.WRAPPING_UP},
        {"activity": Activity.WRAPPING_UP, "serves": SUPPORT},
    ],
)
async def test_without_being_asked_an_operator_need_not_say_it(
    running_desk: Running, more: dict[str, Any]
) -> None:
    if "serves" not in more:
        require_outcomes(running_desk)
    show(running_desk, **more)
    browser = await running_desk.signed_in("anna")
    assert (await browser.json("POST", WRAP_UP_END))[0] == 202


async def test_a_call_is_declined(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    path = "/api/v1/operators/anna/decline"
    assert await browser.code("POST", path) == (409, "nothing_rings")
    show(running_desk, activity=Activity.OFFERED)
    assert await browser.json("POST", path) == (202, {"accepted": True})
    supervisor = await running_desk.signed_in("sven")
    assert (await supervisor.json("POST", path))[0] == 202
    assert running_desk.centre.inbox.given == [
        DeclineAsked(ANNA, "anna"),
        DeclineAsked(ANNA, "sven"),
    ]
    assert running_desk.centre.audit.told() == [("sven", "call_declined", "operators/anna")]


@pytest.mark.parametrize(
    ("state", "there"), [(one, one in ("talking", "recovering")) for one in CallState]
)
async def test_a_call_is_taken_back(running_desk: Running, state: CallState, there: bool) -> None:
    cards = running_desk.centre.board.cards
    cards["calls/c-anna"] = replace(call_card("c-anna", ANNA), state=state)
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("POST", "/api/v1/operators/anna/take-back")
    if there:
        assert status == 202
        assert running_desk.centre.inbox.given == [TakeBackAsked(ANNA)]
    else:
        assert (status, told["error"]["code"]) == (409, "no_call")
        assert not running_desk.centre.inbox.given


DIAL = "/api/v1/operators/anna/dial"
NUMBER = {"number": "030 123456"}


async def test_a_number_is_called_out(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    assert await browser.json("POST", DIAL, json=NUMBER) == (202, {"accepted": True})
    supervisor = await running_desk.signed_in("sven")
    assert (await supervisor.json("POST", DIAL, json=NUMBER | {"queue": "support"}))[0] == 202
    assert running_desk.centre.inbox.given == [
        DialAsked(ANNA, "+4930123456", "anna"),
        DialAsked(ANNA, "+4930123456", "sven", SUPPORT),
    ]
    assert running_desk.centre.dialling is not None
    assert running_desk.centre.dialling.asked == [(ANNA, "030 123456")] * 2
    (row,) = running_desk.centre.audit.rows
    assert (row.person, row.action, row.target) == ("sven", "call_placed", "operators/anna")
    assert "123456" not in row.detail


@pytest.mark.parametrize(
    "more",
    [
        {"availability": Availability.SIGNED_OUT},
        {"phone": PhoneState.UNREACHABLE},
        {"phone": PhoneState.BUSY},
        *({"activity": one} for one in Activity if one is not Activity.IDLE),
    ],
)
async def test_only_a_free_operator_calls_out(running_desk: Running, more: dict[str, Any]) -> None:
    show(running_desk, **more)
    browser = await running_desk.signed_in("anna")
    assert await browser.code("POST", DIAL, json=NUMBER) == (409, "dial_refused")
    assert not running_desk.centre.inbox.given


async def test_a_number_that_may_not_be_called(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("POST", DIAL, json={"number": "+1 900 555"})
    assert (status, told["error"]["code"], told["error"]["field"]) == (
        409,
        "dial_refused",
        "number",
    )
    assert told["error"]["details"] == {"why": "not_allowed"}
    status, told = await browser.json("POST", DIAL, json=NUMBER | {"queue": "nowhere"})
    assert (status, told["error"]["field"]) == (422, "queue")
    other = await running_desk.signed_in("boris")
    assert await other.code("POST", DIAL, json=NUMBER) == (403, "not_allowed")
    assert not running_desk.centre.inbox.given


async def test_where_nobody_may_call_out_it_is_said(centre: Centre) -> None:
    centre.dialling = None
    async with running(centre) as desk:
        browser = await desk.signed_in("anna")
        status, told = await browser.json("POST", DIAL, json=NUMBER)
    assert (status, told["error"]["code"]) == (409, "dial_refused")
    assert told["error"]["message"] == "Nobody may call out; the plan has no `outgoing`."
    assert not centre.inbox.given
