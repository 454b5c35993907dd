"""When waiting calls are to be looked at again: for each the next moment, if it has one."""

from collections.abc import Hashable
from heapq import heapify, heappop, heappush

from routing.ranking.dispatch import NEVER

_DEAD_LIMIT = 64
"""The heap is cleared of what was overtaken once it holds so much more than it needs."""


class Moments:
    """One moment for each call; at equal moments the calls come in their order."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Hashable]] = []
        self._of: dict[Hashable, float] = {}

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, call: Hashable, order: int, moment: float) -> None:
        """The call's moment, in place of the one before. `NEVER`: none."""
        if moment == NEVER:
            self._of.pop(call, None)
        elif self._of.get(call) != moment:
            self._of[call] = moment
            heappush(self._heap, (moment, order, call))
            if len(self._heap) > 2 * len(self._of) + _DEAD_LIMIT:
                living = {entry[2]: entry for entry in self._heap if self._lives(entry)}
                self._heap = list(living.values())
                heapify(self._heap)

    def forget(self, call: Hashable) -> None:
        """The call waits no more."""
        self._of.pop(call, None)

    def next(self) -> float:
        """The earliest; `NEVER` if there is none."""
        while self._heap and not self._lives(self._heap[0]):
            heappop(self._heap)
        return self._heap[0][0] if self._heap else NEVER

    def reached(self, now: float) -> list[Hashable]:
        """Calls whose moment has come, in its order. They have none from then on."""
        calls = []
        while self._heap and self._heap[0][0] <= now:
            entry = heappop(self._heap)
            if self._lives(entry):
                del self._of[entry[2]]
                calls.append(entry[2])
        return calls

    def _lives(self, entry: tuple[float, int, Hashable]) -> bool:
        return self._of.get(entry[2]) == entry[0]
