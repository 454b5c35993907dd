"""The floor: operators, who waits for them, and the offers between.

Owns every operator fact, the offers that the router makes, withdraws or lets time out,
and the facts that say why a call waits. A fold over facts; the router (`routing.ranking`)
makes the choice and is told of every change. No offer is made while the line is not
surveyed, so that a restart never rings a phone twice; nor does an offer time out
meanwhile, since nobody could hear that it was answered.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from routing import changes
from routing.clicks import Clicks
from routing.follows import Follows
from routing.forecaster import Forecaster, SilentForecaster
from routing.live import LiveRouter, seconds_of
from routing.plan import RoutingPlan, queue_plan
from routing.ranking.explain import Scene, explain, explain_wait
from routing.ranking.memory import RouterMemory
from routing.reasons import rule_against
from routing.state import Operator, Waiting
from routing.waits import Timetable, explained
from vocabulary.decisions import DecisionTrace, Forecast, Rule, Trigger
from vocabulary.facts import (
    AvailabilityChanged,
    CallConnected,
    CallEnded,
    CallQueued,
    CallRequeued,
    Fact,
    LinesLost,
    LinesSeen,
    OfferEnded,
    OfferMade,
    OperatorListed,
    OperatorUnlisted,
    PhoneChanged,
    RestEnded,
    ServiceStarted,
    WaitExplained,
    WaitPromised,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, MakeId, OfferId, OperatorId, QueueId, operator_leg
from vocabulary.inputs import Input, Tick
from vocabulary.ports import Decision
from vocabulary.states import Availability, OfferResult


class FloorState(msgspec.Struct, frozen=True):
    """All that the floor knows, for a checkpoint."""

    operators: tuple[Operator, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    lines_up: bool = False
    router: RouterMemory = RouterMemory()
    forecasts: dict[str, Any] = {}


class Floor:
    """Pure component of operators and waiting calls. See `vocabulary.ports.Component`."""

    def __init__(
        self,
        plan: RoutingPlan,
        make_id: MakeId,
        state: FloorState | None = None,
        forecaster: Forecaster | None = None,
    ) -> None:
        state = state or FloorState()
        self._queues = plan.queues
        self._offers = plan.offers
        self._make_id = make_id
        self._operators = {operator.operator: operator for operator in state.operators}
        self._waiting = {call.call: call for call in state.waiting}
        self._lines_up = state.lines_up
        self._clicks = Clicks(self._operators, plan.codes)
        self._follows = Follows(self._operators, plan)
        self._router = LiveRouter(plan, state.router, state.operators, state.waiting)
        self._timetable = Timetable(self._waiting)
        self._forecaster: Forecaster = forecaster or SilentForecaster()
        self._forecaster.watch(self._operators, self._waiting)
        self._deciding = False

    @property
    def operators(self) -> Mapping[OperatorId, Operator]:
        """Everybody who is or was listed and still has work."""
        return self._operators

    @property
    def waiting(self) -> Mapping[CallId, Waiting]:
        """Calls that want an operator, and those that have one and are not over."""
        return self._waiting

    def state(self) -> FloorState:
        """Everything, for a checkpoint."""
        return FloorState(
            tuple(self._operators.values()),
            tuple(self._waiting.values()),
            self._lines_up,
            self._router.memory(),
            self._forecaster.kept(),
        )

    def newcomers(self, now: datetime) -> dict[QueueId, Forecast]:
        """The wait of a caller who would join each queue of the plan at this moment."""
        return {queue: self._forecaster.for_newcomer(now, queue) for queue in self._queues}

    def deadline(self) -> datetime | None:
        """The first offer to time out, wrap-up to end or rest to be over; what the router
        waits for; the next wait to be explained."""
        self._catch_up()
        dues = list(self._follows.dues(self._lines_up))
        if self._lines_up:
            also = self._router.due(), self._timetable.deadline()
            dues.extend(due for due in also if due is not None)
        return min(dues, default=None)

    def decide(self, now: datetime, given: Input) -> Decision:
        """Answer a click, a report of a phone, or the time."""
        self._catch_up()
        self._deciding = True
        if isinstance(given, Tick):
            return self._follows.tick(now, self._lines_up)
        return self._clicks.decide(given)

    def react(self, now: datetime, fact: Fact) -> Decision:
        """What one fact brings about for operators and for other offers."""
        return self._follows.react(now, fact)

    def match(self, now: datetime) -> tuple[Fact, ...]:
        """Offers to be made now; when there are none, waits to be explained now.

        To be asked again once these facts are applied, until nothing follows. Each
        operator and each phone appears at most once.
        """
        self._deciding = False
        if not self._lines_up:
            return ()
        offers = self._offers_at(now)
        return offers or tuple(
            fact for call in self._timetable.take(now) for fact in self._explained(now, call)
        )

    def apply(self, at: datetime, fact: Fact) -> None:
        """Change by a fact."""
        self._router.at(at)
        self._fold(at, fact)
        self._forecaster.apply(at, fact)

    def _catch_up(self) -> None:
        """Whatever was replayed has been decided on already."""
        if not self._deciding:
            self._router.pass_over()

    def _fold(self, at: datetime, fact: Fact) -> None:
        match fact:
            case OperatorListed():
                before = self._operators.get(fact.operator)
                self._put_operator(changes.listed(at, before, fact))
            case LinesSeen() | LinesLost() | ServiceStarted():
                self._lines_up = isinstance(fact, LinesSeen)
                if self._lines_up:
                    self._router.look_again()
            case CallQueued() | CallRequeued() | CallEnded() | CallConnected():
                self._apply_call(at, fact)
            case WaitExplained():
                call = self._waiting.get(fact.call)
                if call is not None:
                    self._put_call(explained(at, call, fact))
            case OfferMade() | OfferEnded():
                self._apply_offer(at, fact)
            case (
                OperatorUnlisted()
                | AvailabilityChanged()
                | PhoneChanged()
                | WrapUpStarted()
                | WrapUpEnded()
                | RestEnded()
            ):
                self._apply_operator(at, fact)
            case _:
                pass

    def _put_operator(self, operator: Operator) -> None:
        before = self._operators.get(operator.operator)
        self._operators[operator.operator] = operator
        self._router.operator(before, operator)

    def _put_call(self, call: Waiting) -> None:
        self._waiting[call.call] = call
        self._timetable.keep(call)

    def _apply_call(
        self, at: datetime, fact: CallQueued | CallRequeued | CallEnded | CallConnected
    ) -> None:
        match fact:
            case CallQueued():
                call = changes.queued(at, self._waiting.get(fact.call), fact)
                self._put_call(call)
                self._router.waits(call)
            case CallRequeued():
                call = replace(self._waiting[fact.call], held=False)
                self._put_call(call)
                self._router.waits(call)
                for operator in self._follows.serving(fact.call):
                    self._put_operator(changes.freed(at, operator))
            case CallConnected():
                for operator in self._follows.serving(fact.call):
                    self._put_operator(replace(operator, talked=True))
            case CallEnded():
                self._waiting.pop(fact.call, None)
                self._router.gone(fact.call)
                for operator in self._follows.serving(fact.call):
                    if not operator.talked:
                        self._put_operator(changes.freed(at, operator))

    def _apply_offer(self, at: datetime, fact: OfferMade | OfferEnded) -> None:
        operator = self._operators[fact.operator]
        call = self._waiting.get(fact.call)
        if isinstance(fact, OfferMade):
            self._put_operator(changes.offered(operator, fact))
            if call is not None:
                call = replace(call, offers=call.offers | {fact.offer})
                self._put_call(call)
                self._router.rung(call)
            return
        taken = fact.result is OfferResult.ACCEPTED
        if taken:
            changed = changes.accepted(at, operator, fact.call, call.queue if call else None)
        else:
            changed = changes.not_accepted(at, operator, fact, self._offers)
        self._put_operator(changed)
        if call is not None:
            call = replace(call, offers=call.offers - {fact.offer}, held=call.held or taken)
            self._put_call(call)
            self._router.waits(call)

    def _apply_operator(
        self,
        at: datetime,
        fact: OperatorUnlisted
        | AvailabilityChanged
        | PhoneChanged
        | WrapUpStarted
        | WrapUpEnded
        | RestEnded,
    ) -> None:
        operator = self._operators.get(fact.operator)
        if operator is None:
            return
        match fact:
            case OperatorUnlisted():
                changed = replace(operator, unlisted=True, availability=Availability.SIGNED_OUT)
            case AvailabilityChanged():
                changed = changes.availability(at, operator, fact)
            case PhoneChanged():
                changed = replace(operator, phone=fact.phone)
            case WrapUpStarted():
                changed = changes.wrapping_up(operator, fact.call, fact.until)
            case WrapUpEnded():
                changed = changes.freed(at, operator)
            case RestEnded():
                changed = replace(operator, rest_until=None)
        self._put_operator(changed)

    def _offers_at(self, now: datetime) -> tuple[Fact, ...]:
        traces: list[DecisionTrace] = []

        def watch(seconds: float, call: Hashable, slot: int, trigger: Trigger) -> None:
            scene = Scene(seconds, self._router.ranked, self._rule_against)
            queue = self._waiting[CallId(str(call))].queue
            traces.append(explain(scene, queue, call, slot, trigger))

        pairs, widened = self._router.choose(now, watch)
        self._timetable.widened(CallId(str(call)) for call in widened)
        return tuple(
            self._offer(now, CallId(str(pair.call)), OperatorId(str(pair.operator)), trace)
            for pair, trace in zip(pairs, traces, strict=True)
        )

    def _offer(
        self, now: datetime, call: CallId, operator: OperatorId, trace: DecisionTrace
    ) -> OfferMade:
        offer = OfferId(self._make_id())
        queue = queue_plan(self._queues, self._waiting[call].queue)
        return OfferMade(
            offer=offer,
            call=call,
            operator=operator,
            leg=operator_leg(offer),
            extension=self._operators[operator].extension,
            expires_at=now + timedelta(seconds=queue.ring_s),
            trace=trace,
        )

    def _explained(self, now: datetime, call: Waiting) -> Iterable[Fact]:
        """Why a call waits, and the wait that it is promised, once."""
        if not self._router.wants_phone(call.call):
            return
        forecast = self._forecaster.forecast(now, call.call)
        if forecast.p50_s is not None and not call.promised:
            yield WaitPromised(call.call, call.queue, forecast)
        scene = Scene(seconds_of(now), self._router.ranked, self._rule_against)
        state = explain_wait(scene, call.call)
        yield WaitExplained(call.call, call.queue, *state, forecast)

    def _rule_against(self, operator: OperatorId) -> Rule | None:
        return rule_against(self._operators[operator])
