"""Numbers that people type to call somebody, and whether the plan lets them."""

from typing import Annotated

from pydantic import StringConstraints

from desk.endpoint import Ask
from desk.errors import conflict
from desk.models import Text
from vocabulary.ids import OperatorId
from vocabulary.ports import DialRefused

Number = Annotated[Text, StringConstraints(min_length=1, max_length=40)]
"""A number as people write it."""


def as_dialled(ask: Ask, operator: OperatorId, typed: str, code: str, closed: str) -> str:
    """The number as it is dialled for that operator.

    Raises `Refusal` 409 with that code, and the sentence `closed` where nobody may call out.
    """
    dialling = ask.desk.parts.dialling
    if dialling is None:
        raise conflict(code, closed, "number")
    try:
        return dialling.number(operator, typed)
    except DialRefused as refused:
        raise conflict(code, str(refused), "number", details={"why": refused.code}) from None
