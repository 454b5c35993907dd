"""The prompts of one revision: the plan's over the built-in ones. Pure.

A language falls back: `de-AT` → `de` → the plan's first language → `en` → whatever there
is. It is better to hear a prompt in another language than nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from prompts.blanks import Blank, blanks
from prompts.builtins import builtin
from prompts.plan import PromptPlan, SpeechPlan, Wording

LAST_LANGUAGE = "en"


class Said(NamedTuple):
    """A prompt as it is said, and the language that was found for it."""

    wording: Wording
    language: str


class PromptBook:
    """Everything that can be said under one revision of the plan."""

    def __init__(
        self,
        prompts: Mapping[str, PromptPlan],
        languages: Sequence[str] = (LAST_LANGUAGE,),
        speech: SpeechPlan | None = None,
    ) -> None:
        """`prompts` are the plan's; the built-in ones are added here."""
        self.languages = tuple(languages) or (LAST_LANGUAGE,)
        self.speech = speech or SpeechPlan()
        self._wordings: dict[str, dict[str, Wording]] = {
            name: dict(prompt.wordings) for name, prompt in builtin().items()
        }
        for name, prompt in prompts.items():
            self._wordings.setdefault(name, {}).update(prompt.wordings)

    @property
    def names(self) -> frozenset[str]:
        """Every prompt that there is, built-in ones too."""
        return frozenset(self._wordings)

    def said(self, prompt: str, language: str) -> Said:
        """What a prompt says in a language, or in the next best. Raises `LookupError`."""
        wordings = self._wordings.get(prompt)
        if not wordings:
            raise LookupError(f"there is no prompt {prompt}")
        found = next((each for each in self._chain(language) if each in wordings), None)
        chosen = found or next(iter(wordings))
        return Said(wordings[chosen], chosen)

    def blanks(self, prompt: str) -> tuple[Blank, ...]:
        """The blanks of a prompt, each name once: what must be given to say it in any of its
        languages. Raises `LookupError`."""
        if prompt not in self._wordings:
            raise LookupError(f"there is no prompt {prompt}")
        found: dict[str, Blank] = {}
        for wording in self._wordings[prompt].values():
            for blank in blanks(wording.text or ""):
                found.setdefault(blank.name, blank)
        return tuple(found.values())

    def everything(self) -> Iterator[tuple[str, Said]]:
        """Every prompt in every language of the plan, each wording once."""
        seen: set[tuple[str, str]] = set()
        for language in self.languages:
            for name in sorted(self._wordings):
                said = self.said(name, language)
                if (name, said.language) not in seen:
                    seen.add((name, said.language))
                    yield name, said

    def _chain(self, language: str) -> tuple[str, ...]:
        first = self.languages[0]
        return (
            language,
            language.partition("-")[0],
            first,
            first.partition("-")[0],
            LAST_LANGUAGE,
        )
