import json
from typing import Any

import pytest

from desk.plan.draft_api import ENDPOINTS, MOST_EDITS
from desk.plan.plan_texts import MOST_FINDINGS, TEXT_LIMIT
from tests.support.desk_fakes import NOON, PLAN_TEXT, Away, Running, large

DRAFT = "/api/v1/plan/draft"
HOSTILE = [
    "<script>alert(1)</script>",
    "${SHELL(id)} {{7*7}} %s",
    "a\x00b",
    "\u202egnp.exe",
    "\r\nX-Header: y",
    "'; DROP TABLE plans; --",
    "&a [*a, *a]",
    "é" * 1000,
]


def edit(op: str, *place: str | int, **more: Any) -> dict[str, Any]:
    return {"op": op, "place": list(place), **more}


def test_it_declares_its_routes() -> None:
    assert [(one.method, one.path) for one in ENDPOINTS] == [
        ("GET", DRAFT),
        ("PUT", DRAFT),
        ("POST", f"{DRAFT}/edits"),
        ("DELETE", DRAFT),
    ]


@pytest.mark.parametrize("name", ["sven", "mia", "ada"])
async def test_without_a_draft_it_is_the_plan_in_force(running_desk: Running, name: str) -> None:
    browser = await running_desk.signed_in(name)
    assert await browser.json("GET", DRAFT) == (
        200,
        {
            "text": PLAN_TEXT,
            "base": 2,
            "version": 0,
            "saved_at": None,
            "saved_by": "",
            "findings": [],
            "more_findings": 0,
            "document": {"name": PLAN_TEXT, "hours": {"shop": {}, "night": {}}},
            "in_force": 2,
        },
    )
    assert not running_desk.centre.audit.rows


