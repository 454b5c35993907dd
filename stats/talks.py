"""Who talks in living calls: operators, those whom they ask, and where calls are given.

A fold into the cards of `stats.calls` and `stats.operators`. A call that is given away has
no operator until somebody is joined to it, except after a consultation: then it is the
colleague's at once.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from stats.calls import RINGING, CallCards, in_flow
from stats.operators import OperatorCards
from vocabulary.board import CallCard, PartyCard
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    CallHeld,
    CallPlaced,
    CallResumed,
    CallReturned,
    CallTransferred,
    ConferenceStarted,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    MuteChanged,
    OperatorLost,
    OutsideConnected,
    TalkEnded,
)
from vocabulary.ids import CallId, OperatorId
from vocabulary.states import Activity, CallState, Direction, TransferKind

TALKING, CONFERENCE = "talking", "conference"
_ALONE: dict[str, Any] = {
    "operator": None,
    "held_since": None,
    "muted": False,
    "paused": False,
    "party": None,
    "talk_since": None,
}
"""Of a call without an operator."""

Hold = tuple[CallId, bool]
"""A call on hold, and whether it is by the phone itself."""


class Talks:
    """Conversations on the board. A call may be on hold twice: from the screen and by the phone."""

    def __init__(self, calls: CallCards, operators: OperatorCards) -> None:
        self._calls = calls
        self._operators = operators
        self._holds: set[Hold] = set()

    def holds(self) -> tuple[Hold, ...]:
        """Which calls are on hold, and how."""
        return tuple(sorted(self._holds))

    def restore(self, holds: Iterable[Hold]) -> None:
        """Go on from a checkpoint's holds."""
        self._holds = set(holds)

    def placed(self, at: datetime, fact: CallPlaced) -> None:
        """An operator calls out."""
        self._calls.put(
            CallCard(
                call=fact.call,
                state=CallState.DIALLING,
                dialled=fact.dialled,
                pii_number=fact.caller.pii_number,
                pii_name=fact.caller.pii_name,
                arrived_at=at,
                since=at,
                queue=fact.queue,
                operator=fact.operator,
                revision=fact.revision,
                direction=Direction.OUT,
            )
        )
        self._engage(at, fact.operator, fact.call)

    def connected(self, at: datetime, fact: CallConnected) -> None:
        """Operator and caller hear each other; after a lost phone their talk goes on."""
        card = self._calls.card(fact.call)
        if card is None:
            return
        goes_on = card.operator == fact.operator and card.talk_since is not None
        self._quiet(fact.call)
        self._calls.put(
            replace(
                card,
                **_ALONE
                | {
                    "operator": fact.operator,
                    "talk_since": card.talk_since if goes_on else at,
                    "paused": goes_on and card.paused,
                },
                state=CallState.TALKING,
                since=at,
                ringing=tuple(name for name in card.ringing if name != fact.operator),
            )
        )
        self._engage(at, fact.operator, fact.call)

    def held(self, at: datetime, fact: CallHeld) -> None:
        """The caller hears music."""
        card = self._calls.card(fact.call)
        if card is None:
            return
        self._holds.add((fact.call, fact.by_phone))
        if card.held_since is None:
            self._calls.put(replace(card, held_since=at))
            self._operators.engage(at, fact.operator, Activity.HOLDING, fact.call)

    def resumed(self, at: datetime, fact: CallResumed) -> None:
        """The caller hears the operator again, unless it is on hold the other way as well."""
        card = self._calls.card(fact.call)
        self._holds.discard((fact.call, fact.by_phone))
        if card is None or card.held_since is None or (fact.call, not fact.by_phone) in self._holds:
            return
        self._calls.put(replace(card, held_since=None))
        self._operators.engage(at, fact.operator, Activity.TALKING, fact.call)

    def mute_changed(self, _at: datetime, fact: MuteChanged) -> None:
        """The operator is not heard, or is again."""
        card = self._calls.card(fact.call)
        if card is not None:
            self._calls.put(replace(card, muted=fact.muted))

    def consult_started(self, at: datetime, fact: ConsultStarted) -> None:
        """A third party is rung."""
        card = self._calls.card(fact.call)
        if card is not None:
            party = PartyCard(RINGING, at, fact.to, fact.pii_number)
            self._calls.put(replace(card, party=party))
            self._ask(at, fact.to, fact.call, Activity.OFFERED)

    def consult_answered(self, at: datetime, fact: ConsultAnswered) -> None:
        """The third party picked up."""
        card = self._calls.card(fact.call)
        if card is not None and card.party is not None:
            self._calls.put(replace(card, party=_now(card.party, TALKING, at)))
            self._ask(at, fact.to, fact.call, Activity.TALKING)

    def consult_ended(self, at: datetime, fact: ConsultEnded) -> None:
        """The third party is gone; a colleague is idle again."""
        card = self._calls.card(fact.call)
        if card is not None:
            self._calls.put(replace(card, party=None))
        self._operators.release(at, fact.to, fact.call)

    def conference_started(self, at: datetime, fact: ConferenceStarted) -> None:
        """All three hear each other."""
        card = self._calls.card(fact.call)
        if card is not None and card.party is not None:
            self._calls.put(replace(card, party=_now(card.party, CONFERENCE, at)))

    def transferred(self, at: datetime, fact: CallTransferred) -> None:
        """The operator is out of it, and idle unless a WrapUpStarted follows."""
        card = self._calls.card(fact.call)
        if card is None:
            return
        self._quiet(fact.call)
        self._operators.release(at, fact.operator, fact.call)
        if card.party is not None and card.party.operator != fact.to:
            self._operators.release(at, card.party.operator, fact.call)
        consulted = fact.kind is TransferKind.CONSULTED
        owner = fact.to if consulted else None
        party = None if owner is not None else _party(card.party, at, fact)
        self._calls.put(
            replace(
                card,
                **_ALONE | {"operator": owner, "party": party},
                state=CallState.TRANSFERRING,
                since=at,
                given_by=fact.operator,
                transfers=card.transfers + 1,
            )
        )
        if owner is not None:
            self._engage(at, owner, fact.call)
        elif party is not None and party.state == RINGING:
            self._ask(at, fact.to, fact.call, Activity.OFFERED)

    def outside_connected(self, at: datetime, fact: OutsideConnected) -> None:
        """The caller talks with an outside number, which is shown if an operator chose it."""
        card = self._calls.card(fact.call)
        if card is None:
            return
        if card.state is not CallState.OUTSIDE:
            card = replace(card, state=CallState.OUTSIDE, since=at)
        if card.party is not None:
            card = replace(card, party=_now(card.party, TALKING, at))
        self._calls.put(card)

    def returned(self, at: datetime, fact: CallReturned) -> None:
        """Nobody has the call. Where it goes is said by the next fact."""
        card = self._calls.card(fact.call)
        if card is None:
            return
        self._part(at, card)
        since = card.since if card.state is CallState.TRANSFERRING else at
        self._calls.put(replace(card, **_ALONE, state=CallState.TRANSFERRING, since=since))

    def lost(self, at: datetime, fact: OperatorLost) -> None:
        """The operator keeps the call while its phone is away; whom it asked is gone."""
        card = self._calls.card(fact.call)
        if card is None:
            return
        self._part(at, replace(card, operator=None))
        since = card.since if card.state is CallState.RECOVERING else at
        keeps = {
            "operator": fact.operator,
            "talk_since": card.talk_since,
            "paused": card.paused,
        }
        self._calls.put(replace(card, **_ALONE | keeps, state=CallState.RECOVERING, since=since))
        self._engage(at, fact.operator, fact.call)

    def talk_ended(self, at: datetime, fact: TalkEnded) -> None:
        """The operator is idle unless a WrapUpStarted follows; the caller is in the flow."""
        card = self._calls.card(fact.call)
        if card is not None:
            self._part(at, card)
            self._calls.put(replace(in_flow(card, at), **_ALONE))
        self._operators.release(at, fact.operator, fact.call)

    def ended(self, at: datetime, fact: CallEnded) -> None:
        """The card goes. Its operator is idle unless a WrapUpStarted follows."""
        card = self._calls.drop(fact.call)
        if card is not None:
            self._part(at, card)

    def _engage(self, at: datetime, operator: OperatorId, call: CallId) -> None:
        """The operator serves the call."""
        card = self._calls.card(call)
        self._operators.engage(at, operator, Activity.TALKING, call)
        self._operators.serve(operator, call, card.queue if card else None)

    def _ask(
        self, at: datetime, operator: OperatorId | None, call: CallId, activity: Activity
    ) -> None:
        if operator is not None:
            self._operators.engage(at, operator, activity, call, aside=True)

    def _part(self, at: datetime, card: CallCard) -> None:
        """Nobody of those who were in the call is any more."""
        self._quiet(card.call)
        self._operators.release(at, card.operator, card.call)
        if card.party is not None:
            self._operators.release(at, card.party.operator, card.call)

    def _quiet(self, call: CallId) -> None:
        """No hold outlives the operator who began it."""
        self._holds -= {(call, False), (call, True)}


def _now(party: PartyCard, state: str, at: datetime) -> PartyCard:
    return party if party.state == state else replace(party, state=state, since=at)


def _party(before: PartyCard | None, at: datetime, fact: CallTransferred) -> PartyCard | None:
    """Whoever is to have the call: known already, or rung from now on."""
    if fact.to is None and not fact.pii_number:
        return None
    if before is not None and (before.operator, before.pii_number) == (fact.to, fact.pii_number):
        return before
    return PartyCard(RINGING, at, fact.to, fact.pii_number)
