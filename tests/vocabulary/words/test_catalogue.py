"""Every sentence is there in every language, with the same places and all plural forms."""

import pytest

from vocabulary.decisions import Moved, Rule, Silence, Term, Trigger
from vocabulary.words.catalogue import (
    LANGUAGES,
    Language,
    fill,
    forms_of,
    places,
    plural_rule,
    say,
    sentences,
)

FORMS = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}}
OF_VALUES = {
    "trigger": Trigger,
    "term": Term,
    "for": Term,
    "rule": Rule,
    "silence": Silence,
    "moved": Moved,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", OF_VALUES)
def test_every_word_of_a_decision_has_its_sentence_and_no_other(
    language: Language, room: str
) -> None:
    start = f"why.{room}."
    found = {key.removeprefix(start) for key in sentences(language) if key.startswith(start)}
    assert found == {str(value) for value in OF_VALUES[room]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_keys_with_the_same_places(language: Language) -> None:
    english, own = sentences("en"), sentences(language)
    assert list(own) == list(english)
    for key, sentence in own.items():
        assert sentence.strip(), key
        assert places(sentence) == places(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_forms_of_its_language(language: Language) -> None:
    for key, sentence in sentences(language).items():
        if ", plural," in sentence:
            body = sentence.partition(", plural,")[2]
            forms = {form for form in forms_of(body) if form.isalpha()}
            assert forms == FORMS[language], key


def test_russian_counts_as_russians_do() -> None:
    expected = {
        "one": (1, 21, 101),
        "few": (2, 4, 22, 122),
        "many": (0, 5, 11, 12, 14, 19, 25, 111, 112),
    }
    for form, numbers in expected.items():
        assert {plural_rule("ru", n) for n in numbers} == {form}
    assert [plural_rule("en", n) for n in (0, 1, 2, 21)] == ["other", "one", "other", "other"]
    assert say("ru", "why.of_free", {"n": 3}) == "были свободны 3 оператора"


def test_places_are_filled_and_those_without_a_value_stay_to_be_seen() -> None:
    assert fill("en", "{a} and {b}", {"a": "{b}", "b": 2}) == "{b} and 2"
    assert fill("en", "Phone {extension}", {}) == "Phone {extension}"
    message = "{n, plural, =0 {none} one {# of {all}} other {# of {all}}}"
    assert [fill("en", message, {"n": n, "all": 9}) for n in (0, 1, 2)] == [
        "none",
        "1 of 9",
        "2 of 9",
    ]
    assert places(message) == {"n", "all"}


def test_a_brace_that_is_not_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="brace"):
        fill("en", "Phone {extension", {})
    with pytest.raises(KeyError):
        say("en", "why.never")
