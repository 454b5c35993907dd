"""The plan's prompts over the built-in ones, and languages that fall back."""

import pytest

from prompts.blanks import Blank, Kind
from prompts.book import PromptBook
from prompts.plan import PromptPlan


def book(languages: tuple[str, ...] = ("ru", "de"), **prompts: object) -> PromptBook:
    return PromptBook(
        {name: PromptPlan.model_validate(each) for name, each in prompts.items()}, languages
    )


def said(made: PromptBook, prompt: str, language: str) -> tuple[str | None, str]:
    found = made.said(prompt, language)
    return found.wording.text, found.language


def test_a_language_falls_back() -> None:
    made = book(hello={"ru": "Привет", "en": "Hello", "de": "Hallo"}, only={"fr": "Salut"})
    assert said(made, "hello", "de") == ("Hallo", "de")
    assert said(made, "hello", "de-AT") == ("Hallo", "de")
    assert said(made, "hello", "fr") == ("Привет", "ru")
    assert said(made, "hello", "") == ("Привет", "ru")
    assert said(book(hello={"en": "Hello", "it": "Ciao"}), "hello", "de") == ("Hello", "en")
    assert said(made, "only", "de") == ("Salut", "fr")


def test_a_plan_says_a_built_in_prompt_otherwise_in_its_language_only() -> None:
    made = book(("en", "ru"), goodbye={"en": "Bye."})
    assert said(made, "goodbye", "en") == ("Bye.", "en")
    assert made.said("goodbye", "ru").language == "ru"


def test_what_is_not_there_is_told() -> None:
    made = book()
    for ask in (lambda: made.said("nothing", "en"), lambda: made.blanks("nothing")):
        with pytest.raises(LookupError, match="no prompt nothing"):
            ask()
    assert "goodbye" in made.names
    assert "nothing" not in made.names


def test_blanks_of_all_languages_once() -> None:
    made = book(
        sum={"en": "{a:money} {b}", "ru": "{a:money} {c:date}"}, music={"en": {"sound": "x"}}
    )
    assert made.blanks("sum") == (
        Blank("a", Kind.MONEY),
        Blank("b", Kind.TEXT),
        Blank("c", Kind.DATE),
    )
    assert made.blanks("music") == ()
    assert [blank.name for blank in made.blanks("wait_range")] == ["from", "to"]


def test_everything_names_each_wording_once() -> None:
    made = book(("en", "en-GB", "ru"), hello={"en": "Hello"})
    all_said = [(name, each.language) for name, each in made.everything()]
    assert len(all_said) == len(set(all_said))
    assert ("hello", "en") in all_said
    assert ("goodbye", "ru") in all_said
    assert ("hello", "ru") not in all_said
