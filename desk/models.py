"""The building blocks of bodies and queries: strict, bounded, and nothing unknown."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from vocabulary.findings import Severity

_EARLIEST, _LATEST = 2000, 2100


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it holds characters that cannot be shown; remove them")
    return text


def _prose(text: str) -> str:
    if not all(sign.isprintable() or sign in "\n\t" for sign in text):
        raise ValueError("it holds characters that cannot be shown; remove them")
    return text


def _sane_day(day: date) -> date:
    if not _EARLIEST <= day.year < _LATEST:
        raise ValueError(f"the year must be from {_EARLIEST} to {_LATEST - 1}")
    return day


def sane_year(moment: datetime) -> datetime:
    """Only years that a call centre can have; others break in conversion between zones."""
    if not _EARLIEST <= moment.year < _LATEST:
        raise ValueError(f"the year must be from {_EARLIEST} to {_LATEST - 1}")
    return moment


Word = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(_plain)]
"""A name or an id."""

Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_plain)]
"""One line of text."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_prose)]
"""Some sentences, on one line or several."""

Password = Annotated[str, Field(min_length=1, max_length=200)]
"""A password: any characters at all."""

Moment = Annotated[AwareDatetime, AfterValidator(sane_year)]
"""A moment with its offset, as in 2026-11-22T10:00:00Z."""


Day = Annotated[date, AfterValidator(_sane_day)]
"""A day, as in 2026-11-22."""

Revision = Annotated[int, Field(ge=1, lt=10**9)]
"""The number of a revision of the plan."""


class Body(BaseModel):
    """A body: types are not converted and unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """Parameters: texts are converted, unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")


def names_of(model: type[BaseModel]) -> list[str]:
    """The names under which a model's fields are given."""
    return [info.alias or name for name, info in model.model_fields.items()]


class Accepted(BaseModel):
    """The wish was taken; what comes of it shows on the live board."""

    accepted: bool


class FindingTold(BaseModel):
    """One thing that is wrong with a plan, or probably unwanted.

    `place` is the way to it from the top: keys and positions. `line` and `column` count
    from 1 and are 0 where they are not known.
    """

    place: list[str | int]
    message: str
    severity: Severity
    line: int
    column: int


class ErrorTold(BaseModel):
    """What went wrong: a word for programs and a sentence for people."""

    code: str
    message: str
    field: str | None = None
    incident: str | None = None
    findings: list[FindingTold] | None = None
    details: dict[str, object] | None = None


class ErrorAnswer(BaseModel):
    """The form of every refusal. All but `code` and `message` are there where they apply."""

    error: ErrorTold
