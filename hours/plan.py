"""Calendars as the plan writes them.

Hours of a day are spans such as `09:00-13:00, 14:00-18:00`; empty: closed; `24:00` is the
end of the day. A span may not go past midnight: write two.

What cannot be understood is refused here, so every calendar that is a `CalendarPlan` can be
used. What can be used but is hardly meant is told by `hours.checks`.
"""

from datetime import date
from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from hours.public import (
    check_country,
    check_subdivision,
    key,
    names_known,
    names_shown,
)
from hours.spans import Weekday, read_days, read_spans, read_week
from hours.zones import read_zone
from vocabulary.findings import did_you_mean

FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
LONGEST_DAYS: Final = 366


def _are_spans(text: str) -> str:
    read_spans(text)
    return text


def _is_in_range(value: date) -> date:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValueError(f"must be from {FIRST_DAY} to {LAST_DAY}")
    return value


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be one line of text without control characters")
    return text


SpansText = Annotated[str, Field(max_length=200), AfterValidator(_are_spans)]
DayDate = Annotated[date, AfterValidator(_is_in_range)]


class HolidayPlan(BaseModel):
    """Public holidays of a country, and the hours that hold on them; empty: closed.

    `subdivision` is a state or province that has more of them. `except_days` are names of
    holidays on which the usual hours hold, in the country's language or in English.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str = Field(max_length=40)
    subdivision: str = Field(default="", max_length=40)
    hours: SpansText = ""
    except_days: tuple[Annotated[str, Field(max_length=200)], ...] = Field(
        default=(), max_length=50
    )

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        check_country(value)
        return value

    @field_validator("subdivision")
    @classmethod
    def _known_subdivision(cls, value: str, told: ValidationInfo) -> str:
        if value and "country" in told.data:
            check_subdivision(told.data["country"], value)
        return value

    @field_validator("except_days")
    @classmethod
    def _known_names(cls, value: tuple[str, ...], told: ValidationInfo) -> tuple[str, ...]:
        if not value or "country" not in told.data or "subdivision" not in told.data:
            return value
        where = (told.data["country"], told.data["subdivision"])
        unknown = [name for name in value if key(name) not in names_known(*where)]
        if unknown:
            shown = names_shown(*where)
            hint = did_you_mean(unknown[0], shown) or f"; there is {', '.join(shown[:30])}"
            raise ValueError(f"{' '.join(where).strip()} has no holiday {unknown[0]!r}{hint}")
        return value


class DayPlan(BaseModel):
    """Exceptional days: `date`, or all from `date` to `until`. Either other `hours` or the
    hours of a weekday (`like`). The last one that names a day wins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: DayDate
    until: DayDate | None = None
    name: Annotated[str, Field(max_length=80), AfterValidator(_one_line)] = ""
    hours: SpansText | None = None
    like: Weekday | None = None

    @field_validator("until")
    @classmethod
    def _follows(cls, value: DayDate | None, told: ValidationInfo) -> DayDate | None:
        first = told.data.get("date")
        if value is None or first is None:
            return value
        if value < first:
            raise ValueError(f"until is before date, {first}; until is the last of the days")
        if (value - first).days >= LONGEST_DAYS:
            raise ValueError(f"at most {LONGEST_DAYS} days at once; for ever is a matter of week")
        return value

    @model_validator(mode="after")
    def _says_one(self) -> Self:
        if (self.hours is None) == (self.like is None):
            raise ValueError(
                'give hours (hours: "" is closed) or like (the hours of a weekday): one of both'
            )
        return self

    @property
    def last(self) -> DayDate:
        """The last of the days."""
        return self.until or self.date


class CalendarPlan(BaseModel):
    """One calendar: weekly hours by day (`mon`) or days (`mon-fri`), holidays, exceptions.

    A single day of `week` wins over days. `timezone` empty: the plan's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: dict[str, SpansText] = Field(default={}, max_length=14)
    holidays: HolidayPlan | None = None
    days: tuple[DayPlan, ...] = Field(default=(), max_length=2000)
    timezone: str = ""

    @field_validator("week")
    @classmethod
    def _each_day_once(cls, value: dict[str, str]) -> dict[str, str]:
        for written in value:
            read_days(written)
        read_week(value)
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value:
            read_zone(value)
        return value
