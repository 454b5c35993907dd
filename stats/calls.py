"""Living calls' cards: where each is, and whose phones ring for it. Who talks: `stats.talks`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from msgspec.structs import replace

from stats.operators import OperatorCards
from stats.queues import QueueLines
from stats.table import CardTable
from vocabulary.board import CallCard
from vocabulary.facts import (
    CallArrived,
    CallQueued,
    CallRequeued,
    GreetingStarted,
    KeyChosen,
    LanguageChosen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OutsideChosen,
    OutsideFailed,
    QueueLeft,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingStopped,
    WaitExplained,
    WaitPromised,
)
from vocabulary.ids import CallId, OperatorId, QueueId, RecordingId
from vocabulary.states import Activity, CallState, OfferResult

_NO_FORECAST: dict[str, Any] = {
    "forecast_p50_s": None,
    "forecast_p90_s": None,
    "forecast_at": None,
    "silent": "",
}
_MENU = "menu"
RINGING = "ringing"
"""The state of a third party whose phone rings."""


class Work(NamedTuple):
    """What a call makes an operator do."""

    activity: Activity
    call: CallId
    serves: QueueId | None = None
    aside: bool = False


class CallCards:
    """Cards by call. A call's facts also say what its operators are doing."""

    def __init__(self, table: CardTable, lines: QueueLines, operators: OperatorCards) -> None:
        self._table = table
        self._lines = lines
        self._operators = operators
        self._cards: dict[CallId, CallCard] = {}
        self._recordings: dict[CallId, RecordingId] = {}

    def all(self) -> tuple[CallCard, ...]:
        """Every card."""
        return tuple(self._cards.values())

    def recordings(self) -> dict[CallId, RecordingId]:
        """Which recording runs in which call."""
        return dict(self._recordings)

    def restore(self, cards: Iterable[CallCard], recordings: dict[CallId, RecordingId]) -> None:
        """Go on from a checkpoint's cards."""
        for card in cards:
            self.put(card)
        self._recordings = dict(recordings)

    def card(self, call: CallId) -> CallCard | None:
        """A call's card; None for a call that is over."""
        return self._cards.get(call)

    def work_of(self, operator: OperatorId) -> Work | None:
        """What somebody who is listed in the middle of a call is doing; None if nothing."""
        for card in self._cards.values():
            if card.operator == operator:
                holds = card.held_since is not None
                return Work(Activity.HOLDING if holds else Activity.TALKING, card.call, card.queue)
            if operator in card.ringing:
                return Work(Activity.OFFERED, card.call)
            if card.party is not None and card.party.operator == operator:
                rings = card.party.state == RINGING
                activity = Activity.OFFERED if rings else Activity.TALKING
                return Work(activity, card.call, aside=True)
        return None

    def arrived(self, at: datetime, fact: CallArrived) -> None:
        """A caller is ours to serve."""
        self.put(
            CallCard(
                call=fact.call,
                state=CallState.ARRIVING,
                dialled=fact.dialled,
                pii_number=fact.caller.pii_number,
                pii_name=fact.caller.pii_name,
                arrived_at=at,
                since=at,
                revision=fact.revision,
            )
        )

    def greeting_started(self, at: datetime, fact: GreetingStarted) -> None:
        """The caller hears the greeting, as in versions before menus."""
        card = self._cards.get(fact.call)
        if card is not None:
            self.put(in_flow(card, at))

    def node_entered(self, at: datetime, fact: NodeEntered) -> None:
        """The caller is at a node of the flow."""
        card = self._cards.get(fact.call)
        if card is not None:
            card = replace(in_flow(card, at), node=fact.node)
            if fact.kind == _MENU:
                card = replace(card, menu=fact.node, choice="")
            self.put(card)

    def key_chosen(self, _at: datetime, fact: KeyChosen) -> None:
        """What was pressed in the last menu; a key of a queue is none of that."""
        card = self._cards.get(fact.call)
        if card is not None and card.menu == fact.node:
            self.put(replace(card, choice=fact.key))

    def language_chosen(self, _at: datetime, fact: LanguageChosen) -> None:
        """The caller hears another language."""
        card = self._cards.get(fact.call)
        if card is not None:
            self.put(replace(card, language=fact.language))

    def outside_chosen(self, at: datetime, fact: OutsideChosen) -> None:
        """An outside number rings for the caller."""
        card = self._cards.get(fact.call)
        if card is not None:
            self.put(replace(card, state=CallState.OUTSIDE, since=at, node=fact.node))

    def outside_failed(self, at: datetime, fact: OutsideFailed) -> None:
        """The outside number did not take the call."""
        card = self._cards.get(fact.call)
        if card is not None:
            self.put(in_flow(card, at))

    def queued(self, at: datetime, fact: CallQueued) -> None:
        """The caller waits, or waits on in another queue."""
        card = self._cards.get(fact.call)
        if card is not None:
            overflows = card.state is CallState.WAITING
            self.put(
                replace(
                    card,
                    state=CallState.WAITING,
                    since=card.since if overflows else at,
                    queue=fact.queue,
                    place_since=fact.place_since,
                    priority=fact.priority,
                    node=None,
                    language=fact.language or card.language,
                )
            )

    def queue_left(self, at: datetime, fact: QueueLeft) -> None:
        """The caller is in no queue: it goes on in the flow, or to another one at once."""
        card = self._cards.get(fact.call)
        if card is not None:
            card = replace(in_flow(card, at), queue=None, place_since=None, **_NO_FORECAST)
            self.put(card)

    def forecast(self, at: datetime, fact: WaitExplained | WaitPromised) -> None:
        """How long the caller will wait from now on, or that nobody knows."""
        card = self._cards.get(fact.call)
        if card is not None and card.state is CallState.WAITING:
            told = fact.forecast
            self.put(
                replace(
                    card,
                    forecast_p50_s=told.p50_s,
                    forecast_p90_s=told.p90_s,
                    forecast_at=at,
                    silent=told.silent.value if told.silent else "",
                )
            )

    def requeued(self, at: datetime, fact: CallRequeued) -> None:
        """The caller waits on at its old place, and whoever had accepted it is free."""
        card = self._cards.get(fact.call)
        if card is not None:
            self.put(replace(card, state=CallState.WAITING, since=at, operator=None))
            self._operators.release(at, card.operator, fact.call)

    def offer_made(self, at: datetime, fact: OfferMade) -> None:
        """One more phone rings for the call."""
        card = self._cards.get(fact.call)
        if card is not None and fact.operator not in card.ringing:
            self.put(replace(card, ringing=(*card.ringing, fact.operator)))
        self._operators.engage(at, fact.operator, Activity.OFFERED, fact.call)

    def offer_ended(self, at: datetime, fact: OfferEnded) -> None:
        """A phone rings no more: its operator has the call, or is idle."""
        accepted = fact.result is OfferResult.ACCEPTED
        card = self._cards.get(fact.call)
        if card is not None:
            ringing = _without(card.ringing, fact.operator)
            if accepted:
                card = replace(
                    card,
                    state=CallState.CONNECTING,
                    since=at,
                    operator=fact.operator,
                    **_NO_FORECAST,
                )
            self.put(replace(card, ringing=ringing))
        if accepted:
            self._operators.engage(at, fact.operator, Activity.TALKING, fact.call)
            self._operators.serve(fact.operator, fact.call, card.queue if card else None)
        else:
            self._operators.release(at, fact.operator, fact.call)

    def recording_started(self, _at: datetime, fact: RecordingStarted) -> None:
        """The conversation is being written."""
        card = self._cards.get(fact.call)
        if card is not None:
            self._recordings[fact.call] = fact.recording
            self.put(replace(card, recording=True))

    def recording_ended(self, _at: datetime, fact: RecordingStopped | RecordingFailed) -> None:
        """The failure of an earlier part does not put out the light of the running one."""
        card = self._cards.get(fact.call)
        if card is not None and self._recordings.get(fact.call) == fact.recording:
            del self._recordings[fact.call]
            self.put(replace(card, recording=False))

    def recording_turned(self, _at: datetime, fact: RecordingPaused | RecordingResumed) -> None:
        """Nothing is written for a while, or is again; it may not have begun yet."""
        card = self._cards.get(fact.call)
        if card is not None:
            self.put(replace(card, paused=isinstance(fact, RecordingPaused)))

    def drop(self, call: CallId) -> CallCard | None:
        """Take a call's card off the board; it was the answer."""
        card = self._cards.pop(call, None)
        self._recordings.pop(call, None)
        if card is not None:
            self._leave(card)
            self._table.drop(f"calls/{call}")
        return card

    def put(self, card: CallCard) -> None:
        """A card is new or has changed."""
        before = self._cards.get(card.call)
        self._cards[card.call] = card
        self._table.put(f"calls/{card.call}", card)
        if before is None or _place(before) != _place(card):
            if before is not None:
                self._leave(before)
            self._join(card)

    def _join(self, card: CallCard) -> None:
        if card.state is CallState.WAITING and card.queue and card.place_since:
            self._lines.line(card.queue).join(card.call, card.place_since)

    def _leave(self, card: CallCard) -> None:
        if card.state is CallState.WAITING and card.queue and card.place_since:
            self._lines.line(card.queue).leave(card.call, card.place_since)


def in_flow(card: CallCard, at: datetime) -> CallCard:
    """In the flow, with nobody; from node to node the time in it runs on."""
    since = card.since if card.state is CallState.IVR else at
    return replace(card, state=CallState.IVR, since=since, party=None)


def _without(ringing: tuple[OperatorId, ...], operator: OperatorId) -> tuple[OperatorId, ...]:
    return tuple(name for name in ringing if name != operator)


def _place(card: CallCard) -> tuple[object, ...]:
    return (card.state, card.queue, card.place_since)
