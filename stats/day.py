"""Today's counts: from midnight to midnight in the centre's own time zone.

A call belongs to the day on which it arrived, as in the ledger, so the figures of a
day and its list of calls agree even for a visit that runs over midnight. It counts
when its fate is known: as answered when operator and caller are joined, otherwise when
it ends. An answered call never becomes abandoned or lost afterwards. What each fate means
stands in `stats.fates` and in `vocabulary.board.TodayCard`. A call that an operator places
is none of these: nobody waited for us. One that is given on counts once, for whoever answered.

Each call is held to the objective of the plan that it arrived under; the card names that
of the plan in force.
"""

from bisect import insort
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from stats.fates import Fate, OpenCall, fate_of
from stats.metrics import Counts, percentile, service_level
from stats.queues import QueueConfig
from vocabulary.board import ServiceLevel, TodayCard
from vocabulary.facts import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallQueued,
    Fact,
    FallbackCallImported,
    NodeEntered,
    OfferEnded,
    PlanPublished,
    QueueLeft,
    Step,
)
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.shelf import Shelf
from vocabulary.states import OfferResult, Outcome

MAX_WAITS = 20_000
"""Waits kept for the percentiles; above it every second one is let go, and again."""

_NO_QUEUE = QueueConfig(QueueId(""))


class OperatorDay(msgspec.Struct):
    """One operator's day: calls answered, offers that rang unanswered."""

    answered: int = 0
    missed: int = 0


class DayState(msgspec.Struct):
    """All that the fold knows. `waits_s` is ascending, every `stride`-th answered call."""

    day: date
    seq: int = 0
    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0
    abandoned_in_time: int = 0
    abandoned_short: int = 0
    lost: int = 0
    answer_time_sum_s: float = 0.0
    waits_s: list[float] = []
    stride: int = 1
    open: dict[CallId, OpenCall] = {}
    operators: dict[OperatorId, OperatorDay] = {}
    overflowed: int = 0
    callbacks: int = 0
    messages: int = 0
    revision: int = 0


class DayChange(NamedTuple):
    """What a step changed: the counts, single operators, or the whole day."""

    counts: bool = False
    operators: tuple[OperatorId, ...] = ()
    rolled: bool = False


UNCHANGED = DayChange()
_TALLIED = (Outcome.CALLBACK, Outcome.VOICEMAIL)


