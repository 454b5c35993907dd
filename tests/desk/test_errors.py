import pytest
from pydantic import ValidationError

from desk.errors import Refusal, of_validation, try_later
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
