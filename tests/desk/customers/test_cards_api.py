"""Customers' cards at the desk, on a real database."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from desk.customers.cards_api import ENDPOINTS
from storage.batch import write_steps
from storage.tables_work import calls
from tests.support.customers_fakes import CardCentre, running_with_cards
from tests.support.desk_fakes import NOON as MOMENT
from tests.support.desk_fakes import Centre, Running, running
from vocabulary.facts import CallArrived, CallEnded, Caller, Step
from vocabulary.ids import CallId, LegId
from vocabulary.states import EndReason, Outcome

PATH = "/api/v1/customers"
Made = tuple[Running, CardCentre]


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Made]:
    async with running_with_cards(tmp_path) as both:
        yield both


def ids(told: Any) -> list[str]:
    return [one["id"] for one in told["customers"]]


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 7


async def test_all_cards_by_name_a_page_at_a_time(made: Made) -> None:
    browser = await made[0].signed_in("anna")
    status, told = await browser.json("GET", f"{PATH}?limit=2")
    assert (status, ids(told), told["next"]) == (200, ["ann", "bob"], "bob")
    _, told = await browser.json("GET", f"{PATH}?limit=2&after=bob")
    assert (ids(told), told["next"]) == (["eve"], None)


async def test_cards_are_found_as_one_types(made: Made) -> None:
    browser = await made[0].signed_in("anna")
    for text, found in (("mul", ["eve"]), ("030 123", ["eve"]), ("exa", ["bob"]), ("zz", [])):
        _, told = await browser.json("GET", PATH, params={"q": text})
        assert (ids(told), told["next"]) == (found, None)


async def test_whose_a_number_is(made: Made) -> None:
    browser = await made[0].signed_in("anna")
    for number, match, found in (
        ("030 123456", "sure", ["eve"]),
        ("+49 30 123456", "sure", ["eve"]),
        ("+43 0 123456", "none", []),
        ("+43 30 0123456", "maybe", ["eve"]),
        ("anonymous", "none", []),
        ("", "none", []),
    ):
        path = f"{PATH}/by-number"
        status, told = await browser.json("GET", path, params={"number": number})
        assert (status, told["match"], ids(told)) == (200, match, found), number


async def test_a_new_card(made: Made) -> None:
    running_desk, centre = made
    browser = await running_desk.signed_in("anna")
    body = {
        "name": "Zoe",
        "numbers": ["030 555", "102"],
        "vip": True,
        "preferred_operator": "boris",
        "language": "en",
        "notes": "two\nlines",
        "fields": {"contract": "K2", "since": "2026-11-22"},
    }
    status, told = await browser.json("POST", PATH, json=body)
    assert status == 201
    assert (told["version"], told["changed_by"], told["vip"]) == (1, "anna", True)
    assert told["numbers"][0] == {
        "number": "+4930555",
        "shown": "030 555",
        "as_given": "030 555",
    }
    assert await browser.json("GET", f"{PATH}/{told['id']}") == (200, told)
    assert centre.audit.told() == [("anna", "customer_created", f"customers/{told['id']}")]
    assert "Zoe" not in str(centre.audit.rows)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "New", "fields": {"contract": "x"}, "numbers": ["030 123456"]}, 409, "numbers"),
        ({"name": "New"}, 422, "fields"),
        ({"fields": {"contract": "x"}, "preferred_operator": "nobody"}, 422, "preferred_operator"),
        ({"name": 1}, 422, "name"),
        ({"strange": 1}, 422, "strange"),
        ({"numbers": ["1"] * 101}, 422, "numbers"),
    ],
)
async def test_a_card_that_is_refused(
    made: Made, body: dict[str, Any], status: int, field: str
) -> None:
    browser = await made[0].signed_in("anna")
    got, told = await browser.json("POST", PATH, json=body)
    assert (got, told["error"]["field"]) == (status, field)
    if status == 409:
        assert told["error"]["code"] == "number_taken"
        assert "belongs to Eve Müller" in told["error"]["message"]


async def test_an_empty_card_is_none(made: Made) -> None:
    running_desk, centre = made
    centre.plan_of_customers = type(centre.plan_of_customers)()
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("POST", PATH, json={"vip": False})
    assert (status, told["error"]["field"]) == (422, "name")


async def test_a_change_leaves_what_it_does_not_name(made: Made) -> None:
    running_desk, centre = made
    browser = await running_desk.signed_in("boris")
    body = {"version": 1, "company": "Other", "fields": {"since": "2026-01-01"}}
    status, told = await browser.json("PATCH", f"{PATH}/eve", json=body)
    assert (status, told["version"], told["changed_by"]) == (200, 2, "boris")
    assert (told["name"], told["company"]) == ("Eve Müller", "Other")
    assert told["fields"] == {"contract": "K1", "since": "2026-01-01"}
    assert len(told["numbers"]) == 2
    row = centre.audit.rows[-1]
    assert (row.action, row.target, row.detail) == (
        "customer_changed",
        "customers/eve",
        "company fields",
    )


async def test_a_change_of_what_is_not_there_any_more(made: Made) -> None:
    browser = await made[0].signed_in("anna")
    path = f"{PATH}/eve"
    assert (await browser.json("PATCH", path, json={"version": 1, "name": "Eve M."}))[0] == 200
    status, told = await browser.json("PATCH", path, json={"version": 1, "name": "Other"})
    assert (status, told["error"]["code"]) == (409, "changed_meanwhile")
    assert "anna changed this card meanwhile" in told["error"]["message"].lower()
    for odd in (0, -1, 2**64, 10**30):
        status, told = await browser.json("PATCH", path, json={"version": odd, "name": "x"})
        assert (status, told["error"]["field"]) == (422, "version")
    taken = {"version": 2, "numbers": ["101"]}
    assert await browser.code("PATCH", path, json=taken) == (409, "number_taken")
    assert await browser.code("PATCH", path, json={"name": "x"}) == (422, "bad_field")
    nobody = {"version": 1, "name": "x"}
    assert await browser.code("PATCH", f"{PATH}/none", json=nobody) == (404, "not_found")


async def test_a_card_that_was_merged_leads_to_the_other_one(made: Made) -> None:
    running_desk, _ = made
    leader, browser = await running_desk.signed_in("sven"), await running_desk.signed_in("anna")
    assert (await leader.json("POST", f"{PATH}/bob/merge", json={"into": "eve"}))[0] == 200
    _, told = await browser.json("GET", f"{PATH}/bob")
    assert told["id"] == "eve"
    gone = await browser.code("PATCH", f"{PATH}/bob", json={"version": 1, "name": "x"})
    assert gone == (409, "merged_away")


async def test_the_calls_of_a_customer(made: Made) -> None:
    running_desk, centre = made
    assert centre.database is not None
    steps = []
    for n, number in enumerate(("+4930123456", "+4930123457", "4930123456"), start=1):
        call = CallId(f"k{n}")
        arrived = CallArrived(call, LegId("l"), "100", Caller(number, ""))
        ended = CallEnded(call, Outcome.ABANDONED, EndReason.CALLER_HUNG_UP)
        steps.append(Step(n, MOMENT, (arrived, ended)))
    async with centre.database.writing() as connection:
        await write_steps(connection, steps)
        for key, number in (("k1", "930123456"), ("k2", "930123457"), ("k3", "930123456")):
            changed = calls.update().where(calls.c.id == key)
            await connection.execute(changed.values(caller_key=number))
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("GET", f"{PATH}/eve/calls")
    assert (status, [one["id"] for one in told["calls"]]) == (200, ["k3", "k1"])
    assert told["calls"][0] == {
        "id": "k3",
        "arrived_at": "2026-11-22T12:00:00Z",
        "direction": "in",
        "queue": None,
        "operator": None,
        "outcome": "abandoned",
        "talked_s": None,
        "recording": None,
    }
    _, told = await browser.json("GET", f"{PATH}/eve/calls?limit=1")
    assert len(told["calls"]) == 1
    assert (await browser.json("GET", f"{PATH}/ann/calls"))[1] == {"calls": []}
    assert (await browser.json("GET", f"{PATH}/none/calls"))[0] == 404


async def test_each_system_outside_has_its_own_face(made: Made) -> None:
    running_desk, centre = made
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("GET", f"{PATH}/eve/outside")
    crm, shop = told["sources"]
    assert (status, crm["status"], crm["found"]) == (200, "ok", True)
    assert crm["values"] == {"name": "<b>Eve</b>"}
    assert (shop["status"], shop["why"]) == ("down", "it did not answer in two seconds")
    assert centre.outside.asked == ["4930123456"]
    assert (await browser.json("GET", f"{PATH}/ann/outside"))[1] == {"sources": []}
    assert (await browser.json("GET", f"{PATH}/none/outside"))[0] == 404


async def test_a_desk_without_cards_says_so(tmp_path: Path) -> None:
    async with running(Bare(tmp_path)) as desk:
        browser = await desk.signed_in("anna")
        assert await browser.code("GET", PATH) == (503, "no_customers")


class Bare(Centre):
    """A centre whose desk was given no cards."""

    def parts(self) -> Any:
        return type(super().parts())(**_fields(super().parts()) | {"customers": None})


def _fields(parts: Any) -> dict[str, Any]:
    return {name: getattr(parts, name) for name in parts.__dataclass_fields__}


async def test_hostile_searches_are_only_text(made: Made) -> None:
    browser = await made[0].signed_in("anna")
    for text in ("'", "%", "_", "\\", "' OR 1=1 --", "${x}", "<i>", "é" * 100):
        status, told = await browser.json("GET", PATH, params={"q": text})
        assert (status, told["customers"]) == (200, []), text
