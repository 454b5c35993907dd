"""Promised waits held against what came true."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stats.promises import Audit, PromiseFold, PromiseRow, audit_promises
from vocabulary.decisions import Forecast, Silence
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    CallQueued,
    Fact,
    QueueLeft,
    Step,
    WaitPromised,
)
from vocabulary.ids import CallId, LegId, OperatorId, QueueId
from vocabulary.states import EndReason, Outcome, QueueExit

pytestmark = pytest.mark.pure

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 11, 2, 8, 59, tzinfo=UTC)
SUPPORT, SALES = QueueId("support"), QueueId("sales")
HOUR = "2026-11-02T09:00:00+01:00"


class Ledger:
    """Steps, one fact each."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def tell(self, seconds: float, fact: Fact) -> None:
        at = AT + timedelta(seconds=seconds)
        self.steps.append(Step(len(self.steps) + 1, at, (fact,)))

    def promise(
        self, seconds: float, call: str, p50_s: float | None, p90_s: float | None, queue: QueueId
    ) -> None:
        silent = Silence.THIN_DATA if p50_s is None else None
        self.tell(seconds, WaitPromised(CallId(call), queue, Forecast(p50_s, p90_s, silent)))

    def answer(self, seconds: float, call: str) -> None:
        self.tell(seconds, CallConnected(CallId(call), OperatorId("anna"), LegId("l")))

    def leave(self, seconds: float, call: str, why: QueueExit, to: str) -> None:
        self.tell(seconds, QueueLeft(CallId(call), SUPPORT, why, to))

    def end(self, seconds: float, call: str) -> None:
        ended = CallEnded(CallId(call), Outcome.ABANDONED, EndReason.LEFT_IN_QUEUE)
        self.tell(seconds, ended)


def ledger() -> Ledger:
    told = Ledger()
    told.promise(0, "kept", 20, 60, SUPPORT)
    told.promise(1, "missed", 20, 60, SUPPORT)
    told.promise(2, "left", 20, 60, SUPPORT)
    told.promise(3, "silent", None, None, SUPPORT)
    told.answer(30, "kept")
    told.end(40, "left")
    told.promise(70, "sold", 10, None, SALES)
    told.answer(71, "missed")
    told.answer(85, "sold")
    told.end(90, "missed")
    return told


def test_a_promise_is_kept_within_its_p90_and_abandons_are_neither() -> None:
    report = audit_promises(ledger().steps, BERLIN)
    assert report.rows == (
        PromiseRow(3, 2, 0.5, 30.0, queue=SUPPORT, hour=HOUR),
        PromiseRow(1, 1, None, 5.0, queue=SALES, hour="2026-11-02T10:00:00+01:00"),
    )
    assert report.all == Audit(4, 3, 0.5, 10.0)


def test_one_queue_alone() -> None:
    report = audit_promises(ledger().steps, BERLIN, SALES)
    assert [row.queue for row in report.rows] == [SALES]
    assert report.all == Audit(1, 1, None, 5.0)


def test_without_promises_there_is_nothing_to_keep() -> None:
    report = audit_promises((), BERLIN)
    assert (report.rows, report.all) == ((), Audit(0, 0, None, None))


def test_a_call_is_held_to_its_first_promise_even_after_an_overflow() -> None:
    told = Ledger()
    told.promise(0, "c", 20, 60, SUPPORT)
    told.promise(30, "c", 5, 10, SALES)
    told.answer(50, "c")
    told.promise(60, "c", 5, 10, SALES)
    (row,) = audit_promises(told.steps, BERLIN).rows
    assert (row.queue, row.promised, row.kept_p90, row.median_error_s) == (SUPPORT, 1, 1.0, 30.0)


def test_a_call_that_waits_still_was_promised() -> None:
    fold = PromiseFold(BERLIN)
    for step in ledger().steps[:2]:
        fold.apply(step)
    assert fold.report().all == Audit(2, 0, None, None)


def test_who_leaves_by_a_key_or_overflow_is_neither_kept_nor_broken() -> None:
    told = Ledger()
    told.promise(0, "key", 20, 60, SUPPORT)
    told.promise(1, "over", 20, 60, SUPPORT)
    told.promise(2, "kept", 20, 60, SUPPORT)
    told.leave(30, "key", QueueExit.KEY, "mailbox")
    told.leave(90, "over", QueueExit.TOO_LONG, "sales")
    told.promise(90, "over", 10, 20, SALES)
    told.answer(95, "over")
    told.answer(40, "kept")
    told.end(100, "key")
    told.leave(110, "unknown", QueueExit.KEY, "mailbox")
    report = audit_promises(told.steps, BERLIN)
    assert report.rows == (
        PromiseRow(3, 1, 1.0, 18.0, 2, queue=SUPPORT, hour=HOUR),
        PromiseRow(1, 1, 1.0, 5.0, 0, queue=SALES, hour="2026-11-02T10:00:00+01:00"),
    )
    assert report.all == Audit(4, 2, 1.0, 11.5, 2)


def test_an_hour_that_comes_twice_is_two_hours() -> None:
    told = Ledger()
    shift = (datetime(2026, 10, 25, 0, 30, tzinfo=UTC) - AT).total_seconds()
    told.promise(shift, "a", 1, 2, SUPPORT)
    told.promise(shift + 3600, "b", 1, 2, SUPPORT)
    hours = [row.hour for row in audit_promises(told.steps, BERLIN).rows]
    assert hours == ["2026-10-25T02:00:00+01:00", "2026-10-25T02:00:00+02:00"]


def test_a_second_wait_after_a_talk_is_held_to_nothing() -> None:
    told = Ledger()
    told.promise(0, "given", 20, 60, SUPPORT)
    told.answer(30, "given")
    told.tell(90, CallQueued(CallId("given"), SALES, AT))
    told.promise(90, "given", 5, 9, SALES)
    told.answer(500, "given")
    told.end(600, "given")
    audit = audit_promises(told.steps, BERLIN).all
    assert (audit.promised, audit.answered, audit.kept_p90) == (1, 1, 1.0)
