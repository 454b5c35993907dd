"""Operators' cards: what each chose, what the work imposes on it, and its phone."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from stats.occupancy import Occupancy, Presence, Span
from stats.queues import QueueLines
from stats.table import CardTable
from vocabulary.board import OperatorCard
from vocabulary.facts import (
    AvailabilityChanged,
    DispositionChosen,
    OperatorListed,
    OperatorUnlisted,
    PhoneChanged,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.states import Activity, Availability, PhoneState


class OperatorCards:
    """Cards by operator, and each queue's count of those who could take a call.

    What is known of a call that an operator just left counts on if its wrap-up follows in the
    same step.
    """

    def __init__(self, table: CardTable, lines: QueueLines) -> None:
        self._table = table
        self._lines = lines
        self._cards: dict[OperatorId, OperatorCard] = {}
        self._occupancy = Occupancy()
        self._left: dict[OperatorId, OperatorCard] = {}

    def names(self) -> tuple[OperatorId, ...]:
        """Who is on the board."""
        return tuple(self._cards)

    def all(self) -> tuple[OperatorCard, ...]:
        """Every card."""
        return tuple(self._cards.values())

    def spans(self) -> dict[OperatorId, tuple[Span, ...]]:
        """What each did in the last half hour."""
        return self._occupancy.checkpoint()

    def restore(
        self, cards: Iterable[OperatorCard], spans: Mapping[OperatorId, tuple[Span, ...]]
    ) -> None:
        """Go on from a checkpoint's cards."""
        for card in cards:
            self._put(card)
        self._occupancy.restore(spans)

    def listed(self, at: datetime, fact: OperatorListed) -> None:
        """Somebody is new, or has another name, extension or queues."""
        card = self._cards.get(fact.operator)
        if card is None:
            card = OperatorCard(
                operator=fact.operator,
                name=fact.name,
                extension=fact.extension,
                queues=fact.queues,
                availability=Availability.SIGNED_OUT,
                reason="",
                activity=Activity.IDLE,
                phone=PhoneState.UNREACHABLE,
                since=at,
            )
        card = replace(card, name=fact.name, extension=fact.extension, queues=fact.queues)
        self._put(card, at)

    def unlisted(self, _at: datetime, fact: OperatorUnlisted) -> None:
        """Somebody is gone."""
        card = self._cards.pop(fact.operator, None)
        if card is not None:
            self._count_ready(card, None)
            self._occupancy.gone(fact.operator)
            self._table.drop(f"operators/{fact.operator}")

    def availability_changed(self, at: datetime, fact: AvailabilityChanged) -> None:
        """The same availability and reason again does not start the time in state anew."""
        card = self._cards.get(fact.operator)
        if card is None or (card.availability, card.reason) == (fact.availability, fact.reason):
            return
        card = replace(card, availability=fact.availability, reason=fact.reason, since=at)
        self._put(card, at)

    def phone_changed(self, _at: datetime, fact: PhoneChanged) -> None:
        """A phone is no state of the operator: its time in state runs on."""
        card = self._cards.get(fact.operator)
        if card is not None:
            self._put(replace(card, phone=fact.phone))

    def wrap_up_started(self, at: datetime, fact: WrapUpStarted) -> None:
        """The operator finishes the work of a call."""
        self.engage(at, fact.operator, Activity.WRAPPING_UP, fact.call, fact.until)
        card, before = self._cards.get(fact.operator), self._left.pop(fact.operator, None)
        if card is not None and before is not None and before.call == fact.call:
            self._put(replace(card, serves=before.serves, disposition=before.disposition))

    def wrap_up_ended(self, at: datetime, fact: WrapUpEnded) -> None:
        """The operator is idle again."""
        self.release(at, fact.operator, fact.call)

    def engage(
        self,
        at: datetime,
        operator: OperatorId,
        activity: Activity,
        call: CallId,
        wrap_up_until: datetime | None = None,
        *,
        aside: bool = False,
    ) -> None:
        """A call keeps the operator busy from now on; `aside` as one who was asked."""
        card = self._cards.get(operator)
        if card is None:
            return
        if card.call != call:
            card = replace(card, serves=None, disposition=())
        same = card.activity is activity and card.call == call and card.aside == aside
        card = replace(
            card,
            activity=activity,
            call=call,
            since=card.since if same else at,
            wrap_up_until=wrap_up_until,
            aside=aside,
        )
        self._put(card, at)

    def serve(self, operator: OperatorId, call: CallId, queue: QueueId | None) -> None:
        """The call that the operator has is of this queue."""
        card = self._cards.get(operator)
        if card is not None and card.call == call:
            self._put(replace(card, serves=queue))

    def disposition_chosen(self, _at: datetime, fact: DispositionChosen) -> None:
        """What the operator said of the call that it has or wraps up."""
        card = self._cards.get(fact.operator)
        if card is not None and card.call == fact.call:
            self._put(replace(card, disposition=fact.codes))

    def release(self, at: datetime, operator: OperatorId | None, call: CallId) -> None:
        """The operator is idle, if it was this call that kept it busy."""
        card = self._cards.get(operator) if operator is not None else None
        if card is None or card.call != call:
            return
        self._left[card.operator] = card
        card = replace(
            card,
            activity=Activity.IDLE,
            call=None,
            since=at,
            wrap_up_until=None,
            serves=None,
            disposition=(),
            aside=False,
        )
        self._put(card, at)

    def settle(self) -> None:
        """A step is over: what it left behind will not be asked for."""
        self._left.clear()

    def show_day(self, operator: OperatorId, answered: int, missed: int) -> None:
        """Put an operator's counts of today on its card."""
        card = self._cards.get(operator)
        if card is not None:
            self._put(replace(card, answered_today=answered, missed_today=missed))

    def show_occupancy(self, now: datetime) -> None:
        """Bring every card's occupancy up to date, in whole percent."""
        for card in self.all():
            share = self._occupancy.share(now, card.operator)
            self._put(replace(card, occupancy=None if share is None else round(share, 2)))

    def _put(self, card: OperatorCard, at: datetime | None = None) -> None:
        """`at`: what the operator does may have changed then."""
        if at is not None:
            self._occupancy.note(at, card.operator, _presence(card))
        before = self._cards.get(card.operator)
        self._cards[card.operator] = card
        self._table.put(f"operators/{card.operator}", card)
        self._count_ready(before, card)

    def _count_ready(self, before: OperatorCard | None, now: OperatorCard | None) -> None:
        served, serves = _serves(before), _serves(now)
        if served == serves:
            return
        for queue in served:
            self._lines.line(queue).ready -= 1
        for queue in serves:
            self._lines.line(queue).ready += 1


def _presence(card: OperatorCard) -> Presence:
    if card.activity is not Activity.IDLE:
        return Presence.AT_WORK
    return Presence.READY if card.availability is Availability.READY else Presence.AWAY


def _serves(card: OperatorCard | None) -> tuple[QueueId, ...]:
    """The queues from which this operator could take a call now."""
    if (
        card is not None
        and card.availability is Availability.READY
        and card.activity is Activity.IDLE
        and card.phone is not PhoneState.UNREACHABLE
    ):
        return card.queues
    return ()
