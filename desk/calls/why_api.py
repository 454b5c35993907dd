"""Why a call came to whom it did, and why it waits: the moments at which that was decided."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec
from aiohttp import web

from desk.access import SIGNED_IN, sees_every_call
from desk.answers import reply
from desk.calls.whose import card_of, look_at
from desk.endpoint import Ask, endpoint
from desk.errors import not_found
from desk.shapes import answer, shape
from vocabulary.facts import OfferMade
from vocabulary.ids import CallId
from vocabulary.words.why import Explained, moments_of, operators_in

MOST_MOMENTS = 300
"""A call that waits for hours is explained at its beginning and at its end."""
FIRST_MOMENTS = 50
TRIES, AGAIN_S = 15, 0.1

Moments = list[tuple[datetime, Explained]]


class MomentTold(msgspec.Struct, frozen=True):
    """One moment: why the caller waits or was promised a wait, or why it was offered.

    `fact` is the fact as the journal has it, its kind in `type`; fields that are empty are
    left out. `names` are the display names of all operators in it.
    """

    at: datetime
    kind: Literal["waiting", "offer"]
    fact: dict[str, object]
    names: dict[str, str]


WhyAnswer = answer(
    "Why",
    "The moments in order. `left_out` counts those in the middle that are not told.",
    call=str,
    moments=list[MomentTold],
    left_out=int,
)


@endpoint("GET", "/api/v1/calls/{id}/why", allow=SIGNED_IN, answer=WhyAnswer, errors=(404,))
async def why(ask: Ask) -> web.StreamResponse:
    """Why a call was offered to whom it was, and why it waited before.

    For living calls too, a moment after the decision. An operator sees it for calls that
    were offered to it or that it had a part in; to it any other call is as unknown as one
    that never was.
    """
    call = CallId(ask.id("id"))
    moments = await _moments(ask, call)
    names = {person.name: person.display_name for person in await ask.desk.parts.people.list()}
    told, left_out = _bounded(moments)
    return reply(
        {
            "call": call,
            "moments": [_told(at, fact, names) for at, fact in told],
            "left_out": left_out,
        }
    )


async def _moments(ask: Ask, call: CallId) -> Moments:
    """What the ledger tells of a call that this person may see. Raises `Refusal` 404.

    Screens hear of a ring, and of its end, before the ledger does, so it is given a moment
    to tell of every phone that rings and of whose call it was.
    """
    ledger, name = ask.desk.parts.ledger, ask.who.person.name
    living = card_of(ask.desk.parts.board.snapshot(), call)
    ringing = living.ringing if living else ()
    of_living = living is not None and (sees_every_call(ask.who) or living.operator == name)
    for tries_left in reversed(range(TRIES)):
        moments = moments_of(call, await ledger.steps_of(call))
        sees = of_living or name in ringing or await look_at(ask, call) is not None
        if sees_every_call(ask.who) and not sees:
            break
        sees = sees or _is_offered(moments, name)
        if sees and (not tries_left or all(_is_offered(moments, one) for one in ringing)):
            return moments
        await asyncio.sleep(AGAIN_S)
    raise not_found("call")


def _is_offered(moments: Moments, operator: str) -> bool:
    return any(isinstance(fact, OfferMade) and fact.operator == operator for _, fact in moments)


def _bounded(
    moments: Moments,
) -> tuple[Moments, int]:
    """The first ones and the last ones, and how many are between them."""
    left_out = len(moments) - MOST_MOMENTS
    if left_out <= 0:
        return moments, 0
    return moments[:FIRST_MOMENTS] + moments[FIRST_MOMENTS + left_out :], left_out


def _told(at: datetime, fact: Explained, names: Mapping[str, str]) -> MomentTold:
    kind: Literal["waiting", "offer"] = "offer" if isinstance(fact, OfferMade) else "waiting"
    known = {str(name): names[name] for name in operators_in(fact) if name in names}
    return MomentTold(at, kind, shape(fact), known)


ENDPOINTS = (why,)
