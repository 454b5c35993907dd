"""Outside sources for calls and for screens, asked over a real connection."""

import pytest

from customers.lookups import guard as guards
from customers.lookups import outside
from customers.lookups.book import SourceBook
from customers.lookups.outside import OutsideLookUps, ask_all
from customers.plan import CustomersPlan
from tests.customers.lookups.systems import LOCAL, NOON, Crm, Hands
from tests.support.waiting import until
from vocabulary.commands import LookUp
from vocabulary.ids import CallId, NodeId
from vocabulary.inputs import Input, LookUpDone
from vocabulary.states import LookUpResult


class Box:
    def __init__(self) -> None:
        self.given: list[LookUpDone] = []

    def put(self, given: Input) -> None:
        assert isinstance(given, LookUpDone)
        self.given.append(given)


def wanted(key: str, source: str = "crm", asked: int = 1) -> LookUp:
    return LookUp(CallId("c1"), NodeId("ask"), source, key, 1, asked)


def book_of(crm: Crm) -> SourceBook:
    sources = {
        "crm": crm.plan(label="Customer system").model_dump(),
        "stranger": crm.plan("stranger.example", "https").model_dump(),
    }
    plan = CustomersPlan.model_validate({"sources": sources})
    hands = Hands()
    return SourceBook(LOCAL, hands, lambda revision: plan, hands.passing)


async def test_answers_come_through_the_inbox(crm: Crm) -> None:
    book, box = book_of(crm), Box()
    look_ups = OutsideLookUps(book.of, box)
    for number, key in enumerate(("1", "unknown", "500"), start=1):
        look_ups.submit(wanted(key, asked=number))
    assert box.given == []  # never in the same breath
    await until(lambda: len(box.given) == 3, 10, "an answer")
    found, missing, failed = sorted(box.given, key=lambda one: one.asked)
    assert found.result is LookUpResult.FOUND
    assert dict(found.pii_values)["name"] == "Eve"
    assert (found.call, found.node) == ("c1", "ask")
    assert (missing.result, missing.pii_values) == (LookUpResult.MISSING, ())
    assert (failed.result, failed.pii_values) == (LookUpResult.FAILED, ())
    await book.close()


async def test_a_source_that_hangs_is_answered_all_the_same(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "ASK_S", 0.05)
    book, box = book_of(crm), Box()
    OutsideLookUps(book.of, box).submit(wanted("slow"))
    await until(lambda: bool(box.given), 10, "an answer")
    assert box.given[0].result is LookUpResult.FAILED
    await book.close()


async def test_who_is_not_known_or_is_one_too_many_fails_at_once(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "MOST_AT_ONCE", 2)
    book, box = book_of(crm), Box()
    look_ups = OutsideLookUps(book.of, box)
    assert look_ups.knows(wanted("1")) and not look_ups.knows(wanted("1", "other"))
    look_ups.submit(wanted("1", "other"))
    assert [one.result for one in box.given] == [LookUpResult.FAILED]
    for asked in range(3):
        look_ups.submit(wanted("slow", asked=asked))
    assert [one.asked for one in box.given] == [1, 2]
    await until(lambda: len(crm.asked) == 2, 10, "an answer")
    await look_ups.close()
    assert [one.result for one in box.given] == [LookUpResult.FAILED] * 4
    await book.close()


async def test_a_screen_sees_each_source_with_its_own_face(crm: Crm) -> None:
    book = book_of(crm)
    ours, stranger = await ask_all(book.of(1), "1")
    assert (ours.source, ours.label, ours.found) == ("crm", "Customer system", True)
    assert (ours.state.status, ours.state.since, ours.values["name"]) == ("ok", NOON, "Eve")
    assert (stranger.state.status, stranger.found, stranger.values) == ("down", False, {})
    assert "not among the hosts" in stranger.state.why
    ours, _ = await ask_all(book.of(1), "unknown")
    assert (ours.state.status, ours.found) == ("ok", False)
    await book.close()
