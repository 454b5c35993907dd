"""Changes that touch nothing but their own lines: every comment stays where it is."""

import json
import re
from collections.abc import Mapping
from typing import Any

from switchboard.planning.reading import Items, Leaf, NotYaml, Tree, read_tree
from vocabulary.findings import Place

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*([ -][A-Za-z0-9_]+)*")
_NOT_PLAIN = frozenset(("true", "false", "null"))


def in_place(text: str, place: Place, one: Mapping[str, Any]) -> str | None:
    """The text after a change; None where it has to be written anew.

    What comes out is one way to say it: whoever asks compares what it means.
    """
    try:
        tree = read_tree(text)
        match one.get("op"):
            case "set":
                changed = _with_value(text, tree, place, one.get("value"))
            case "remove":
                changed = _without(text, tree, place)
            case _:
                return None
        if changed is not None:
            read_tree(changed)
    except NotYaml:
        return None
    return changed


def _with_value(text: str, tree: Tree, place: Place, value: Any) -> str | None:
    """Another value where one stands that begins and ends in the same line."""
    leaf = tree.at(place)
    if not isinstance(leaf, Leaf) or leaf.end is None or leaf.end.line != leaf.spot.line:
        return None
    if leaf.end == leaf.spot or not isinstance(value, str | int | float):
        return None
    lines = text.splitlines(keepends=True)
    line = lines[leaf.spot.line - 1]
    lines[leaf.spot.line - 1] = (
        line[: leaf.spot.column - 1] + _scalar(value) + line[leaf.end.column - 1 :]
    )
    return "".join(lines)


def _scalar(value: str | float) -> str:
    """A value as it stands in a line, whether in a block or in a flow."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NOT_PLAIN:
        return value
    return json.dumps(value, ensure_ascii=False)


def _without(text: str, tree: Tree, place: Place) -> str | None:
    """The text without the lines of an entry, where it shares them with no other."""
    entry, above = tree.at(place), tree.at(place[:-1])
    if entry is None or above is None:
        return None
    spot, last = tree.spot(place), entry.last
    lines = text.splitlines(keepends=True)
    while last > spot.line and not lines[last - 1].partition("#")[0].strip():
        last -= 1
    before = lines[spot.line - 1][: spot.column - 1].strip()
    if before != ("-" if isinstance(above, Items) else ""):
        return None
    return "".join((*lines[: spot.line - 1], *lines[last:]))
