"""What the floor states of its own accord: offers that the router chose, and why calls wait.

Answers over live views of the floor; changes none of them, but what the router has
answered counts as taken and what was to be explained as asked for.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from routing.forecaster import Forecaster
from routing.live import LiveRouter
from routing.ranking.explain import Scene, explain, explain_wait
from routing.reasons import rule_against
from routing.revisions import Revisions
from routing.seating import seconds_of
from routing.state import Operator, Waiting
from routing.waits import Timetable
from vocabulary.decisions import DecisionTrace, Rule, Trigger
from vocabulary.facts import Fact, OfferMade, WaitExplained, WaitPromised
from vocabulary.ids import CallId, MakeId, OfferId, OperatorId, operator_leg


class Sources(NamedTuple):
    """What is looked at: the floor's records, and those who know more."""

    operators: Mapping[OperatorId, Operator]
    waiting: Mapping[CallId, Waiting]
    plans: Revisions
    router: LiveRouter
    timetable: Timetable
    forecaster: Forecaster


class Choices:
    """Offers and explanations, each with its reason."""

    def __init__(self, sources: Sources, make_id: MakeId) -> None:
        self._of = sources
        self._make_id = make_id

    def offers(self, now: datetime) -> tuple[Fact, ...]:
        """Offers to be made now. Each operator appears at most once."""
        traces: list[DecisionTrace] = []

        def watch(seconds: float, call: Hashable, slot: int, trigger: Trigger) -> None:
            queue = self._of.waiting[CallId(str(call))].queue
            traces.append(explain(self._scene(seconds), queue, call, slot, trigger))

        pairs, widened = self._of.router.choose(now, watch)
        self._of.timetable.widened(CallId(str(call)) for call in widened)
        return tuple(
            self._offer(now, CallId(str(pair.call)), OperatorId(str(pair.operator)), trace)
            for pair, trace in zip(pairs, traces, strict=True)
        )

    def explanations(self, now: datetime) -> tuple[Fact, ...]:
        """Why calls wait, where that is to be stated now."""
        return tuple(
            fact for call in self._of.timetable.take(now) for fact in self._explained(now, call)
        )

    def _scene(self, seconds: float) -> Scene:
        return Scene(seconds, self._of.router.ranked, self._rule_against)

    def _offer(
        self, now: datetime, call: CallId, operator: OperatorId, trace: DecisionTrace
    ) -> OfferMade:
        offer = OfferId(self._make_id())
        waiting = self._of.waiting[call]
        ring_s = self._of.plans.queue(waiting.queue, waiting.revision).ring_s
        return OfferMade(
            offer=offer,
            call=call,
            operator=operator,
            leg=operator_leg(offer),
            extension=self._of.operators[operator].extension,
            expires_at=now + timedelta(seconds=ring_s),
            trace=trace,
        )

    def _explained(self, now: datetime, call: Waiting) -> Iterable[Fact]:
        """Why a call waits, and the wait that it is promised, once."""
        if not self._of.router.wants_phone(call.call):
            return
        forecast = self._of.forecaster.forecast(now, call.call)
        if forecast.p50_s is not None and not call.promised:
            yield WaitPromised(call.call, call.queue, forecast)
        state = explain_wait(self._scene(seconds_of(now)), call.call)
        yield WaitExplained(call.call, call.queue, *state, forecast)

    def _rule_against(self, operator: OperatorId) -> Rule | None:
        return rule_against(self._of.operators[operator])
