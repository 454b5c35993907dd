"""What a router has learnt and cannot be told again: plain values for a checkpoint.

Who is free and who waits is told anew after a restart; how long calls take, how fast they
come and how loaded each operator is follows from everything before. Kept by name, so that
whatever a changed plan still knows is found again.
"""

import msgspec

FIRST_GUESS_S = 180.0
"""Handling time of a centre that has taken no call yet."""


class Mean(msgspec.Struct, frozen=True, array_like=True):
    """Sum and number of handling times in seconds. `relative`: as a multiple of the queue's."""

    sum_s: float
    n: float
    relative: float = 1.0


class Rate(msgspec.Struct, frozen=True, array_like=True):
    """Arrivals per second as counted at the moment `at`."""

    per_s: float = 0.0
    at: float = 0.0


class LoadMemory(msgspec.Struct, frozen=True, array_like=True):
    """Busy share as of the moment `changed`; calls in a row and the last moment of work."""

    occupancy: float = 0.0
    changed: float = 0.0
    in_a_row: float = 0.0
    rests_since: float = 0.0


class QueueMemory(msgspec.Struct, frozen=True):
    """One queue."""

    handling: Mean
    arrivals: Rate


class SeatMemory(msgspec.Struct, frozen=True):
    """One operator; handling times by queue."""

    load: LoadMemory
    handling: dict[str, Mean] = {}


class RouterMemory(msgspec.Struct, frozen=True):
    """Everything, up to the moment `at` in seconds of the router's epoch.

    A queue of which nothing is known is left out.
    """

    at: float = 0.0
    handling_s: float = FIRST_GUESS_S
    queues: dict[str, QueueMemory] = {}
    operators: dict[str, SeatMemory] = {}
