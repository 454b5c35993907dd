"""The building blocks of bodies and queries: strict, bounded, and nothing unknown."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

_EARLIEST, _LATEST = 2000, 2100


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it holds characters that cannot be shown; remove them")
    return text


def sane_year(moment: datetime) -> datetime:
    """Only years that a call centre can have; others break in conversion between zones."""
    if not _EARLIEST <= moment.year < _LATEST:
        raise ValueError(f"the year must be from {_EARLIEST} to {_LATEST - 1}")
    return moment


Word = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(_plain)]
"""A name or an id."""

Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_plain)]
"""One line of text."""

Password = Annotated[str, Field(min_length=1, max_length=200)]
"""A password: any characters at all."""

Moment = Annotated[AwareDatetime, AfterValidator(sane_year)]
"""A moment with its offset, as in 2026-11-22T10:00:00Z."""


class Body(BaseModel):
    """A body: types are not converted and unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """Parameters: texts are converted, unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")


class Accepted(BaseModel):
    """The wish was taken; what comes of it shows on the live board."""

    accepted: bool


class ErrorTold(BaseModel):
    """What went wrong: a word for programs and a sentence for people."""

    code: str
    message: str
    field: str | None = None
    incident: str | None = None


class ErrorAnswer(BaseModel):
    """The form of every refusal. `field` and `incident` are there where they apply."""

    error: ErrorTold
