"""Whether promises of waiting were kept."""

from datetime import UTC, datetime, time, timedelta

import msgspec
from aiohttp import web
from pydantic import Field

from desk.access import roles
from desk.answers import reply
from desk.calls.promises import TooMuch
from desk.endpoint import Ask, endpoint
from desk.errors import bad_field
from desk.models import Moment, Query, Word
from desk.ports import PromiseFold
from desk.shapes import answer, shape
from vocabulary.ids import QueueId
from vocabulary.states import Role

LONGEST = timedelta(days=31)


class PromisesQuery(Query):
    """Which promises: those made within a span, all queues or one."""

    since: Moment | None = Field(
        default=None, description="Made at this moment or later; midnight of today when left out."
    )
    until: Moment | None = Field(default=None, description="Made before this moment.")
    queue: Word | None = None


class PromiseTotal(msgspec.Struct, frozen=True):
    """How promises did. `answered` of the `promised` callers were answered; of those,
    `kept_p90` is the share that waited no longer than the P90 they were promised, and
    half were off the promised P50 by no more than `median_error_s`. None without any.
    `left` left the queue another way: by a key, or as the plan says.
    """

    promised: int
    answered: int
    kept_p90: float | None
    median_error_s: float | None
    left: int


class PromiseRow(PromiseTotal, frozen=True):
    """Promises of one queue, made within the hour of the centre's own time that began then."""

    queue: QueueId
    hour: str


PromisesAnswer = answer(
    "Promises",
    "Promises by hour and queue, and all of them together in `all`.",
    rows=list[PromiseRow],
    all=PromiseTotal,
)


@endpoint(
    "GET",
    "/api/v1/promises",
    allow=roles(Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR),
    query=PromisesQuery,
    answer=PromisesAnswer,
)
async def promises(ask: Ask) -> web.StreamResponse:
    """What callers were promised to wait, held against what they waited.

    Each promise counts in the hour in which it was made, in the centre's time zone.
    Callers who left before they were answered count as promised only: how long they
    would have waited is not known.
    """
    try:
        fold = await _fold(ask, ask.query(PromisesQuery))
    except TooMuch as error:
        raise bad_field("since", "Too much happened since then. Ask for a shorter span.") from error
    return reply(shape(fold.report()))


async def _fold(ask: Ask, query: PromisesQuery) -> PromiseFold:
    desk = ask.desk
    now = desk.parts.clock.now()
    since = query.since.astimezone(UTC) if query.since else _midnight(ask, now)
    until = query.until.astimezone(UTC) if query.until else None
    if until is not None and until <= since:
        raise bad_field("until", "until must be later than since.")
    if (until or now) - since > LONGEST:
        raise bad_field("since", f"Ask for {LONGEST.days} days at most.")
    queue = QueueId(query.queue) if query.queue else None
    if until is None and queue is None:
        return await desk.promises.until_now(since, desk.zone)
    return await desk.promises.between(since, until or now, queue, desk.zone)


def _midnight(ask: Ask, now: datetime) -> datetime:
    zone = ask.desk.zone
    return datetime.combine(now.astimezone(zone).date(), time.min, zone).astimezone(UTC)


ENDPOINTS = (promises,)
