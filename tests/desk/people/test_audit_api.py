"""Reading who did what."""

from datetime import timedelta

import pytest

from desk.people.audit_api import ENDPOINTS, MOST_ROWS
from tests.support.desk_fakes import NOON, Browser, Running
from vocabulary.records import AuditRow

AUDIT = "/api/v1/audit"


def test_it_declares_its_route() -> None:
    assert [one.path for one in ENDPOINTS] == [AUDIT]


@pytest.fixture
async def mia(running_desk: Running) -> Browser:
    running_desk.centre.audit.rows = [
        AuditRow(NOON + timedelta(hours=n), "ada" if n % 2 else "sven", "set", f"users/{n}", "d")
        for n in range(6)
    ]
    return await running_desk.signed_in("mia")


async def numbers(browser: Browser, **query: str) -> list[int]:
    status, told = await browser.json("GET", AUDIT, params=query)
    assert status == 200
    return [row["number"] for row in told["rows"]]


async def test_a_row_is_told_whole(mia: Browser) -> None:
    status, told = await mia.json("GET", AUDIT, params={"limit": "1"})
    assert status == 200
    assert told == {
        "rows": [
            {
                "number": 6,
                "at": "2026-11-22T17:00:00Z",
                "person": "ada",
                "action": "set",
                "target": "users/5",
                "detail": "d",
                "address": "",
            }
        ],
        "next_before": 6,
    }


async def test_each_wish_narrows(mia: Browser) -> None:
    assert await numbers(mia) == [6, 5, 4, 3, 2, 1]
    assert await numbers(mia, person="ada") == [6, 4, 2]
    assert await numbers(mia, action="none") == []
    assert await numbers(mia, target="users/3") == [4]
    since, until = "2026-11-22T13:00:00Z", "2026-11-22T15:00:00+00:00"
    assert await numbers(mia, since=since, until=until) == [3, 2]


async def test_page_after_page(mia: Browser) -> None:
    seen: list[int] = []
    before: dict[str, str] = {}
    while True:
        _, told = await mia.json("GET", AUDIT, params={"limit": "4"} | before)
        seen += [row["number"] for row in told["rows"]]
        if told["next_before"] is None:
            break
        before = {"before": str(told["next_before"])}
    assert seen == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", "0"), ("limit", str(MOST_ROWS + 1)), ("since", "yesterday"), ("before", "0")],
)
async def test_what_is_wrong_is_named(mia: Browser, name: str, value: str) -> None:
    status, told = await mia.json("GET", AUDIT, params={name: value})
    assert (status, told["error"]["field"]) == (422, name)
