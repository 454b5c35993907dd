"""The live board: once over HTTP, or followed over WebSocket."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from desk.access import SIGNED_IN
from desk.answers import reply
from desk.endpoint import Ask, endpoint
from desk.live import audience_of
from desk.models import Query, Word
from desk.shapes import model_of
from desk.views import board_shape
from vocabulary.board import BoardSnapshot


class LiveQuery(Query):
    """Where an earlier connection stopped. Both or none."""

    epoch: Word | None = None
    after: Annotated[int, Field(ge=0, le=2**53)] | None = None


@endpoint("GET", "/api/v1/board", allow=SIGNED_IN, answer=model_of(BoardSnapshot))
async def board(ask: Ask) -> web.StreamResponse:
    """The live board as it is at this moment.

    `cards` is a flat map: `service`, `standing`, `today`, `queues/NAME`,
    `operators/NAME` and `calls/ID`. Moments are given, never durations. Supervisors,
    managers and administrators see everything. An operator sees `service`, `standing`,
    `queues/*`, its own `operators/NAME` and those `calls/*` in which it talks, into which
    a colleague asks it or that ring at its phone. A new `revision` in `standing` says that
    the plan is to be read again.
    """
    return reply(board_shape(ask.desk.parts.board.snapshot(), audience_of(ask.who)))


@endpoint(
    "GET",
    "/ws",
    allow=SIGNED_IN,
    query=LiveQuery,
    status=101,
    errors=(400, 403, 503),
    socket=True,
)
async def live(ask: Ask) -> web.StreamResponse:
    """The live board, followed: a WebSocket with one JSON object a message.

    First comes `{"type": "snapshot", "epoch", "seq", "at", "cards"}`. Whoever connects
    again with `?epoch=E&after=N` gets `{"type": "resumed", "epoch", "seq", "at"}` instead
    where the messages after N are still kept.

    Then comes each `{"type": "delta", "seq", "at", "set": {key: card}, "drop": [key]}`
    once and in order, `seq` one more than before, also when nothing in it is for you. At
    a gap connect again without `after`. `{"type": "ping", "at"}` comes every two seconds:
    after five seconds of silence show what you have as old.

    Nothing need be sent; `{"type": "pong"}` may. The server closes with 4401 when the
    session ended (sign in again), 4503 when the service stops, 1013 when the messages
    were not taken fast enough and 1012 when the person's roles changed (connect again).
    A page of another origin gets 403.
    """
    where = ask.query(LiveQuery)
    return await ask.desk.hub.serve(ask.request, ask.who, where.epoch, where.after)


ENDPOINTS = (board, live)
