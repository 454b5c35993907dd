import json
from typing import Any

import pytest

from desk.plan.plan_texts import MOST_FINDINGS, TEXT_LIMIT
from desk.plan.plan_views_api import ENDPOINTS, MOST_CHANGES
from tests.desk.plan.test_draft_api import HOSTILE
from tests.support.desk_fakes import PLAN_TEXT, Running, large

PLAN = "/api/v1/plan"


def test_it_declares_its_routes() -> None:
    assert [(one.method, one.path) for one in ENDPOINTS] == [
        ("POST", f"{PLAN}/check"),
        ("GET", f"{PLAN}/picture"),
        ("GET", f"{PLAN}/differences"),
        ("GET", f"{PLAN}/weeks"),
    ]


async def test_checking_as_one_types(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("POST", f"{PLAN}/check", json={"text": "name\nodd"})
    assert status == 200
    assert [one["severity"] for one in told["findings"]] == ["warning"]
    assert told["document"]["name"] == "name\nodd"
    assert told["picture"] == {
        "nodes": [
            {
                "id": "number/100",
                "kind": "number",
                "name": "100",
                "title": "",
                "told": "",
                "findings": [],
            },
            {
                "id": "flow/main",
                "kind": "menu",
                "name": "main",
                "title": "",
                "told": "name\nodd",
                "findings": [0],
            },
        ],
        "edges": [{"source": "number/100", "target": "flow/main", "label": "start"}],
    }
    _, told = await browser.json("POST", f"{PLAN}/check", json={"text": "wrong"})
    assert (told["document"], told["findings"][0]["line"]) == (None, 1)
    centre = running_desk.centre
    assert (centre.office.kept, centre.audit.rows) == (None, [])


async def test_any_text_is_only_text(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    for text in HOSTILE:
        async with browser.ask("POST", f"{PLAN}/check", json={"text": text}) as answer:
            assert (answer.status, answer.content_type) == (200, "application/json")
            assert json.loads(await answer.text())["document"]["name"] == text


async def test_a_text_beyond_the_limit(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    body = {"text": "x" * (TEXT_LIMIT + 1)}
    refused = await browser.code("POST", f"{PLAN}/check", **large(body))
    assert refused == (413, "too_large")


async def test_a_picture_speaks_only_of_findings_that_are_told(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    text = "wrong\n" * (MOST_FINDINGS + 1)
    _, told = await browser.json("POST", f"{PLAN}/check", json={"text": text})
    assert told["picture"]["nodes"][1]["findings"] == list(range(MOST_FINDINGS))


async def test_the_picture_of_either(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    await browser.json("PUT", f"{PLAN}/draft", json={"text": "the draft", "version": 0})
    told = {
        of: (await browser.json("GET", f"{PLAN}/picture?of={of}"))[1]["nodes"][1]["told"]
        for of in ("draft", "published", "")
    }
    assert told == {"draft": "the draft", "published": PLAN_TEXT, "": PLAN_TEXT}


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("", ["<b>new</b>"]),
        ("?from=published&to=draft", ["<b>new</b>"]),
        ("?from=1&to=2", []),
        ("?from=2&to=1", ["# the first"]),
        ("?from=draft&to=published", PLAN_TEXT.splitlines()),
    ],
)
async def test_differences(running_desk: Running, query: str, lines: list[str]) -> None:
    browser = await running_desk.signed_in("mia")
    await browser.json("PUT", f"{PLAN}/draft", json={"text": "<b>new</b>", "version": 0})
    status, told = await browser.json("GET", f"{PLAN}/differences{query}")
    assert (status, told["left_out"]) == (200, 0)
    assert told["changes"] == [
        {"place": [line], "before": None, "after": line, "told": f"{line} is new."}
        for line in lines
    ]


async def test_many_differences_are_bounded(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    text = "\n".join(f"line {n}" for n in range(MOST_CHANGES + 2))
    await browser.json("PUT", f"{PLAN}/draft", json={"text": text, "version": 0})
    _, told = await browser.json("GET", f"{PLAN}/differences")
    assert (len(told["changes"]), told["left_out"]) == (MOST_CHANGES, 2)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=0", "from"),
        ("to=drafts", "to"),
        ("to=-1", "to"),
        ("before=1", "before"),
        ("from=" + "9" * 12, "from"),
    ],
)
async def test_plans_that_are_none(running_desk: Running, query: str, field: str) -> None:
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("GET", f"{PLAN}/differences?{query}")
    assert (status, told["error"]["field"]) == (422, field)
    assert "before=1" not in query or "It may have: from, to." in told["error"]["message"]


async def test_the_days_of_a_calendar(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    query = "of=draft&calendar=night&since=2026-12-31&days=2"
    assert await browser.json("GET", f"{PLAN}/weeks?{query}") == (
        200,
        {
            "calendar": "night",
            "days": [
                {
                    "date": date,
                    "spans": [{"start": 540, "until": 1080}],
                    "why": "",
                    "holiday": False,
                }
                for date in ("2026-12-31", "2027-01-01")
            ],
        },
    )


async def test_the_first_calendar_from_today_in_the_centres_zone(running_desk: Running) -> None:
    running_desk.centre.clock.pass_by(11.5 * 3600)  # half past eleven: tomorrow in Berlin
    browser = await running_desk.signed_in("sven")
    _, told = await browser.json("GET", f"{PLAN}/weeks")
    assert told["calendar"] == "shop"
    assert [day["date"][-2:] for day in told["days"]] == [str(day) for day in range(23, 30)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("calendar=shpo", "calendar"),
        ("days=0", "days"),
        ("days=63", "days"),
        ("since=tomorrow", "since"),
        ("since=1999-12-31", "since"),
        ("of=1", "of"),
    ],
)
async def test_days_that_are_none(running_desk: Running, query: str, field: str) -> None:
    browser = await running_desk.signed_in("sven")
    status, told = await browser.json("GET", f"{PLAN}/weeks?{query}")
    assert (status, told["error"]["field"]) == (422, field)
    if field == "calendar":
        assert told["error"]["message"] == (
            "The plan has no calendar shpo; did you mean shop? It has: night, shop."
        )


async def test_hours_that_cannot_be_read(running_desk: Running) -> None:
    browser: Any = await running_desk.signed_in("mia")
    await browser.json("PUT", f"{PLAN}/draft", json={"text": "wrong", "version": 0})
    status, told = await browser.json("GET", f"{PLAN}/weeks?of=draft&calendar=shop")
    assert (status, told["error"]["code"]) == (422, "plan_unreadable")
    assert told["error"]["message"] == "The hours cannot be read yet; mend them first."
