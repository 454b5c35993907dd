"""Two cards made one, one taken apart, and one forgotten."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints

from customers.card import Card, Keep
from customers.erasure import FilesStay
from customers.numbers import normalise
from customers.ports import CannotSplit, Living
from desk.answers import reply
from desk.customers.shapes import (
    ANSWERING,
    JOINING,
    CardTold,
    Numbers,
    by_of,
    card_of,
    card_reply,
    desk_of,
)
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, bad_field, conflict, not_found, sentence
from desk.models import Body, Word

ERASE_EXTRA_S = 270.0
Whose = Annotated[dict[Word, Annotated[Keep, Field(strict=False)]], Field(max_length=60)]


class MergeBody(Body):
    """The card that stays, and by name of a value or field whose stays: `into` or `from`.

    Without a word the staying card's value stays, but where it says nothing.
    """

    into: Word
    keep: Whose = Field(default={}, description="Such as {'name': 'from'}.")


class SplitBody(Body):
    """The numbers that another card is to have."""

    numbers: Annotated[Numbers, Field(min_length=1)]


class EraseBody(Body):
    """The card's name, or one of its numbers, typed once more."""

    confirm: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ErasedTold(BaseModel):
    """What was erased, in figures, and sentences about what could not be reached."""

    calls: int
    facts: int
    recordings: int
    remains: list[str]


@endpoint(
    "POST",
    "/api/v1/customers/{id}/merge",
    allow=JOINING,
    body=MergeBody,
    answer=CardTold,
    errors=(404, 409),
)
async def merge(ask: Ask) -> web.StreamResponse:
    """Merge this card into another one, which then has all numbers and calls.

    A split of the numbers that came with it undoes the merge.
    """
    body, parts = ask.body(MergeBody), desk_of(ask)
    card = await card_of(ask)
    if body.into == card.id:
        raise bad_field("into", "A card cannot be merged into itself. Choose another one.")
    await ask.note("customer_merged", f"customers/{card.id}", f"into customers/{body.into}")
    try:
        whole = await parts.cards.merge(card.id, body.into, body.keep, by_of(ask))
    except LookupError as error:
        raise not_found("customer") from error
    return card_reply(ask, whole)


@endpoint(
    "POST",
    "/api/v1/customers/{id}/split",
    allow=JOINING,
    body=SplitBody,
    answer=CardTold,
    status=201,
    errors=(404, 409),
)
async def split(ask: Ask) -> web.StreamResponse:
    """Give some of the card's numbers to a card of their own, which is the answer.

    Numbers that came by a merge bring back the card that had them.
    """
    parts, card = desk_of(ask), await card_of(ask)
    region = parts.plan().region
    numbers = [
        text if text in card.forms else normalise(text, region)
        for text in ask.body(SplitBody).numbers
    ]
    await ask.note("customer_split", f"customers/{card.id}", f"{len(numbers)} numbers")
    try:
        part = await parts.cards.split(card.id, numbers, parts.new_id(), by_of(ask))
    except LookupError as error:
        raise not_found("customer") from error
    except CannotSplit as error:
        raise bad_field("numbers", sentence(error)) from error
    return card_reply(ask, part, status=201)


@endpoint(
    "POST",
    "/api/v1/customers/{id}/erase",
    allow=ANSWERING,
    body=EraseBody,
    answer=ErasedTold,
    errors=(404, 409),
    extra_s=ERASE_EXTRA_S,
)
async def erase(ask: Ask) -> web.StreamResponse:
    """Forget a customer: the card, recordings, and who it was in every call. For good.

    Calls stay counted. 409 `still_running` while a call of the customer is under way.
    `remains` says what is not reached.
    """
    parts, card = desk_of(ask), await card_of(ask)
    if not _confirms(ask.body(EraseBody).confirm, card, parts.plan().region):
        raise bad_field("confirm", "This is not the card's. Type its name or one of its numbers.")
    await ask.note("customer_erased", f"customers/{card.id}")
    try:
        done = await parts.erasure.run(card)
    except (Living, FilesStay) as error:
        raise _not_now(error) from error
    return reply(done._asdict())


def _not_now(error: Living | FilesStay) -> Refusal:
    code = "still_running" if isinstance(error, Living) else "files_stay"
    return conflict(code, sentence(error))


def _confirms(text: str, card: Card, region: str) -> bool:
    said = text.strip()
    names = {card.title, card.name, card.company} - {""}
    return said in names or normalise(said, region) in card.forms


ENDPOINTS = (merge, split, erase)
