from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from desk.calls import why_api
from desk.calls.why_api import ENDPOINTS, MOST_MOMENTS
from tests.support.desk_fakes import ANNA, BORIS, NOON, SUPPORT, Running, call_card
from vocabulary.decisions import (
    DecisionTrace,
    Excluded,
    Forecast,
    Rule,
    Silence,
    Term,
    Trigger,
    Weighed,
)
from vocabulary.facts import CallQueued, Fact, OfferMade, Step, WaitExplained, WaitPromised
from vocabulary.ids import CallId, LegId, OfferId, OperatorId
from vocabulary.records import TalkRow

CALL = CallId("c-anna")
GONE = OperatorId("gone")


def offer(operator: OperatorId = ANNA, call: CallId = CALL) -> OfferMade:
    trace = DecisionTrace(
        Trigger.CALL_ARRIVED,
        SUPPORT,
        12.5,
        1,
        Weighed(0.7, ((Term.WAITING, 0.5), (Term.IDLE, 0.2)), operator=operator),
        (Weighed(0.1, ((Term.IDLE, 0.1),), operator=GONE),),
        (Excluded(BORIS, Rule.SKILL, "refunds", 3, 5),),
    )
    return OfferMade(OfferId("o"), call, operator, LegId("l"), "101", NOON, (), trace)


def waits(call: CallId = CALL) -> WaitExplained:
    return WaitExplained(
        call,
        SUPPORT,
        0.0,
        0,
        1,
        0,
        (Excluded(ANNA, Rule.TALKING),),
        forecast=Forecast(silent=Silence.THIN_DATA),
    )


def steps(*facts: Fact, at: datetime = NOON) -> list[Step]:
    return [Step(seq, at + timedelta(seconds=seq), (fact,)) for seq, fact in enumerate(facts, 1)]


@pytest.fixture
def told(running_desk: Running) -> Running:
    """A call that waited, was promised a wait and was offered to Anna."""
    running_desk.centre.ledger.steps = steps(
        CallQueued(CALL, SUPPORT, NOON, needs=(("refunds", 5),)),
        waits(),
        WaitPromised(CALL, SUPPORT, Forecast(40.0, 90.0)),
        offer(),
    )
    return running_desk


async def moments(running: Running, name: str, call: str = CALL) -> list[dict[str, Any]]:
    browser = await running.signed_in(name)
    status, answer = await browser.json("GET", f"/api/v1/calls/{call}/why")
    assert status == 200
    assert set(answer) == {"call", "moments", "left_out"}
    assert (answer["call"], answer["left_out"]) == (call, 0)
    return list(answer["moments"])


def test_it_declares_its_routes() -> None:
    assert [(one.method, one.path) for one in ENDPOINTS] == [("GET", "/api/v1/calls/{id}/why")]


@pytest.mark.parametrize("name", ["sven", "mia", "ada", "anna"])
async def test_the_moments_come_in_order_with_names(told: Running, name: str) -> None:
    first, second, third = await moments(told, name)
    assert [one["kind"] for one in (first, second, third)] == ["waiting", "waiting", "offer"]
    assert first["at"] == "2026-11-22T12:00:02Z"
    assert first["fact"]["type"] == "WaitExplained"
    assert first["fact"]["forecast"] == {"silent": "thin_data"}
    assert first["names"] == {"anna": "Anna"}
    assert second["fact"]["forecast"] == {"p50_s": 40.0, "p90_s": 90.0}
    assert second["names"] == {}
    trace = third["fact"]["trace"]
    assert trace["trigger"] == "call_arrived"
    assert trace["chosen"]["terms"] == [["waiting", 0.5], ["idle", 0.2]]
    assert trace["excluded"] == [
        {"operator": "boris", "rule": "skill", "detail": "refunds", "has": 3.0, "wants": 5.0}
    ]
    # Who is not on the list of people any more has no name to tell.
    assert third["names"] == {"anna": "Anna", "boris": "Boris"}


