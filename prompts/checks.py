"""What is wrong with a plan's prompts, beyond what their form already says. Pure.

Whether an uploaded file or a sound of Asterisk exists is told by whoever can look.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from prompts.blanks import Blank, Kind, blanks
from prompts.book import PromptBook
from prompts.builtins import builtin
from prompts.builtins import languages as builtin_languages
from prompts.plan import PromptPlan, SpeechPlan, Wording
from vocabulary.findings import Finding, Severity

Exists = Callable[[str], bool]

_ALIKE = frozenset({Kind.NUMBER, Kind.ORDINAL, Kind.DIGITS, Kind.MINUTES, Kind.SECONDS, Kind.TEXT})
"""Kinds that read the same values: a language may need another one than its neighbour."""


def check(
    prompts: Mapping[str, PromptPlan],
    languages: Sequence[str],
    speech: SpeechPlan,
    *,
    file_exists: Exists,
    sound_exists: Exists,
) -> tuple[Finding, ...]:
    """Everything that is wrong, in the plan's order."""
    found: list[Finding] = []
    for name, prompt in prompts.items():
        found += _languages(name, prompt, languages)
        for language, wording in prompt.wordings.items():
            found += _sound(("prompts", name, language), wording, file_exists, sound_exists)
        found += _blanks(name, prompt)
    found += _untranslated(prompts, languages)
    found += _voices(speech, languages)
    return tuple(found)


def _languages(name: str, prompt: PromptPlan, languages: Sequence[str]) -> Iterator[Finding]:
    """Languages of the plan that a prompt cannot be heard in."""
    there = {*prompt.wordings, *_builtin_languages(name)}
    missing = [each for each in languages if not {each, each.partition("-")[0]} & there]
    if missing and len(missing) == len(languages):
        yield Finding(
            ("prompts", name),
            f"the prompt is in {', '.join(prompt.wordings)} only, which is no language of this "
            f"plan; write it in {languages[0]}",
        )
        return
    book = PromptBook({name: prompt}, languages)
    for language in missing:
        heard = book.said(name, language).language
        yield Finding(
            ("prompts", name),
            f"the prompt is not in {language}: callers who chose it hear {heard}",
            Severity.WARNING,
        )


def _builtin_languages(name: str) -> frozenset[str]:
    known = builtin().get(name)
    return frozenset(known.wordings) if known else frozenset()


def _sound(
    place: tuple[str, ...], wording: Wording, file_exists: Exists, sound_exists: Exists
) -> Iterator[Finding]:
    if wording.file is not None and not file_exists(wording.file):
        yield Finding(
            (*place, "file"), f"there is no uploaded sound {wording.file}; upload it again"
        )
    if wording.sound is not None and not sound_exists(wording.sound):
        yield Finding(
            (*place, "sound"),
            f"Asterisk has no sound {wording.sound}; write a text, or upload a file",
        )


def _blanks(name: str, prompt: PromptPlan) -> Iterator[Finding]:
    """Blanks that one language has and another lacks, or reads as something else."""
    known = builtin().get(name)
    texts = list(prompt.texts())
    # What a built-in prompt is given is fixed: its own blanks come first.
    first = [*(known.texts() if known else ()), *texts][:1]
    for base_language, base_text in first:
        base = _by_name(blanks(base_text))
        for language, text in texts:
            place = ("prompts", name, language)
            here = _by_name(blanks(text))
            for blank in here.keys() - base.keys():
                reason = (
                    f"nothing fills {{{blank}}} in a built-in prompt; it has "
                    f"{', '.join(f'{{{each}}}' for each in base) or 'no blanks'}"
                    if known
                    else f"the blank {{{blank}}} is not in {base_language}"
                )
                yield Finding(place, reason, Severity.ERROR if known else Severity.WARNING)
            for blank in base.keys() - here.keys():
                yield Finding(
                    place,
                    f"the blank {{{blank}}} of {base_language} is not said here",
                    Severity.WARNING,
                )
            for blank in sorted(here.keys() & base.keys()):
                pair = {here[blank].kind, base[blank].kind}
                if len(pair) > 1 and not pair <= _ALIKE:
                    yield Finding(
                        place,
                        f"{{{blank}}} is {here[blank].kind} here and {base[blank].kind} in "
                        f"{base_language}: the same value cannot be both",
                        Severity.WARNING,
                    )


def _by_name(found: Sequence[Blank]) -> dict[str, Blank]:
    return {blank.name: blank for blank in found}


def _untranslated(prompts: Mapping[str, PromptPlan], languages: Sequence[str]) -> Iterator[Finding]:
    """Languages of the plan in which built-in prompts would be heard in another one."""
    for position, language in enumerate(languages):
        base = language.partition("-")[0]
        if base in builtin_languages():
            continue
        missing = [
            name
            for name in builtin()
            if name not in prompts or not {language, base} & prompts[name].wordings.keys()
        ]
        if missing:
            yield Finding(
                ("languages", position),
                f"{len(missing)} built-in prompts are not in {language} and are heard in another "
                f"language; write them under prompts: {', '.join(missing[:5])}"
                + (", …" if len(missing) > 5 else ""),
                Severity.WARNING,
            )


def _voices(speech: SpeechPlan, languages: Sequence[str]) -> Iterator[Finding]:
    for language in speech.voices:
        if language not in languages:
            yield Finding(
                ("speech", "voices", language),
                f"no callers hear {language}: it is not among the plan's languages",
                Severity.WARNING,
            )
