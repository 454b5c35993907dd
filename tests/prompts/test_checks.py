"""What is wrong with a plan's prompts is told with its place."""

from prompts.checks import check
from prompts.plan import PromptPlan, SpeechPlan
from vocabulary.findings import Finding, Severity

FILE = "f" * 32


def found(
    languages: tuple[str, ...] = ("en", "ru"), speech: SpeechPlan | None = None, **prompts: object
) -> list[Finding]:
    return list(
        check(
            {name: PromptPlan.model_validate(each) for name, each in prompts.items()},
            languages,
            speech or SpeechPlan(),
            file_exists=lambda name: name == FILE,
            sound_exists=lambda name: name == "beep",
        )
    )


def test_nothing_is_wrong() -> None:
    assert not found(
        hello={"en": "Hello {name}.", "ru": "Здравствуйте, {name}."},
        tone={"en": {"sound": "beep"}, "ru": {"file": FILE}},
        goodbye={"en": "Bye."},
        wait_range={"en": "From {from:minutes} to {to:minutes}."},
    )


def test_a_language_that_is_missing() -> None:
    (one,) = found(hello={"en": "Hello."})
    assert one == (
        ("prompts", "hello"),
        "the prompt is not in ru: callers who chose it hear en",
        Severity.WARNING,
    )
    (none,) = found(hello={"de": "Hallo."})
    assert none.severity is Severity.ERROR
    assert "in de only" in none.message
    assert not found(("en-GB",), hello={"en": "Hello."})


def test_sounds_that_do_not_exist() -> None:
    first, second = found(("en",), a={"en": {"file": "0" * 32}}, b={"en": {"sound": "beeep"}})
    assert first.place == ("prompts", "a", "en", "file")
    assert "upload it again" in first.message
    assert second.place == ("prompts", "b", "en", "sound")
    assert first.severity is second.severity is Severity.ERROR


def test_blanks_that_differ() -> None:
    more, fewer, other = found(
        more={"en": "Hello.", "ru": "Привет, {name}."},
        fewer={"en": "Hello {name}.", "ru": "Привет."},
        other={"en": "At {t:time}.", "ru": "В {t:date}."},
    )
    assert more.message == "the blank {name} is not in en"
    assert fewer.message == "the blank {name} of en is not said here"
    assert "{t} is date here and time in en" in other.message
    assert {each.severity for each in (more, fewer, other)} == {Severity.WARNING}
    assert not found(n={"en": "{n:number}.", "ru": "{n:ordinal}."})


def test_a_built_in_prompt_is_given_only_its_own_blanks() -> None:
    (wrong,) = found(("en",), place={"en": "You are {place:ordinal}, {name}."})
    assert wrong.severity is Severity.ERROR
    assert wrong.message == "nothing fills {name} in a built-in prompt; it has {place}"
    (lost,) = found(("en",), read_back={"en": "Is that right?"})
    assert lost.severity is Severity.WARNING


def test_a_language_without_built_in_prompts() -> None:
    (told,) = found(("en", "vi"))
    assert told.place == ("languages", 1)
    assert told.severity is Severity.WARNING
    assert "built-in prompts are not in vi" in told.message


def test_a_voice_that_nobody_hears() -> None:
    (told,) = found(("en",), SpeechPlan(voices={"ru": "ru"}))
    assert told.place == ("speech", "voices", "ru")
