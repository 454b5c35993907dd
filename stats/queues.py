"""Queues as the board sees them: what the plan wants of each, and who waits in it."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from stats.metrics import DEFAULT_VARIANT, ServiceLevelVariant
from stats.table import CardTable
from vocabulary.board import QueueCard
from vocabulary.decisions import Forecast
from vocabulary.ids import CallId, QueueId


@dataclass(frozen=True, slots=True)
class QueueConfig:
    """A queue's service objective: `objective` (0 to 1) of calls within `threshold_s`.

    An abandon after at most `short_abandon_s` is short. Raises ValueError.
    """

    queue: QueueId
    objective: float = 0.8
    threshold_s: int = 20
    short_abandon_s: int = 5
    variant: ServiceLevelVariant = DEFAULT_VARIANT

    def __post_init__(self) -> None:
        if not 0 < self.objective <= 1:
            raise ValueError(
                f"queue {self.queue}: the service objective is a share above 0 and at most 1, "
                f"not {self.objective}; write 0.8 for 80 %"
            )
        if self.threshold_s < 0 or self.short_abandon_s < 0:
            raise ValueError(f"queue {self.queue}: thresholds are 0 seconds or more")


class QueueLine:
    """Who waits in one queue, by place, and how many operators could take a call."""

    __slots__ = ("_places", "forecast", "queue", "ready")

    def __init__(self, queue: QueueId) -> None:
        self.queue = queue
        self.ready = 0
        self.forecast = Forecast()
        self._places: list[tuple[datetime, CallId]] = []

    def join(self, call: CallId, place_since: datetime) -> None:
        """A call waits. Its place is its own: a returning call stands where it stood."""
        insort(self._places, (place_since, call))

    def leave(self, call: CallId, place_since: datetime) -> None:
        """A call waits no more. A call that does not wait is no error."""
        index = bisect_left(self._places, (place_since, call))
        if index < len(self._places) and self._places[index] == (place_since, call):
            del self._places[index]

    @property
    def waiting(self) -> int:
        """How many calls wait."""
        return len(self._places)

    def card(self) -> QueueCard:
        """The queue at this moment."""
        longest = self._places[0][0] if self._places else None
        told = self.forecast
        return QueueCard(
            queue=self.queue,
            waiting=len(self._places),
            longest_since=longest,
            operators_ready=self.ready,
            forecast_p50_s=_whole(told.p50_s),
            forecast_p90_s=_whole(told.p90_s),
            silent=told.silent.value if told.silent else "",
        )


class QueueLines:
    """All queues. A queue that was asked for is shown anew at the next `refresh`.

    Shown are the queues of the plan in force, and others for as long as somebody waits
    in them: calls that arrived under an older plan.
    """

    def __init__(self, table: CardTable, queues: Iterable[QueueId]) -> None:
        self._table = table
        self._lines: dict[QueueId, QueueLine] = {}
        self._stale: set[QueueId] = set()
        self._planned: frozenset[QueueId] = frozenset()
        self.follow(queues)
        self.refresh()

    def follow(self, queues: Iterable[QueueId]) -> None:
        """These are the queues of the plan from now on."""
        planned = frozenset(queues)
        for queue in planned ^ self._planned:
            self.line(queue)
        self._planned = planned

    def line(self, queue: QueueId) -> QueueLine:
        """The queue, to be changed."""
        self._stale.add(queue)
        line = self._lines.get(queue)
        if line is None:
            line = self._lines[queue] = QueueLine(queue)
        return line

    def show_forecasts(self, newcomers: Mapping[QueueId, Forecast]) -> None:
        """What a caller who would join now had to wait, by queue."""
        for queue, forecast in newcomers.items():
            known = self._lines.get(queue)
            if known is None or known.forecast != forecast:
                self.line(queue).forecast = forecast
        self.refresh()

    def refresh(self) -> None:
        """Bring the cards of queues that changed up to date."""
        for queue in self._stale:
            line = self._lines[queue]
            if queue in self._planned or line.waiting:
                self._table.put(f"queues/{queue}", line.card())
            else:
                self._table.drop(f"queues/{queue}")
        self._stale.clear()


def _whole(seconds: float | None) -> float | None:
    """Whole seconds, so that a card does not change with every breath."""
    return None if seconds is None else float(round(seconds))
