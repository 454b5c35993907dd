"""How cards look outside, and how what people send about them is read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints

from customers.card import NAME_LIMIT, Card, Match, read_numbers
from customers.checks import read_language, read_line, read_notes, read_person
from customers.numbers import shown
from customers.plan import CustomersPlan, check_values
from customers.ports import By, CardChanged, NumberTaken
from desk.access import roles
from desk.answers import reply
from desk.customers.ports import CustomersDesk
from desk.endpoint import Ask
from desk.errors import Refusal, bad_field, conflict, not_found, sentence
from desk.models import Body
from vocabulary.states import Role

JOINING = roles(Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
"""Two cards made one, or taken apart: whoever leads operators sees when that is needed."""
ANSWERING = roles(Role.MANAGER, Role.ADMINISTRATOR)
"""All cards at once, in or out, and forgetting one: for those who answer for the data."""

Given = Annotated[str, StringConstraints(max_length=200)]
Numbers = Annotated[list[Annotated[str, StringConstraints(max_length=80)]], Field(max_length=100)]
Fields = Annotated[dict[str, Annotated[str, StringConstraints(max_length=2000)]], Field()]


class NumberTold(BaseModel):
    """One number: in its one form, as people write it, and as somebody gave it."""

    number: str
    shown: str
    as_given: str


class CardTold(BaseModel):
    """One customer."""

    id: str
    version: int
    name: str
    company: str
    language: str
    vip: bool
    preferred_operator: str | None
    notes: str
    numbers: list[NumberTold]
    fields: dict[str, str]
    created_at: datetime
    changed_at: datetime
    changed_by: str


class CardsTold(BaseModel):
    """One page of cards. `next` leads to the next one; a search has one page only."""

    customers: list[CardTold]
    next: str | None


class FoundTold(BaseModel):
    """Whose a number is: `sure` is one card, `maybe` some that it might be."""

    match: Match
    customers: list[CardTold]


class CardBody(Body):
    """What is known of a customer. What is left out stays as it is, or is empty on a new card.

    `numbers` are all of them, as people write them. A field is emptied by "".
    """

    name: Given | None = None
    company: Given | None = None
    language: Given | None = None
    vip: bool | None = None
    preferred_operator: Given | None = Field(default=None, description="null: nobody.")
    notes: Annotated[str, StringConstraints(max_length=20_000)] | None = None
    numbers: Numbers | None = None
    fields: Fields | None = None


def card_shape(card: Card, plan: CustomersPlan) -> dict[str, object]:
    """A card as plain data."""
    return {
        "id": card.id,
        "version": card.version,
        "name": card.name,
        "company": card.company,
        "language": card.language,
        "vip": card.vip,
        "preferred_operator": card.preferred_operator,
        "notes": card.notes,
        "numbers": [
            {
                "number": one.number,
                "shown": shown(one.number, plan.region),
                "as_given": one.as_given,
            }
            for one in card.numbers
        ],
        "fields": card.fields,
        "created_at": card.created_at,
        "changed_at": card.changed_at,
        "changed_by": card.changed_by,
    }


def card_reply(ask: Ask, card: Card, status: int = 200) -> web.Response:
    """An answer that is one card."""
    return reply(card_shape(card, desk_of(ask).plan()), status)


def desk_of(ask: Ask) -> CustomersDesk:
    """The parts for customers. Raises `Refusal` where the desk was built without."""
    found = ask.desk.parts.customers
    if found is None:
        raise Refusal(503, "no_customers", "This desk has no customers' cards.")
    return found


def by_of(ask: Ask) -> By:
    """Whoever asks, now."""
    return By(ask.who.person.name, ask.desk.parts.clock.now())


async def seen_card(ask: Ask) -> Card:
    """The card of the path; for one that was merged, the card that it is now a part of.

    Raises `Refusal` 404.
    """
    card = await desk_of(ask).cards.get(ask.id("id"))
    if card is None:
        raise not_found("customer")
    return card


async def card_of(ask: Ask) -> Card:
    """The card of the path itself. Raises `Refusal`: 404, or 409 where it was merged away."""
    card = await seen_card(ask)
    if card.id != ask.id("id"):
        raise conflict("merged_away", f"This card was merged into {card.title}. Open that one.")
    return card


def read_body(body: CardBody, plan: CustomersPlan, *, whole: bool) -> dict[str, object]:
    """What a body says, checked. `whole`: the card is new. Raises `Refusal`."""
    said: dict[str, object] = {}
    given = {name: getattr(body, name) for name in body.model_fields_set & set(_READERS)}
    for name, value in given.items():
        if value is None and name != "preferred_operator":
            continue
        try:
            said[name] = _READERS[name](value, plan)
        except ValueError as error:
            raise bad_field(name, sentence(f"{name}: {error}")) from error
    if body.vip is not None:
        said["vip"] = body.vip
    fields, wrong = check_values(body.fields or {}, plan, whole=whole)
    if wrong:
        raise bad_field("fields", sentence("; ".join(wrong)))
    return said | {"fields": fields}


def with_fields(before: Mapping[str, str], given: object) -> dict[str, str]:
    """Fields with those that were given; an empty one goes."""
    assert isinstance(given, dict)
    return {name: value for name, value in (dict(before) | given).items() if value}


def taken(error: NumberTaken) -> Refusal:
    """A number is another card's; the sentence says whose."""
    return conflict("number_taken", sentence(error), "numbers")


def changed_meanwhile(error: CardChanged) -> Refusal:
    """Somebody else was quicker."""
    return conflict("changed_meanwhile", sentence(error), "version")


_READERS: Mapping[str, Callable[[Any, CustomersPlan], object]] = {
    "name": lambda value, _plan: read_line(value, NAME_LIMIT),
    "company": lambda value, _plan: read_line(value, NAME_LIMIT),
    "language": lambda value, _plan: read_language(value),
    "preferred_operator": lambda value, _plan: read_person(value or ""),
    "notes": lambda value, plan: read_notes(value, plan.limits.notes),
    "numbers": lambda value, plan: read_numbers(value, plan.region, plan.limits.numbers),
}
