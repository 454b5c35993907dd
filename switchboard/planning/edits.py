"""Changes to single places of the draft, as forms make them: comments and order stay.

Keys are compared as text: a form that says `"1"` means the key that is written `1:`.
"""

import io
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from switchboard.planning.in_place import in_place
from switchboard.planning.reading import NotYaml, read_tree
from switchboard.planning.references import references
from vocabulary.findings import Place
from vocabulary.plans import EditRefused

MOST_EDITS = 1000
WIDEST = 100
"""Columns after which a long text may go on in the next line."""

RENAMED = ("flow", "hours", "prompts")
"""Parts whose entries are named by other places, which follow a new name."""


def edit(text: str, edits: Sequence[Mapping[str, Any]]) -> str:
    """The text with all edits made, in their order. Raises `EditRefused`: none is made."""
    if len(edits) > MOST_EDITS:
        raise EditRefused(f"{len(edits)} changes at once; at most {MOST_EDITS}")
    _load(text)
    for number, one in enumerate(edits, start=1):
        try:
            text = _edited(text, one)
        except EditRefused as error:
            raise EditRefused(f"change {number}: {error}") from error
    return text


def _edited(text: str, one: Mapping[str, Any]) -> str:
    """One change. What stands alone in its lines is changed there and nothing else is;
    the rest is written anew."""
    document = _load(text)
    place = _place(one)
    _apply(document, one)
    nearby = in_place(text, place, one)
    if nearby is not None and read_tree(nearby).plain() == _plain(document):
        return nearby
    return _written(document)


def dump(document: Mapping[str, Any]) -> str:
    """Plain data as text: the form in which we write plans ourselves."""
    return _written(_commented(document))


def _written(document: CommentedMap) -> str:
    """The text of a document. Raises `EditRefused` rather than to say anything else in it."""
    written = io.StringIO()
    _yaml().dump(document, written)
    text = written.getvalue()
    try:
        same = read_tree(text).plain() == _plain(document)
    except NotYaml as error:
        raise EditRefused(f"the plan cannot be written with this change: {error}") from error
    if not same:
        raise EditRefused("comments stand in the way of this change; make it in the text")
    return text


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = WIDEST
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _load(text: str) -> CommentedMap:
    try:
        read_tree(text)  # limits, and a better word for what is wrong
        document = _yaml().load(text)
    except NotYaml as error:
        where = f"line {error.line}: " if error.line else ""
        raise EditRefused(f"{where}{error}; mend the text first") from error
    except YAMLError as error:
        raise EditRefused(
            f"not YAML: {' '.join(str(error).split())}; mend the text first"
        ) from error
    if document is None:
        return CommentedMap()
    if not isinstance(document, CommentedMap):
        raise EditRefused("the plan must be a mapping; mend the text first")
    return document


def _apply(document: CommentedMap, one: Mapping[str, Any]) -> None:
    place = _place(one)
    match one.get("op"):
        case "set":
            _set(document, place, _value(one))
        case "remove":
            _remove(document, place)
        case "insert":
            _insert(document, place, _value(one))
        case "rename":
            _rename(document, place, one.get("name"))
        case other:
            raise EditRefused(f"there is no op {other!r}; it is set, remove, insert or rename")


def _place(one: Mapping[str, Any]) -> Place:
    place = one.get("place")
    good = isinstance(place, list | tuple) and all(
        isinstance(part, str | int) and not isinstance(part, bool) for part in place
    )
    if not good or not place:
        raise EditRefused("place must be a list of names and positions, at least one")
    return tuple(place)


def _value(one: Mapping[str, Any]) -> Any:
    if "value" not in one:
        raise EditRefused("value is missing")
    return _commented(one["value"])


def _commented(value: Any) -> Any:
    """Plain data as the document's own kinds of it."""
    if isinstance(value, Mapping):
        made = CommentedMap()
        for name, below in value.items():
            made[str(name)] = _commented(below)
        return made
    if isinstance(value, list | tuple):
        return CommentedSeq([_commented(each) for each in value])
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise EditRefused(f"a value of kind {type(value).__name__} has no place in a plan")


