"""Customers' part of the plan: fields of one's own, where numbers belong, outside sources.

A source names its system only: hosts that may be asked, databases and secrets are the
settings', so whoever edits the plan cannot reach into the network.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from customers.checks import read_yes_no
from customers.numbers import normalise, regions
from vocabulary.findings import Finding, Severity, did_you_mean

VALUE_LIMIT: Final = 500
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
SourceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
SecretName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Label = Annotated[str, Field(min_length=1, max_length=80)]
Kind = Literal["text", "number", "date", "choice", "phone", "email", "yes_no"]
RESERVED: Final = frozenset(
    {"id", "name", "company", "numbers", "language", "vip", "preferred_operator", "notes"}
)
_EMAIL: Final = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]+\.[^@\s<>\"',;.]{2,}")
_PARAMETER: Final = re.compile(r"(?<![:\w]):(\w+)")


class FieldPlan(BaseModel):
    """A field that cards have in this centre. `choices` are those of a `choice`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    kind: Kind = "text"
    choices: tuple[Label, ...] = Field(default=(), max_length=200)
    required: bool = False

    @model_validator(mode="after")
    def _choices_of_a_choice(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("choices belong to kind: choice, which needs at least one")
        if len(set(self.choices)) != len(self.choices):
            raise ValueError("a choice stands twice among choices; remove one")
        return self


class LimitsPlan(BaseModel):
    """How much one card may hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    numbers: int = Field(default=20, ge=1, le=100)
    notes: int = Field(default=4000, ge=0, le=20_000)


class _SourcePlan(BaseModel):
    """What every source has. At most `at_once` questions run at the same time; an answer is
    remembered for `cache_s`, and that there is none for `cache_missing_s`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(default="", max_length=80)
    at_once: int = Field(default=4, ge=1, le=20)
    cache_s: int = Field(default=300, ge=0, le=86_400)
    cache_missing_s: int = Field(default=60, ge=0, le=86_400)


class RestSourcePlan(_SourcePlan):
    """A system that answers JSON at an address. `{key}` in `url` is what is asked for.

    `values` leads to each value by its way through the answer, such as `customer.name` or
    `items.0.status`. `header` is sent with the secret of that name.
    """

    kind: Literal["rest"] = "rest"
    url: str = Field(max_length=2000)
    values: dict[FieldName, Annotated[str, Field(pattern=r"^[^.\s]+(\.[^.\s]+)*$")]] = Field(
        min_length=1, max_length=30
    )
    header: str = Field(default="Authorization", pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")
    prefix: str = Field(default="", max_length=40, pattern=r"^[A-Za-z0-9 _.:-]*$")
    secret: SecretName | None = None

    @field_validator("url")
    @classmethod
    def _asks_for_the_key(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"https", "http"} or not parts.hostname:
            raise ValueError("begin with https:// and the host")
        if "@" in parts.netloc or "{" in parts.netloc or parts.fragment:
            raise ValueError("no user, no # and no {key} in the host; give a secret instead")
        if not value.isprintable() or " " in value:
            raise ValueError("an address has no spaces and no control characters")
        if value.count("{key}") != 1 or value.replace("{key}", "").count("{"):
            raise ValueError("write {key} exactly once, where what is asked for belongs")
        return value

    @property
    def host(self) -> str:
        """The host that is asked."""
        return urlsplit(self.url).hostname or ""


class SqlSourcePlan(_SourcePlan):
    """A database of the settings, asked with one SELECT that binds `:key` and nothing else.

    The columns of its first row are the values.
    """

    kind: Literal["sql"] = "sql"
    database: SecretName
    query: str = Field(max_length=4000)

    @field_validator("query")
    @classmethod
    def _only_reads(cls, value: str) -> str:
        text = value.strip()
        if not re.match(r"select\b", text, re.IGNORECASE):
            raise ValueError("the query is one SELECT; begin with it")
        if ";" in text or "--" in text or "/*" in text:
            raise ValueError("one statement without ; and without remarks")
        if set(_PARAMETER.findall(text)) != {"key"}:
            raise ValueError("bind :key, and no other parameter")
        return text


SourcePlan = Annotated[RestSourcePlan | SqlSourcePlan, Field(discriminator="kind")]


class CustomersPlan(BaseModel):
    """Cards of this centre.

    `region` is where numbers without a country's code belong (ISO 3166, such as DE); empty:
    only numbers with + are told apart for sure. `fields` keep the plan's order on screens.
    `sources` are outside systems that may be asked about a caller.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str = Field(default="", max_length=40)
    fields: dict[FieldName, FieldPlan] = Field(default={}, max_length=50)
    limits: LimitsPlan = LimitsPlan()
    sources: dict[SourceName, SourcePlan] = Field(default={}, max_length=10)

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        if value and value not in regions():
            hint = did_you_mean(value.upper(), regions()) or "; write its two letters, such as DE"
            raise ValueError(f"there is no region {value!r}{hint}")
        return value

    @field_validator("fields")
    @classmethod
    def _names_are_free(cls, value: dict[str, FieldPlan]) -> dict[str, FieldPlan]:
        for name in value:
            if name in RESERVED:
                raise ValueError(f"every card has {name} already; choose another name")
        return value


def findings(plan: CustomersPlan) -> tuple[Finding, ...]:
    """What can be used but is hardly meant."""
    phones = [name for name, one in plan.fields.items() if one.kind == "phone"]
    if plan.region or not phones:
        return ()
    message = "without a region a phone number needs its +; write region: and two letters"
    return tuple(Finding(("customers", "fields", one), message, Severity.WARNING) for one in phones)


def check_values(
    given: Mapping[str, str], plan: CustomersPlan, *, whole: bool
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Values of fields in their one form, and a sentence for everything that is wrong.

    An empty value stands for "none". `whole`: the card is new, so what is required must be
    among them.
    """
    made: dict[str, str] = {}
    wrong: list[str] = []
    for name, value in given.items():
        field = plan.fields.get(name)
        if field is None:
            known = ", ".join(plan.fields) or "none"
            hint = did_you_mean(name, plan.fields) or f"; the plan has: {known}"
            wrong.append(f"there is no field {name[:40]}{hint}")
            continue
        try:
            made[name] = read_value(value, field, plan.region)
        except ValueError as error:
            wrong.append(f"{field.label}: {error}")
        else:
            if field.required and not made[name]:
                wrong.append(f"{field.label}: it must not be empty")
    if whole:
        wrong += [
            f"{field.label}: it must be given"
            for name, field in plan.fields.items()
            if field.required and name not in given
        ]
    return made, tuple(wrong)


def read_value(text: str, field: FieldPlan, region: str) -> str:
    """One value in its one form; "" stays "". Raises ValueError, which says how to mend it."""
    value = text.strip()
    if not value:
        return ""
    if len(value) > VALUE_LIMIT or not value.isprintable():
        raise ValueError(f"write one line of at most {VALUE_LIMIT} characters")
    return _READERS[field.kind](value, field, region)


def _text(value: str, _field: FieldPlan, _region: str) -> str:
    return value


def _number(value: str, _field: FieldPlan, _region: str) -> str:
    try:
        number = Decimal(value.replace(",", ".") if value.count(",") == 1 else value)
    except InvalidOperation as error:
        raise ValueError(f"{value[:40]!r} is not a number; write it as 1234.5") from error
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise ValueError(f"{value[:40]!r} is too large or too small")
    return f"{number:f}"


def _date(value: str, _field: FieldPlan, _region: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise ValueError(f"{value[:40]!r} is not a date; write it as 2026-11-22") from error


def _choice(value: str, field: FieldPlan, _region: str) -> str:
    for choice in field.choices:
        if choice.casefold() == value.casefold():
            return choice
    listed = ", ".join(field.choices[:20])
    raise ValueError(f"{value[:40]!r} is none of its choices; it may be: {listed}")


def _phone(value: str, _field: FieldPlan, region: str) -> str:
    number = normalise(value, region)
    if not number:
        raise ValueError(f"{value[:40]!r} has no digits; write it as +49 30 123456")
    return number


def _email(value: str, _field: FieldPlan, _region: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError(f"{value[:40]!r} is not an e-mail address; write it as name@example.com")
    return value


def _yes_no(value: str, _field: FieldPlan, _region: str) -> str:
    return "yes" if read_yes_no(value) else "no"


_READERS: Final = {
    "text": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "phone": _phone,
    "email": _email,
    "yes_no": _yes_no,
}
