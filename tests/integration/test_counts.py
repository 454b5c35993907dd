"""The law of the ledger: what sipp counted stands in it, each call with exactly one end."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from switchboard.bench.parties import caller, phone
from tests.integration.crowd import all_ready, cards, crowded_service, phone_passwords
from tests.integration.scene import only
from tests.integration.vault import failed_rows, rows_match_files
from tests.support.scenarios import phone_declines_after, refusing_phone
from tests.support.service import Service
from tests.support.sipp import Sipp, rung
from tests.support.waiting import until

pytestmark = pytest.mark.line

PLAN = """
name: Counts
numbers:
  - {number: "100", queue: support}
  - {number: "200", queue: nobody}
queues:
  - {queue: support, name: Support, ring_s: 5, wrap_up_s: 0}
  - {queue: nobody, name: Nobody, operators: [stranger]}
offers: {rest_s: 1, misses_before_break: 100}
"""
PHONES = 10
PATIENT, IN_A_HURRY, IN_VAIN = 90, 30, 30
CALLS = PATIENT + IN_A_HURRY + IN_VAIN
TOO_SHORT_S = 0.2
"""A conversation so short may end before its first sample is written."""


async def test_every_call_of_sipp_stands_in_the_ledger_with_one_end(
    tmp_path: Path, sipp_argv: tuple[str, ...]
) -> None:
    async with (
        crowded_service(tmp_path, PHONES, PLAN) as service,
        Sipp(sipp_argv, tmp_path, service.sip) as sipp,
    ):
        passwords = list(phone_passwords(service, PHONES).items())
        runs = [
            await sipp.phones(dict(some), scenario)
            for some, scenario in (
                (passwords[:7], phone(answer_after_ms=50, talk_ms=300)),
                (passwords[7:8], refusing_phone("486 Busy Here")),
                (passwords[8:9], refusing_phone("603 Decline")),
                (passwords[9:], phone_declines_after(100)),
            )
        ]
        await all_ready(service, PHONES)
        # Three kinds side by side, 20 calls a second together.
        results = await asyncio.gather(
            sipp.call(caller("100"), numbers=_numbers(1, PATIENT), rate_per_s=12),
            sipp.call(
                caller("100", hang_up_after_ms=120),
                numbers=_numbers(2, IN_A_HURRY),
                rate_per_s=4,
            ),
            sipp.call(
                caller("200", hang_up_after_ms=500), numbers=_numbers(3, IN_VAIN), rate_per_s=4
            ),
        )
        assert sum(result.created for result in results) == CALLS
        assert [result.failed for result in results] == [0, 0, 0], [r.errors for r in results]
        rows = await service.finished_calls(CALLS)
        assert Counter(row["caller"] for row in rows) == Counter(
            [*_numbers(1, PATIENT), *_numbers(2, IN_A_HURRY), *_numbers(3, IN_VAIN)]
        )
        outcomes = Counter((row["caller"][0], row["outcome"]) for row in rows)
        assert outcomes["1", "answered"] == PATIENT
        assert outcomes["3", "abandoned"] == IN_VAIN
        assert outcomes["2", "answered"] + outcomes["2", "abandoned"] == IN_A_HURRY
        facts = await _all_facts(service, rows)
        assert Counter(fact["call"] for fact in only(facts, "CallEnded")) == Counter(
            row["id"] for row in rows
        )
        _one_thing_at_a_time(facts)
        assert sum(len(rung(run)) for run in runs) <= len(only(facts, "OfferMade"))
        await _recordings_are_those_of_answered_calls(service, rows)
        await until(lambda: _is_idle(service), 10, "nobody is at work", poll_s=0.1)


def _numbers(kind: int, count: int) -> list[str]:
    return [f"{kind}{number:06}" for number in range(count)]


async def _all_facts(service: Service, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What happened in all calls, in the order of the journal.

    Within a step an operator is freed by one call before it is rung for another.
    """
    steps: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        for step in (await service.api("GET", f"/calls/{row['id']}"))["steps"]:
            steps.setdefault(step["seq"], []).extend(step["facts"])
    return [
        fact
        for _, facts in sorted(steps.items())
        for fact in sorted(facts, key=lambda fact: bool(fact["type"] == "OfferMade"))
    ]


def _one_thing_at_a_time(facts: list[dict[str, Any]]) -> None:
    """No operator has two offers, nor an offer in a call; no call has two operators."""
    offered: dict[str, str] = {}
    talking: dict[str, str] = {}
    for fact in facts:
        operator = str(fact.get("operator"))
        match fact["type"]:
            case "OfferMade":
                assert operator not in offered, f"{operator} has two offers"
                assert operator not in talking.values(), f"{operator} is rung in a call"
                offered[operator] = fact["offer"]
            case "OfferEnded":
                assert offered.pop(operator) == fact["offer"]
                if fact["result"] == "accepted":
                    assert fact["call"] not in talking, f"{fact['call']} has two operators"
                    talking[fact["call"]] = operator
            case "CallRequeued" | "CallEnded":
                talking.pop(fact["call"], None)
    assert offered == {}
    assert talking == {}


async def _recordings_are_those_of_answered_calls(
    service: Service, rows: list[dict[str, Any]]
) -> None:
    answered = {row["id"]: row for row in rows if row["outcome"] == "answered"}
    kept = await rows_match_files(service)
    failed = await failed_rows(service)
    assert kept + len(failed) == len(answered)
    for row in failed:
        assert answered[row.call]["talked_s"] < TOO_SHORT_S, row.why


async def _is_idle(service: Service) -> bool:
    operators = await cards(service, "operators")
    idle = all(card["activity"] == "idle" for card in operators)
    return idle and await cards(service, "calls") == []
