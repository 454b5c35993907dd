"""Prompts' part of the plan: what is said, in which language, and with which voice.

A plan never names a program: which engine speaks is chosen here by a word, and how it is
started stands in the settings.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    field_validator,
    model_validator,
)

from prompts.blanks import parse

TEXT_LIMIT = 2000
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
PromptName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Voice = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+.-]{0,60}$")]
SoundName = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]*(/[A-Za-z0-9_][A-Za-z0-9_-]*)*$", max_length=80)
]
FileId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Wording(BaseModel):
    """What a prompt says in one language: exactly one of the three.

    `text` is spoken by a voice and may have blanks; `sound` is one of Asterisk's own
    sounds, by name; `file` is the id of an uploaded one. A plain string is a text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str | None = Field(default=None, max_length=TEXT_LIMIT)
    sound: SoundName | None = None
    file: FileId | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, given: Any) -> Any:
        return {"text": given} if isinstance(given, str) else given

    @field_validator("text")
    @classmethod
    def _can_be_said(cls, text: str | None) -> str | None:
        if text is None:
            return None
        if not any(sign.isalnum() for sign in text):
            raise ValueError("the text has nothing to say: write at least one word")
        parse(text)
        return text

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        given = [name for name in ("text", "sound", "file") if getattr(self, name) is not None]
        if len(given) != 1:
            had = " and ".join(given) or "nothing"
            raise ValueError(f"a prompt is one of text, sound or file, and this one has {had}")
        return self


class PromptPlan(RootModel[Annotated[dict[Language, Wording], Field(min_length=1, max_length=20)]]):
    """One prompt: what it says, by language."""

    model_config = ConfigDict(frozen=True)

    @property
    def wordings(self) -> Mapping[str, Wording]:
        """By language, in the plan's order."""
        return self.root

    def texts(self) -> Iterator[tuple[str, str]]:
        """Language and text, where there is a text."""
        for language, wording in self.root.items():
            if wording.text is not None:
                yield language, wording.text


class SpeechPlan(BaseModel):
    """Who speaks. `voices` by language, in the engine's own names; without one the engine's
    usual voice of the language. `speed` 1 is usual. `engine: command` is the program that
    the settings name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voices: dict[Language, Voice] = Field(default={}, max_length=20)
    speed: float = Field(default=1.0, ge=0.5, le=2.0)
    engine: Literal["espeak", "command"] = "espeak"
