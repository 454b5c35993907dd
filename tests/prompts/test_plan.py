"""Prompts as the plan writes them."""

import pytest
from pydantic import ValidationError

from prompts.plan import TEXT_LIMIT, PromptPlan, SpeechPlan, Wording

UPLOADED = "0123456789abcdef" * 2


def test_a_plain_text_is_short_for_a_text() -> None:
    prompt = PromptPlan.model_validate({"en": "Hello.", "ru": {"text": "Привет."}})
    assert prompt.wordings == {"en": Wording(text="Hello."), "ru": Wording(text="Привет.")}
    assert list(prompt.texts()) == [("en", "Hello."), ("ru", "Привет.")]
    assert PromptPlan.model_validate(prompt.model_dump(mode="json")) == prompt


@pytest.mark.parametrize(
    "wording",
    [{"sound": "demo-congrats"}, {"sound": "digits/1"}, {"file": UPLOADED}, "Hello {name}."],
)
def test_what_may_be_written(wording: object) -> None:
    PromptPlan.model_validate({"en": wording})


@pytest.mark.parametrize(
    ("wording", "says"),
    [
        ({}, "this one has nothing"),
        ({"text": "Hello.", "sound": "beep"}, "this one has text and sound"),
        ({"sound": "../etc/passwd"}, "sound"),
        ({"sound": "/etc/passwd"}, "sound"),
        ({"sound": "a,b"}, "sound"),
        ({"sound": "a&b"}, "sound"),
        ({"file": "../x"}, "file"),
        ({"text": "x" * (TEXT_LIMIT + 1)}, "at most 2000"),
        (" … ", "nothing to say"),
        ("Hello {name:tex}", "did you mean text"),
        ("Hello {name", "has no partner"),
        ({"text": "Hello.", "voice": "x"}, "voice"),
        (12, "Input should be"),
    ],
)
def test_what_is_refused(wording: object, says: str) -> None:
    with pytest.raises(ValidationError) as told:
        PromptPlan.model_validate({"en": wording})
    assert says in str(told.value)


def test_a_prompt_has_a_language() -> None:
    for wrong in ({}, {"English": "Hello."}, {f"a{chr(97 + n)}": "x" for n in range(21)}):
        with pytest.raises(ValidationError):
            PromptPlan.model_validate(wrong)


def test_how_it_is_spoken() -> None:
    assert SpeechPlan() == SpeechPlan(voices={}, speed=1.0, engine="espeak")
    SpeechPlan(voices={"en": "en-gb+f3", "ru": "ru_RU-irina-medium"})
    for wrong in (
        {"speed": 3},
        {"engine": "piper --model x"},
        {"voices": {"en": "-w/tmp/x"}},
        {"voices": {"en": "../../x"}},
        {"command": "rm"},
    ):
        with pytest.raises(ValidationError):
            SpeechPlan.model_validate(wrong)
