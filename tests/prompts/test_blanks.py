"""Texts are read into words and blanks, and what cannot be read is said clearly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.blanks import Blank, BlankError, Kind, blanks, parse


def test_words_and_blanks_come_in_order() -> None:
    assert parse("From {a:time} to { b : time }, {name}.") == (
        "From ",
        Blank("a", Kind.TIME),
        " to ",
        Blank("b", Kind.TIME),
        ", ",
        Blank("name", Kind.TEXT),
        ".",
    )
    assert blanks("{x}{x:number}") == (Blank("x"), Blank("x", Kind.NUMBER))
    assert parse("") == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Wait {to:minuts}", "unknown kind 'minuts'; did you mean minutes"),
        ("Wait {to:}", "unknown kind ''"),
        ("Wait {to", "brace { near 'Wait {to' has no partner"),
        ("Wait to} now", "brace } near"),
        ("Wait {{to}}", "brace {"),
        ("Wait {}", "no usable name"),
        ("Wait {To}", "no usable name"),
        ("Wait {a b}", "no usable name"),
        ("{a}" * 21, "at most 20 blanks"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, says: str) -> None:
    with pytest.raises(BlankError) as told:
        parse(text)
    assert says in str(told.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parts = parse(text)
    except BlankError:
        return
    assert not any("{" in part or "}" in part for part in parts if isinstance(part, str))
