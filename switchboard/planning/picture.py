"""The flow as boxes and arrows, as far as a text can be read.

A node that is half written still has its box, and the arrows that can be made out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from switchboard.planning.checking import Reading
from switchboard.planning.references import TARGETS
from telephony.ivr.graph import Way, ways
from telephony.ivr.nodes import Node
from telephony.waiting.plan import WaitingPlan
from vocabulary.plans import FlowPicture, PictureEdge, PictureNode, TextFinding

END = "end"
TOLD_SIGNS = 80
_NODE: TypeAdapter[Any] = TypeAdapter(Node)
_WAITING: TypeAdapter[Any] = TypeAdapter(WaitingPlan)


def picture_of(reading: Reading) -> FlowPicture:
    """The picture of a plan, findings in their boxes."""
    data = reading.data if isinstance(reading.data, dict) else {}
    draft = _Draft(data, reading.findings)
    boxes = [*draft.numbers(), *draft.nodes(), *draft.queues()]
    edges = list(dict.fromkeys(draft.edges()))
    known = {box.id for box in boxes} | {END}
    edges = [edge for edge in edges if edge.target in known]
    if any(edge.target == END for edge in edges):
        boxes.append(PictureNode(END, "end", END))
    return FlowPicture(tuple(boxes), tuple(edges))


class _Draft:
    """A document that may have any mistake."""

    def __init__(self, data: Mapping[str, Any], findings: tuple[TextFinding, ...]) -> None:
        self._flow = _mapping(data.get("flow"))
        self._numbers = _entries(data.get("numbers"), "number")
        self._queues = _entries(data.get("queues"), "queue")
        self._prompts = _mapping(data.get("prompts"))
        self._languages = data.get("languages")
        self._findings = findings

    def numbers(self) -> Iterator[PictureNode]:
        for index, name, entry in self._numbers:
            told = _text(entry.get("language"))
            found = self._found("numbers", index)
            yield PictureNode(f"number/{name}", "number", name, name, told, found)

    def nodes(self) -> Iterator[PictureNode]:
        for name, node in self._flow.items():
            kind = _text(_mapping(node).get("kind")) or "node"
            told = self._said(_mapping(node).get("say"))
            found = self._found("flow", name)
            yield PictureNode(f"flow/{name}", kind, str(name), "", told, found)

    def queues(self) -> Iterator[PictureNode]:
        for index, name, entry in self._queues:
            found = self._found("queues", index)
            yield PictureNode(f"queue/{name}", "queue", name, _text(entry.get("name")), "", found)

    def edges(self) -> Iterator[PictureEdge]:
        for _, name, entry in self._numbers:
            source = f"number/{name}"
            for field, label in (("start", ""), ("queue", ""), ("person", "0")):
                if isinstance(entry.get(field), str):
                    yield PictureEdge(source, self._box(entry[field]), label)
        for name, node in self._flow.items():
            yield from self._leads(f"flow/{name}", _ways(_NODE, _mapping(node)))
        for _, name, entry in self._queues:
            waiting = _mapping(entry.get("waiting"))
            yield from self._leads(f"queue/{name}", _ways(_WAITING, waiting))

    def _leads(self, source: str, found: tuple[Way, ...]) -> Iterator[PictureEdge]:
        for way in found:
            if way.target is not None:
                yield PictureEdge(source, self._box(way.target), _label(way))
            elif way.place:
                yield PictureEdge(source, END, _label(way))

    def _box(self, target: str) -> str:
        queues = {name for _, name, _ in self._queues}
        return f"queue/{target}" if target in queues else f"flow/{target}"

    def _found(self, *place: str | int) -> tuple[int, ...]:
        return tuple(
            index
            for index, finding in enumerate(self._findings)
            if finding.place[: len(place)] == place
        )

    def _said(self, prompt: Any) -> str:
        """What a prompt says in the usual language, or its name."""
        name = _text(prompt)
        texts = _mapping(self._prompts.get(name))
        usual = (
            self._languages[0] if isinstance(self._languages, list) and self._languages else "en"
        )
        spoken = texts.get(usual, next(iter(texts.values()), name))
        said = _text(_mapping(spoken).get("text", name) if isinstance(spoken, Mapping) else spoken)
        return said if len(said) <= TOLD_SIGNS else f"{said[: TOLD_SIGNS - 1]}…"


def _ways(adapter: TypeAdapter[Any], written: Mapping[str, Any]) -> tuple[Way, ...]:
    """The ways of a node as it is, or those that can be made out in one that is wrong."""
    try:
        good: Node | WaitingPlan = adapter.validate_python(written)
    except ValidationError:
        return tuple(_guessed(written))
    return ways(good)


def _guessed(written: Mapping[str, Any]) -> Iterator[Way]:
    for name, value in written.items():
        if name in {*TARGETS, "queue"} and isinstance(value, str):
            yield Way(name, value, automatic=False, place=(name,))
    for key, target in _mapping(written.get("keys")).items():
        if isinstance(target, str):
            yield Way(str(key), target, automatic=False, place=("keys", key))


def _label(way: Way) -> str:
    return "" if way.label in {"next", "queue"} else way.label


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _entries(value: Any, key: str) -> list[tuple[int, str, Mapping[str, Any]]]:
    """Entries of a list that have a name, with their positions."""
    entries = value if isinstance(value, list) else []
    return [
        (index, str(entry[key]), entry)
        for index, entry in enumerate(entries)
        if isinstance(entry, Mapping) and isinstance(entry.get(key), str | int)
    ]


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
