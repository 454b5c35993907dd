from datetime import UTC, datetime

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from desk.models import Body, Day, Moment, Prose, Query, Revision, Text, Word, names_of


class Count(Query):
    many: int


class Strict(Body):
    many: int


@pytest.mark.parametrize("text", ["", "a\x00", "a\nb", "x" * 129, "\ud800", "\u202eabc"])
def test_what_is_no_word(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Word).validate_python(text)


def test_text_of_any_script() -> None:
    assert TypeAdapter(Text).validate_python("Олена <b>") == "Олена <b>"


@pytest.mark.parametrize(
    "text", ["2026-11-22T10:00:00", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "today"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_strings(text)


def test_a_moment_keeps_its_offset() -> None:
    told = TypeAdapter(Moment).validate_strings("2026-11-22T12:00:00+02:00")
    assert told == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_queries_convert_and_bodies_do_not() -> None:
    assert Count.model_validate_strings({"many": "3"}).many == 3
    with pytest.raises(ValidationError):
        Strict.model_validate_json(b'{"many": "3"}')


def test_prose_has_lines_but_nothing_that_cannot_be_shown() -> None:
    assert TypeAdapter(Prose).validate_python("One,\n\ttwo. Два!") == "One,\n\ttwo. Два!"
    for wrong in ("", "x" * 1001, "a\x00", "a\r\nb", "\x1b[2J", "\u202eabc"):
        with pytest.raises(ValidationError):
            TypeAdapter(Prose).validate_python(wrong)


def test_days_and_revisions_have_limits() -> None:
    for wrong in ("1999-12-31", "2100-01-01", "today"):
        with pytest.raises(ValidationError):
            TypeAdapter(Day).validate_strings(wrong)
    for number in (0, 10**9):
        with pytest.raises(ValidationError):
            TypeAdapter(Revision).validate_python(number)


def test_names_are_those_that_are_given() -> None:
    class Span(Query):
        start: int = Field(default=0, alias="from")
        until: int = 0

    assert names_of(Span) == ["from", "until"]
