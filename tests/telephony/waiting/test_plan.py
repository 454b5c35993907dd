"""The queue's part of the plan that callers hear."""

import pytest
from pydantic import ValidationError

from telephony.waiting.plan import Overflow, WaitingPlan


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ({"when": "too_long", "to": "a"}, "give after_s"),
        ({"when": "too_many", "to": "a"}, "give waiting"),
        ({"when": "ratio", "to": "a"}, "give ratio"),
        ({"when": "nobody", "to": "a", "after_s": 3}, "leave after_s out"),
    ],
)
def test_an_overflow_says_how_much(document: dict[str, object], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        Overflow.model_validate(document)


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ({"hours": "office"}, "belong together"),
        ({"closed": "away"}, "belong together"),
        ({"at_closing": "away"}, "needs hours"),
    ],
)
def test_hours_lead_somewhere(document: dict[str, object], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        WaitingPlan.model_validate(document)
