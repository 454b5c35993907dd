"""Between the tables' rows and the vocabulary's structs, in both directions."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from storage.caller_key import caller_key
from storage.catalogue import RecordingEntry
from storage.columns import clean
from storage.fold import CallEntry, call_of, recording_of
from storage.stages import Stage
from storage.talks import Talks
from vocabulary.codec import encode_fact
from vocabulary.facts import Fact, Step
from vocabulary.records import CallRow, NoteRow, RecordingRow, TalkRow

Values = dict[str, Any]


def fact_rows(step: Step) -> list[Values]:
    """One row for each fact of a step, in its order."""
    return [
        {
            "seq": step.seq,
            "idx": index,
            "at": step.at,
            "kind": type(fact).__name__,
            "call": call_of(fact),
            "operator": getattr(fact, "operator", None),
            "recording": recording_of(fact),
            "body": fact_body(fact),
        }
        for index, fact in enumerate(step.facts)
    ]


def fact_body(fact: Fact) -> str:
    """A fact as JSON. Halves of surrogate pairs, which JSON cannot hold, are replaced."""
    try:
        return encode_fact(fact).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_cleaned(msgspec.to_builtins(fact))).decode()


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    return value


def search_text(number: str, name: str) -> str:
    """What a search looks in. Folded here, as SQLite's own `lower` knows ASCII only."""
    return f"{number}\n{name}".casefold()


def call_values(entry: CallEntry) -> Values:
    """A row of `calls`."""
    row = entry.row
    return msgspec.structs.asdict(row) | {
        "seq": entry.seq,
        "stage": entry.stage,
        "stage_since": entry.since,
        "pii_search": search_text(row.pii_caller, row.pii_caller_name),
        "caller_key": caller_key(row.pii_caller) or None,
        "disposition": disposition_text(row.disposition),
    }


def disposition_text(codes: Sequence[str]) -> str:
    """The codes, each on a line of its own between line ends; nothing for none."""
    return "".join(map(disposition_piece, codes)).replace("\n\n", "\n")


def disposition_piece(code: str) -> str:
    """What stands in `disposition_text` of codes that have this one, and of no others."""
    return "\n" + code.replace("\n", " ") + "\n"


def talk_values(row: TalkRow) -> Values:
    """A row of `talks`."""
    return msgspec.structs.asdict(row)


def recording_values(entry: RecordingEntry) -> Values:
    """A row of `recordings`."""
    return msgspec.structs.asdict(entry.row) | {"seq": entry.seq}


def to_call(row: Row[Any]) -> CallRow:
    """The call of a row of `calls`; columns that are not the struct's are passed over."""
    told = _named(row, CallRow)
    told["disposition"] = tuple(filter(None, told["disposition"].split("\n")))
    return msgspec.convert(told, CallRow)


def to_call_entry(row: Row[Any], talks: Talks = ()) -> CallEntry:
    """Inverse of `call_values` and `talk_values`, with what only the fold knows."""
    return CallEntry(row.seq, to_call(row), Stage(row.stage), row.stage_since, talks)


def to_talk(row: Row[Any]) -> TalkRow:
    """Inverse of `talk_values`."""
    return msgspec.convert(_named(row, TalkRow), TalkRow)


def to_note(row: Row[Any]) -> NoteRow:
    """The notes of a row of `call_notes`."""
    return msgspec.convert(_named(row, NoteRow), NoteRow)


def to_recording(row: Row[Any]) -> RecordingRow:
    """Inverse of `recording_values`."""
    return msgspec.convert(_named(row, RecordingRow), RecordingRow)


def _named(row: Row[Any], struct: type[msgspec.Struct]) -> Values:
    return {field: getattr(row, field) for field in struct.__struct_fields__}
