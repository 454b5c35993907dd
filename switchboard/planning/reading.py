"""YAML as the plan is written in it: read with places, and with nothing to be surprised by.

Keys are always text, so `1:` and `"1":` are the same key. Values follow YAML 1.2: `yes`,
`no`, `on` and `off` are words and `09:30` is text. There are no tags, no merge keys, and
limits on size, depth and on how far aliases may grow.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from vocabulary.findings import Finding, Place

SIZE_LIMIT_BYTES = 1 << 20
MOST_NODES = 300_000
DEEPEST = 30

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".inf", ".Inf", ".INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_LONGEST_INT = 18


class NotYaml(ValueError):
    """A text that is no document at all. `line` and `column` from 1, 0: unknown."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class Spot(NamedTuple):
    """Line and column in the text, from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Leaf:
    """A value: text, a number, a truth value or nothing. `last` is the line of its end,
    `end` where it ends within its line; None for a text in a block."""

    spot: Spot
    value: Any
    last: int = 0
    end: Spot | None = None


@dataclass(slots=True)
class Items:
    """A list."""

    spot: Spot
    items: "list[Branch]" = field(default_factory=list)
    last: int = 0


@dataclass(slots=True)
class Fields:
    """A mapping; each field with the spot of its key."""

    spot: Spot
    fields: "dict[str, tuple[Spot, Branch]]" = field(default_factory=dict)
    last: int = 0


Branch = Leaf | Items | Fields


class Tree(NamedTuple):
    """A document as it was read, and what is wrong with it as YAML (keys that are twice)."""

    root: Branch
    findings: tuple[Finding, ...] = ()

    def plain(self) -> Any:
        """The document as plain JSON-like data."""
        return _plain(self.root)

    def at(self, place: Place) -> "Branch | None":
        """What stands at a place, if anything does."""
        here = self.root
        for part in place:
            match here:
                case Fields(fields=fields) if str(part) in fields:
                    here = fields[str(part)][1]
                case Items(items=items) if isinstance(part, int) and 0 <= part < len(items):
                    here = items[part]
                case _:
                    return None
        return here

    def spot(self, place: Place) -> Spot:
        """Where a place stands, its key where it has one; the nearest above, if it is not
        there."""
        here, spot = self.root, Spot(1, 1)
        for part in place:
            match here:
                case Fields(fields=fields) if str(part) in fields:
                    spot, here = fields[str(part)]
                case Items(items=items) if isinstance(part, int) and 0 <= part < len(items):
                    here = items[part]
                    spot = here.spot
                case _:
                    break
        return spot


def read_tree(text: str) -> Tree:
    """Read a text. Raises `NotYaml` for what is no document or goes beyond the limits."""
    if len(text.encode("utf-8", errors="replace")) > SIZE_LIMIT_BYTES:
        raise NotYaml(f"larger than {SIZE_LIMIT_BYTES} bytes; is this the right file?")
    reader = _Reader(text)
    try:
        return reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        spot = Spot(mark.line + 1, mark.column + 1) if mark is not None else Spot(0, 0)
        told = " ".join(str(part) for part in (error.context, error.problem) if part)
        if "nesting depth" in told:  # the parser reads ahead and has a limit of its own
            raise NotYaml(f"nested deeper than {DEEPEST} levels", *spot) from error
        raise NotYaml(f"not YAML: {told}", *spot) from error
    except yaml.YAMLError as error:
        raise NotYaml(f"not YAML: {' '.join(str(error).split())}") from error
    except UnicodeEncodeError as error:
        raise NotYaml("not YAML: it holds half of a character") from error


class _Reader:
    """Builds a tree from the parser's events, one document."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[Event] = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, Branch] = {}
        self._open: set[str] = set()
        self._sizes: dict[str, int] = {}
        self._count = 0
        self._line = 0
        self._findings: list[Finding] = []

    def document(self) -> Tree:
        started = [next(self._events), next(self._events)][1]
        if not isinstance(started, DocumentStartEvent):
            return Tree(Leaf(Spot(1, 1), None))
        root = self._branch(next(self._events), ())
        next(self._events)
        more = next(self._events)
        if isinstance(more, DocumentStartEvent):
            raise NotYaml("a second document begins here; a plan is one document", *_spot(more))
        return Tree(root, tuple(self._findings))

    def _branch(self, event: Event, place: Place) -> Branch:
        self._count += 1
        if self._count > MOST_NODES:
            raise NotYaml(f"more than {MOST_NODES} values, aliases counted", *_spot(event))
        if len(place) > DEEPEST:
            raise NotYaml(f"nested deeper than {DEEPEST} levels", *_spot(event))
        if isinstance(event, AliasEvent):
            return self._aliased(event)
        tag, anchor = event.tag, event.anchor  # type: ignore[attr-defined]  # all others have
        if tag is not None and tag != "tag:yaml.org,2002:str":
            raise NotYaml(
                f"not YAML for a plan: tags such as {tag[:60]} have no place", *_spot(event)
            )
        before = self._count
        if anchor is not None:
            self._open.add(anchor)
        made = self._made(event, place)
        made.last = self._line
        if anchor is not None:
            self._open.discard(anchor)
            self._anchors[anchor] = made
            self._sizes[anchor] = self._count - before + 1
        return made

    def _made(self, event: Event, place: Place) -> Branch:
        match event:
            case SequenceStartEvent():
                items = Items(_spot(event))
                while not isinstance(inner := next(self._events), SequenceEndEvent):
                    items.items.append(self._branch(inner, (*place, len(items.items))))
                self._ends(inner, is_real=bool(event.flow_style))
                return items
            case MappingStartEvent():
                return self._mapping(event, place)
            case ScalarEvent():
                self._ends(event)
                plain = event.implicit[0]  # neither quoted nor tagged
                value = _value(event.value) if plain else event.value
                in_line = event.style not in {"|", ">"} and event.end_mark is not None
                mark = event.end_mark if in_line else None
                end = Spot(mark.line + 1, mark.column + 1) if mark is not None else None
                return Leaf(_spot(event), value, end=end)
            case _:
                raise NotYaml("not YAML: a value is missing", *_spot(event))

    def _mapping(self, event: MappingStartEvent, place: Place) -> Fields:
        made = Fields(_spot(event))
        while not isinstance(key := next(self._events), MappingEndEvent):
            if not isinstance(key, ScalarEvent):
                raise NotYaml("a name must stand before the colon here", *_spot(key))
            name: str = key.value
            if name == "<<" and key.implicit[0]:
                raise NotYaml("merge keys (<<) have no place; write the fields out", *_spot(key))
            below = self._branch(next(self._events), (*place, name))
            if name in made.fields:
                first = made.fields[name][0]
                self._findings.append(
                    Finding(
                        (*place, name),
                        f"{name} is there twice, in line {first.line} and in line "
                        f"{_spot(key).line}; keep one",
                    )
                )
                continue
            made.fields[name] = (_spot(key), below)
        self._ends(key, is_real=bool(event.flow_style))
        return made

    def _ends(self, event: Event, *, is_real: bool = True) -> None:
        """Note the line of an end that stands in the text; that of a block does not."""
        mark = event.end_mark
        if mark is None or not is_real:
            return
        begun_before = event.start_mark is not None and event.start_mark.line < mark.line
        at_line_start = mark.column == 0 and begun_before  # a text in a block ends there
        self._line = max(self._line, mark.line + (0 if at_line_start else 1))

    def _aliased(self, event: AliasEvent) -> Branch:
        name = event.anchor
        if name in self._open:
            raise NotYaml(f"*{name} stands within itself", *_spot(event))
        if name not in self._anchors:
            raise NotYaml(f"not YAML: *{name} is nowhere explained by &{name}", *_spot(event))
        self._count += self._sizes[name]
        self._ends(event)
        return self._anchors[name]


def _spot(event: Event) -> Spot:
    mark = event.start_mark
    return Spot(mark.line + 1, mark.column + 1) if mark is not None else Spot(0, 0)


def _value(text: str) -> Any:
    """What an unquoted scalar means."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text) if len(text) <= _LONGEST_INT else text
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _plain(branch: Branch) -> Any:
    match branch:
        case Leaf(value=value):
            return value
        case Items(items=items):
            return [_plain(item) for item in items]
        case Fields(fields=fields):
            return {name: _plain(below) for name, (_, below) in fields.items()}
