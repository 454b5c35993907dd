"""All cards at once: in from a CSV file, and out as one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desk.customers.file_api import ENDPOINTS
from desk.workings import FILES_AT_ONCE
from tests.support.customers_fakes import CardCentre, running_with_cards
from tests.support.desk_fakes import Browser, Running

PATH = "/api/v1/customers"
KIND = {"Content-Type": "text/csv; charset=utf-8"}
FILE = "name;numbers;contract\nEve M.;030 123456;K9\nNew;'+4930555;K2\nBad;none;\nPoor;102;\n"
Made = tuple[Running, CardCentre]


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Made]:
    async with running_with_cards(tmp_path) as both:
        yield both


async def exported(browser: Browser) -> bytes:
    async with browser.ask("GET", f"{PATH}/export") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"
        data: bytes = await answer.read()
        return data


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 2


async def test_a_dry_run_only_tells(made: Made) -> None:
    running_desk, centre = made
    browser = await running_desk.signed_in("mia")
    path = f"{PATH}/import?dry_run=true"
    status, told = await browser.json("POST", path, data=FILE.encode(), headers=KIND)
    figures = [told[name] for name in ("rows", "created", "changed", "unchanged", "wrong")]
    assert (status, told["dry_run"], figures) == (200, True, [4, 1, 1, 0, 2])
    assert [one["line"] for one in told["problems"]] == [4, 5]
    assert "no digits" in told["problems"][0]["message"]
    assert "Contract" in told["problems"][1]["message"]
    assert centre.audit.told() == []
    assert len(await centre.cards.page(None, 50)) == 3


async def test_good_lines_are_taken(made: Made) -> None:
    running_desk, centre = made
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("POST", f"{PATH}/import", data=FILE.encode(), headers=KIND)
    assert (status, told["created"], told["changed"], told["wrong"]) == (200, 1, 1, 2)
    eve = await centre.cards.get("eve")
    assert eve is not None
    assert (eve.name, eve.changed_by, eve.fields) == ("Eve M.", "mia", {"contract": "K9"})
    assert centre.audit.told() == [("mia", "customers_imported", "customers")]


async def test_what_goes_out_comes_in_again(made: Made) -> None:
    running_desk, centre = made
    browser = await running_desk.signed_in("mia")
    data = await exported(browser)
    assert data.startswith(b"\xef\xbb\xbfid,name,company,numbers")
    assert b"'+4930123456; +4930999" in data
    status, told = await browser.json("POST", f"{PATH}/import", data=data, headers=KIND)
    assert (status, told["unchanged"], told["wrong"], told["created"]) == (200, 3, 0, 0)
    assert centre.audit.told()[0] == ("mia", "customers_exported", "customers")


async def test_head_tells_the_kind_and_takes_nothing_out(made: Made) -> None:
    running_desk, centre = made
    browser = await running_desk.signed_in("mia")
    async with browser.ask("HEAD", f"{PATH}/export") as answer:
        assert (answer.status, await answer.read()) == (200, b"")
    assert centre.audit.told() == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"numbers,strange\n1,2\n", "no column 'strange'"),
        (b"name\nEve\n", "among them numbers"),
        (b"numbers,name\n1,M\xfcller\n", "save the file anew as CSV UTF-8"),
        (b'numbers,name\n1,"Eve\n', "look at its quotes"),
    ],
)
async def test_a_file_of_which_nothing_can_be_taken(made: Made, data: bytes, words: str) -> None:
    browser = await made[0].signed_in("mia")
    status, told = await browser.json("POST", f"{PATH}/import", data=data, headers=KIND)
    assert (status, told["error"]["code"]) == (422, "file_refused")
    assert words in told["error"]["message"]


async def test_only_those_who_answer_for_the_data(made: Made) -> None:
    for name in ("anna", "sven"):
        browser = await made[0].signed_in(name)
        assert await browser.code("GET", f"{PATH}/export") == (403, "not_allowed")
        got = await browser.code("POST", f"{PATH}/import", data=b"numbers\n1\n", headers=KIND)
        assert got == (403, "not_allowed")
    browser = await made[0].signed_in("ada")
    got = await browser.code("POST", f"{PATH}/import", json={})
    assert got == (415, "wrong_kind")


async def test_only_a_few_files_are_written_at_once(made: Made) -> None:
    running_desk, centre = made
    browser = await running_desk.signed_in("mia")
    running_desk.desk.uploads.taken = FILES_AT_ONCE
    assert await browser.code("GET", f"{PATH}/export") == (503, "busy")
    assert not centre.audit.told()
    running_desk.desk.uploads.taken = 0
    assert (await exported(browser)).startswith(b"\xef\xbb\xbf")
    assert running_desk.desk.uploads.taken == 0
