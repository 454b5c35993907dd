"""What the columns of the router stand for: a queue each, under a revision of the plan.

Usually there is one revision and a column for each of its queues. While calls still
follow an older one, its queues have columns of their own behind them, under keys that no
plan can have. What is learnt of a queue, how many wait in it and who is ahead in it is
the same whatever the revision, so columns of one name are told of it together.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vocabulary.ids import QueueId

IN_FORCE = -1


class Origin(NamedTuple):
    """The queue of an older revision for which a column stands."""

    queue: QueueId
    revision: int


class Columns:
    """By column, in the order of `keys`: the queue's `names` as people know them, the
    `revision` (`IN_FORCE`, or an older one), and all columns `alike` in name, in order.

    `first` is the first column of each name, where what is learnt of the queue is kept.
    `sets` are the columns of each revision, as flags.
    """

    def __init__(self, keys: Sequence[QueueId], older: Mapping[QueueId, Origin]) -> None:
        self.names = tuple(older[key].queue if key in older else key for key in keys)
        places: dict[QueueId, list[int]] = {}
        for at, name in enumerate(self.names):
            places.setdefault(name, []).append(at)
        self.alike = tuple(tuple(places[name]) for name in self.names)
        self.first = {name: alike[0] for name, alike in places.items()}
        self.revision: NDArray[np.intp] = np.array(
            [older[key].revision if key in older else IN_FORCE for key in keys], dtype=np.intp
        )
        self.sets: tuple[NDArray[np.bool_], ...] = tuple(
            self.revision == revision for revision in sorted(set(self.revision.tolist()))
        )
