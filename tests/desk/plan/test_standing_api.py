from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.plan.standing_api import ENDPOINTS
from tests.support.desk_fakes import NOON, SUPPORT, Running
from vocabulary.board import StandingCard
from vocabulary.inputs import HoursSwitchAsked, IncidentSwitchAsked

HOURS = "/api/v1/hours"
INCIDENT = "/api/v1/incident"


def test_it_declares_its_routes() -> None:
    assert [(one.method, one.path) for one in ENDPOINTS] == [
        ("GET", "/api/v1/standing"),
        ("POST", f"{HOURS}/{{calendar}}/close"),
        ("POST", f"{HOURS}/{{calendar}}/open"),
        ("POST", INCIDENT),
        ("DELETE", INCIDENT),
    ]


async def test_what_stands(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    cards = running_desk.centre.board.cards
    cards["standing"] = StandingCard(2, NOON, "mia", {"shop": NOON, "night": None}, "outage")
    assert await browser.json("GET", "/api/v1/standing") == (
        200,
        {
            "revision": 2,
            "published_at": "2026-11-22T12:00:00Z",
            "published_by": "mia",
            "closed": {"shop": "2026-11-22T12:00:00Z", "night": None},
            "incident": "outage",
            "incident_queues": [],
        },
    )
    del cards["standing"]
    _, told = await browser.json("GET", "/api/v1/standing")
    assert (told["revision"], told["closed"], told["incident"]) == (2, {}, "")


@pytest.mark.parametrize("name", ["sven", "mia", "ada"])
async def test_closing_and_opening(running_desk: Running, name: str) -> None:
    browser = await running_desk.signed_in(name)
    accepted = (202, {"accepted": True})
    assert await browser.json("POST", f"{HOURS}/shop/close", json={}) == accepted
    until = {"until": "2026-11-22T20:00:00+02:00"}
    assert await browser.json("POST", f"{HOURS}/shop/close", json=until) == accepted
    assert await browser.json("POST", f"{HOURS}/shop/open") == accepted
    centre = running_desk.centre
    assert centre.inbox.given == [
        HoursSwitchAsked("shop", closed=True, by=name),
        HoursSwitchAsked("shop", True, name, datetime(2026, 11, 22, 18, tzinfo=UTC)),
        HoursSwitchAsked("shop", closed=False, by=name),
    ]
    assert [(row.action, row.target, row.detail) for row in centre.audit.rows] == [
        ("hours_closed", "hours/shop", "until opened again"),
        ("hours_closed", "hours/shop", "until 2026-11-22T18:00:00+00:00"),
        ("hours_opened", "hours/shop", ""),
    ]


@pytest.mark.parametrize("what", ["close", "open"])
async def test_an_unknown_calendar(running_desk: Running, what: str) -> None:
    browser = await running_desk.signed_in("sven")
    body: dict[str, Any] = {"json": {}} if what == "close" else {}
    status, told = await browser.json("POST", f"{HOURS}/nigth/{what}", **body)
    assert (status, told["error"]["code"]) == (404, "not_found")
    assert told["error"]["message"] == (
        "The plan has no calendar nigth; did you mean night? It has: night, shop."
    )
    assert not running_desk.centre.inbox.given
    assert not running_desk.centre.audit.rows


async def test_what_is_closed_can_be_opened_though_the_plan_lost_it(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    running_desk.centre.board.cards["standing"] = StandingCard(2, closed={"gone": None})
    assert (await browser.json("POST", f"{HOURS}/gone/open"))[0] == 202
    assert (await browser.json("POST", f"{HOURS}/gone/close", json={}))[0] == 404


@pytest.mark.parametrize(
    "until",
    [
        NOON.isoformat(),
        (NOON - timedelta(minutes=1)).isoformat(),
        (NOON + timedelta(days=367)).isoformat(),
        "2026-11-22T20:00:00",
        "tonight",
        1_800_000_000,
    ],
)
async def test_an_end_that_is_none(running_desk: Running, until: object) -> None:
    browser = await running_desk.signed_in("sven")
    status, told = await browser.json("POST", f"{HOURS}/shop/close", json={"until": until})
    assert (status, told["error"]["field"]) == (422, "until")
    assert not running_desk.centre.inbox.given


async def test_an_incident_from_its_start_to_its_end(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    accepted = (202, {"accepted": True})
    assert await browser.json("POST", INCIDENT, json={"prompt": "outage"}) == accepted
    some = {"prompt": "outage", "queues": ["support", "support"]}
    assert await browser.json("POST", INCIDENT, json=some) == accepted
    running_desk.centre.board.cards["standing"] = StandingCard(2, incident="outage")
    assert await browser.json("DELETE", INCIDENT) == accepted
    assert running_desk.centre.inbox.given == [
        IncidentSwitchAsked("outage", "sven"),
        IncidentSwitchAsked("outage", "sven", (SUPPORT,)),
        IncidentSwitchAsked("", "sven"),
    ]
    assert [(row.action, row.target, row.detail) for row in running_desk.centre.audit.rows] == [
        ("incident_started", "incident/outage", "everybody"),
        ("incident_started", "incident/outage", "support"),
        ("incident_ended", "incident/outage", ""),
    ]


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"prompt": "outige"}, "prompt", "did you mean outage?"),
        ({"prompt": ""}, "prompt", "prompt in the body is not right"),
        ({"prompt": "<b>"}, "prompt", "The plan has no incident <b>. It has: outage."),
        ({"prompt": "outage", "queues": ["suport"]}, "queues", "did you mean support?"),
        ({"prompt": "outage", "queues": ["x"] * 201}, "queues", "200"),
        ({"queues": []}, "prompt", "Add it."),
    ],
)
async def test_an_incident_that_is_none(
    running_desk: Running, body: dict[str, Any], field: str, words: str
) -> None:
    browser = await running_desk.signed_in("sven")
    status, told = await browser.json("POST", INCIDENT, json=body)
    assert (status, told["error"]["field"]) == (422, field)
    assert words in told["error"]["message"]
    assert not running_desk.centre.inbox.given
    assert not running_desk.centre.audit.rows
