"""Values of any of our message types, made from the type itself."""

import types
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

Message = TypeVar("Message", bound=msgspec.Struct)

_PLAIN: dict[Any, tuple[Any, Callable[[], st.SearchStrategy[Any]]]] = {
    str: ("x", lambda: st.text(max_size=12)),
    int: (1, lambda: st.integers(-(2**53), 2**53)),
    float: (1.5, lambda: st.floats(allow_nan=False, allow_infinity=False)),
    bool: (True, st.booleans),
    datetime: (
        datetime(2026, 1, 5, 9, tzinfo=UTC),
        lambda: st.datetimes(timezones=st.just(UTC)),
    ),
    date: (date(2026, 1, 5), st.dates),
    type(None): (None, st.none),
}


def members(union: object) -> list[type[Any]]:
    """The message types of a union such as `Fact`."""
    return list(get_args(union))


def sample(kind: type[Message], **given: Any) -> Message:
    """One value of a message type; fields that do not matter get a plain value."""
    hints = get_type_hints(kind)
    names = kind.__struct_fields__
    return kind(**{name: given.get(name, _one(hints[name])) for name in names})


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """All values of a type that a message may hold."""
    if isinstance(kind, NewType):
        return any_of(kind.__supertype__)
    if kind in _PLAIN:
        return _PLAIN[kind][1]()
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return st.one_of([any_of(member) for member in inner])
    if origin is tuple and inner[-1] is not Ellipsis:
        return st.tuples(*(any_of(member) for member in inner))
    if origin is tuple:
        return st.lists(any_of(inner[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(any_of(inner[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(any_of(inner[0]), any_of(inner[1]), max_size=3)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: any_of(hints[name]) for name in kind.__struct_fields__})


def _one(kind: Any) -> Any:
    if isinstance(kind, NewType):
        return _one(kind.__supertype__)
    if kind in _PLAIN:
        return _PLAIN[kind][0]
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _one(inner[0])
    if origin is tuple and inner[-1] is not Ellipsis:
        return tuple(_one(member) for member in inner)
    if origin is tuple:
        return (_one(inner[0]),)
    if origin is frozenset:
        return frozenset({_one(inner[0])})
    if origin is dict:
        return {_one(inner[0]): _one(inner[1])}
    if issubclass(kind, Enum):
        return next(iter(kind))
    return sample(kind)
