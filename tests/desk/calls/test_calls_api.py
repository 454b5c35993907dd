from datetime import UTC, datetime, timedelta

import pytest

from desk.calls.calls_api import ENDPOINTS
from tests.support.desk_fakes import ANNA, BORIS, NOON, SUPPORT, Running, call_card, call_row
from vocabulary.facts import (
    CallbackAsked,
    Caller,
    CallPlaced,
    CallTransferred,
    ConsultStarted,
    CustomerLookedUp,
    DigitsCollected,
    OutsideChosen,
    Step,
)
from vocabulary.ids import CallId, LegId, NodeId
from vocabulary.inputs import HangUpAsked
from vocabulary.records import NoteRow, TalkRow
from vocabulary.states import (
    Direction,
    EndReason,
    LookUpResult,
    Outcome,
    QueueExit,
    TransferKind,
)


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 3


async def test_all_see_all_but_operators_their_own(running_desk: Running) -> None:
    for name in ("sven", "mia", "ada"):
        browser = await running_desk.signed_in(name)
        _, told = await browser.json("GET", "/api/v1/calls")
        assert {row["id"] for row in told["calls"]} == {"c-anna", "c-boris"}
        assert told["total"] == 2
    browser = await running_desk.signed_in("boris")
    _, told = await browser.json("GET", "/api/v1/calls")
    assert [row["id"] for row in told["calls"]] == ["c-boris"]
    assert told["total"] == 1
    _, told = await browser.json("GET", "/api/v1/calls?operator=boris")
    assert told["total"] == 1
    assert await browser.code("GET", "/api/v1/calls?operator=anna") == (403, "not_allowed")


