from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.calls import promises
from desk.calls.promises import Promises, TooMuch
from desk.ports import PromiseFold as AnyFold
from stats.promises import PromiseFold, PromiseReport, audit_promises
from tests.support.desk_fakes import ANNA, NOON, SUPPORT, FakeLedger
from vocabulary.decisions import Forecast, Silence
from vocabulary.facts import CallConnected, CallEnded, Fact, Step, WaitPromised
from vocabulary.ids import CallId, LegId, QueueId
from vocabulary.states import EndReason, Outcome

ATHENS = ZoneInfo("Europe/Athens")
SALES = QueueId("sales")


def promise(call: str, p50: float | None, p90: float | None, queue: QueueId = SUPPORT) -> Fact:
    return WaitPromised(CallId(call), queue, Forecast(p50, p90))


def answered(call: str) -> Fact:
    return CallConnected(CallId(call), ANNA, LegId("l"))


def left(call: str) -> Fact:
    return CallEnded(CallId(call), Outcome.ABANDONED, EndReason.LEFT_IN_QUEUE)


def steps(*told: tuple[float, Fact]) -> list[Step]:
    """Facts by the second at which they happened, counted from noon."""
    return [Step(n, NOON + timedelta(seconds=at), (fact,)) for n, (at, fact) in enumerate(told, 1)]


def report(fold: AnyFold) -> PromiseReport:
    made = fold.report()
    assert isinstance(made, PromiseReport)
    return made


def reader(told: Sequence[Step] = ()) -> tuple[FakeLedger, Promises]:
    ledger = FakeLedger()
    ledger.steps = list(told)
    return ledger, Promises(ledger, PromiseFold)


DAY = steps(
    (0, promise("a", 30.0, 60.0)),
    (1, promise("b", 30.0, 60.0)),
    (2, promise("c", 30.0, 60.0)),
    (3, WaitPromised(CallId("d"), SUPPORT, Forecast(silent=Silence.THIN_DATA))),
    (50, answered("a")),  # 20 s later than the promised half
    (61, answered("b")),  # just within
    (90, left("c")),
    (95, answered("d")),
    (3600, promise("e", 10.0, 20.0)),
    (3601, promise("f", 10.0, 20.0, SALES)),
    (3630, answered("e")),  # broken
    (3700, answered("never promised")),
)


async def test_what_goes_on_is_read_on_from_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "PAGE", 2)
    ledger, told = reader(DAY[:1])
    before = await told.until_now(NOON, ATHENS)
    assert report(before).all.answered == 0
    ledger.steps = DAY
    grown = await told.until_now(NOON, ATHENS)
    assert grown is before
    assert report(grown) == audit_promises(DAY, ATHENS)
    assert report(await told.until_now(NOON, ATHENS)) == audit_promises(DAY, ATHENS)
    assert await told.until_now(NOON, ZoneInfo("Asia/Kolkata")) is not grown
    assert await told.until_now(NOON - timedelta(days=1), ATHENS) is not grown


async def test_a_span_counts_what_was_promised_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "PAGE", 3)
    _, told = reader(DAY)
    first = report(await told.between(NOON, NOON + timedelta(hours=1), None, ATHENS))
    assert [row.hour for row in first.rows] == ["2026-11-22T14:00:00+02:00"]
    whole = await told.between(NOON, NOON + timedelta(hours=2), None, ATHENS)
    assert report(whole) == audit_promises(DAY, ATHENS)
    sales = await told.between(NOON, NOON + timedelta(hours=2), SALES, ATHENS)
    assert report(sales) == audit_promises(DAY, ATHENS, SALES)


async def test_an_outcome_after_the_span_counts_but_not_for_ever() -> None:
    until = NOON + timedelta(seconds=10)
    promised = (0, promise("a", 30.0, 60.0))
    later = (20, promise("b", 30.0, 60.0))
    _, told = reader(steps(promised, later, (40, left("x")), (50, answered("a"))))
    found = report(await told.between(NOON, until, None, ATHENS)).all
    assert (found.promised, found.answered, found.kept_p90) == (1, 1, 1.0)
    _, told = reader(steps(promised, (8000, answered("a"))))
    assert report(await told.between(NOON, until, None, ATHENS)).all.answered == 0


async def test_there_is_a_limit_to_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "MOST_STEPS", 5)
    _, told = reader(DAY)
    with pytest.raises(TooMuch):
        await told.between(NOON, NOON + timedelta(days=1), None, ATHENS)
    with pytest.raises(TooMuch):
        await told.until_now(NOON, ATHENS)
