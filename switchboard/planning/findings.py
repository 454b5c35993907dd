"""What pydantic refuses, told to a person: the place as it is written, and a way out."""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from telephony.ivr.nodes import Node
from vocabulary.findings import Finding, Place, did_you_mean

VALUE_SHOWN = 60
MOST_ERRORS = 5000
"""Nobody reads more at once."""
FLOW = "flow"
KINDS: dict[str, type[BaseModel]] = {
    kind.model_fields["kind"].default: kind for kind in get_args(get_args(Node)[0])
}
"""Nodes of the flow by their kind."""

MOVED = {
    ("numbers", "greeting"): (
        "a greeting is a node of the flow now: write flow: {welcome: {kind: say, say: …, "
        "next: …}} and let the number start there (start: welcome instead of queue)"
    ),
    **dict.fromkeys(
        (("queues", "overflow"), ("queues", "max_waiting"), ("queues", "max_wait_s")),
        "limits stand in waiting.overflow now: waiting: {overflow: [{when: too_long, "
        "after_s: 300, to: …}, {when: too_many, waiting: 20, to: …}]}",
    ),
}
"""Fields of earlier plans, by part and name, and what to write instead."""


def findings_of(error: ValidationError, root: type[BaseModel], written: Any) -> Iterator[Finding]:
    """One finding for each mistake, in the order of the document.

    A list whose only entry is refused looks too short as well, and a value that fits none
    of several forms is refused by each: either is one mistake.
    """
    told = error.errors(include_url=False)[:MOST_ERRORS]
    places = [place_of(details["loc"], details["type"], written) for details in told]
    above = {place[:end] for place in places for end in range(len(place))}
    by_place: dict[Place, list[str]] = {}
    for details, place in zip(told, places, strict=True):
        inner = place in above
        if details["type"] == "too_short" and inner:
            continue
        if _is_form(details, place) and inner:
            continue
        by_place.setdefault(place, []).append(_message(details, place, root, written))
    for place, messages in by_place.items():
        yield Finding(place, " or ".join(dict.fromkeys(messages)))


def _is_form(details: ErrorDetails, place: Place) -> bool:
    """Whether it only says that another form of the same value does not fit either."""
    return len(details["loc"]) > len(place) and details["type"] in {
        "literal_error",
        "string_type",
        "model_type",
        "tuple_type",
        "dict_type",
    }


def place_of(loc: tuple[int | str, ...], kind: str, written: Any) -> Place:
    """The place of an error as the document has it: without names of pydantic's own, such
    as the kind of a node or the form of a value that was tried."""
    if len(loc) > 2 and loc[0] == FLOW and loc[2] in KINDS:
        loc = (*loc[:2], *loc[3:])
    place: list[int | str] = []
    here = written
    for index, part in enumerate(loc):
        if _has(here, part):
            here = here[part]
        elif not (kind == "missing" and index == len(loc) - 1):
            continue
        place.append(part)
    return tuple(place)


def _has(here: Any, part: str | int) -> bool:
    if isinstance(here, Mapping):
        return part in here
    return isinstance(here, list) and isinstance(part, int) and part < len(here)


def model_at(root: type[BaseModel], place: Place, written: Any) -> type[BaseModel] | None:
    """The model that describes a place, if it is a mapping with fixed fields."""
    wanted: Any = root
    here = written
    for part in place:
        here = _below(here, part)
        wanted = _type_below(wanted, part)
        if wanted is Node or get_origin(wanted) is Annotated:
            wanted = _of_kind(wanted, here)
        if wanted is None:
            return None
    return wanted if isinstance(wanted, type) and issubclass(wanted, BaseModel) else None


def _below(here: Any, part: str | int) -> Any:
    return here[part] if _has(here, part) else None


def _of_kind(wanted: Any, here: Any) -> Any:
    if wanted is Node:
        return KINDS.get(here.get("kind", "")) if isinstance(here, Mapping) else None
    return get_args(wanted)[0]


def _type_below(wanted: Any, part: str | int) -> Any:
    """The type of what stands under a name or a position."""
    origin = get_origin(wanted)
    if origin is Annotated:
        return _type_below(get_args(wanted)[0], part)
    if origin in {Union, UnionType}:
        found = (_type_below(each, part) for each in get_args(wanted))
        return next((each for each in found if each is not None), None)
    if origin is dict:
        return get_args(wanted)[1]
    if origin is tuple:
        return get_args(wanted)[0]
    if isinstance(wanted, type) and issubclass(wanted, RootModel):
        return _type_below(wanted.model_fields["root"].annotation, part)
    if isinstance(wanted, type) and issubclass(wanted, BaseModel) and part in wanted.model_fields:
        return wanted.model_fields[str(part)].annotation
    return None


def _message(details: ErrorDetails, place: Place, root: type[BaseModel], written: Any) -> str:
    kind, value = details["type"], details["input"]
    match kind:
        case "missing":
            return f"{place[-1]} is missing"
        case "extra_forbidden":
            return _no_such_field(place, root, written)
        case "union_tag_not_found":
            return f"kind is missing; it is one of {', '.join(KINDS)}"
        case "union_tag_invalid":
            named = str(value.get("kind")) if isinstance(value, Mapping) else str(value)
            hint = did_you_mean(named, KINDS) or f"; it is one of {', '.join(KINDS)}"
            return f"there is no kind {shown(named)}{hint}"
        case "string_type" if isinstance(value, int | float) and not isinstance(value, bool):
            return f'must be text: write it in quotes, "{value}"'
        case _ if kind in _SAID:
            return _SAID[kind].format(**details.get("ctx", {})) + _value(value)
        case "string_pattern_mismatch":
            pattern = str(details["ctx"]["pattern"])
            return _PATTERNS.get(pattern, f"must look like {pattern}") + _value(value)
        case _:
            said = details["msg"].removeprefix("Value error, ")
            return said + _value(value)


_SAID = {
    "literal_error": "must be {expected}",
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number that ends",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be at most {le:g}",
    "string_too_long": "must have at most {max_length} signs",
    "string_too_short": "must have at least {min_length} signs",
    "too_long": "must have at most {max_length} entries",
    "too_short": "must have at least {min_length} entries",
}
"""What we say instead of pydantic, by its kind of error."""


def _no_such_field(place: Place, root: type[BaseModel], written: Any) -> str:
    moved = MOVED.get((str(place[0]), str(place[-1])))
    if moved is not None:
        return moved
    name = str(place[-1])
    model = model_at(root, place[:-1], written)
    known = set(model.model_fields) if model is not None else set()
    hint = did_you_mean(name, known) or (f"; there is {', '.join(sorted(known))}" if known else "")
    return f"there is no field {shown(name)} here{hint}"


_PATTERNS = {
    r"^[a-z0-9][a-z0-9_-]{0,39}$": "must be a name of small letters, digits, _ and -",
    r"^[0-9*#]$": "must be one key: 0 to 9, * or #",
    r"^\+?[0-9]{1,20}$": "must be a number of digits, with + before it or not",
    r"^\+?[0-9]{2,20}$": "must be a number of digits, with + before it or not",
}


def _value(value: Any) -> str:
    if value is None or isinstance(value, dict | list | tuple):
        return ""
    return f" (it is {shown(str(value))!r})"


def shown(text: str) -> str:
    """Somebody's text as far as a message needs it."""
    return text if len(text) <= VALUE_SHOWN else f"{text[: VALUE_SHOWN - 1]}…"