async def test_rows_have_outside_names(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    _, told = await browser.json("GET", "/api/v1/calls?operator=anna")
    (row,) = told["calls"]
    assert row["caller"] == "+4930123456"
    assert row["caller_name"] == "<b>Eve</b>"
    assert row["arrived_at"] == "2026-11-22T12:00:00Z"
    assert not [key for key in row if key.startswith("pii_")]


async def test_pages_lead_on_without_gap_or_repeat(running_desk: Running) -> None:
    running_desk.centre.ledger.rows = [
        call_row(f"c{n}", ANNA, arrived_at=NOON + timedelta(minutes=n)) for n in range(10)
    ]
    browser = await running_desk.signed_in("mia")
    seen: list[str] = []
    before = ""
    while True:
        _, told = await browser.json("GET", f"/api/v1/calls?limit=5&before={before}")
        assert told["total"] == 10
        seen += [row["id"] for row in told["calls"]]
        before = told["next_before"]
        if before is None:
            break
    assert seen == [f"c{n}" for n in reversed(range(10))]


async def test_the_filter_reaches_the_ledger(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    query = {
        "since": "2026-11-22T10:00:00+02:00",
        "until": "2026-11-23T00:00:00Z",
        "queue": "support",
        "operator": "anna",
        "outcome": "answered",
        "end_reason": "caller_hung_up",
        "left_queue": "too_long",
        "direction": "out",
        "disposition": "refund",
        "search": "+49 30",
        "has_recording": "true",
        "before": "c-9",
        "limit": "7",
    }
    status, _ = await browser.json("GET", "/api/v1/calls", params=query)
    assert status == 200
    wanted = running_desk.centre.ledger.asked[0]
    assert wanted.since == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert wanted.until == datetime(2026, 11, 23, tzinfo=UTC)
    assert (wanted.queue, wanted.operator, wanted.before) == ("support", "anna", "c-9")
    assert (wanted.outcome, wanted.end_reason) == (Outcome.ANSWERED, EndReason.CALLER_HUNG_UP)
    assert wanted.left_queue is QueueExit.TOO_LONG
    assert (wanted.direction, wanted.disposition) == (Direction.OUT, "refund")
    assert (wanted.search, wanted.has_recording, wanted.limit) == ("+49 30", True, 7)


@pytest.mark.parametrize(
    ("day", "since", "hours"),
    [
        ("2026-11-22", datetime(2026, 11, 21, 23, tzinfo=UTC), 24),
        ("2026-03-29", datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        ("2026-10-25", datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
    ],
)
async def test_a_day_is_one_of_the_centres_zone(
    running_desk: Running, day: str, since: datetime, hours: int
) -> None:
    browser = await running_desk.signed_in("mia")
    assert (await browser.json("GET", f"/api/v1/calls?day={day}"))[0] == 200
    wanted = running_desk.centre.ledger.asked[0]
    assert wanted.since == since
    assert wanted.until == since + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("day=2026-11-22&since=2026-11-22T10:00:00Z", "day"),
        ("day=yesterday", "day"),
        ("day=1999-12-31", "day"),
        ("since=2026-11-22T10:00:00", "since"),
        ("until=1999-11-22T10:00:00Z", "until"),
        ("outcome=happy", "outcome"),
        ("end_reason=tired", "end_reason"),
        ("left_queue=angry", "left_queue"),
        ("direction=up", "direction"),
        ("disposition=%00", "disposition"),
        ("has_recording=perhaps", "has_recording"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("sort=caller", "sort"),
        ("search=" + "x" * 101, "search"),
        ("queue=%00", "queue"),
    ],
)
async def test_what_is_wrong_is_named(running_desk: Running, query: str, field: str) -> None:
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("GET", f"/api/v1/calls?{query}")
    assert status == 422
    assert told["error"]["field"] == field
    assert field in told["error"]["message"]
    assert not running_desk.centre.ledger.asked


async def test_one_call_with_what_happened(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("GET", "/api/v1/calls/c-anna")
    assert status == 200
    assert told["call"]["id"] == "c-anna"
    assert told["recording"]["id"] == "r-anna"
    assert told["steps"] == [
        {
            "seq": 1,
            "at": "2026-11-22T12:00:00Z",
            "facts": [
                {
                    "type": "CallArrived",
                    "call": "c-anna",
                    "leg": "l1",
                    "dialled": "100",
                    "caller": "+4930123456",
                    "caller_name": "Eve",
                }
            ],
        }
    ]


async def test_a_row_tells_of_its_way_through_the_plan(running_desk: Running) -> None:
    way = {"revision": 7, "language": "ru", "menu_s": 12.5, "node": NodeId("main")}
    left = {"left_queue": QueueExit.KEY, "talk_ended_at": NOON, "outcome": Outcome.CALLBACK}
    running_desk.centre.ledger.rows = [call_row("c-menu", ANNA, **way, **left)]
    browser = await running_desk.signed_in("mia")
    _, told = await browser.json("GET", "/api/v1/calls")
    shown = {name: told["calls"][0][name] for name in (*way, *left)}
    talk_ended = {"talk_ended_at": "2026-11-22T12:00:00Z"}
    assert shown == way | {"left_queue": "key", "outcome": "callback"} | talk_ended


async def test_a_row_tells_what_operators_did(running_desk: Running) -> None:
    did = {"direction": "out", "held_s": 12.5, "transfers": 2, "disposition": ["spam"]}
    row = {**did, "direction": Direction.OUT, "disposition": ("spam",)}
    running_desk.centre.ledger.rows = [call_row("c-1", ANNA, **row)]
    call = CallId("c-1")
    running_desk.centre.ledger.talks = [
        TalkRow(call, 1, BORIS, NOON, NOON, 40.0, 12.5, "transfer"),
        TalkRow(call, 2, ANNA, NOON),
        TalkRow(CallId("c-2"), 1, ANNA, NOON),
    ]
    running_desk.centre.notes.rows["c-1"] = NoteRow(call, "calls again", 1, NOON, "anna")
    for name in ("boris", "anna", "mia"):
        browser = await running_desk.signed_in(name)
        _, told = await browser.json("GET", "/api/v1/calls/c-1")
        assert {key: told["call"][key] for key in did} == did
        assert told["notes"] == "calls again"
        first, second = told["talks"]
        assert first == {
            "call": "c-1",
            "n": 1,
            "operator": "boris",
            "began_at": "2026-11-22T12:00:00Z",
            "ended_at": "2026-11-22T12:00:00Z",
            "talked_s": 40.0,
            "held_s": 12.5,
            "ended_by": "transfer",
        }
        assert (second["operator"], second["ended_at"], second["ended_by"]) == ("anna", None, "")
    _, told = await browser.json("GET", "/api/v1/calls")
    assert {key: told["calls"][0][key] for key in did} == did


async def test_a_living_call_that_the_ledger_has_not_yet_is_not_there(
    running_desk: Running,
) -> None:
    running_desk.centre.board.cards["calls/c-new"] = call_card("c-new", ANNA)
    browser = await running_desk.signed_in("anna")
    assert (await browser.json("GET", "/api/v1/calls/c-new"))[0] == 404


async def test_whom_else_an_operator_asked_is_told_to_who_sees_the_call(
    running_desk: Running,
) -> None:
    call, leg = CallId("c-anna"), LegId("leg-c-anna-1")
    kind = TransferKind.CONSULTED
    running_desk.centre.ledger.steps = [
        Step(
            1,
            NOON,
            (
                CallPlaced(
                    call, ANNA, leg, "101", leg, "100", Caller("+4930222", "Bob"), 30.0, SUPPORT
                ),
                ConsultStarted(call, ANNA, leg, NOON, pii_number="+4930333"),
                CallTransferred(call, ANNA, kind, pii_number="+4930333", leg=leg),
            ),
        )
    ]
    browser = await running_desk.signed_in("anna")
    _, told = await browser.json("GET", "/api/v1/calls/c-anna")
    placed, asked, given = told["steps"][0]["facts"]
    assert (placed["caller"], placed["caller_name"]) == ("+4930222", "Bob")
    assert (asked["number"], given["number"]) == ("+4930333", "+4930333")
    assert "pii_" not in str(told)
    other = await running_desk.signed_in("boris")
    assert "+4930333" not in str(await other.json("GET", "/api/v1/calls/c-anna"))


async def test_what_a_caller_typed_has_outside_names(running_desk: Running) -> None:
    call, node = CallId("c-anna"), NodeId("ask")
    running_desk.centre.ledger.steps = [
        Step(
            1,
            NOON,
            (
                DigitsCollected(call, node, "order", 4, "1234"),
                DigitsCollected(call, node, "pin", 4, sensitive=True),
                CustomerLookedUp(
                    call, node, "callers", LookUpResult.FOUND, (("name", "<b>Eve</b>"),)
                ),
                CallbackAsked(call, node, "+4930987654", SUPPORT),
                OutsideChosen(call, node, "+4930111", 30.0, LegId("out-c-anna-1")),
            ),
        )
    ]
    for name, seen in (("anna", 200), ("mia", 200), ("boris", 404)):
        browser = await running_desk.signed_in(name)
        status, told = await browser.json("GET", "/api/v1/calls/c-anna")
        assert status == seen
        if status == 404:
            assert "1234" not in str(told)
            continue
        typed, pin, found, callback, outside = told["steps"][0]["facts"]
        assert (typed["name"], typed["digits"]) == ("order", "1234")
        assert "digits" not in pin
        assert found["values"] == [["name", "<b>Eve</b>"]]
        assert callback["number"] == "+4930987654"
        assert outside["number"] == "+4930111"
        assert "pii_" not in str(told)


async def test_somebody_elses_call_is_as_unknown_as_none(running_desk: Running) -> None:
    browser = await running_desk.signed_in("boris")
    foreign = await browser.json("GET", "/api/v1/calls/c-anna")
    assert foreign == await browser.json("GET", "/api/v1/calls/c-none")
    assert foreign[0] == 404


async def test_a_call_that_nobody_answered_has_no_recording(running_desk: Running) -> None:
    running_desk.centre.ledger.rows.append(call_row("c-lost", None))
    browser = await running_desk.signed_in("sven")
    _, told = await browser.json("GET", "/api/v1/calls/c-lost")
    assert told["recording"] is None
    operator = await running_desk.signed_in("anna")
    assert (await operator.json("GET", "/api/v1/calls/c-lost"))[0] == 404


async def test_hanging_up_ones_own_call(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    told = await browser.json("POST", "/api/v1/calls/c-anna/hangup")
    assert told == (202, {"accepted": True})
    (given,) = running_desk.centre.inbox.given
    assert given == HangUpAsked(call_row("c-anna", None).id, "anna")
    assert not running_desk.centre.audit.rows


async def test_hanging_up_others_calls(running_desk: Running) -> None:
    ringing = {"calls/c-ring": call_card("c-ring", ringing=(BORIS,))}
    running_desk.centre.board.cards.update(ringing)
    browser = await running_desk.signed_in("boris")
    for call in ("c-anna", "c-ring", "c-none"):
        assert (await browser.json("POST", f"/api/v1/calls/{call}/hangup"))[0] == 404
    assert not running_desk.centre.inbox.given
    browser = await running_desk.signed_in("sven")
    assert (await browser.json("POST", "/api/v1/calls/c-anna/hangup"))[0] == 202
    assert (await browser.json("POST", "/api/v1/calls/c-ring/hangup"))[0] == 202
    assert (await browser.json("POST", "/api/v1/calls/c-none/hangup"))[0] == 404
    assert running_desk.centre.audit.told() == [
        ("sven", "call_hung_up", "calls/c-anna"),
        ("sven", "call_hung_up", "calls/c-ring"),
    ]
    assert len(running_desk.centre.inbox.given) == 2
