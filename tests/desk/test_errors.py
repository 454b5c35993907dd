import pytest
from pydantic import ValidationError

from desk.errors import Refusal, of_validation, sentence, too_large, try_later, unknown_name
from desk.models import Body, Word


class Example(Body):
    name: Word
    count: int = 1


@pytest.mark.parametrize(
    ("data", "status", "field", "message"),
    [
        (b"{", 400, None, "The body is not JSON. Send one JSON object."),
        (b"[]", 422, None, "The body must be an object of named fields."),
        (b"{}", 422, "name", "The body lacks name. Add it."),
        (
            b'{"name": "a", "x": 1}',
            422,
            "x",
            "The body knows no x. It may have: name, count.",
        ),
        (
            b'{"name": "a", "count": "1"}',
            422,
            "count",
            "count in the body is not right: Input should be a valid integer.",
        ),
        (
            b'{"name": "a\\u0000"}',
            422,
            "name",
            "name in the body is not right: it holds characters that cannot be shown; remove them.",
        ),
    ],
)
def test_validation_in_one_sentence(
    data: bytes, status: int, field: str | None, message: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        Example.model_validate_json(data)
    told = of_validation(wrong.value, "body", ["name", "count"])
    assert (told.status, told.field, told.message) == (status, field, message)


def test_waiting_is_at_least_a_second() -> None:
    assert try_later(429, "slow_down", "Wait.", 0).headers == {"Retry-After": "1"}
    assert str(Refusal(400, "bad", "A sentence.")) == "A sentence."


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("there is no x", "There is no x."),
        ("Is there?", "Is there?"),
        (ValueError("it is so.\n"), "It is so."),
        ("", "."),
    ],
)
def test_what_an_error_says_becomes_a_sentence(why: object, told: str) -> None:
    assert sentence(why) == told


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    assert unknown_name("queue", "suport", ["sales", "support"]) == (
        "The plan has no queue suport; did you mean support? It has: sales, support."
    )
    assert unknown_name("queue", "x", []) == "The plan has no queue x. It has: none."
    assert unknown_name("queue", "x", [str(n) for n in range(50)]).count(",") == 19


def test_limits_in_words() -> None:
    assert "64 KB" in too_large(64 * 1024).message
    assert "20 MB" in too_large(20 << 20).message
