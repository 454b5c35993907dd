"""Notes of a call."""

from typing import Any

import pytest
from msgspec.structs import replace

from desk.calls.notes_api import ENDPOINTS, NOTE_CHARS
from tests.support.desk_fakes import NOON, Browser, Running, call_row
from vocabulary.ids import CallId, OperatorId
from vocabulary.records import NoteRow
from vocabulary.states import Role

PATH = "/api/v1/calls/c-anna/notes"
NOTHING = {"text": "", "version": 0, "saved_at": None, "saved_by": None}


async def save(browser: Browser, text: str, version: int) -> tuple[int, Any]:
    return await browser.json("PUT", PATH, json={"text": text, "version": version})


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 2


async def test_notes_are_kept_and_read(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    assert await browser.json("GET", PATH) == (200, NOTHING)
    kept = {
        "text": "Calls again.\n\t- Monday",
        "version": 1,
        "saved_at": "2026-11-22T12:00:00Z",
        "saved_by": "anna",
    }
    assert await save(browser, "Calls again.\r\n\t- Monday", 0) == (200, kept)
    assert await browser.json("GET", PATH) == (200, kept)
    _, told = await browser.json("GET", "/api/v1/calls/c-anna")
    assert told["notes"] == kept["text"]
    assert (await save(browser, "", 1))[1]["version"] == 2
    assert not running_desk.centre.audit.rows


async def test_whoever_comes_second_is_given_what_is_kept(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    await save(browser, "mine", 0)
    for version in (0, 2):
        status, told = await save(browser, "also mine", version)
        assert (status, told["error"]["code"]) == (409, "notes_changed")
        assert told["error"]["details"] == {
            "text": "mine",
            "version": 1,
            "saved_at": "2026-11-22T12:00:00Z",
            "saved_by": "anna",
        }
    assert running_desk.centre.notes.rows["c-anna"].pii_text == "mine"


async def test_what_a_supervisor_changes_is_audited_once(running_desk: Running) -> None:
    await save(await running_desk.signed_in("anna"), "mine", 0)
    browser = await running_desk.signed_in("sven")
    assert (await save(browser, "refused", 0))[0] == 409
    assert not running_desk.centre.audit.rows
    assert (await save(browser, "mine, and sven's", 1))[0] == 200
    assert (await save(browser, "mine, and sven's words", 2))[0] == 200
    assert running_desk.centre.audit.told() == [("sven", "notes_changed", "calls/c-anna")]
    assert running_desk.centre.audit.rows[0].detail == "anna"


async def test_who_may_read_and_who_may_write(running_desk: Running) -> None:
    running_desk.centre.notes.rows["c-anna"] = NoteRow(CallId("c-anna"), "x", 1, NOON, "anna")
    for name, reads, writes in (
        ("boris", 404, 404),
        ("sven", 200, 200),
        ("mia", 200, 403),
        ("ada", 200, 200),
    ):
        browser = await running_desk.signed_in(name)
        assert (await browser.json("GET", PATH))[0] == reads
        version = running_desk.centre.notes.rows["c-anna"].version
        assert (await save(browser, "y", version))[0] == writes


async def test_a_manager_who_also_answers_calls_writes_of_its_own_only(
    running_desk: Running,
) -> None:
    people = running_desk.centre.people.people
    people["mia"] = replace(people["mia"], roles=frozenset({Role.MANAGER, Role.OPERATOR}))
    browser = await running_desk.signed_in("mia")
    assert (await save(browser, "y", 0))[0] == 403
    running_desk.centre.ledger.rows.append(call_row("c-mia", OperatorId("mia")))
    told = await browser.json("PUT", "/api/v1/calls/c-mia/notes", json={"text": "y", "version": 0})
    assert told[0] == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "x"}, "version"),
        ({"text": "x" * (NOTE_CHARS + 1), "version": 0}, "text"),
        ({"text": "a\x07b", "version": 0}, "text"),
        ({"text": "x", "version": -1}, "version"),
        ({"text": "x", "version": 2**53}, "version"),
        ({"text": "x", "version": 0, "by": "sven"}, "by"),
    ],
)
async def test_what_is_wrong_is_named(
    running_desk: Running, body: dict[str, Any], field: str
) -> None:
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("PUT", PATH, json=body)
    assert (status, told["error"]["field"]) == (422, field)
    assert not running_desk.centre.notes.rows


@pytest.mark.parametrize("sign", ["x", "é", "\N{FAMILY}", "\u200d", "\u202e", '"', "\\"])
async def test_the_longest_notes_of_any_sign_are_kept(running_desk: Running, sign: str) -> None:
    browser = await running_desk.signed_in("anna")
    text = sign * NOTE_CHARS
    status, told = await save(browser, text, 0)
    assert (status, told["text"] == text) == (200, True)
