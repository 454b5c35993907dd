"""The waiting room: what waiting callers hear and may press, and when they leave unserved.

Owns `QueueLeft` and `Announced`, and `IncidentHeard` of callers who did not come through
the flow. Each call is kept by its own revision of the plan. Music plays while nothing is
said; the book starts it, and the room again after each announcement.

A fold over facts, except for when each caller is looked at next: a restart finds that
again, a little later at most.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from telephony.attendance import Attendance, Attendant
from telephony.parts import TelephonyPlan
from telephony.switches import Switches, SwitchesState
from telephony.waiting import overflow
from telephony.waiting.guest import Guest, arrive, follow
from telephony.waiting.looks import Looks
from telephony.waiting.plan import WaitingPlan
from telephony.waiting.voice import LONGEST, Voice
from telephony.waiting.words import words
from vocabulary.commands import Command, StartMusic, Utterance
from vocabulary.facts import (
    Announced,
    AvailabilityChanged,
    CallAnswered,
    CallArrived,
    CallFact,
    CallPlaced,
    CallQueued,
    CallRequeued,
    Fact,
    HoursSwitched,
    IncidentHeard,
    IncidentSwitched,
    LinesLost,
    LinesSeen,
    OfferEnded,
    OperatorListed,
    OperatorUnlisted,
    QueueLeft,
    ServiceStarted,
)
from vocabulary.ids import CallId, LegId, OperatorId, QueueId
from vocabulary.inputs import DigitPressed, Input, PromptEnded, Tick
from vocabulary.ports import Decision, together
from vocabulary.shelf import Shelf
from vocabulary.states import QueueExit

NOTHING = Decision()
RINGING_S = 5.0
"""Nothing is said while a phone rings, and nobody leaves: looked at again so much later."""
FAR = timedelta(days=1)
"""Even where nothing is due, a caller is looked at as often as this."""
PATIENCE = timedelta(seconds=60)
"""So much later than allowed a caller goes on even while a phone rings."""


class RoomState(msgspec.Struct, frozen=True):
    """For a checkpoint."""

    guests: tuple[Guest, ...] = ()
    switches: SwitchesState = SwitchesState()
    attendance: dict[OperatorId, Attendant] = {}
    lines_up: bool = False


class WaitingRoom:
    """Pure component. See `vocabulary.ports.Component`."""

    def __init__(self, plans: Shelf[TelephonyPlan], state: RoomState | None = None) -> None:
        state = state or RoomState()
        self._plans = plans
        self._switches = Switches(state.switches)
        self._attendance = Attendance(state.attendance)
        self._lines_up = state.lines_up
        self._guests: dict[CallId, Guest] = {}
        self._by_leg: dict[LegId, CallId] = {}
        self._waiting: Counter[QueueId] = Counter()
        self._looks = Looks()
        self._voice = Voice()
        self._leaving: set[CallId] = set()
        for guest in state.guests:
            self._put(guest)

    @property
    def guests(self) -> Mapping[CallId, Guest]:
        """Living calls as the room has them, to look at."""
        return self._guests

    def state(self) -> RoomState:
        """Everything, for a checkpoint."""
        return RoomState(
            tuple(self._guests.values()),
            self._switches.state(),
            self._attendance.state(),
            self._lines_up,
        )

    def deadline(self) -> datetime | None:
        """When the first caller is to be looked at."""
        return self._looks.first() if self._lines_up else None

    def decide(self, now: datetime, given: Input) -> Decision:
        """Answer a key, the end of an announcement, or the time."""
        match given:
            case DigitPressed():
                return self._pressed(given)
            case PromptEnded():
                return self._said(given)
            case Tick():
                return self._tick(now)
            case _:
                return NOTHING

    def react(self, now: datetime, fact: Fact) -> Decision:
        """A caller came into a queue or hears us now; the hours were closed; everybody of a
        queue went home."""
        match fact:
            case CallQueued():
                return self._joined(now, fact.call)
            case CallAnswered():
                guest = self._guests.get(fact.call)
                return NOTHING if guest is None else self._incident(now, guest)
            case IncidentSwitched() if fact.prompt:
                return together(self._incident(now, guest) for guest in self._all_waiting())
            case HoursSwitched(closed=True):
                return together(
                    self._closing(now, guest)
                    for guest in self._all_waiting()
                    if self._rules(guest).hours == fact.calendar
                )
            case AvailabilityChanged() | OperatorListed() | OperatorUnlisted():
                return together(self._nobody(now, guest) for guest in self._all_waiting())
            case OfferEnded() | CallRequeued():
                return self._free_again(now, fact.call)
            case _:
                return NOTHING

    def apply(self, at: datetime, fact: Fact) -> None:
        """Change by a fact."""
        self._switches.apply(fact)
        self._attendance.apply(fact)
        match fact:
            case LinesSeen() | LinesLost() | ServiceStarted():
                self._lines_up = isinstance(fact, LinesSeen)
                self._voice.clear()  # the survey starts the music again
                self._look_at_all(at)
            case CallArrived() | CallPlaced():
                self._put(arrive(fact))
            case _ if isinstance(fact, CallFact) and fact.call in self._guests:
                self._follow(at, self._guests[fact.call], fact)

    # -- the fold ------------------------------------------------------------------------

    def _follow(self, at: datetime, before: Guest, fact: CallFact) -> None:
        after = follow(before, at, fact)
        if after is before:
            return
        if before.waits and before.queue is not None:
            self._waiting[before.queue] -= 1
        if after is None or after.queue is None:
            self._leaving.discard(before.call)
        if after is None or not after.waits:
            self._voice.forget(before.call)
            self._looks.forget(before.call)
        if after is None:
            del self._guests[before.call]
            del self._by_leg[before.leg]
            return
        self._put(after)

    def _put(self, guest: Guest) -> None:
        self._guests[guest.call] = guest
        self._by_leg[guest.leg] = guest.call
        if not guest.waits or guest.queue is None:
            return
        self._waiting[guest.queue] += 1
        if guest.call not in self._looks and guest.since is not None:
            self._looks.plan(guest.call, self._next(guest, guest.told_at or guest.since))

    def _look_at_all(self, at: datetime) -> None:
        """Whatever was due while nobody looked is found at the next tick."""
        for guest in self._all_waiting():
            self._looks.plan(guest.call, at)

    def _next(self, guest: Guest, after: datetime) -> datetime:
        """The first moment after `after` at which something may be due for a guest."""
        rules = self._rules(guest)
        dues = [overflow.overdue_at(guest, each) for each in rules.overflow]
        if rules.announce is not None and guest.since is not None:
            due = _announced_next(guest, rules, guest.since)
            dues.append(due if due > after else after + _every(rules))
        if rules.hours is not None and rules.at_closing is not None:
            dues.append(self._plan(guest).hours[rules.hours].next_change(after))
        if guest.ringing:
            dues.append(after + timedelta(seconds=RINGING_S))
        dues.append(self._voice.over_by(guest.call))
        coming = (due for due in dues if due is not None and due > after)
        return min((after + FAR, *coming))

    # -- decisions -----------------------------------------------------------------------

    def _pressed(self, given: DigitPressed) -> Decision:
        guest = self._on(given.leg)
        if guest is None:
            return NOTHING
        target = self._rules(guest).keys.get(given.digit)
        if target is None:
            return NOTHING
        return self._leave(guest, QueueExit.KEY, target, given.digit)

    def _said(self, given: PromptEnded) -> Decision:
        """Back to the music. An end that was told late belongs to another token."""
        guest = self._on(given.leg)
        if guest is None or not self._voice.is_over(guest.call, given.token):
            return NOTHING
        return self._music_again(guest)

    def _joined(self, now: datetime, call: CallId) -> Decision:
        guest = self._guests.get(call)
        if guest is None or guest.queue is None:
            return NOTHING
        rules, others = self._rules(guest), self._waiting[guest.queue] - 1
        left = overflow.on_joining(rules, guest.queue, others, self._attendance)
        if left is not None:
            return self._leave(guest, *left)
        if overflow.overdue(now, guest, rules) is not None:
            self._looks.plan(call, now)
        return self._incident(now, guest)

    def _free_again(self, now: datetime, call: CallId) -> Decision:
        """No phone rings for the caller: what had to wait for that comes now, before the
        next phone is rung. Where several ring in turns there is no such moment: then a
        caller who waited for much too long goes on all the same."""
        guest = self._guests.get(call)
        if guest is None or not guest.waits or not self._lines_up:
            return NOTHING
        if not guest.ringing:
            return self._looked(now, guest)
        left = overflow.overdue(now - PATIENCE, replace(guest, ringing=0), self._rules(guest))
        return NOTHING if left is None else self._leave(guest, *left)

    def _nobody(self, now: datetime, guest: Guest) -> Decision:  # noqa: ARG002 - as the others
        if guest.ringing or guest.queue is None:
            return NOTHING
        left = overflow.nobody_left(self._rules(guest), guest.queue, self._attendance)
        return NOTHING if left is None else self._leave(guest, *left)

    def _closing(self, now: datetime, guest: Guest) -> Decision:
        """At closing time callers stay, or go where the plan says."""
        rules = self._rules(guest)
        if rules.at_closing is None or rules.hours is None or guest.ringing:
            return NOTHING
        calendar = self._plan(guest).hours[rules.hours]
        is_open = calendar.is_open(now) and not self._switches.is_closed(rules.hours, now)
        return NOTHING if is_open else self._leave(guest, QueueExit.CLOSED, rules.at_closing)

    def _tick(self, now: datetime) -> Decision:
        if not self._lines_up:
            return NOTHING
        answers: list[Decision] = []
        for call in self._looks.take(now):
            guest = self._guests[call]
            answers.append(self._looked(now, guest))
            self._looks.plan(call, self._next(guest, now))
        return together(answers)

    def _looked(self, now: datetime, guest: Guest) -> Decision:
        """The first of what is due; the rest is for another look."""
        rules = self._rules(guest)
        left = overflow.overdue(now, guest, rules)
        if left is not None:
            return self._leave(guest, *left)
        for look in (self._closing, self._nobody, self._incident):
            due = look(now, guest)
            if due.facts:
                return due
        over_by = self._voice.over_by(guest.call)
        if over_by is not None and over_by <= now:
            return self._music_again(guest)
        return self._announce(now, guest, rules)

    def _announce(self, now: datetime, guest: Guest, rules: WaitingPlan) -> Decision:
        plan = rules.announce
        if plan is None or guest.ringing or not guest.answered or guest.since is None:
            return NOTHING
        if guest.call in self._voice or now < _announced_next(guest, rules, guest.since):
            return NOTHING
        queue = guest.queue or QueueId("")
        told = words(now, guest, plan, self._waiting[queue])
        if not told.say:
            return NOTHING
        from_min, to_min = told.range_min or (None, None)
        names = tuple(utterance.prompt for utterance in told.say)
        fact = Announced(guest.call, queue, names, told.place, from_min, to_min)
        return Decision((fact,), (self._say(now, guest, told.say),))

    def _incident(self, now: datetime, guest: Guest) -> Decision:
        """Callers who did not come through the flow hear it here, and those of its queues."""
        if not guest.waits or not guest.answered or guest.ringing:
            return NOTHING
        queue = guest.queue or QueueId("")
        prompt = self._switches.incident_in(queue) or self._switches.incident_on_arrival()
        if prompt == guest.incident_heard or prompt not in self._plan(guest).incidents:
            return NOTHING  # heard, or none, or not one of its revision
        fact = IncidentHeard(guest.call, prompt)
        return Decision((fact,), (self._say(now, guest, (Utterance(prompt),)),))

    def _leave(self, guest: Guest, why: QueueExit, to: str, key: str = "") -> Decision:
        """Once, whatever else of the same step would lead the caller away."""
        if guest.call in self._leaving:
            return NOTHING
        self._leaving.add(guest.call)
        queue = guest.queue or QueueId("")
        return Decision((QueueLeft(guest.call, queue, why, to, key),), self._voice.hush(guest))

    def _music_again(self, guest: Guest) -> Decision:
        self._voice.forget(guest.call)
        return Decision((), (StartMusic(guest.leg, self._music(guest)),))

    def _say(self, now: datetime, guest: Guest, say: tuple[Utterance, ...]) -> Command:
        count = int(now.timestamp() * 10) % 100_000_000
        command = self._voice.say(now, guest, self._plan(guest), say, count)
        self._looks.plan(guest.call, now + LONGEST)
        return command

    # -- looked up -----------------------------------------------------------------------

    def _on(self, leg: LegId) -> Guest | None:
        call = self._by_leg.get(leg)
        guest = self._guests.get(call) if call is not None else None
        return guest if guest is not None and guest.waits else None

    def _all_waiting(self) -> list[Guest]:
        return [guest for guest in self._guests.values() if guest.waits]

    def _plan(self, guest: Guest) -> TelephonyPlan:
        return self._plans.of(guest.revision)

    def _rules(self, guest: Guest) -> WaitingPlan:
        return self._plan(guest).waiting(guest.queue or QueueId(""))

    def _music(self, guest: Guest) -> str:
        number = self._plan(guest).numbers.get(guest.dialled)
        return self._rules(guest).music or (number.music if number else "default")


def _every(rules: WaitingPlan) -> timedelta:
    return timedelta(seconds=rules.announce.every_s if rules.announce else 0.0)


def _announced_next(guest: Guest, rules: WaitingPlan, since: datetime) -> datetime:
    """When the caller is to be told something next."""
    if guest.told_at is not None:
        return guest.told_at + _every(rules)
    return since + timedelta(seconds=rules.announce.first_s if rules.announce else 0.0)
