"""Every language has the same built-in prompts with the same blanks."""

import pytest

from prompts.blanks import blanks
from prompts.builtins import builtin, languages
from prompts.spoken.sentence import sentence
from telephony.ivr.nodes import Say

NAMES = {
    "nothing_pressed": set(),
    "not_understood": set(),
    "nobody_there": set(),
    "goodbye": set(),
    "read_back": {"digits"},
    "callback_offer": {"number"},
    "callback_number": set(),
    "callback_check": {"number"},
    "callback_refused": set(),
    "callback_done": set(),
    "leave_message": set(),
    "message_done": set(),
    "transferring": set(),
    "place_next": set(),
    "place": {"place"},
    "wait_under": {"to"},
    "wait_range": {"from", "to"},
    "still_busy": set(),
    "closed_now": set(),
    "unavailable": set(),
}


def test_english_and_russian_are_there() -> None:
    assert {"en", "ru"} <= set(languages())


def test_the_names_are_those_that_the_flow_says() -> None:
    assert set(builtin()) == set(NAMES)
    for name in builtin():
        Say(say=name, next="anywhere")  # a prompt's name as the flow writes it


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", NAMES)
def test_every_language_says_all_of_it(language: str, name: str) -> None:
    text = builtin()[name].wordings[language].text
    assert text is not None
    found = blanks(text)
    assert {blank.name for blank in found} == NAMES[name]
    said = sentence(text, [(blank.name, "3") for blank in found], language)
    assert said[0].isupper()
    assert said.endswith(".")
    assert "{" not in said


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("wait_under", {"to": "1"}, "Ожидание займёт, вероятно, меньше одной минуты."),
        (
            "wait_range",
            {"from": "1", "to": "21"},
            "Ожидание займёт, вероятно, от одной минуты до двадцати одной минуты.",
        ),
        ("place", {"place": "3"}, "Ваш номер в очереди — третий."),
    ],
)
def test_numbers_agree_in_russian(name: str, given: dict[str, str], said: str) -> None:
    text = builtin()[name].wordings["ru"].text
    assert text is not None
    assert sentence(text, list(given.items()), "ru") == said
