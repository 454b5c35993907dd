"""The laws that hold after every step and at the end, whatever the line did.

A reference model of its own: it knows the facts and nothing of the core, so that it does
not repeat the core's mistakes.
"""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from switchboard.plan import Plan
from vocabulary.facts import (
    AvailabilityChanged,
    CallArrived,
    CallConnected,
    CallEnded,
    CallHeld,
    CallPlaced,
    CallQueued,
    CallRequeued,
    CallResumed,
    CallReturned,
    CallTransferred,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    Fact,
    LinesLost,
    LinesSeen,
    MessageStarted,
    MessageTaken,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OfferRang,
    OperatorListed,
    OperatorLost,
    OperatorRung,
    PhoneChanged,
    QueueLeft,
    RecordingFailed,
    RecordingKept,
    RecordingStarted,
    RestEnded,
    ServiceStarted,
    Step,
    TalkEnded,
    WaitExplained,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId
from vocabulary.states import Availability, OfferResult, Outcome, PhoneState

HOLDS_S = 5.0
"""The longest hold for a preferred operator in the simulated plan."""


class Equals(NamedTuple):
    """What calls have in common among whom the oldest goes first."""

    queue: QueueId
    step: int
    priority: int
    credit_s: float
    language: str
    needs: tuple[tuple[str, int], ...]
    preferred: OperatorId | None


class Watch:
    """Takes steps as they come and raises `AssertionError` at the first broken law."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan.routing
        self._seq = 0
        self._at: datetime | None = None
        self.arrived: dict[CallId, int] = {}
        self.waiting: set[CallId] = set()
        self.after_talk: set[CallId] = set()
        self.messages: Counter[str] = Counter()
        self.legs: set[LegId] = set()
        self.ended: dict[CallId, Outcome] = {}
        self.connected: dict[CallId, OperatorId] = {}
        self.places: dict[CallId, CallQueued] = {}
        self.explained: Counter[CallId] = Counter()
        self.open_offers: dict[OfferId, tuple[CallId, OperatorId]] = {}
        self.taken: dict[CallId, OperatorId] = {}
        self.placed: dict[CallId, OperatorId] = {}
        self.given: dict[CallId, OperatorId | None] = {}
        self.asked: dict[OperatorId, CallId] = {}
        self.lost: set[CallId] = set()
        self.held: set[CallId] = set()
        self.at_work: dict[OperatorId, CallId] = {}
        self.away: set[OperatorId] = set()
        self.no_phone: set[OperatorId] = set()
        self.resting: set[OperatorId] = set()
        self.known: set[OperatorId] = set()
        self.lines_up = False
        self.started: Counter[str] = Counter()
        self.closed: Counter[str] = Counter()

    def take(self, step: Step) -> None:
        self._seq += 1
        assert step.seq == self._seq, "a gap in the journal"
        assert self._at is None or step.at >= self._at, "time went back"
        assert step.facts, "an empty step"
        self._at = step.at
        for fact in step.facts:
            self._call(fact)
            self._talk(fact)
            self._offer(fact)
            self._operator(fact)
            self._recording(fact)
        for call, _ in self.open_offers.values():
            assert call not in self.ended, "a phone rings for a call that is over"
            assert call not in self.taken, "a phone rings for a call that is taken"
        if self.lines_up:
            self._nobody_waits_in_vain()

    def check_settled(self) -> None:
        """When everybody has gone: nothing is left over, nobody was forgotten."""
        assert set(self.arrived) == set(self.ended), "a call without its end"
        assert not self.open_offers
        assert not self.taken
        assert not self.at_work
        assert not self.asked, "somebody was asked and never let go"
        assert not self.lost
        assert not self.given
        left = self.started - self.closed
        assert not left, f"recordings without an end: {left}"

    def _call(self, fact: Fact) -> None:
        match fact:
            case CallArrived():
                assert fact.call not in self.arrived, "a call arrived twice"
                assert fact.leg not in self.legs, "one caller became two calls"
                self.arrived[fact.call] = fact.revision
                self.legs.add(fact.leg)
            case CallQueued():
                self._queued(fact)
            case WaitExplained():
                self.explained[fact.call] += 1
                assert self.explained[fact.call] <= 100, "a wait is explained without end"
                assert fact.queue == self.places[fact.call].queue
                assert 1 <= fact.place <= len(self.places)
            case NodeEntered():
                assert fact.node.endswith(f"-{self.arrived[fact.call]}"), "another revision"
                assert fact.call not in self.taken, "in the flow and at an operator's"
                self.waiting.discard(fact.call)
            case QueueLeft():
                assert fact.call in self.waiting, "left a queue in which it was not"
                assert fact.queue == self.places[fact.call].queue
                self.waiting.remove(fact.call)
            case TalkEnded():
                assert self.connected[fact.call] == fact.operator
                self.after_talk.add(fact.call)
                del self.taken[fact.call]
                self.places.pop(fact.call, None)
            case CallConnected():
                self._connected(fact)
            case CallRequeued():
                assert fact.call not in self.connected or fact.call in self.after_talk
                self.at_work.pop(self.taken.pop(fact.call))
            case CallEnded():
                self._ended(fact)
        if isinstance(fact, CallQueued | CallConnected | CallRequeued | OfferMade | OfferRang):
            assert fact.call in self.arrived
            assert fact.call not in self.ended, f"{type(fact).__name__} after the end"

    def _connected(self, fact: CallConnected) -> None:
        talking = fact.call in self.connected and fact.call not in self.after_talk
        assert not talking or fact.call in self.lost, "a call connected twice"
        self.after_talk.discard(fact.call)
        self.lost.discard(fact.call)
        if fact.call in self.given:
            assert self.given.pop(fact.call) == fact.operator, "given to somebody else"
            assert self.asked.pop(fact.operator) == fact.call
            assert fact.operator not in self.at_work, "given to an operator at work"
            self.taken[fact.call] = fact.operator
            self.at_work[fact.operator] = fact.call
        assert self.taken[fact.call] == fact.operator, "joined with somebody else"
        self.connected[fact.call] = fact.operator

    def _talk(self, fact: Fact) -> None:
        """What operators do with calls that they have."""
        match fact:
            case CallPlaced():
                assert fact.call not in self.arrived, "a call was placed twice"
                self._is_free(fact.operator)
                self.arrived[fact.call] = fact.revision
                self.legs.add(fact.leg)
                self.placed[fact.call] = self.taken[fact.call] = fact.operator
                self.at_work[fact.operator] = fact.call
            case CallHeld(by_phone=False) | CallResumed(by_phone=False):
                assert self.taken[fact.call] == fact.operator, "held by somebody else"
                held = isinstance(fact, CallHeld)
                assert (fact.call in self.held) is not held, "held or resumed twice"
                (self.held.add if held else self.held.discard)(fact.call)
            case ConsultStarted():
                assert self.taken[fact.call] == fact.operator
                assert fact.call in self.held, "somebody is asked while the caller listens"
                if fact.to is not None:
                    self._is_free(fact.to)
                    self.asked[fact.to] = fact.call
            case ConsultAnswered() if fact.to is not None:
                assert self.asked[fact.to] == fact.call
            case ConsultEnded():
                self.given.pop(fact.call, None)
                if fact.to is not None:
                    assert self.asked.pop(fact.to) == fact.call
            case CallTransferred():
                self._transferred(fact)
            case CallReturned():
                self.lost.discard(fact.call)
                self.waiting.discard(fact.call)
                self.places.pop(fact.call, None)
                lost = self.taken.pop(fact.call, None)
                assert lost == fact.operator
                self.after_talk.add(fact.call)
            case OperatorLost() | OperatorRung():
                assert self.taken[fact.call] == fact.operator
                assert fact.call in self.connected
                self.lost.add(fact.call)
                self.held.discard(fact.call)

    def _transferred(self, fact: CallTransferred) -> None:
        assert self.taken.pop(fact.call) == fact.operator, "given away by somebody else"
        assert self.connected[fact.call] == fact.operator, "given away before the talk"
        self.after_talk.add(fact.call)
        self.held.discard(fact.call)
        self.waiting.discard(fact.call)
        self.places.pop(fact.call, None)
        if fact.leg is not None:
            self.given[fact.call] = fact.to
        if fact.to is not None and fact.to not in self.asked:
            self._is_free(fact.to)
            self.asked[fact.to] = fact.call

    def _is_free(self, operator: OperatorId) -> None:
        """Neither at work nor asked nor offered anything, with a phone that is there."""
        assert operator not in self.at_work, "rung while at work"
        assert operator not in self.asked, "rung while asked"
        assert operator not in {holder for _, holder in self.open_offers.values()}
        assert operator not in self.no_phone

    def _queued(self, fact: CallQueued) -> None:
        before = self.places.get(fact.call)
        assert fact.call not in self.waiting, "waits in two queues"
        assert fact.revision == self.arrived[fact.call], "a caller changed its revision"
        if before is not None:
            assert fact.place_since == before.place_since, "a caller lost its place"
        self.waiting.add(fact.call)
        self.places[fact.call] = fact

    def _ended(self, fact: CallEnded) -> None:
        assert fact.call in self.arrived
        assert fact.call not in self.ended, "a call ended twice"
        self.ended[fact.call] = fact.outcome
        self.places.pop(fact.call, None)
        self.waiting.discard(fact.call)
        talked = fact.call in self.connected
        talking = talked and fact.call not in self.after_talk
        self.after_talk.discard(fact.call)
        self.held.discard(fact.call)
        self.lost.discard(fact.call)
        self.given.pop(fact.call, None)
        assert fact.operator == self.connected.get(fact.call, self.placed.get(fact.call))
        if fact.outcome is Outcome.ANSWERED:
            assert talked, "answered by nobody"
        if fact.outcome in (Outcome.ABANDONED, Outcome.REFUSED):
            assert not talked, "a talk counts as abandoned"
        operator = self.taken.pop(fact.call, None)
        if operator is not None and not talking:
            del self.at_work[operator]

    def _offer(self, fact: Fact) -> None:
        match fact:
            case OfferMade():
                self._offer_made(fact)
                self.open_offers[fact.offer] = fact.call, fact.operator
            case OfferRang():
                assert self.open_offers[fact.offer] == (fact.call, fact.operator)
            case OfferEnded():
                assert self.open_offers.pop(fact.offer) == (fact.call, fact.operator)
                if fact.result not in (OfferResult.ACCEPTED, OfferResult.WITHDRAWN):
                    self.resting.add(fact.operator)
                if fact.result is OfferResult.ACCEPTED:
                    assert fact.call in self.waiting, "taken while it did not wait"
                    assert fact.call not in self.ended
                    assert fact.call not in self.taken, "two operators took one call"
                    self.taken[fact.call] = fact.operator
                    self.at_work[fact.operator] = fact.call

    def _offer_made(self, fact: OfferMade) -> None:
        rung = [operator for call, operator in self.open_offers.values() if call == fact.call]
        assert fact.operator not in rung, "a call rings one operator twice"
        assert fact.call in self.waiting, "a call rings that does not wait"
        mine = self.places[fact.call]
        limit = self._plan.queues[mine.queue].ring_at_once
        assert len(rung) < limit, "a call rings too many phones"
        holders = [operator for _, operator in self.open_offers.values()]
        assert fact.operator not in holders, "an operator holds two offers"
        assert fact.operator not in self.at_work, "an operator at work is rung"
        assert fact.operator not in self.asked, "an operator who was asked is rung"
        assert fact.operator not in self.away, "an operator who is not ready is rung"
        assert fact.operator not in self.no_phone, "a phone that is not free is rung"
        assert fact.operator not in self.resting, "an operator who rests is rung"
        assert fact.call not in self.taken, "a call that is taken rings"
        assert self._may_ever(fact.operator, mine), "an operator is rung who may not take it"
        guard_s = self._plan.weights.guard_s
        for other in self._unrung():
            older = other.place_since < mine.place_since
            equal = self._equals(other) == self._equals(mine)
            assert not (equal and older), f"{other.call} was passed over by its like"
            starves = self._waited_s(mine) < guard_s <= self._waited_s(other)
            passed = starves and self._may_ever(fact.operator, other)
            assert not passed, f"{other.call} starves"

    def _unrung(self) -> list[CallQueued]:
        """Calls that wait and for which no phone rings."""
        rings = {call for call, _ in self.open_offers.values()}
        return [
            place
            for call, place in self.places.items()
            if call in self.waiting and call not in self.taken and call not in rings
        ]

    def _nobody_waits_in_vain(self) -> None:
        """Where nothing keeps them from each other, no call waits beside a free operator."""
        busy = {operator for _, operator in self.open_offers.values()} | self.at_work.keys()
        busy |= self.asked.keys()
        free = self.known - busy - self.away - self.no_phone - self.resting
        for place in self._unrung() if free else ():
            patient = self._waited_s(place) < self._plan.queues[place.queue].takes_kept_after_s
            keeps = any(queue.keep_free for queue in self._plan.queues.values())
            held = place.preferred is not None and self._waited_s(place) < HOLDS_S
            if held or (keeps and patient):
                continue
            idle = [operator for operator in free if self._may_now(operator, place)]
            assert not idle, f"{place.call} waits while {idle} is free"

    def _waited_s(self, place: CallQueued) -> float:
        assert self._at is not None
        return (self._at - place.place_since).total_seconds()

    def _step(self, place: CallQueued) -> int:
        widen = self._plan.queues[place.queue].widen
        return sum(self._waited_s(place) >= step.after_s for step in widen)

    def _equals(self, place: CallQueued) -> Equals:
        return Equals(
            place.queue,
            self._step(place),
            place.priority,
            place.credit_s,
            place.language,
            place.needs,
            place.preferred,
        )

    def _may_ever(self, operator: OperatorId, place: CallQueued) -> bool:
        """By queue, skills and language, at the call's step of widening."""
        queue, can = self._plan.queues[place.queue], self._plan.operators[operator]
        wanted, joined = dict(queue.requires), False
        for skill, level in place.needs:
            wanted[skill] = max(level, wanted.get(skill, 0))
        for step in queue.widen[: self._step(place)]:
            wanted = dict(wanted if step.requires is None else step.requires)
            joined = joined or step.join == "all" or operator in step.join
        serves = joined or queue.operators == "all" or operator in queue.operators
        able = all(can.skills.get(skill, 0) >= level for skill, level in wanted.items())
        return serves and able

    def _may_now(self, operator: OperatorId, place: CallQueued) -> bool:
        can = self._plan.operators[operator]
        how = can.queues.get(place.queue)
        delay_s = max(can.reserve_s, how.delay_s if how else 0.0)
        return self._waited_s(place) >= delay_s and self._may_ever(operator, place)

    def _operator(self, fact: Fact) -> None:
        match fact:
            case OperatorListed():
                if fact.operator not in self.known:
                    self.known.add(fact.operator)
                    self.away.add(fact.operator)
                    self.no_phone.add(fact.operator)
            case LinesSeen() | LinesLost() | ServiceStarted():
                self.lines_up = isinstance(fact, LinesSeen)
            case RestEnded():
                self.resting.discard(fact.operator)
            case AvailabilityChanged():
                ready = fact.availability is Availability.READY
                (self.away.discard if ready else self.away.add)(fact.operator)
                if ready:
                    self.resting.discard(fact.operator)
            case PhoneChanged():
                free = fact.phone is PhoneState.FREE
                (self.no_phone.discard if free else self.no_phone.add)(fact.operator)
            case WrapUpStarted():
                assert self.connected[fact.call] == fact.operator, "wrap-up without a talk"
                assert fact.call in self.ended or fact.call in self.after_talk
                assert self.at_work[fact.operator] == fact.call
            case WrapUpEnded():
                assert self.at_work.pop(fact.operator) == fact.call

    def _recording(self, fact: Fact) -> None:
        match fact:
            case RecordingStarted():
                assert fact.call in self.connected, "recorded before the talk"
                self.started[fact.recording] += 1
                assert self.started[fact.recording] == 1
            case MessageStarted():
                self.messages[fact.recording] += 1
                assert self.messages[fact.recording] == 1, "a message began twice"
            case MessageTaken():
                assert self.messages[fact.recording] == 1
                self.started[fact.recording] += 1
            case RecordingKept() | RecordingFailed():
                self.closed[fact.recording] += 1
                assert self.closed[fact.recording] == 1, "a recording ended twice"
