"""Facts to cards: operators, calls, queues, what stands and the service; no day counts.

Only the cards that a fact speaks of are touched, so a step costs the same in a small
and in a large centre. Facts about calls or operators that are not on the board are
passed over: they belong to something that is over already.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from stats.calls import CallCards
from stats.occupancy import Span
from stats.operators import OperatorCards
from stats.queues import QueueConfig, QueueLines
from stats.standing import standing_after
from stats.table import CardTable
from stats.talks import Hold, Talks
from vocabulary import facts
from vocabulary.board import CallCard, OperatorCard, ServiceCard, StandingCard
from vocabulary.decisions import Forecast
from vocabulary.ids import CallId, OperatorId, QueueId, RecordingId
from vocabulary.shelf import Shelf


class FoldState(msgspec.Struct, frozen=True):
    """All that the fold knows; queue cards follow from calls and operators.

    `holds` are the calls on hold, and whether by the phone itself.
    """

    service: ServiceCard
    operators: tuple[OperatorCard, ...]
    calls: tuple[CallCard, ...]
    recordings: dict[CallId, RecordingId]
    spans: dict[OperatorId, tuple[Span, ...]] = {}
    standing: StandingCard = StandingCard()
    holds: tuple[Hold, ...] = ()


class CardFold:
    """Keeps `table` true to the facts. Day counts are put on cards by `show_day`.

    queues: those of each revision of the plan. Until a fact says which one is in force,
    it is the newest.
    """

    def __init__(
        self, table: CardTable, queues: Shelf[tuple[QueueConfig, ...]], at: datetime
    ) -> None:
        self._table = table
        self._queues = queues
        self._standing = StandingCard()
        table.put("standing", self._standing)
        self._lines = QueueLines(table, self._planned())
        self._operators = OperatorCards(table, self._lines)
        self._calls = CallCards(table, self._lines, self._operators)
        self._talks = Talks(self._calls, self._operators)
        self._service = ServiceCard(lines_up=False, since=at, why="starting")
        table.put("service", self._service)
        self._handlers: dict[type[facts.Fact], Callable[[datetime, Any], None]] = {
            facts.CallArrived: self._calls.arrived,
            facts.GreetingStarted: self._calls.greeting_started,
            facts.NodeEntered: self._calls.node_entered,
            facts.KeyChosen: self._calls.key_chosen,
            facts.LanguageChosen: self._calls.language_chosen,
            facts.OutsideChosen: self._calls.outside_chosen,
            facts.OutsideFailed: self._calls.outside_failed,
            facts.CallQueued: self._calls.queued,
            facts.QueueLeft: self._calls.queue_left,
            facts.CallRequeued: self._calls.requeued,
            facts.WaitExplained: self._calls.forecast,
            facts.WaitPromised: self._calls.forecast,
            facts.OfferMade: self._calls.offer_made,
            facts.OfferEnded: self._calls.offer_ended,
            facts.CallPlaced: self._talks.placed,
            facts.CallConnected: self._talks.connected,
            facts.CallHeld: self._talks.held,
            facts.CallResumed: self._talks.resumed,
            facts.MuteChanged: self._talks.mute_changed,
            facts.ConsultStarted: self._talks.consult_started,
            facts.ConsultAnswered: self._talks.consult_answered,
            facts.ConsultEnded: self._talks.consult_ended,
            facts.ConferenceStarted: self._talks.conference_started,
            facts.CallTransferred: self._talks.transferred,
            facts.OutsideConnected: self._talks.outside_connected,
            facts.CallReturned: self._talks.returned,
            facts.OperatorLost: self._talks.lost,
            facts.TalkEnded: self._talks.talk_ended,
            facts.CallEnded: self._talks.ended,
            facts.RecordingStarted: self._calls.recording_started,
            facts.RecordingStopped: self._calls.recording_ended,
            facts.RecordingFailed: self._calls.recording_ended,
            facts.RecordingPaused: self._calls.recording_turned,
            facts.RecordingResumed: self._calls.recording_turned,
            facts.OperatorListed: self._listed,
            facts.OperatorUnlisted: self._operators.unlisted,
            facts.AvailabilityChanged: self._operators.availability_changed,
            facts.PhoneChanged: self._operators.phone_changed,
            facts.WrapUpStarted: self._operators.wrap_up_started,
            facts.WrapUpEnded: self._operators.wrap_up_ended,
            facts.DispositionChosen: self._operators.disposition_chosen,
            facts.PlanPublished: self._published,
            facts.HoursSwitched: self._stand,
            facts.IncidentSwitched: self._stand,
            facts.LinesLost: lambda at, fact: self._put_service(at, False, fact.why),
            facts.LinesSeen: lambda at, _fact: self._put_service(at, True, ""),
            facts.ServiceStarted: lambda at, _fact: self._put_service(at, False, "starting"),
            facts.ServiceStopped: lambda at, fact: self._put_service(at, False, fact.why),
        }

    def apply(self, at: datetime, told: Iterable[facts.Fact]) -> None:
        """Fold the facts of one step."""
        for fact in told:
            handler = self._handlers.get(type(fact))
            if handler is not None:
                handler(at, fact)
        self._operators.settle()
        self._lines.refresh()

    def show_day(self, operator: OperatorId, answered: int, missed: int) -> None:
        """Put an operator's counts of today on its card."""
        self._operators.show_day(operator, answered, missed)

    def show_occupancy(self, now: datetime) -> None:
        """Put on each operator's card how busy it was of late."""
        self._operators.show_occupancy(now)

    def show_forecasts(self, newcomers: Mapping[QueueId, Forecast]) -> None:
        """Put on each queue's card the wait of a caller who would join now."""
        self._lines.show_forecasts(newcomers)

    def operators(self) -> tuple[OperatorId, ...]:
        """Who is on the board."""
        return self._operators.names()

    def checkpoint(self) -> FoldState:
        """The state as a value."""
        return FoldState(
            service=self._service,
            operators=self._operators.all(),
            calls=self._calls.all(),
            recordings=self._calls.recordings(),
            spans=self._operators.spans(),
            standing=self._standing,
            holds=self._talks.holds(),
        )

    def restore(self, state: FoldState) -> None:
        """Go on from a checkpoint. Only for a fold that has seen no fact."""
        self._service = state.service
        self._table.put("service", state.service)
        self._standing = state.standing
        self._table.put("standing", state.standing)
        self._lines.follow(self._planned())
        self._operators.restore(state.operators, state.spans)
        self._calls.restore(state.calls, state.recordings)
        self._talks.restore(state.holds)
        self._lines.refresh()

    def _listed(self, at: datetime, fact: facts.OperatorListed) -> None:
        known = fact.operator in self._operators.names()
        self._operators.listed(at, fact)
        work = None if known else self._calls.work_of(fact.operator)
        if work is not None:
            self._operators.engage(at, fact.operator, work.activity, work.call, aside=work.aside)
            self._operators.serve(fact.operator, work.call, work.serves)

    def _planned(self) -> list[QueueId]:
        return [config.queue for config in self._queues.of(self._standing.revision)]

    def _stand(self, at: datetime, fact: facts.PlanFact) -> None:
        self._standing = standing_after(self._standing, at, fact)
        self._table.put("standing", self._standing)

    def _published(self, at: datetime, fact: facts.PlanPublished) -> None:
        self._stand(at, fact)
        self._lines.follow(self._planned())

    def _put_service(self, at: datetime, lines_up: bool, why: str) -> None:
        if (self._service.lines_up, self._service.why) != (lines_up, why):
            self._service = ServiceCard(lines_up=lines_up, since=at, why=why)
            self._table.put("service", self._service)
