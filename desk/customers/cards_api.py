"""Customers' cards: found, read, written, with their calls and what systems outside know."""

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints

from customers.card import Card
from customers.numbers import digits_of, normalise
from customers.ports import CardChanged, NumberTaken
from desk.access import SIGNED_IN
from desk.answers import reply
from desk.customers.shapes import (
    CardBody,
    CardsTold,
    CardTold,
    FoundTold,
    by_of,
    card_of,
    card_reply,
    card_shape,
    changed_meanwhile,
    desk_of,
    read_body,
    seen_card,
    taken,
    with_fields,
)
from desk.endpoint import Ask, endpoint
from desk.errors import bad_field, not_found
from desk.models import Query, Text, Word
from vocabulary.records import CallRow
from vocabulary.states import Outcome


class CardsQuery(Query):
    """Which cards: those that a search finds, or all by name."""

    q: Annotated[Text, StringConstraints(max_length=100)] | None = Field(
        default=None, description="Beginnings of words, or digits of a number."
    )
    limit: int = Field(default=50, ge=1, le=500)
    after: Word | None = Field(default=None, description="next of the page before.")


class NumberQuery(Query):
    """A number as people or lines write it."""

    number: Annotated[Text, StringConstraints(max_length=80)] = ""


class ChangeBody(CardBody):
    """What is to change, and the version of the card that was looked at."""

    version: int = Field(ge=1, lt=2**53)


class CallsQuery(Query):
    """How many of the last calls."""

    limit: int = Field(default=20, ge=1, le=200)


class CallTold(BaseModel):
    """One call from any of the customer's numbers."""

    id: str
    arrived_at: datetime
    direction: str
    queue: str | None
    operator: str | None
    outcome: Outcome | None
    talked_s: float | None
    recording: str | None


class CallsTold(BaseModel):
    """The last calls, the newest first."""

    calls: list[CallTold]


class OutsideTold(BaseModel):
    """What one system said. `status` is ok, slow or down; `since` and `why` tell more."""

    source: str
    label: str
    status: str
    since: datetime | None
    why: str
    found: bool
    values: dict[str, str]


class OutsidesTold(BaseModel):
    """Every system of the plan, in its order."""

    sources: list[OutsideTold]


@endpoint("GET", "/api/v1/customers", allow=SIGNED_IN, query=CardsQuery, answer=CardsTold)
async def list_cards(ask: Ask) -> web.StreamResponse:
    """Cards, by name or by what is typed.

    With `q` the first fifty that have every word of it, as far as it is typed: of name,
    company and fields; digits are found anywhere in a number. Without it all cards, a page
    at a time.
    """
    query, parts = ask.query(CardsQuery), desk_of(ask)
    if query.q:
        found = await parts.cards.search(query.q, query.limit)
        following = None
    else:
        found = await parts.cards.page(query.after, query.limit)
        following = found[-1].id if len(found) == query.limit else None
    plan = parts.plan()
    return reply({"customers": [card_shape(card, plan) for card in found], "next": following})


@endpoint(
    "GET", "/api/v1/customers/by-number", allow=SIGNED_IN, query=NumberQuery, answer=FoundTold
)
async def by_number(ask: Ask) -> web.StreamResponse:
    """Whose a number is.

    `sure`: the one card that has it. `maybe`: cards with a number that ends in the same
    seven digits or more, the likeliest first. `none`: nobody, or a hidden number.
    """
    parts = desk_of(ask)
    plan = parts.plan()
    found = await parts.cards.by_number(normalise(ask.query(NumberQuery).number, plan.region))
    told = [card_shape(card, plan) for card in found.cards]
    return reply({"match": found.match, "customers": told})


