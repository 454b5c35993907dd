"""Who predicts waits for the floor: the seam to `routing.prediction`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from routing.revisions import Revisions
from routing.state import Operator, Waiting
from vocabulary.decisions import Forecast, Silence
from vocabulary.facts import Fact
from vocabulary.ids import CallId, OperatorId, QueueId


class Forecaster(Protocol):
    """Predicts from the facts that it is told; changed by nothing else.

    The floor tells each fact after it has applied it to itself.
    """

    def watch(
        self,
        operators: Mapping[OperatorId, Operator],
        waiting: Mapping[CallId, Waiting],
        plans: Revisions,
    ) -> None:
        """Whose present it may look up, and the plans: live views of the floor's records."""
        ...

    def kept(self) -> dict[str, Any]:
        """What it has learnt, as plain lists and numbers, for a checkpoint."""
        ...

    def apply(self, at: datetime, fact: Fact) -> None:
        """Learn from a fact."""
        ...

    def forecast(self, now: datetime, call: CallId) -> Forecast:
        """The wait that a waiting call still has before it, or silence and why."""
        ...

    def for_newcomer(self, now: datetime, queue: QueueId) -> Forecast:
        """The wait of a caller who would join the queue at this moment."""
        ...


class SilentForecaster:
    """Knows too little to say anything."""

    def watch(
        self,
        operators: Mapping[OperatorId, Operator],
        waiting: Mapping[CallId, Waiting],
        plans: Revisions,
    ) -> None:
        """Nothing is looked up."""

    def kept(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def apply(self, at: datetime, fact: Fact) -> None:
        """Nothing is learnt."""

    def forecast(self, now: datetime, call: CallId) -> Forecast:  # noqa: ARG002 - a protocol's
        """Silence."""
        return Forecast(silent=Silence.THIN_DATA)

    def for_newcomer(self, now: datetime, queue: QueueId) -> Forecast:  # noqa: ARG002 - likewise
        """Silence."""
        return Forecast(silent=Silence.THIN_DATA)
