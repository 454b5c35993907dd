"""What somebody switched by hand: calendars that are closed, a message about an incident.

A fold that every component keeps for itself, so that none has to ask another.
"""

from datetime import datetime

import msgspec

from vocabulary.facts import Fact, HoursSwitched, IncidentSwitched
from vocabulary.ids import QueueId


class SwitchesState(msgspec.Struct, frozen=True):
    """For a checkpoint: closed calendars and until when; the incident's prompt."""

    closed: tuple[tuple[str, datetime | None], ...] = ()
    prompt: str = ""
    queues: tuple[QueueId, ...] = ()


class Switches:
    """How the switches stand."""

    def __init__(self, state: SwitchesState | None = None) -> None:
        state = state or SwitchesState()
        self._closed = dict(state.closed)
        self._prompt = state.prompt
        self._queues = state.queues

    def state(self) -> SwitchesState:
        """Everything, for a checkpoint."""
        return SwitchesState(tuple(self._closed.items()), self._prompt, self._queues)

    def apply(self, fact: Fact) -> None:
        """Follow a fact; any other is passed over."""
        match fact:
            case HoursSwitched(calendar=calendar, closed=True):
                self._closed[calendar] = fact.until
            case HoursSwitched(calendar=calendar):
                self._closed.pop(calendar, None)
            case IncidentSwitched():
                self._prompt, self._queues = fact.prompt, fact.queues
            case _:
                pass

    def is_closed(self, calendar: str, now: datetime) -> bool:
        """Whether somebody closed the calendar and the closing still lasts."""
        if calendar not in self._closed:
            return False
        until = self._closed[calendar]
        return until is None or now < until

    def until(self, calendar: str) -> datetime | None:
        """When a closing by hand ends by itself; None: never, or there is none."""
        return self._closed.get(calendar)

    @property
    def closed(self) -> dict[str, datetime | None]:
        """Calendars closed by hand, and until when; those that are over too."""
        return dict(self._closed)

    @property
    def incident(self) -> str:
        """The prompt that everybody hears first; empty: none."""
        return self._prompt

    @property
    def incident_queues(self) -> tuple[QueueId, ...]:
        """Whom it concerns; empty: everybody."""
        return self._queues

    def incident_on_arrival(self) -> str:
        """The prompt that a caller who arrives hears first; empty: none."""
        return "" if self._queues else self._prompt

    def incident_in(self, queue: QueueId) -> str:
        """The prompt that a caller who waits in the queue hears; empty: none."""
        return self._prompt if queue in self._queues else ""
