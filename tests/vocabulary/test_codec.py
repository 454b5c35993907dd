"""Facts to bytes and back."""

import pytest
from hypothesis import given, settings

from tests.support.structs import any_of
from vocabulary.codec import CodecError, decode_fact, decode_step, encode_fact, encode_step
from vocabulary.facts import Fact, Step


@settings(max_examples=200, deadline=None)
@given(any_of(Fact))
def test_every_fact_comes_back_as_it_was(fact: Fact) -> None:
    assert decode_fact(encode_fact(fact)) == fact


@settings(max_examples=100, deadline=None)
@given(any_of(Step))
def test_every_step_is_one_line_and_comes_back_as_it_was(step: Step) -> None:
    line = encode_step(step)
    assert b"\n" not in line
    assert decode_step(line) == step


BAD = {
    "no JSON": b"{",
    "another thing": b"[]",
    "an unknown fact": b'{"type":"CallTeleported","call":"c"}',
    "no tag": b'{"call":"c"}',
    "a missing field": b'{"type":"CallAnswered"}',
    "a wrong type": b'{"type":"CallAnswered","call":7}',
    "an unknown word": b'{"type":"CallEnded","call":"c","outcome":"lost","reason":"line_failed"}',
    "no UTF-8": b'{"type":"CallAnswered","call":"\xff"}',
    "text behind it": b'{"type":"CallAnswered","call":"c"} x',
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_is_not_a_fact_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(CodecError, match=r"^not a fact: "):
        decode_fact(data)
    with pytest.raises(CodecError, match=r"^not a journal step: "):
        decode_step(b'{"seq":1,"at":"2026-01-05T09:00:00Z","facts":[' + data + b"]}")


@pytest.mark.parametrize(
    "line",
    [b'{"seq":1,"facts":[]}', b'{"seq":"1","at":"2026-01-05T09:00:00Z","facts":[]}', b"\x00" * 20],
)
def test_what_is_not_a_step_is_refused_with_a_sentence(line: bytes) -> None:
    with pytest.raises(CodecError, match=r"^not a journal step: "):
        decode_step(line)


def test_a_field_of_a_newer_version_is_passed_over() -> None:
    known = decode_fact(b'{"type":"CallAnswered","call":"c","colour":"red"}')
    assert encode_fact(known) == b'{"type":"CallAnswered","call":"c"}'
