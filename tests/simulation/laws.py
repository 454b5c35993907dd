"""The laws that hold after every step and at the end, whatever the line did.

A reference model of its own: it knows the facts and nothing of the core, so that it does
not repeat the core's mistakes.
"""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from vocabulary.facts import (
    AvailabilityChanged,
    CallArrived,
    CallConnected,
    CallEnded,
    CallQueued,
    CallRequeued,
    Fact,
    OfferEnded,
    OfferMade,
    OfferRang,
    PhoneChanged,
    RecordingFailed,
    RecordingKept,
    RecordingStarted,
    Step,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, OfferId, OperatorId
from vocabulary.states import Availability, OfferResult, Outcome, PhoneState


class Place(NamedTuple):
    """Where a call stands in the line: who is smaller goes first."""

    queue: str
    minus_priority: int
    since: datetime


class Watch:
    """Takes steps as they come and raises `AssertionError` at the first broken law."""

    def __init__(self, ring_at_once: int) -> None:
        self._ring_at_once = ring_at_once
        self._seq = 0
        self._at: datetime | None = None
        self.arrived: set[CallId] = set()
        self.legs: set[LegId] = set()
        self.ended: dict[CallId, Outcome] = {}
        self.connected: dict[CallId, OperatorId] = {}
        self.places: dict[CallId, Place] = {}
        self.open_offers: dict[OfferId, tuple[CallId, OperatorId]] = {}
        self.taken: dict[CallId, OperatorId] = {}
        self.at_work: dict[OperatorId, CallId] = {}
        self.away: set[OperatorId] = set()
        self.no_phone: set[OperatorId] = set()
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
            self._offer(fact)
            self._operator(fact)
            self._recording(fact)
        for call, _ in self.open_offers.values():
            assert call not in self.ended, "a phone rings for a call that is over"
            assert call not in self.taken, "a phone rings for a call that is taken"

    def check_settled(self) -> None:
        """When everybody has gone: nothing is left over, nobody was forgotten."""
        assert self.arrived == set(self.ended), "a call without its end"
        assert not self.open_offers
        assert not self.taken
        assert not self.at_work
        left = self.started - self.closed
        assert not left, f"recordings without an end: {left}"

    def _call(self, fact: Fact) -> None:
        match fact:
            case CallArrived():
                assert fact.call not in self.arrived, "a call arrived twice"
                assert fact.leg not in self.legs, "one caller became two calls"
                self.arrived.add(fact.call)
                self.legs.add(fact.leg)
            case CallQueued():
                assert fact.call not in self.places, "a caller lost its place"
                self.places[fact.call] = Place(fact.queue, -fact.priority, fact.place_since)
            case CallConnected():
                assert fact.call not in self.connected, "a call connected twice"
                assert self.taken[fact.call] == fact.operator, "joined with somebody else"
                self.connected[fact.call] = fact.operator
            case CallRequeued():
                assert fact.call not in self.connected
                self.at_work.pop(self.taken.pop(fact.call))
            case CallEnded():
                self._ended(fact)
        if isinstance(fact, CallQueued | CallConnected | CallRequeued | OfferMade | OfferRang):
            assert fact.call in self.arrived
            assert fact.call not in self.ended, f"{type(fact).__name__} after the end"

    def _ended(self, fact: CallEnded) -> None:
        assert fact.call in self.arrived
        assert fact.call not in self.ended, "a call ended twice"
        self.ended[fact.call] = fact.outcome
        self.places.pop(fact.call, None)
        talked = fact.call in self.connected
        assert fact.operator == self.connected.get(fact.call)
        if fact.outcome is Outcome.ANSWERED:
            assert talked, "answered by nobody"
        if fact.outcome in (Outcome.ABANDONED, Outcome.REFUSED):
            assert not talked, "a talk counts as abandoned"
        operator = self.taken.pop(fact.call, None)
        if operator is not None and not talked:
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
                if fact.result is OfferResult.ACCEPTED:
                    assert fact.call not in self.ended
                    assert fact.call not in self.taken, "two operators took one call"
                    self.taken[fact.call] = fact.operator
                    self.at_work[fact.operator] = fact.call

    def _offer_made(self, fact: OfferMade) -> None:
        rung = [operator for call, operator in self.open_offers.values() if call == fact.call]
        assert fact.operator not in rung, "a call rings one operator twice"
        assert len(rung) < self._ring_at_once, "a call rings too many phones"
        holders = [operator for _, operator in self.open_offers.values()]
        assert fact.operator not in holders, "an operator holds two offers"
        assert fact.operator not in self.at_work, "an operator at work is rung"
        assert fact.operator not in self.away, "an operator who is not ready is rung"
        assert fact.operator not in self.no_phone, "a phone that is not free is rung"
        assert fact.call not in self.taken, "a call that is taken rings"
        mine = self.places[fact.call]
        for call in self._unserved():
            place = self.places[call]
            assert place.queue != mine.queue or place >= mine, f"{call} was passed over"

    def _unserved(self) -> list[CallId]:
        """Calls that want one more phone to ring for them."""
        rings = Counter(call for call, _ in self.open_offers.values())
        waiting = self.places.keys() - self.taken.keys()
        return [call for call in waiting if rings[call] < self._ring_at_once]

    def _operator(self, fact: Fact) -> None:
        match fact:
            case AvailabilityChanged():
                ready = fact.availability is Availability.READY
                (self.away.discard if ready else self.away.add)(fact.operator)
            case PhoneChanged():
                free = fact.phone is PhoneState.FREE
                (self.no_phone.discard if free else self.no_phone.add)(fact.operator)
            case WrapUpStarted():
                assert self.connected[fact.call] == fact.operator, "wrap-up without a talk"
                assert fact.call in self.ended
                assert self.at_work[fact.operator] == fact.call
            case WrapUpEnded():
                assert self.at_work.pop(fact.operator) == fact.call

    def _recording(self, fact: Fact) -> None:
        match fact:
            case RecordingStarted():
                assert fact.call in self.connected, "recorded before the talk"
                self.started[fact.recording] += 1
                assert self.started[fact.recording] == 1
            case RecordingKept() | RecordingFailed():
                self.closed[fact.recording] += 1
                assert self.closed[fact.recording] == 1, "a recording ended twice"
