"""Waiting calls, grouped into kinds.

Calls of one kind ask for the same and are worth the same, apart from how long they have
waited, so that only the oldest of each kind can be the next: first come, first served
within equals, and a decision looks at kinds, not at calls.
"""

from bisect import bisect_left, insort
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from routing.ranking.dispatch import Claim

FIRST_KINDS = 16
NOBODY = -1


class KindKey(NamedTuple):
    """What calls of one kind have in common.

    `reach` names a row of operators who may take them; `held_for` is the slot of the only
    operator who may, or `NOBODY`. `lead_s` is what priority and credit are worth in
    seconds of waiting.
    """

    queue: int
    reach: int
    lead_s: float
    held_for: int


class _Entry(NamedTuple):
    """One waiting call in its kind's order: by place, then by the order of coming."""

    since: float
    order: int
    call: Hashable


class Kinds:
    """All waiting calls. Arrays are indexed by kind and hold the first `count` kinds.

    `since` is the place of the oldest call, `order` its number of coming. `waiting_of`
    counts calls by queue; what it counts for one column it counts for all `alike`.
    """

    def __init__(self, queues: int, alike: Sequence[tuple[int, ...]] = ()) -> None:
        self._alike = alike or tuple((at,) for at in range(queues))
        self.count = 0
        self.waiting_of = np.zeros(queues)
        self.queue = np.zeros(FIRST_KINDS, dtype=np.intp)
        self.reach = np.zeros(FIRST_KINDS, dtype=np.intp)
        self.held_for = np.zeros(FIRST_KINDS, dtype=np.intp)
        self.lead_s = np.zeros(FIRST_KINDS)
        self.since = np.zeros(FIRST_KINDS)
        self.order = np.zeros(FIRST_KINDS)
        self.keys: list[KindKey] = []
        self._entries: list[list[_Entry]] = []
        self._at: dict[KindKey, int] = {}
        self._kind_of: dict[Hashable, tuple[KindKey, _Entry]] = {}
        self.any_held = 0

    def __len__(self) -> int:
        return len(self._kind_of)

    def __contains__(self, call: Hashable) -> bool:
        return call in self._kind_of

    def kind_of(self, call: Hashable) -> int:
        """The call's kind now. Kinds move when others leave: use it at once."""
        return self._at[self._kind_of[call][0]]

    def oldest(self, kind: int) -> Hashable:
        """Whose turn it is."""
        return self._entries[kind][0].call

    def calls(self, kind: int, limit: int) -> list[Hashable]:
        """The first calls of a kind, in order."""
        return [entry.call for entry in self._entries[kind][:limit]]

    def size(self, kind: int) -> int:
        """How many calls of a kind wait."""
        return len(self._entries[kind])

    def held(self, slot: int) -> list[Hashable]:
        """Calls that wait for the operator of a slot."""
        if not self.any_held:
            return []
        kinds = np.flatnonzero(self.held_for[: self.count] == slot)
        return [entry.call for kind in kinds for entry in self._entries[kind]]

    def before(self, kind: int, since: float, order: float) -> int:
        """How many calls of a kind stand before such a place."""
        return bisect_left(self._entries[kind], (since, order))

    def add(self, claim: Claim, order: int, key: KindKey) -> None:
        """A call waits."""
        entry = _Entry(claim.since, order, claim.call)
        kind = self._at.get(key)
        if kind is None:
            kind = self._new_kind(key)
        entries = self._entries[kind]
        if entries and entry < entries[-1]:
            insort(entries, entry)
        else:
            entries.append(entry)
        self._kind_of[claim.call] = (key, entry)
        for at in self._alike[key.queue]:
            self.waiting_of[at] += 1.0
        self._head(kind)

    def remove(self, call: Hashable) -> None:
        """The call waits no more."""
        found = self._kind_of.pop(call, None)
        if found is None:
            return
        key, entry = found
        for at in self._alike[key.queue]:
            self.waiting_of[at] -= 1.0
        kind = self._at[key]
        entries = self._entries[kind]
        del entries[0 if entries[0] is entry else bisect_left(entries, entry)]
        if entries:
            self._head(kind)
        else:
            self._drop_kind(kind, key)

    def _head(self, kind: int) -> None:
        first = self._entries[kind][0]
        self.since[kind] = first.since
        self.order[kind] = first.order

    def _new_kind(self, key: KindKey) -> int:
        kind = self.count
        if kind == len(self.since):
            self._grow()
        self.queue[kind] = key.queue
        self.reach[kind] = key.reach
        self.held_for[kind] = key.held_for
        self.lead_s[kind] = key.lead_s
        self.keys.append(key)
        self._entries.append([])
        self._at[key] = kind
        self.count += 1
        self.any_held += key.held_for != NOBODY
        return kind

    def _drop_kind(self, kind: int, key: KindKey) -> None:
        """The last kind takes the place of the empty one."""
        last = self.count - 1
        del self._at[key]
        if kind != last:
            for column in (
                self.queue,
                self.reach,
                self.held_for,
                self.lead_s,
                self.since,
                self.order,
            ):
                column[kind] = column[last]
            self.keys[kind] = self.keys[last]
            self._entries[kind] = self._entries[last]
            self._at[self.keys[kind]] = kind
        self.keys.pop()
        self._entries.pop()
        self.count = last
        self.any_held -= key.held_for != NOBODY

    def _grow(self) -> None:
        self.queue = np.concatenate([self.queue, self.queue])
        self.reach = np.concatenate([self.reach, self.reach])
        self.held_for = np.concatenate([self.held_for, self.held_for])
        self.lead_s = np.concatenate([self.lead_s, self.lead_s])
        self.since = np.concatenate([self.since, self.since])
        self.order = np.concatenate([self.order, self.order])
