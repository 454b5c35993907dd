"""The live forecaster: the floor's facts and records, told to `routing.prediction`.

What it learns (talk times, how far its promises were off) is kept in the checkpoint; who
waits and who works it looks up in the floor's records at the moment of asking. It decides
nothing, so a forecast never changes who gets a call.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from routing.plan import RoutingPlan
from routing.prediction.live import (
    BEYOND,
    NOBODY,
    READY,
    TALKING,
    WRAPPING,
    Expected,
    LivePredictor,
    Server,
    Snapshot,
    Waiter,
)
from routing.prediction.promises import OPERATORS_FEWER, OVERTAKEN, TALKS_LONGER, Promises
from routing.revisions import Revisions, crew
from routing.state import Operator, Waiting
from vocabulary.decisions import Forecast, Moved, Silence
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    CallQueued,
    CallReturned,
    CallTransferred,
    Fact,
    NodeEntered,
    PlanPublished,
    QueueLeft,
    TalkEnded,
    WaitPromised,
)
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.shelf import Shelf
from vocabulary.states import Activity, Availability, PhoneState

_SILENCES = {NOBODY: Silence.NOBODY_SERVES, BEYOND: Silence.BEYOND}
_MOVES = {
    OPERATORS_FEWER: Moved.FEWER_OPERATORS,
    OVERTAKEN: Moved.OVERTAKEN,
    TALKS_LONGER: Moved.LONGER_TALKS,
}
_LEARNT_FROM = (
    CallQueued,
    QueueLeft,
    WaitPromised,
    CallConnected,
    TalkEnded,
    CallTransferred,
    CallReturned,
    CallEnded,
)
UNREAD_LIMIT = 1000
DIGITS = 1
"""Forecasts are told to a tenth of a second: the journal need not hold more."""


class Foresight:
    """A `Forecaster` that learns from the centre's own calls, from the first day on.

    zone: the centre's own clock, for times of day. kept: what an earlier one has kept.
    The plans are the floor's: see `watch`.
    """

    def __init__(self, zone: tzinfo, kept: dict[str, Any] | None = None) -> None:
        self._zone = zone
        self._predictor = _restored(kept)
        self._promises = Promises()
        self._plans = Revisions(Shelf({0: RoutingPlan(queues={})}), 0)
        self._operators: Mapping[OperatorId, Operator] = {}
        self._waiting: Mapping[CallId, Waiting] = {}
        self._told: tuple[datetime, dict[Any, Expected]] | None = None
        self._here: set[CallId] = set()
        self._unread: list[tuple[datetime, Fact]] = []

    def watch(
        self,
        operators: Mapping[OperatorId, Operator],
        waiting: Mapping[CallId, Waiting],
        plans: Revisions,
    ) -> None:
        """Whose present is looked up: live views, never changed from here."""
        self._operators = operators
        self._waiting = waiting
        self._plans = plans
        if plans.is_known:
            self._meet_queues()

    def kept(self) -> dict[str, Any]:
        """What was learnt, for a checkpoint: plain lists and numbers."""
        self._read()
        return self._predictor.to_dict()

    def apply(self, at: datetime, fact: Fact) -> None:
        """Learn from a fact, before the next forecast: a call being decided on need not wait."""
        self._told = None
        match fact:
            case NodeEntered():
                self._promises.over(fact.call)
            case PlanPublished():
                self._read()
                self._meet_queues()
            case _ if isinstance(fact, _LEARNT_FROM):
                self._unread.append((at, fact))
                if len(self._unread) >= UNREAD_LIMIT:
                    self._read()
            case _:
                pass

    def _meet_queues(self) -> None:
        """The plan's queues are known before anybody asks: asking changes nothing."""
        for queue in self._plans.now.queues:
            self._predictor.centre.class_of(queue, 0)

    def _read(self) -> None:
        unread, self._unread = self._unread, []
        for at, fact in unread:
            self._learn(at, fact)

    def _learn(self, at: datetime, fact: Fact) -> None:
        self._clock(at)
        now = at.timestamp()
        match fact:
            case CallQueued():
                self._queued(now, fact)
            case WaitPromised():
                told = fact.forecast
                self._predictor.promised(
                    fact.call, Expected(told.p50_s, told.p90_s, told.p50_s, silence="")
                )
            case CallConnected():
                self._predictor.answered(now, fact.call, fact.operator)
                self._promises.over(fact.call)
            case QueueLeft():
                self._here.discard(fact.call)
                self._predictor.left(now, fact.call)
            case TalkEnded() | CallTransferred() | CallReturned():
                self._here.discard(fact.call)
                self._predictor.ended(now, fact.call)
            case CallEnded():
                self._here.discard(fact.call)
                self._predictor.gave_up(now, fact.call)
                self._predictor.ended(now, fact.call)
                self._promises.over(fact.call)

    def forecast(self, now: datetime, call: CallId) -> Forecast:
        """The wait that a waiting call still has before it; the promise stands unless there
        is a reason to move it."""
        self._read()
        if self._told is None or self._told[0] != now:
            self._clock(now)
            self._told = now, self._predictor.waiting(self._snapshot(now))
        word = self._told[1].get(call)
        if word is None:
            return Forecast(silent=Silence.THIN_DATA)
        if word.silence:
            return _silent(word)
        seconds = now.timestamp()
        changed = self._promises.told(seconds, call, self._waiting[call].queue, word)
        promise = self._promises.open.get(call)
        if promise is None:
            return Forecast(silent=Silence.THIN_DATA)
        moved = _MOVES.get(changed.reason) if changed else None
        return _forecast(promise.middle - seconds, promise.by - seconds, (moved,) if moved else ())

    def for_newcomer(self, now: datetime, queue: QueueId) -> Forecast:
        """The wait of a caller who would join the queue at this moment."""
        self._read()
        self._clock(now)
        lead = self._lead_s(queue, self._plans.revision, 0, 0.0)
        word = self._predictor.newcomer(self._snapshot(now), queue, credit_s=lead)
        if word.silence:
            return _silent(word)
        return _forecast(word.p50_s or 0.0, word.p90_s or 0.0)

    def _queued(self, now: float, fact: CallQueued) -> None:
        """A call that is queued again, and did not leave before, waits on."""
        if fact.call in self._here:
            return
        self._here.add(fact.call)
        self._predictor.arrived(
            now,
            fact.call,
            fact.queue,
            priority=fact.priority,
            credit_s=self._lead_s(fact.queue, fact.revision, fact.priority, fact.credit_s),
        )

    def _lead_s(self, queue: QueueId, revision: int, priority: int, credit_s: float) -> float:
        """What priority and credit are worth, in seconds of waiting."""
        plan = self._plans.queue(queue, revision)
        return credit_s + (priority + plan.priority) * self._plans.now.weights.priority_s

    def _clock(self, at: datetime) -> None:
        local = at.astimezone(self._zone)
        second = local.hour * 3600 + local.minute * 60 + local.second
        self._predictor.clock(local.toordinal(), float(second))

    def _snapshot(self, now: datetime) -> Snapshot:
        waiting = [
            Waiter(
                call.call,
                call.queue,
                call.place_since.timestamp(),
                self._lead_s(call.queue, call.revision, call.priority, call.credit_s),
            )
            for call in self._waiting.values()
            if not call.held
        ]
        crews = self._crews_of_the_past()
        servers = [
            server
            for operator in self._operators.values()
            if (server := self._server(now, operator, crews)) is not None
        ]
        return Snapshot(now.timestamp(), waiting, servers)

    def _crews_of_the_past(self) -> dict[QueueId, frozenset[OperatorId]]:
        """Who serves queues that are not in the plan any more, while calls wait in them."""
        past = {
            call.queue: call.revision
            for call in self._waiting.values()
            if not call.held and call.queue not in self._plans.now.queues
        }
        if not past:
            return {}
        listed = [one.operator for one in self._operators.values() if not one.unlisted]
        return {
            queue: crew(self._plans.queue(queue, revision), listed)
            for queue, revision in past.items()
        }

    def _server(
        self, now: datetime, operator: Operator, crews: Mapping[QueueId, frozenset[OperatorId]]
    ) -> Server | None:
        """How an operator counts; None for one who will take no further call."""
        there = operator.availability is Availability.READY and not operator.unlisted
        if not there or operator.phone is PhoneState.UNREACHABLE:
            return None
        doing, since, queue = READY, operator.idle_since, QueueId("")
        match operator.activity:
            case Activity.TALKING:
                doing, since = TALKING, operator.accepted_at or now
                queue = operator.serves or queue
            case Activity.OFFERED if operator.aside:
                doing, since = TALKING, now
            case Activity.OFFERED if operator.offer is not None:
                offered = self._waiting.get(operator.offer.call)
                doing, since, queue = TALKING, now, offered.queue if offered else queue
            case Activity.WRAPPING_UP:
                doing, since = WRAPPING, self._wraps_since(now, operator)
        helps = {past for past, who in crews.items() if operator.operator in who}
        queues = operator.queues | helps
        return Server(operator.operator, queues, doing, since.timestamp(), queue)

    def _wraps_since(self, now: datetime, operator: Operator) -> datetime:
        if operator.wrap_up_until is None or operator.serves is None:
            return now
        usual = self._plans.queue(operator.serves, operator.revision).wrap_up_s
        return operator.wrap_up_until - timedelta(seconds=usual)


def _restored(kept: dict[str, Any] | None) -> LivePredictor:
    """What was learnt before; anew where an older version kept it in another shape."""
    if not kept:
        return LivePredictor()
    try:
        return LivePredictor.from_dict(kept)
    except (KeyError, TypeError, ValueError, AttributeError):
        return LivePredictor()


def _silent(word: Expected) -> Forecast:
    return Forecast(silent=_SILENCES.get(word.silence, Silence.THIN_DATA))


def _forecast(p50_s: float, p90_s: float, moved: tuple[Moved, ...] = ()) -> Forecast:
    middle = round(max(0.0, p50_s), DIGITS)
    return Forecast(middle, max(middle, round(max(0.0, p90_s), DIGITS)), moved=moved)
