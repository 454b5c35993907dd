"""What differs between two plans, in short sentences.

Lists are matched by the names of what they hold, not by positions; defaults that are only
written out are no difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from switchboard.planning.checking import read_plan
from vocabulary.findings import Place
from vocabulary.plans import PlanChange

WORDS = {
    "numbers": "number",
    "queues": "queue",
    "callers": "caller",
    "operators": "operator",
    "flow": "node",
    "hours": "calendar",
    "prompts": "prompt",
}
"""What the entries of a part are called."""

NAMED_BY = {
    "numbers": "number",
    "queues": "queue",
    "callers": "number",
    "days": "date",
    "overflow": "when",
    "widen": "after_s",
}
"""Lists whose entries have names, and where the name stands."""

ENTRIES = {"days": "day", "overflow": "limit", "widen": "step", "keys": "key"}
VALUE_SHOWN = 40
MOST_TOLD = 200
_ABSENT = object()


class _Spot(NamedTuple):
    """Where the comparison is: whose field, which field, and the place in the document."""

    subject: str
    field: str
    place: Place

    def below(self, name: str | int, place: Place) -> "_Spot":
        shown = f"{self.field}.{name}" if self.field else str(name)
        return _Spot(self.subject, shown, place)

    def told(self, what: str) -> str:
        head = f"{self.subject}: " if self.subject else ""
        return f"{head}{self.field} {what}" if self.field else f"{head}{what}".strip()


def differences(before: str, after: str) -> tuple[PlanChange, ...]:
    """Differences between two texts; as far as they can be read."""
    return tuple(_parts(document_of(before) or {}, document_of(after) or {}))


def document_of(text: str) -> dict[str, Any] | None:
    """The document with all defaults; as it is written, while some value is wrong."""
    reading = read_plan(text)
    if reading.plan is not None:
        return reading.plan.model_dump(mode="json")
    return reading.data if isinstance(reading.data, dict) else None


def told_shortly(changes: Sequence[PlanChange]) -> tuple[str, ...]:
    """Sentences for a revision: callers are counted, not named, and there is an end."""
    callers = sum(change.place[:1] == ("callers",) for change in changes)
    told = [change.told for change in changes if change.place[:1] != ("callers",)]
    if callers:
        told.append(f"known callers: {callers} change{'' if callers == 1 else 's'}")
    if len(told) > MOST_TOLD:
        told = [*told[:MOST_TOLD], f"and {len(told) - MOST_TOLD} more"]
    return tuple(told)


def _parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PlanChange]:
    for part in dict.fromkeys((*before, *after)):
        old, new = before.get(part, _ABSENT), after.get(part, _ABSENT)
        if old == new:
            continue
        if part not in WORDS:
            yield from _compare(_Spot("", str(part), (part,)), old, new)
            continue
        yield from _entries(part, WORDS[part], old, new)


def _entries(part: str, word: str, old: Any, new: Any) -> Iterator[PlanChange]:
    """Entries of a whole part, each by its name."""
    had, has = _by_name(part, old), _by_name(part, new)
    if had is None or has is None:
        yield PlanChange((part,), _given(old), _given(new), f"{part} changed")
        return
    for name in dict.fromkeys((*had, *has)):
        (at, was), (now_at, is_now) = had.get(name, (name, _ABSENT)), has.get(name, (name, _ABSENT))
        place: Place = (part, now_at if is_now is not _ABSENT else at)
        yield from _compare(_Spot(f"{word} {name}", "", place), was, is_now)


def _compare(spot: _Spot, old: Any, new: Any) -> Iterator[PlanChange]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            yield from _compare(
                spot.below(name, (*spot.place, name)),
                old.get(name, _ABSENT),
                new.get(name, _ABSENT),
            )
        return
    if isinstance(old, list) and isinstance(new, list):
        yield from _lists(spot, old, new)
        return
    yield PlanChange(spot.place, _given(old), _given(new), spot.told(_step(old, new)))


def _lists(spot: _Spot, old: list[Any], new: list[Any]) -> Iterator[PlanChange]:
    name = str(spot.place[-1])
    had, has = _by_name(name, old), _by_name(name, new)
    if had is not None and has is not None:
        word = ENTRIES.get(name, name)
        outer = _Spot(spot.subject, "", spot.place)
        for entry in dict.fromkeys((*had, *has)):
            (at, was), (now_at, is_now) = had.get(entry, (0, _ABSENT)), has.get(entry, (0, _ABSENT))
            place: Place = (*spot.place, now_at if is_now is not _ABSENT else at)
            yield from _compare(_Spot(outer.subject, f"{word} {entry}", place), was, is_now)
        return
    if all(isinstance(each, str) for each in (*old, *new)):
        gone = [each for each in old if each not in new]
        come = [each for each in new if each not in old]
        said = [f"+ {_shown(each)}" for each in come] + [f"- {_shown(each)}" for each in gone]
        told = ", ".join(said) or "in another order"
        yield PlanChange(spot.place, old, new, spot.told(told))
        return
    yield PlanChange(spot.place, old, new, spot.told("changed"))


def _by_name(part: str, entries: Any) -> dict[str, tuple[str | int, Any]] | None:
    """Entries by name with their key or position; None where names are missing or twice."""
    if entries is _ABSENT or entries is None:
        return {}
    if isinstance(entries, Mapping):
        return {str(name): (name, entry) for name, entry in entries.items()}
    key = NAMED_BY.get(part)
    if key is None or not isinstance(entries, list):
        return None
    found: dict[str, tuple[str | int, Any]] = {}
    for index, entry in enumerate(entries):
        name = entry.get(key) if isinstance(entry, Mapping) else None
        if name is None or str(name) in found:
            return None
        found[str(name)] = (index, entry)
    return found


def _step(old: Any, new: Any) -> str:
    if old is _ABSENT or old is None:
        return "is new" if isinstance(new, Mapping) else f"is now {_shown(new)}"
    if new is _ABSENT or new is None:
        return "is gone"
    return f"{_shown(old)} → {_shown(new)}"


def _shown(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case Mapping():
            return "other values"
        case list():
            return ", ".join(_shown(each) for each in value[:5]) or "nothing"
    text = " ".join(str(value).split())
    text = text if len(text) <= VALUE_SHOWN else f"{text[: VALUE_SHOWN - 1]}…"
    return f"“{text}”" if " " in text or not text else text


def _given(value: Any) -> Any:
    return None if value is _ABSENT else value
