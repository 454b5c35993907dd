"""How rows, cards and facts look outside: the one place that names are changed.

Inside, keys that hold personal data are called `pii_*`, so that logs can mask them.
Outside they are `caller` and `caller_name`, for REST and for the live board alike. The
models for `/openapi.json` are made of the same types, so that they cannot drift apart.
"""

import types
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from pydantic import BaseModel, Field, create_model

from vocabulary.board import CallCard, Card, PartyCard
from vocabulary.facts import CallbackAsked, CallTransferred, ConsultStarted, OutsideChosen, Step
from vocabulary.records import CallRow, RecordingRow, TalkRow

OUTSIDE = {
    "pii_caller": "caller",
    "pii_caller_name": "caller_name",
    "pii_number": "caller",
    "pii_name": "caller_name",
    "pii_digits": "digits",
    "pii_values": "values",
    "pii_text": "text",
}
_NUMBER = {"pii_number": "number"}
OUTSIDE_OF: dict[type[msgspec.Struct], dict[str, str]] = {
    CallbackAsked: _NUMBER,
    OutsideChosen: _NUMBER,
    ConsultStarted: _NUMBER,
    CallTransferred: _NUMBER,
    PartyCard: _NUMBER,
}
"""Structs in which a key means something else than in all others."""
INSIDE: dict[type[msgspec.Struct], dict[str, type[msgspec.Struct]]] = {
    CallCard: {"party": PartyCard},
}
"""Structs with personal data that stand in others. A `Caller` is not told as one of them: its
number and name stand beside the rest."""


def shape(struct: msgspec.Struct) -> dict[str, object]:
    """The struct as plain JSON data with outside names."""
    built: dict[str, object] = msgspec.to_builtins(struct)
    return _renamed(built, type(struct))


def card_shape(card: Card) -> dict[str, object]:
    """One card of the live board."""
    return shape(card)


def call_shape(row: CallRow) -> dict[str, object]:
    """One call of the ledger."""
    return shape(row)


def talk_shape(row: TalkRow) -> dict[str, object]:
    """One operator's part in a call."""
    return shape(row)


def recording_shape(row: RecordingRow) -> dict[str, object]:
    """One entry of the recordings' catalogue."""
    return shape(row)


class StepTold(msgspec.Struct, frozen=True):
    """What one decision led to. Each fact has its kind in `type`."""

    seq: int
    at: datetime
    facts: list[dict[str, object]]


def steps_shape(steps: Iterable[Step]) -> list[StepTold]:
    """What happened, in order."""
    return [StepTold(step.seq, step.at, [shape(fact) for fact in step.facts]) for step in steps]


def outside_name(struct: type[msgspec.Struct], name: str) -> str:
    """What a field of a struct is called outside."""
    return OUTSIDE_OF.get(struct, {}).get(name) or OUTSIDE.get(name, name)


def _renamed(built: Mapping[str, object], struct: type[msgspec.Struct]) -> dict[str, object]:
    out: dict[str, object] = {}
    inside = INSIDE.get(struct, {})
    for key, value in built.items():
        if key in inside and isinstance(value, dict):
            out[key] = _renamed(value, inside[key])
        elif key == "caller" and isinstance(value, dict):
            out["caller"] = value.get("pii_number", "")
            out["caller_name"] = value.get("pii_name", "")
        else:
            out[outside_name(struct, key)] = value
    return out


def answer(name: str, about: str, **fields: Any) -> type[BaseModel]:
    """A model of an answer whose fields are given by their types.

    A struct of the vocabulary anywhere in a type becomes a model with outside names.
    """
    made: dict[str, Any] = {key: (_described(kind), ...) for key, kind in fields.items()}
    return create_model(name, __doc__=about, **made)


@cache
def model_of(struct: type[msgspec.Struct]) -> type[BaseModel]:
    """The model of one struct, with outside names. Every field is always there."""
    hints = get_type_hints(struct)
    made: dict[str, Any] = {
        outside_name(struct, info.name): (_described(hints[info.name]), Field())
        for info in msgspec.structs.fields(struct)
    }
    return create_model(struct.__name__, __doc__=struct.__doc__, **made)


def _described(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return model_of(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return Union[tuple(_described(one) for one in inner)]  # noqa: UP007  a union made at run time
    if origin is not None and inner:
        return origin[tuple(one if one is ... else _described(one) for one in inner)]
    return kind
