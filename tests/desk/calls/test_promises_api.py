import pytest

from desk.calls import promises
from desk.calls.promises_api import ENDPOINTS
from tests.desk.calls.test_promises import DAY
from tests.support.desk_fakes import Running


def test_it_declares_its_routes() -> None:
    assert [(one.method, one.path) for one in ENDPOINTS] == [("GET", "/api/v1/promises")]


@pytest.mark.parametrize("name", ["sven", "mia", "ada"])
async def test_today_by_queue_and_hour(running_desk: Running, name: str) -> None:
    running_desk.centre.ledger.steps = DAY
    running_desk.centre.clock.pass_by(7200)
    browser = await running_desk.signed_in(name)
    status, told = await browser.json("GET", "/api/v1/promises")
    assert status == 200
    assert told["rows"][0] == {
        "queue": "support",
        "hour": "2026-11-22T13:00:00+01:00",
        "promised": 3,
        "answered": 2,
        "kept_p90": 1.0,
        "median_error_s": 25.0,
        "left": 0,
    }
    assert told["all"]["promised"] == 5
    _, told = await browser.json("GET", "/api/v1/promises?queue=sales")
    assert [row["queue"] for row in told["rows"]] == ["sales"]
    assert told["all"] == {
        "promised": 1,
        "answered": 0,
        "kept_p90": None,
        "median_error_s": None,
        "left": 0,
    }


async def test_a_span_of_its_own(running_desk: Running) -> None:
    running_desk.centre.ledger.steps = DAY
    browser = await running_desk.signed_in("mia")
    span = {"since": "2026-11-22T12:00:00Z", "until": "2026-11-22T15:00:00+02:00"}
    _, told = await browser.json("GET", "/api/v1/promises", params=span)
    assert [row["hour"] for row in told["rows"]] == ["2026-11-22T13:00:00+01:00"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=2026-11-22T12:00:00Z&until=2026-11-22T12:00:00Z", "until"),
        ("since=2026-09-01T00:00:00Z", "since"),
        ("since=2026-09-01T00:00:00Z&until=2026-11-01T00:00:00Z", "since"),
        ("since=yesterday", "since"),
        ("hour=3", "hour"),
    ],
)
async def test_a_wrong_span_says_what_is_wrong(
    running_desk: Running, query: str, field: str
) -> None:
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("GET", f"/api/v1/promises?{query}")
    assert (status, told["error"]["field"]) == (422, field)


async def test_too_much_is_refused_with_a_way_out(
    running_desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, "MOST_STEPS", 3)
    running_desk.centre.ledger.steps = DAY
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("GET", "/api/v1/promises")
    assert status == 422
    assert "shorter" in told["error"]["message"]


async def test_operators_do_not_see_it(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    assert await browser.code("GET", "/api/v1/promises") == (403, "not_allowed")