async def test_an_operator_sees_only_what_concerned_it(
    told: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why_api, "AGAIN_S", 0.0)
    centre = told.centre
    boris = await told.signed_in("boris")
    path = "/api/v1/calls/{}/why"
    assert await boris.code("GET", path.format(CALL)) == (404, "not_found")
    # A call that was offered to it and that somebody else took.
    centre.ledger.steps = steps(waits(), offer(BORIS), offer(ANNA))
    assert len(await moments(told, "boris")) == 3
    # A call that was given to it later, without an offer.
    centre.ledger.steps = steps(waits(), offer(ANNA))
    centre.ledger.talks = [TalkRow(CALL, 2, BORIS, NOON)]
    assert len(await moments(told, "boris")) == 2
    centre.ledger.talks = []
    # A call that rings at this moment, of which the ledger does not know yet.
    centre.ledger.steps = []
    ringing = call_card("c-ring", ringing=(BORIS,))
    centre.board.cards["calls/c-ring"] = ringing
    assert await moments(told, "boris", "c-ring") == []
    anna = await told.signed_in("anna")
    assert await anna.code("GET", path.format("c-ring")) == (404, "not_found")
    centre.board.cards["calls/c-ring"] = msgspec.structs.replace(ringing, ringing=())
    assert await boris.code("GET", path.format("c-ring")) == (404, "not_found")


async def test_the_ledger_is_given_a_moment_to_hear_of_a_ring(
    told: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why_api, "AGAIN_S", 0.001)
    centre = told.centre
    late, centre.ledger.steps = centre.ledger.steps, []
    centre.board.cards[f"calls/{CALL}"] = call_card(CALL, ringing=(ANNA,))
    asked = 0

    async def steps_of(call: CallId) -> list[Step]:
        nonlocal asked
        asked += 1
        if asked == 3:
            del centre.board.cards[f"calls/{CALL}"]  # and by now the caller is gone
        return late if asked > 3 else []

    monkeypatch.setattr(centre.ledger, "steps_of", steps_of)
    centre.ledger.rows.clear()
    assert len(await moments(told, "anna")) == 3
    assert asked == 4


async def test_an_operator_whose_call_is_just_over_still_learns_why(
    told: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why_api, "AGAIN_S", 0.001)
    ledger = told.centre.ledger
    late, ledger.steps = ledger.steps, []
    ledger.rows.clear()
    del told.centre.board.cards[f"calls/{CALL}"]
    asked = 0

    async def steps_of(call: CallId) -> list[Step]:
        nonlocal asked
        asked += 1
        return late if asked > 3 else []

    monkeypatch.setattr(ledger, "steps_of", steps_of)
    assert len(await moments(told, "anna")) == 3


async def test_a_living_call_that_only_the_board_knows_is_no_error(told: Running) -> None:
    told.centre.ledger.steps = []
    told.centre.board.cards["calls/c-new"] = call_card("c-new")
    assert await moments(told, "sven", "c-new") == []
    sven = await told.signed_in("sven")
    assert await sven.code("GET", "/api/v1/calls/c-none/why") == (404, "not_found")
    assert await sven.code("GET", "/api/v1/calls/%2e%2e/why") == (404, "not_found")
    nobody = told.browser()
    assert await nobody.code("GET", f"/api/v1/calls/{CALL}/why") == (401, "signed_out")


async def test_a_very_long_wait_leaves_out_its_middle(
    told: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why_api, "MOST_MOMENTS", 5)
    monkeypatch.setattr(why_api, "FIRST_MOMENTS", 2)
    told.centre.ledger.steps = steps(*(waits() for _ in range(9)))
    browser = await told.signed_in("mia")
    _, answer = await browser.json("GET", f"/api/v1/calls/{CALL}/why")
    assert answer["left_out"] == 4
    seconds = [one["at"][-3:-1] for one in answer["moments"]]
    assert seconds == ["01", "02", "07", "08", "09"]
    assert MOST_MOMENTS > why_api.FIRST_MOMENTS
