import pytest

from desk.plan.revisions_api import ENDPOINTS
from tests.support.desk_fakes import PLAN_TEXT, Running

REVISIONS = "/api/v1/plan/revisions"
DRAFT = "/api/v1/plan/draft"


def test_it_declares_its_routes() -> None:
    assert [(one.method, one.path) for one in ENDPOINTS] == [
        ("GET", REVISIONS),
        ("GET", f"{REVISIONS}/{{revision}}"),
        ("POST", "/api/v1/plan/publish"),
        ("POST", "/api/v1/plan/rollback"),
    ]


async def test_newest_first(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    status, told = await browser.json("GET", REVISIONS)
    assert (status, told["in_force"]) == (200, 2)
    assert [one["revision"] for one in told["revisions"]] == [2, 1]
    assert told["revisions"][0] == {
        "revision": 2,
        "at": "2026-11-22T12:00:00Z",
        "by": "mia",
        "note": "",
        "changes": ["The name is another one."],
        "rollback_of": None,
        "sha256": "",
    }
    _, told = await browser.json("GET", f"{REVISIONS}?limit=1")
    assert [one["revision"] for one in told["revisions"]] == [2]
    for wrong in ("0", "1001", "x"):
        status, told = await browser.json("GET", f"{REVISIONS}?limit={wrong}")
        assert (status, told["error"]["field"]) == (422, "limit")


async def test_one_with_its_text(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    status, told = await browser.json("GET", f"{REVISIONS}/1")
    assert status == 200
    assert told["revision"]["note"] == "the first"
    assert told["text"] == PLAN_TEXT + "# the first\n"


@pytest.mark.parametrize("bad", ["0", "3", "01x", "1.0", "x", "9" * 30, "%D9%A1"])
async def test_there_is_no_such_revision(running_desk: Running, bad: str) -> None:
    browser = await running_desk.signed_in("sven")
    assert await browser.code("GET", f"{REVISIONS}/{bad}") == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "accept", "is_yaml"),
    [
        ("?format=yaml", "application/json", True),
        ("?format=json", "text/yaml", False),
        ("", "text/yaml", True),
        ("", "Application/YAML;q=1, */*", True),
        ("", "application/json, text/yaml", False),
        ("", "*/*", False),
    ],
)
async def test_the_text_as_a_file(
    running_desk: Running, query: str, accept: str, is_yaml: bool
) -> None:
    running_desk.centre.office.texts[1] = "name: <b>Магазин</b>\n"
    browser = await running_desk.signed_in("mia")
    path = f"{REVISIONS}/1{query}"
    async with browser.ask("GET", path, headers={"Accept": accept}) as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        if not is_yaml:
            assert answer.content_type == "application/json"
            return
        assert answer.headers["Content-Type"] == "text/yaml; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="plan-1.yaml"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert await answer.text() == "name: <b>Магазин</b>\n"


async def test_publishing(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    await browser.json("PUT", DRAFT, json={"text": "name: new", "version": 0})
    body = {"version": 1, "note": "A new name <b>"}
    status, told = await browser.json("POST", "/api/v1/plan/publish", json=body)
    assert status == 201
    assert (told["revision"], told["by"], told["note"]) == (3, "mia", "A new name <b>")
    office = running_desk.centre.office
    assert (office.revision, office.texts[3], office.kept) == (3, "name: new", None)
    row = running_desk.centre.audit.rows[-1]
    assert (row.person, row.action, row.target) == ("mia", "plan_published", "plan/revisions/3")
    assert row.detail == "A new name <b>"


async def test_publishing_what_another_changed(running_desk: Running) -> None:
    mia, ada = await running_desk.signed_in("mia"), await running_desk.signed_in("ada")
    await mia.json("PUT", DRAFT, json={"text": "name: new", "version": 0})
    refused = await ada.code("POST", "/api/v1/plan/publish", json={"version": 0})
    assert refused == (409, "draft_changed")
    assert running_desk.centre.office.revision == 2


async def test_a_plan_with_errors_is_told_with_all_of_them(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    await browser.json("PUT", DRAFT, json={"text": "wrong\nodd\nwrong", "version": 0})
    status, told = await browser.json("POST", "/api/v1/plan/publish", json={"version": 1})
    assert (status, told["error"]["code"]) == (422, "plan_refused")
    assert [one["line"] for one in told["error"]["findings"]] == [1, 3, 2]
    assert running_desk.centre.office.revision == 2
    actions = [action for _, action, _ in running_desk.centre.audit.told()]
    assert actions == ["draft_saved"]


async def test_taking_back(running_desk: Running) -> None:
    browser = await running_desk.signed_in("ada")
    await browser.json("PUT", DRAFT, json={"text": "name: new", "version": 0})
    body = {"revision": 1, "note": "It was better."}
    status, told = await browser.json("POST", "/api/v1/plan/rollback", json=body)
    assert (status, told["revision"], told["rollback_of"]) == (201, 3, 1)
    assert running_desk.centre.office.kept is not None
    row = running_desk.centre.audit.rows[-1]
    assert (row.action, row.target) == ("plan_rolled_back", "plan/revisions/3")
    assert row.detail == "revision 1 again. It was better."


async def test_taking_back_what_cannot_be(running_desk: Running) -> None:
    browser = await running_desk.signed_in("ada")
    status, told = await browser.json("POST", "/api/v1/plan/rollback", json={"revision": 7})
    assert (status, told["error"]["field"]) == (404, "revision")
    running_desk.centre.office.texts[1] = "wrong by now"
    refused = await browser.code("POST", "/api/v1/plan/rollback", json={"revision": 1})
    assert refused == (422, "plan_refused")
    for wrong in (0, -1, "1", 10**9):
        status, told = await browser.json("POST", "/api/v1/plan/rollback", json={"revision": wrong})
        assert (status, told["error"]["field"]) == (422, "revision")
    assert not running_desk.centre.audit.rows
