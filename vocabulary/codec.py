"""Facts to bytes and back: the journal's own form, one JSON object a line.

Unknown tags and missing fields are refused with a sentence that names the place, so
that a journal written by a newer version is never half understood.
"""

import msgspec

from vocabulary.facts import Fact, Step

_encoder = msgspec.json.Encoder()
_steps = msgspec.json.Decoder(Step)
_facts: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(Fact)


class CodecError(ValueError):
    """A line of a journal that this version cannot read."""


def encode_step(step: Step) -> bytes:
    """One line without its line end."""
    return _encoder.encode(step)


def decode_step(line: bytes) -> Step:
    """Inverse of `encode_step`. Raises `CodecError`."""
    try:
        return _steps.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CodecError(f"not a journal step: {error}") from error


def encode_fact(fact: Fact) -> bytes:
    """One fact as JSON with its `type` tag."""
    return _encoder.encode(fact)


def decode_fact(data: bytes) -> Fact:
    """Inverse of `encode_fact`. Raises `CodecError`."""
    try:
        return _facts.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CodecError(f"not a fact: {error}") from error