@endpoint(
    "POST",
    "/api/v1/customers",
    allow=SIGNED_IN,
    body=CardBody,
    answer=CardTold,
    status=201,
    errors=(409,),
)
async def create(ask: Ask) -> web.StreamResponse:
    """A new card. 409 `number_taken` says whose number it is already."""
    parts, body, by = desk_of(ask), ask.body(CardBody), by_of(ask)
    said = read_body(body, parts.plan(), whole=True)
    said["fields"] = with_fields({}, said["fields"])
    if not any(said.values()):
        raise bad_field("name", "The card says nothing. Give a name or a number.")
    await _check_operator(ask, said)
    blank = Card(
        id=parts.new_id(),
        created_at=by.at,
        created_by=by.person,
        changed_at=by.at,
        changed_by=by.person,
    )
    card = msgspec.structs.replace(blank, **said)
    await ask.note("customer_created", f"customers/{card.id}")
    try:
        await parts.cards.create(card)
    except NumberTaken as error:
        raise taken(error) from error
    return card_reply(ask, card, status=201)


@endpoint("GET", "/api/v1/customers/{id}", allow=SIGNED_IN, answer=CardTold, errors=(404,))
async def one_card(ask: Ask) -> web.StreamResponse:
    """One card. For one that was merged, the card that it is now a part of."""
    return card_reply(ask, await seen_card(ask))


@endpoint(
    "PATCH",
    "/api/v1/customers/{id}",
    allow=SIGNED_IN,
    body=ChangeBody,
    answer=CardTold,
    errors=(404, 409),
)
async def change(ask: Ask) -> web.StreamResponse:
    """Change a card; what is not named stays.

    409 `changed_meanwhile` when somebody changed the card after the version that is named;
    `number_taken` says whose a number is already.
    """
    body, parts, by = ask.body(ChangeBody), desk_of(ask), by_of(ask)
    before = await card_of(ask)
    said = read_body(body, parts.plan(), whole=False)
    said["fields"] = with_fields(before.fields, said["fields"])
    await _check_operator(ask, said)
    after = msgspec.structs.replace(
        before, **said, version=body.version, changed_at=by.at, changed_by=by.person
    )
    names = " ".join(sorted(body.model_fields_set - {"version"}))
    await ask.note("customer_changed", f"customers/{before.id}", names)
    try:
        done = await parts.cards.change(after)
    except NumberTaken as error:
        raise taken(error) from error
    except CardChanged as error:
        raise changed_meanwhile(error) from error
    except LookupError as error:
        raise not_found("customer") from error
    return card_reply(ask, done)


@endpoint(
    "GET",
    "/api/v1/customers/{id}/calls",
    allow=SIGNED_IN,
    query=CallsQuery,
    answer=CallsTold,
    errors=(404,),
)
async def history(ask: Ask) -> web.StreamResponse:
    """The customer's last calls, whoever answered them. Hearing them is another right."""
    card = await seen_card(ask)
    rows = await desk_of(ask).cards.calls(card, ask.query(CallsQuery).limit)
    return reply({"calls": [_call_shape(row) for row in rows]})


@endpoint(
    "GET", "/api/v1/customers/{id}/outside", allow=SIGNED_IN, answer=OutsidesTold, errors=(404,)
)
async def outside(ask: Ask) -> web.StreamResponse:
    """What systems outside know under the card's first number, within two seconds.

    A system that fails says so itself and hides no other.
    """
    card = await seen_card(ask)
    key = digits_of(card.forms[0]) if card.forms else ""
    told = await desk_of(ask).outside(key) if key else ()
    faces = [
        {
            "source": one.source,
            "label": one.label,
            "status": one.state.status,
            "since": one.state.since,
            "why": one.state.why,
            "found": one.found,
            "values": one.values,
        }
        for one in told
    ]
    return reply({"sources": faces})


def _call_shape(row: CallRow) -> dict[str, object]:
    return {
        "id": row.id,
        "arrived_at": row.arrived_at,
        "direction": row.direction,
        "queue": row.queue,
        "operator": row.operator,
        "outcome": row.outcome,
        "talked_s": row.talked_s,
        "recording": row.recording,
    }


async def _check_operator(ask: Ask, said: dict[str, object]) -> None:
    name = said.get("preferred_operator")
    if name is not None and await ask.desk.parts.people.get(str(name)) is None:
        raise bad_field("preferred_operator", f"There is no person {name}. Choose an operator.")


ENDPOINTS = (list_cards, by_number, create, one_card, change, history, outside)
