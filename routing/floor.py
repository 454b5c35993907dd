"""The floor: operators, who waits for them, and the offers between.

Owns every operator fact, the offers that the router makes, withdraws or lets time out,
and the facts that say why a call waits. A fold over facts; the router (`routing.ranking`)
makes the choice and is told of every change. No offer is made while the line is not
surveyed, so that a restart never rings a phone twice; nor does an offer time out
meanwhile, since nobody could hear that it was answered.

Each call is served by the revision of the plan under which it came (`routing.revisions`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from routing import changes
from routing.choices import Choices, Sources
from routing.clicks import Clicks
from routing.follows import Follows
from routing.forecaster import Forecaster, SilentForecaster
from routing.live import LiveRouter
from routing.parties import Parties, PartyFact
from routing.plan import RoutingPlan
from routing.ranking.memory import RouterMemory
from routing.revisions import Revisions
from routing.state import Operator, Waiting
from routing.waits import Timetable, explained
from vocabulary.decisions import Forecast
from vocabulary.facts import (
    CallEnded,
    CallQueued,
    CallRequeued,
    CallTransferred,
    Fact,
    LinesLost,
    LinesSeen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OperatorFact,
    PlanPublished,
    QueueLeft,
    ServiceStarted,
    TalkEnded,
    WaitExplained,
)
from vocabulary.ids import CallId, MakeId, OperatorId, QueueId
from vocabulary.inputs import Input, Tick
from vocabulary.ports import Decision
from vocabulary.shelf import Shelf
from vocabulary.states import OfferResult


class FloorState(msgspec.Struct, frozen=True):
    """All that the floor knows, for a checkpoint.

    `revision` is the plan's in force. `left` are calls that left a queue and of which it is
    not said yet where they went.
    """

    operators: tuple[Operator, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    lines_up: bool = False
    router: RouterMemory = RouterMemory()
    forecasts: dict[str, Any] = {}
    revision: int = 0
    left: tuple[Waiting, ...] = ()


class Floor:
    """Pure component of operators and waiting calls. See `vocabulary.ports.Component`.

    `revision` of the `plans` is in force until `PlanPublished` says another; a checkpoint
    knows better. While it is not on the shelf, the newest stands for it.
    """

    def __init__(
        self,
        plans: Shelf[RoutingPlan],
        make_id: MakeId,
        state: FloorState | None = None,
        forecaster: Forecaster | None = None,
        *,
        revision: int = 0,
    ) -> None:
        state = state or FloorState(revision=revision)
        self._plans = Revisions(plans, state.revision)
        self._operators = {operator.operator: operator for operator in state.operators}
        self._waiting = {call.call: call for call in state.waiting}
        self._left = {call.call: call for call in state.left}
        self._lines_up = state.lines_up
        self._clicks = Clicks(self._operators, self._plans.now.codes)
        self._follows = Follows(self._operators, self._plans)
        self._parties = Parties(self._operators, self._waiting, self._follows)
        self._router = LiveRouter(self._plans, state.router, self._operators, self._waiting)
        self._timetable = Timetable(self._waiting)
        self._forecaster: Forecaster = forecaster or SilentForecaster()
        self._forecaster.watch(self._operators, self._waiting, self._plans)
        self._choices = Choices(
            Sources(
                self._operators,
                self._waiting,
                self._plans,
                self._router,
                self._timetable,
                self._forecaster,
            ),
            make_id,
        )
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
            self._plans.revision,
            tuple(self._left.values()),
        )

    def newcomers(self, now: datetime) -> dict[QueueId, Forecast]:
        """The wait of a caller who would join each queue of the plan in force now."""
        queues = self._plans.now.queues
        return {queue: self._forecaster.for_newcomer(now, queue) for queue in queues}

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
        return self._choices.offers(now) or self._choices.explanations(now)

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
            case LinesSeen() | LinesLost() | ServiceStarted():
                self._lines_up = isinstance(fact, LinesSeen)
                if self._lines_up:
                    self._router.look_again()
            case PlanPublished():
                self._plans.publish(fact.revision)
                self._clicks = Clicks(self._operators, self._plans.now.codes)
                self._router.plan_changed()
            case CallQueued() | CallRequeued() | QueueLeft() | NodeEntered():
                self._apply_call(at, fact)
            case _ if isinstance(fact, PartyFact):
                self._apply_party(at, fact)
            case TalkEnded() | CallEnded():
                self._end(at, fact.call)
            case WaitExplained():
                call = self._waiting.get(fact.call)
                if call is not None:
                    self._put_call(explained(at, call, fact))
            case OfferMade() | OfferEnded():
                self._apply_offer(at, fact)
            case _ if isinstance(fact, OperatorFact):
                changed = changes.changed(at, self._operators.get(fact.operator), fact)
                if changed is not None:
                    self._put_operator(changed)
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
        self, at: datetime, fact: CallQueued | CallRequeued | QueueLeft | NodeEntered
    ) -> None:
        match fact:
            case CallQueued():
                before = self._left.pop(fact.call, None) or self._waiting.get(fact.call)
                call = changes.queued(at, before, fact)
                self._put_call(call)
                self._router.waits(call)
            case CallRequeued():
                call = replace(self._waiting[fact.call], held=False)
                self._put_call(call)
                self._router.waits(call)
                for operator in self._follows.serving(fact.call):
                    self._put_operator(changes.freed(at, operator))
            case QueueLeft() | NodeEntered():
                self._leave(fact)

    def _apply_party(self, at: datetime, fact: PartyFact) -> None:
        """A call that is given to a queue comes to it as one that left another does."""
        for operator in self._parties.changed(at, fact):
            self._put_operator(operator)
        if isinstance(fact, CallTransferred) and fact.queue is not None:
            self._leave(fact)

    def _leave(self, fact: QueueLeft | NodeEntered | CallTransferred) -> None:
        """What was told of a call that left a queue still counts if it goes to another one.

        In the flow it does not: there a call also comes that its operator lost, and whose
        queue is closed by then.
        """
        call = self._waiting.pop(fact.call, None)
        if call is not None:
            self._left[fact.call] = replace(call, offers=frozenset(), held=False)
            self._router.gone(fact.call)
        if isinstance(fact, NodeEntered):
            self._left.pop(fact.call, None)

    def _end(self, at: datetime, call: CallId) -> None:
        """The call, or the talk in it, is over."""
        self._left.pop(call, None)
        self._waiting.pop(call, None)
        self._router.gone(call)
        for operator in self._parties.ended(at, call):
            self._put_operator(operator)

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
        if taken and call is not None:
            changed = changes.accepted(at, operator, call.call, call.queue, call.revision)
        elif taken:
            changed = changes.accepted(at, operator, fact.call, None)
        else:
            changed = changes.not_accepted(at, operator, fact, self._plans.now.offers)
        self._put_operator(changed)
        if call is not None:
            call = replace(call, offers=call.offers - {fact.offer}, held=call.held or taken)
            self._put_call(call)
            self._router.waits(call)
