"""What a waiting caller is told: only what is new, and only what is known well enough."""

from datetime import datetime
from math import ceil, floor
from typing import NamedTuple

from telephony.waiting.guest import Guest
from telephony.waiting.plan import AnnouncePlan
from vocabulary.commands import Utterance

LONGEST_MIN = 60
"""A longer wait is not told: nobody can know it that far ahead."""
WIDEST_MIN = 5
"""A range may be as wide as this, or as its own beginning, whichever is more."""
KEYS_EVERY = 3
"""The keys that a caller may press are said with each third announcement."""
SAME_PLACE_S = 60.0
"""How long what the router said of the place is believed."""


class Words(NamedTuple):
    """What to say; empty: nothing."""

    say: tuple[Utterance, ...] = ()
    place: int | None = None
    range_min: tuple[int, int] | None = None


def words(now: datetime, guest: Guest, plan: AnnouncePlan, waiting: int) -> Words:
    """The next announcement. `waiting`: how many calls wait in the queue, this one too."""
    place = _place(now, guest, waiting) if plan.place else None
    if place == guest.told_place:
        place = None
    told = _range(now, guest) if plan.wait else None
    if told == guest.told_range:
        told = None
    say = [*_of_place(place), *_of_range(told)]
    if not say and plan.comfort:
        say.append(Utterance(plan.comfort[guest.comforted % len(plan.comfort)]))
    if plan.keys is not None and guest.announced % KEYS_EVERY == 0:
        say.append(Utterance(plan.keys))
    return Words(tuple(say), place, told)


def _place(now: datetime, guest: Guest, waiting: int) -> int | None:
    """The router's word, never more than the calls that are there; it never grows for the
    caller's ear by calls that left since."""
    if guest.place is None or guest.explained_at is None:
        return None
    if (now - guest.explained_at).total_seconds() > SAME_PLACE_S:
        return None
    return min(guest.place, max(1, waiting))


def _range(now: datetime, guest: Guest) -> tuple[int, int] | None:
    """From and to, in whole minutes from now. None where the forecast is silent or vague."""
    if guest.p50_s is None or guest.p90_s is None or guest.explained_at is None:
        return None
    passed_s = (now - guest.explained_at).total_seconds()
    from_min = floor(max(0.0, guest.p50_s - passed_s) / 60)
    to_min = max(1, from_min + 1, ceil(max(0.0, guest.p90_s - passed_s) / 60))
    if to_min > LONGEST_MIN or to_min - from_min > max(WIDEST_MIN, from_min):
        return None
    return from_min, to_min


def _of_place(place: int | None) -> list[Utterance]:
    if place is None:
        return []
    if place == 1:
        return [Utterance("place_next")]
    return [Utterance("place", (("place", str(place)),))]


def _of_range(told: tuple[int, int] | None) -> list[Utterance]:
    if told is None:
        return []
    from_min, to_min = told
    if from_min == 0:
        return [Utterance("wait_under", (("to", str(to_min)),))]
    return [Utterance("wait_range", (("from", str(from_min)), ("to", str(to_min))))]