async def test_saving_what_is_wrong_tells_what_is(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    body = {"text": "name: x\nthis is wrong\n", "version": 0}
    status, told = await browser.json("PUT", DRAFT, json=body)
    assert status == 200
    assert (told["version"], told["saved_by"], told["document"]) == (1, "mia", None)
    assert told["saved_at"] == NOON.isoformat().replace("+00:00", "Z")
    assert told["findings"] == [
        {
            "place": ["line", 2],
            "message": "this is wrong",
            "severity": "error",
            "line": 2,
            "column": 1,
        }
    ]
    assert (await browser.json("GET", DRAFT))[1] == told
    assert running_desk.centre.audit.told() == [("mia", "draft_saved", "plan/draft")]
    assert running_desk.centre.audit.rows[0].detail == "version 1, from revision 2"


async def test_nobody_overwrites_what_another_saved(running_desk: Running) -> None:
    mia, ada = await running_desk.signed_in("mia"), await running_desk.signed_in("ada")
    await mia.json("PUT", DRAFT, json={"text": "by mia", "version": 0})
    status, told = await ada.json("PUT", DRAFT, json={"text": "by ada", "version": 0})
    assert (status, told["error"]["code"]) == (409, "draft_changed")
    assert told["error"]["field"] == "version"
    assert told["error"]["message"] == (
        "mia saved the draft meanwhile; it is at version 1 now. Load it again and repeat your "
        "change."
    )
    edits = {"version": 0, "edits": [edit("remove", "hours")]}
    assert await ada.code("POST", f"{DRAFT}/edits", json=edits) == (409, "draft_changed")
    await mia.json("DELETE", DRAFT)
    status, told = await ada.json("PUT", DRAFT, json={"text": "by ada", "version": 1})
    assert status == 409
    assert told["error"]["message"].startswith("Somebody dropped or published the draft")
    assert running_desk.centre.audit.told() == [
        ("mia", "draft_saved", "plan/draft"),
        ("mia", "draft_dropped", "plan/draft"),
    ]


async def test_edits_of_single_places(running_desk: Running) -> None:
    browser = await running_desk.signed_in("ada")
    edits = [
        edit("set", "flow", "main", "keys", "3", value="sales"),
        edit("insert", "hours", "shop", "days", 0, value={"date": "2026-12-24", "hours": ""}),
        edit("remove", "queues", 1),
        edit("rename", "flow", "main", name="first"),
    ]
    status, told = await browser.json("POST", f"{DRAFT}/edits", json={"version": 0, "edits": edits})
    assert (status, told["version"]) == (200, 1)
    assert told["text"].splitlines()[-4:] == [
        "# set flow.main.keys.3",
        "# insert hours.shop.days.0",
        "# remove queues.1",
        "# rename flow.main",
    ]
    assert running_desk.centre.office.edits == edits
    assert running_desk.centre.audit.rows[0].detail == "4 edits, version 1, from revision 2"


async def test_an_edit_that_cannot_be_made(running_desk: Running) -> None:
    browser = await running_desk.signed_in("ada")
    body = {"version": 0, "edits": [edit("remove", "name"), edit("remove", "nowhere")]}
    status, told = await browser.json("POST", f"{DRAFT}/edits", json=body)
    assert (status, told["error"]) == (
        422,
        {
            "code": "edit_refused",
            "message": "There is nothing at nowhere.",
            "field": "edits",
        },
    )
    assert running_desk.centre.office.kept is None
    assert not running_desk.centre.audit.rows


@pytest.mark.parametrize(
    ("edits", "field"),
    [
        ([], "edits"),
        ([edit("remove", "x")] * (MOST_EDITS + 1), "edits"),
        ([edit("move", "x")], "edits.0"),
        ([{"place": ["x"]}], "edits.0"),
        ([edit("remove")], "edits.0.remove.place"),
        ([edit("remove", *["x"] * 21)], "edits.0.remove.place"),
        ([edit("remove", -1)], "edits.0.remove.place.0"),
        ([edit("remove", True)], "edits.0.remove.place.0"),
        ([edit("remove", "x" * 201)], "edits.0.remove.place.0"),
        ([edit("remove", "x", value=1)], "edits.0.remove.value"),
        ([edit("set", "x")], "edits.0.set.value"),
        ([edit("rename", "x", name="a\x00b")], "edits.0.rename.name"),
        ([edit("rename", "x", name="")], "edits.0.rename.name"),
    ],
)
async def test_edits_that_are_none(
    running_desk: Running, edits: list[dict[str, Any]], field: str
) -> None:
    browser = await running_desk.signed_in("ada")
    body = {"version": 0, "edits": edits}
    status, told = await browser.json("POST", f"{DRAFT}/edits", json=body)
    assert status == 422
    assert told["error"]["field"].startswith(field)
    assert not running_desk.centre.office.edits


async def test_text_comes_back_as_it_was_given(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    for version, text in enumerate(HOSTILE):
        body = {"text": text, "version": version}
        async with browser.ask("PUT", DRAFT, json=body) as answer:
            assert answer.status == 200
            assert answer.content_type == "application/json"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "ETag" not in answer.headers
            told = json.loads(await answer.text())
        assert (told["text"], told["document"]["name"]) == (text, text)


async def test_a_plan_of_one_mebibyte_and_no_more(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    text = "\n" * TEXT_LIMIT
    status, told = await browser.json("PUT", DRAFT, **large({"text": text, "version": 0}))
    assert (status, len(told["text"])) == (200, TEXT_LIMIT)
    for larger in (text + "\n", "x" * (3 << 20)):
        refused = await browser.code("PUT", DRAFT, **large({"text": larger, "version": 1}))
        assert refused == (413, "too_large")
    status, told = await browser.json("PUT", DRAFT, json={"text": "far too large", "version": 1})
    assert (status, told["error"]["code"]) == (422, "edit_refused")
    assert told["error"]["field"] == "text"


async def test_many_findings_are_counted_not_told(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    body = {"text": "wrong\n" * (MOST_FINDINGS + 5), "version": 0}
    _, told = await browser.json("PUT", DRAFT, json=body)
    assert (len(told["findings"]), told["more_findings"]) == (MOST_FINDINGS, 5)


async def test_dropping(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    await browser.json("PUT", DRAFT, json={"text": "new", "version": 0})
    assert await browser.json("DELETE", DRAFT) == (204, None)
    assert running_desk.centre.office.kept is None
    assert running_desk.centre.audit.rows[-1].detail == "version 1, from revision 2"


async def test_a_database_that_is_away_saves_nothing(
    running_desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise Away("locked")

    monkeypatch.setattr(running_desk.centre.office, "save_draft", broken)
    browser = await running_desk.signed_in("mia")
    refused = await browser.code("PUT", DRAFT, json={"text": "new", "version": 0})
    assert refused == (503, "database_away")
