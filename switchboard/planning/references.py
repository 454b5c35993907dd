"""Where the plan names one of its own entries, so that a new name can be followed."""

from collections.abc import Iterator, Mapping
from typing import Any

from vocabulary.findings import Place

TARGETS = frozenset(
    {
        *("next", "otherwise", "open", "closed", "holiday", "blocked", "vip", "known"),
        *("found", "missing", "failed", "at_closing", "after_talk", "to", "start"),
    }
)
"""Fields whose value is the name of a node or a queue."""
_QUEUES = frozenset(("queue", "person"))


def references(document: Mapping[str, Any], part: str, name: str) -> Iterator[Place]:
    """Places of a document that name the entry `name` of `flow`, `queues`, `hours` or
    `prompts`. For `queues` some of them are keys of that name."""
    match part:
        case "flow":
            found = _targets(document)
        case "queues":
            found = _queues(document)
        case "hours":
            found = _fields(document, ("flow", "queues"), frozenset(("hours",)))
        case _:
            found = _prompts(document)
    for place, named in found:
        if named == name:
            yield place


def _targets(document: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    yield from _fields(document, ("flow", "numbers", "queues"), TARGETS)
    for place, value in _all(document, ("flow", "queues")):
        if len(place) > 1 and place[-2] == "keys" and not _chooses_language(document, place):
            yield place, value


def _queues(document: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    yield from _targets(document)
    yield from _fields(document, ("flow", "numbers"), _QUEUES)
    for place, value in _all(document, ("recording",)):
        if len(place) > 1 and place[-2] == "except_queues":
            yield place, value
    operators = document.get("operators")
    for operator, entry in operators.items() if isinstance(operators, Mapping) else ():
        served = entry.get("queues") if isinstance(entry, Mapping) else None
        for queue in served if isinstance(served, Mapping) else ():
            yield ("operators", operator, "queues", queue), queue


def _prompts(document: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    yield from _fields(document, ("flow",), frozenset(("say",)))
    for place, value in _all(document, ("queues", "incidents")):
        in_announce = "announce" in place and (place[-1] == "keys" or place[-2] == "comfort")
        if in_announce or place[0] == "incidents":
            yield place, value


def _fields(
    document: Mapping[str, Any], parts: tuple[str, ...], names: frozenset[str]
) -> Iterator[tuple[Place, Any]]:
    for place, value in _all(document, parts):
        if place[-1] in names:
            yield place, value


def _all(document: Mapping[str, Any], parts: tuple[str, ...]) -> Iterator[tuple[Place, Any]]:
    """Every single value of some parts, with its place."""
    ahead: list[tuple[Place, Any]] = [((part,), document.get(part)) for part in reversed(parts)]
    while ahead:
        place, here = ahead.pop()
        if isinstance(here, Mapping):
            ahead.extend(((*place, name), below) for name, below in here.items())
        elif isinstance(here, list):
            ahead.extend(((*place, index), below) for index, below in enumerate(here))
        elif len(place) > 1:
            yield place, here


def _chooses_language(document: Mapping[str, Any], place: Place) -> bool:
    """Whether keys at a place are those of a node that chooses a language."""
    node = document["flow"].get(place[1]) if place[0] == "flow" else None
    return isinstance(node, Mapping) and node.get("kind") == "language"