class DayFold:
    """Counts of the day that `at` lies in, against a service objective.

    goals: queues by revision of the plan; the first queue's objective holds for all calls.
    Steps of earlier days are read without being counted, so a whole journal can be
    folded. A step that was folded already is ignored.
    """

    def __init__(
        self,
        goals: Shelf[tuple[QueueConfig, ...]],
        zone: ZoneInfo,
        at: datetime,
        max_waits: int = MAX_WAITS,
    ) -> None:
        self._goals = goals
        self._max_waits = max_waits
        self._zone = zone
        self._touched: list[OperatorId] = []
        self._counted = False
        self._handlers: dict[type[Fact], Callable[[datetime, Any], None]] = {
            CallArrived: self._arrived,
            NodeEntered: self._followed,
            CallQueued: self._followed,
            QueueLeft: self._followed,
            CallConnected: self._connected,
            CallEnded: self._ended,
            FallbackCallImported: self._imported,
            OfferEnded: self._offer_ended,
        }
        self._begin(DayState(day=at.astimezone(zone).date()))

    def apply(self, step: Step) -> DayChange:
        """Fold one step and say what it changed."""
        if step.seq <= self._state.seq:
            return UNCHANGED
        rolled = self.roll(step.at)
        self._state.seq = step.seq
        self._touched = []
        self._counted = False
        self._follow_plan(step)
        if step.at < self._starts_at:
            return DayChange(self._counted)
        for fact in step.facts:
            handler = self._handlers.get(type(fact))
            if handler is not None:
                handler(step.at, fact)
        if not (rolled or self._counted or self._touched):
            return UNCHANGED
        return DayChange(self._counted, tuple(self._touched), rolled)

    def roll(self, now: datetime) -> bool:
        """Begin a new day when `now` lies in one. Answers whether it did."""
        if now < self._ends_at:
            return False
        today = now.astimezone(self._zone).date()
        self._begin(DayState(today, self._state.seq, revision=self._state.revision))
        return True

    def answered_by(self, operator: OperatorId) -> int:
        """Calls of today that this operator took."""
        day = self._state.operators.get(operator)
        return day.answered if day else 0

    def missed_by(self, operator: OperatorId) -> int:
        """Offers of today that rang their full time at this operator's phone."""
        day = self._state.operators.get(operator)
        return day.missed if day else 0

    def counts(self) -> Counts:
        """Today as every metric wants it."""
        state = self._state
        return Counts(
            state.answered,
            state.answered_in_time,
            state.abandoned,
            state.abandoned_in_time,
            state.abandoned_short,
        )

    def card(self) -> TodayCard:
        """Today as the screens show it."""
        state = self._state
        goal = self._goal(state.revision)
        return TodayCard(
            day=state.day,
            offered=state.answered + state.abandoned + state.overflowed + state.lost,
            answered=state.answered,
            abandoned=state.abandoned,
            lost=state.lost,
            service_level=ServiceLevel(
                variant=goal.variant.value,
                threshold_s=goal.threshold_s,
                objective=goal.objective,
                value=service_level(goal.variant, self.counts()),
            ),
            answer_time_mean_s=(
                state.answer_time_sum_s / state.answered if state.answered else None
            ),
            answer_time_p90_s=percentile(state.waits_s, 0.9),
            overflowed=state.overflowed,
            callbacks=state.callbacks,
            messages=state.messages,
        )

    def checkpoint(self) -> DayState:
        """A copy of the state that later steps do not change."""
        return _copy(self._state)

    def restore(self, state: DayState) -> None:
        """Go on from a checkpoint."""
        self._begin(_copy(state))

    def _begin(self, state: DayState) -> None:
        self._state = state
        self._starts_at = _midnight(state.day, self._zone)
        self._ends_at = _midnight(state.day + timedelta(days=1), self._zone)

    def _follow_plan(self, step: Step) -> None:
        """On earlier days too: the plan in force may be an old one."""
        for fact in step.facts:
            if isinstance(fact, PlanPublished):
                self._state.revision = fact.revision
                self._counted = True

    def _goal(self, revision: int) -> QueueConfig:
        configs = self._goals.of(revision)
        return configs[0] if configs else _NO_QUEUE

    def _arrived(self, _at: datetime, fact: CallArrived) -> None:
        self._state.open[fact.call] = OpenCall(revision=fact.revision)

    def _followed(self, at: datetime, fact: NodeEntered | CallQueued | QueueLeft) -> None:
        call = self._state.open.get(fact.call)
        if call is not None:
            call.follow(at, fact)

    def _connected(self, at: datetime, fact: CallConnected) -> None:
        call = self._state.open.get(fact.call)
        if call is None or call.answered:
            return
        call.answered = True
        self._count_answered(call, at, fact.operator)

    def _ended(self, at: datetime, fact: CallEnded) -> None:
        call = self._state.open.pop(fact.call, None)
        if call is not None and not call.answered:
            self._count(fact.outcome, call, at, fact.operator)

    def _imported(self, _at: datetime, fact: FallbackCallImported) -> None:
        if not self._starts_at <= fact.arrived_at < self._ends_at:
            return  # it counts on its own day, and that day is not today
        call = OpenCall(place_since=fact.arrived_at, revision=self._state.revision)
        self._count(fact.outcome, call, fact.answered_at or fact.ended_at, fact.operator)

    def _offer_ended(self, _at: datetime, fact: OfferEnded) -> None:
        if fact.result is OfferResult.TIMED_OUT:
            self._operator(fact.operator).missed += 1

    def _count(
        self, outcome: Outcome, call: OpenCall, at: datetime, operator: OperatorId | None
    ) -> None:
        state = self._state
        state.callbacks += outcome is Outcome.CALLBACK
        state.messages += outcome is Outcome.VOICEMAIL
        fate = fate_of(call, outcome)
        self._counted |= fate is not Fate.NOT_OFFERED or outcome in _TALLIED
        match fate:
            case Fate.ANSWERED:
                self._count_answered(call, at, operator)
            case Fate.ABANDONED:
                goal, waited_s = self._goal(call.revision), call.wait_until(at)
                state.abandoned += 1
                state.abandoned_in_time += waited_s <= goal.threshold_s
                state.abandoned_short += waited_s <= goal.short_abandon_s
            case Fate.OVERFLOWED:
                state.overflowed += 1
            case Fate.LOST:
                state.lost += 1
            case Fate.NOT_OFFERED:
                pass

    def _count_answered(self, call: OpenCall, at: datetime, operator: OperatorId | None) -> None:
        state, waited_s = self._state, call.wait_until(at)
        self._counted = True
        if state.answered % state.stride == 0:
            insort(state.waits_s, waited_s)
        state.answered += 1
        state.answered_in_time += waited_s <= self._goal(call.revision).threshold_s
        state.answer_time_sum_s += waited_s
        if len(state.waits_s) > self._max_waits:
            state.waits_s = state.waits_s[::2]
            state.stride *= 2
        if operator is not None:
            self._operator(operator).answered += 1

    def _operator(self, operator: OperatorId) -> OperatorDay:
        self._touched.append(operator)
        return self._state.operators.setdefault(operator, OperatorDay())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def _copy(state: DayState) -> DayState:
    return msgspec.convert(msgspec.to_builtins(state), DayState)