def _plain(value: Any) -> Any:
    """A document as `read_tree` would read it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(below) for name, below in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(below) for below in value]
    return value.isoformat() if isinstance(value, date) else value


def _set(document: CommentedMap, place: Place, value: Any) -> None:
    above = _above(document, place, make=True)
    if isinstance(above, MutableSequence):
        above[_position(above, place[-1], place)] = value
    else:
        name = _key(above, place[-1])
        above[place[-1] if name is None else name] = value


def _remove(document: CommentedMap, place: Place) -> None:
    above = _above(document, place)
    if isinstance(above, MutableSequence):
        del above[_position(above, place[-1], place)]
    else:
        name = _key(above, place[-1])
        if name is None:
            raise EditRefused(f"there is no {_told(place)}")
        del above[name]
    if not above and len(place) > 1:
        _empty(document, place[:-1])


def _empty(document: CommentedMap, place: Place) -> None:
    """Write a list or a mapping of which nothing is left as `[]` or `{}`; comments that
    stood within it would stand in the way."""
    above = _above(document, place)
    name = place[-1] if isinstance(above, MutableSequence) else _key(above, place[-1])
    empty = type(above[name])()
    empty.fa.set_flow_style()
    above[name] = empty
    above.ca.items.pop(name, None)


def _insert(document: CommentedMap, place: Place, value: Any) -> None:
    if len(place) > 1:
        _make_list(document, place)
    above = _above(document, place)
    if not isinstance(above, MutableSequence):
        raise EditRefused(f"{_told(place[:-1])} is no list")
    at = place[-1]
    if not isinstance(at, int) or not 0 <= at <= len(above):
        raise EditRefused(f"{_told(place)} is beyond the list, which has {len(above)} entries")
    above.insert(at, value)


def _make_list(document: CommentedMap, place: Place) -> None:
    """Where the list is not there yet, it begins empty."""
    above = _above(document, place[:-1], make=True)
    if isinstance(above, MutableMapping):
        name = _key(above, place[-2])
        if name is None or above[name] is None:
            above[place[-2] if name is None else name] = CommentedSeq()


def _rename(document: CommentedMap, place: Place, new: Any) -> None:
    if not isinstance(new, str) or not new:
        raise EditRefused("name is missing: say how it is to be called")
    if len(place) == 2 and place[0] == "queues":
        place = (*place, "queue")
        _follow(document, "queues", str(_get(document, place)), new)
        _set(document, place, new)
        return
    above = _above(document, place)
    old = _key(above, place[-1]) if isinstance(above, CommentedMap) else None
    if old is None or not isinstance(above, CommentedMap):
        raise EditRefused(f"there is no {_told(place)}")
    if str(old) == new:
        return
    if _key(above, new) is not None:
        raise EditRefused(f"{_told((*place[:-1], new))} is there already")
    if len(place) == 2 and place[0] in RENAMED:
        _follow(document, str(place[0]), str(old), new)
    _rename_key(above, old, new)


def _rename_key(above: CommentedMap, old: Any, new: str) -> None:
    """The same entry under another name, where it was and with its comments."""
    at = list(above).index(old)
    comment = above.ca.items.pop(old, None)
    value = above.pop(old)
    above.insert(at, new, value)
    if comment is not None:
        above.ca.items[new] = comment


def _follow(document: CommentedMap, part: str, old: str, new: str) -> None:
    """Let everything that names the entry name it anew."""
    for place in references(document, part, old):
        above = _above(document, place)
        if isinstance(above, CommentedMap) and place[-1] == old and part == "queues":
            key = _key(above, old)
            if key is not None and not _is_text(above[key], old):
                _rename_key(above, key, new)
                continue
        _set(document, place, new)


def _is_text(value: Any, text: str) -> bool:
    return isinstance(value, str) and value == text


def _get(document: CommentedMap, place: Place) -> Any:
    above = _above(document, place)
    if isinstance(above, MutableSequence):
        return above[_position(above, place[-1], place)]
    name = _key(above, place[-1])
    if name is None:
        raise EditRefused(f"there is no {_told(place)}")
    return above[name]


def _above(document: CommentedMap, place: Place, *, make: bool = False) -> Any:
    """The mapping or list that holds the last part of a place."""
    here: Any = document
    for depth, part in enumerate(place[:-1], start=1):
        if isinstance(here, MutableSequence):
            here = _filled(here, _position(here, part, place[:depth]), make=make)
            continue
        if not isinstance(here, MutableMapping):
            raise EditRefused(f"{_told(place[: depth - 1])} is no mapping")
        name = _key(here, part)
        if name is None:
            if not make or isinstance(part, int):
                raise EditRefused(f"there is no {_told(place[:depth])}")
            name = part
            here[name] = CommentedMap()
        here = _filled(here, name, make=make)
    if not isinstance(here, MutableMapping | MutableSequence):
        raise EditRefused(f"{_told(place[:-1])} is neither a mapping nor a list")
    return here


def _filled(here: Any, name: Any, *, make: bool) -> Any:
    """What stands there; an empty mapping instead of nothing."""
    if here[name] is None and make:
        here[name] = CommentedMap()
    return here[name]


def _key(mapping: Any, part: str | int) -> Any:
    """The key as it is written, `1` for `"1"`; None if it is not there."""
    if not isinstance(mapping, Mapping):
        return None
    if part in mapping:
        return part
    return next((key for key in mapping if str(key) == str(part)), None)


def _position(items: Sequence[Any], part: str | int, place: Place) -> int:
    if not isinstance(part, int) or not 0 <= part < len(items):
        raise EditRefused(f"there is no {_told(place)}; the list has {len(items)} entries")
    return part


def _told(place: Place) -> str:
    return ".".join(str(part) for part in place) or "the plan"
