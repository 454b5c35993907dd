from typing import Any

import pytest

from desk.operators_api import ENDPOINTS
from tests.support.desk_fakes import ANNA, Running
from vocabulary.inputs import AvailabilityAsked, WrapUpDone
from vocabulary.states import Availability

READY = {"availability": "ready"}


def path_of(name: str) -> str:
    return f"/api/v1/operators/{name}/availability"


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 2


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
