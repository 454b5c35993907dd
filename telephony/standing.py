"""What stands for the whole centre: the plan's revision in force and what was switched.

Owns `PlanPublished`, `HoursSwitched` and `IncidentSwitched`. A switch names a calendar or
a prompt of the plan in force; one that is not there is passed over, since whoever asks
was told before. What is asked twice is stated once.
"""

from datetime import datetime

import msgspec

from telephony.parts import TelephonyPlan
from telephony.switches import Switches, SwitchesState
from vocabulary.facts import Fact, HoursSwitched, IncidentSwitched, PlanPublished
from vocabulary.inputs import HoursSwitchAsked, IncidentSwitchAsked, Input, PlanGiven, Tick
from vocabulary.ports import Decision
from vocabulary.shelf import Shelf

NOTHING = Decision()


class StandingState(msgspec.Struct, frozen=True):
    """For a checkpoint."""

    revision: int = 0
    switches: SwitchesState = SwitchesState()


class Standing:
    """Pure component. See `vocabulary.ports.Component`."""

    def __init__(self, plans: Shelf[TelephonyPlan], state: StandingState | None = None) -> None:
        state = state or StandingState()
        self._plans = plans
        self._revision = state.revision
        self._switches = Switches(state.switches)

    @property
    def revision(self) -> int:
        """The revision in force; 0 before the first."""
        return self._revision

    @property
    def switches(self) -> Switches:
        """How the switches stand, to look at."""
        return self._switches

    def state(self) -> StandingState:
        """Everything, for a checkpoint."""
        return StandingState(self._revision, self._switches.state())

    def deadline(self) -> datetime | None:
        """When the first closing by hand ends by itself."""
        dues = (until for until in self._switches.closed.values() if until is not None)
        return min(dues, default=None)

    def decide(self, now: datetime, given: Input) -> Decision:
        """Answer a new revision, a switch, or the time."""
        match given:
            case PlanGiven() if given.revision != self._revision:
                return Decision(
                    (
                        PlanPublished(
                            given.revision,
                            given.by,
                            given.note,
                            given.changes,
                            given.rollback_of,
                        ),
                    )
                )
            case HoursSwitchAsked():
                return self._hours(given)
            case IncidentSwitchAsked():
                return self._incident(given)
            case Tick():
                return self._reopened(now)
            case _:
                return NOTHING

    def react(self, now: datetime, fact: Fact) -> Decision:  # noqa: ARG002 - a protocol's
        """Nothing follows."""
        return NOTHING

    def apply(self, at: datetime, fact: Fact) -> None:  # noqa: ARG002 - a protocol's
        """Change by a fact."""
        self._switches.apply(fact)
        if isinstance(fact, PlanPublished):
            self._revision = fact.revision

    def _hours(self, given: HoursSwitchAsked) -> Decision:
        closed = self._switches.closed
        same = given.closed == (given.calendar in closed)
        if same and (not given.closed or closed[given.calendar] == given.until):
            return NOTHING
        known = given.calendar in self._plans.of(self._revision).hours
        if given.closed and not known:
            return NOTHING
        return Decision((HoursSwitched(given.calendar, given.closed, given.by, given.until),))

    def _incident(self, given: IncidentSwitchAsked) -> Decision:
        standing = (self._switches.incident, self._switches.incident_queues)
        if standing == (given.prompt, given.queues):
            return NOTHING
        if given.prompt and given.prompt not in self._plans.of(self._revision).incidents:
            return NOTHING
        return Decision((IncidentSwitched(given.prompt, given.by, given.queues),))

    def _reopened(self, now: datetime) -> Decision:
        over = (
            calendar
            for calendar, until in self._switches.closed.items()
            if until is not None and until <= now
        )
        return Decision(
            tuple(HoursSwitched(calendar, closed=False, by="time") for calendar in over)
        )
