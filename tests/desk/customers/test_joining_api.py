"""Two cards made one, one taken apart, and one forgotten."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desk.customers.joining_api import ENDPOINTS
from storage.batch import write_steps
from storage.tables_work import calls
from tests.support.customers_fakes import CardCentre, running_with_cards
from tests.support.desk_fakes import ANNA, NOON, Running
from vocabulary.facts import CallArrived, CallEnded, Caller, RecordingKept, RecordingStarted, Step
from vocabulary.ids import CallId, LegId, RecordingId
from vocabulary.states import EndReason, Outcome

PATH = "/api/v1/customers"
Made = tuple[Running, CardCentre]


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Made]:
    async with running_with_cards(tmp_path) as both:
        yield both


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 3


async def test_a_merge_and_its_undoing(made: Made) -> None:
    running_desk, centre = made
    browser = await running_desk.signed_in("sven")
    body = {"into": "eve", "keep": {"name": "from"}}
    status, told = await browser.json("POST", f"{PATH}/bob/merge", json=body)
    assert (status, told["id"], told["name"], told["company"]) == (200, "eve", "Bob", "Example")
    assert [one["number"] for one in told["numbers"]] == ["+4930123456", "+4930999", "101"]
    status, told = await browser.json("POST", f"{PATH}/eve/split", json={"numbers": ["101"]})
    assert (status, told["id"], told["name"]) == (201, "bob", "Bob")
    _, eve = await browser.json("GET", f"{PATH}/eve")
    assert (eve["name"], eve["company"], eve["version"]) == ("Eve Müller", "", 3)
    assert centre.audit.told() == [
        ("sven", "customer_merged", "customers/bob"),
        ("sven", "customer_split", "customers/eve"),
    ]


async def test_a_number_goes_to_a_card_of_its_own(made: Made) -> None:
    browser = await made[0].signed_in("sven")
    body = {"numbers": ["030 999"]}
    status, told = await browser.json("POST", f"{PATH}/eve/split", json=body)
    assert (status, told["name"]) == (201, "")
    assert [one["number"] for one in told["numbers"]] == ["+4930999"]


async def test_what_cannot_be_joined_or_split(made: Made) -> None:
    browser = await made[0].signed_in("sven")
    for path, body, wanted in (
        ("eve/merge", {"into": "eve"}, (422, "bad_field")),
        ("eve/merge", {"into": "none"}, (404, "not_found")),
        ("none/merge", {"into": "eve"}, (404, "not_found")),
        ("eve/merge", {"into": "bob", "keep": {"name": "both"}}, (422, "bad_field")),
        ("eve/split", {"numbers": []}, (422, "bad_field")),
        ("eve/split", {"numbers": ["101"]}, (422, "bad_field")),
        ("eve/split", {"numbers": ["030 123456", "030 999"]}, (422, "bad_field")),
        ("none/split", {"numbers": ["101"]}, (404, "not_found")),
    ):
        assert await browser.code("POST", f"{PATH}/{path}", json=body) == wanted, path
    operator = await made[0].signed_in("anna")
    for path, body in (("eve/merge", {"into": "bob"}), ("eve/split", {"numbers": ["030 999"]})):
        got = await operator.code("POST", f"{PATH}/{path}", json=body)
        assert got == (403, "not_allowed")


async def with_a_call(centre: CardCentre, *, over: bool) -> None:
    assert centre.database is not None
    call, recording = CallId("k1"), RecordingId("r1")
    told = (
        CallArrived(call, LegId("l"), "100", Caller("+4930123456", "Eve Müller")),
        RecordingStarted(recording, call, ANNA),
        RecordingKept(recording, call, "anna.wav", 1.0, 99),
    )
    end = CallEnded(call, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA)
    async with centre.database.writing() as connection:
        await write_steps(connection, [Step(1, NOON, (*told, end) if over else told)])
        await connection.execute(calls.update().values(caller_key="930123456"))


async def test_a_customer_is_forgotten(made: Made, tmp_path: Path) -> None:
    running_desk, centre = made
    await with_a_call(centre, over=True)
    browser = await running_desk.signed_in("mia")
    body = {"confirm": "Eve Müller"}
    status, told = await browser.json("POST", f"{PATH}/eve/erase", json=body)
    assert (status, told["calls"], told["recordings"]) == (200, 1, 1)
    assert any("journal" in one for one in told["remains"])
    assert not file_is_there(centre.vault.root / "anna.wav")
    assert (await browser.json("GET", f"{PATH}/eve"))[0] == 404
    assert centre.audit.told() == [("mia", "customer_erased", "customers/eve")]
    assert "Müller" not in str(centre.audit.rows)
    held = bytes_in(tmp_path)
    for text in ("4930123456", "Müller", "müller", "muller"):
        assert text.encode() not in held, text


def file_is_there(path: Path) -> bool:
    return path.exists()


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("cards.db*"))


async def test_it_has_to_be_confirmed(made: Made) -> None:
    running_desk, _ = made
    browser = await running_desk.signed_in("mia")
    for confirm in ("Bob", "eve", "anonymous", "101", " "):
        got, told = await browser.json("POST", f"{PATH}/eve/erase", json={"confirm": confirm})
        assert (got, told["error"]["field"]) == (422, "confirm")
    told = await browser.json("POST", f"{PATH}/eve/erase", json={"confirm": "030 / 123456"})
    assert told[0] == 200


async def test_not_in_the_middle_of_a_call_and_not_by_everybody(made: Made) -> None:
    running_desk, centre = made
    await with_a_call(centre, over=False)
    browser = await running_desk.signed_in("ada")
    body = {"confirm": "Eve Müller"}
    got = await browser.code("POST", f"{PATH}/eve/erase", json=body)
    assert got == (409, "still_running")
    assert file_is_there(centre.vault.root / "anna.wav")
    for name in ("anna", "sven"):
        other = await running_desk.signed_in(name)
        assert await other.code("POST", f"{PATH}/eve/erase", json=body) == (403, "not_allowed")
