"""What is switched by hand: a calendar closed early, a message about an incident.

A click becomes an input; what comes of it shows on the live board.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from aiohttp import web
from pydantic import Field

from desk.access import READING_PLAN, SWITCHING
from desk.answers import accepted, reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, bad_field, unknown_name
from desk.models import Accepted, Body, Moment, Word
from desk.shapes import model_of, shape
from vocabulary.board import StandingCard
from vocabulary.ids import QueueId
from vocabulary.inputs import HoursSwitchAsked, IncidentSwitchAsked

LONGEST_CLOSING = timedelta(days=366)
MOST_QUEUES = 200


class CloseBody(Body):
    """Until when; null: until somebody opens it again."""

    until: Moment | None = None


class IncidentBody(Body):
    """What callers are to hear, and who: whoever waits in these queues, or everybody."""

    prompt: Word = Field(description="One of the plan's `incidents`.")
    queues: Annotated[list[Word], Field(max_length=MOST_QUEUES)] = Field(
        default=[], description="Empty: everybody, on arrival."
    )


@endpoint("GET", "/api/v1/standing", allow=READING_PLAN, answer=model_of(StandingCard))
async def standing(ask: Ask) -> web.StreamResponse:
    """The plan in force and what is switched by hand, as the board's card `standing`."""
    return reply(shape(_card(ask)))


def _card(ask: Ask) -> StandingCard:
    card = ask.desk.parts.board.snapshot().cards.get("standing")
    if isinstance(card, StandingCard):
        return card
    return StandingCard(revision=ask.desk.parts.office.revision)


@endpoint(
    "POST",
    "/api/v1/hours/{calendar}/close",
    allow=SWITCHING,
    body=CloseBody,
    answer=Accepted,
    status=202,
    errors=(404,),
)
async def close_hours(ask: Ask) -> web.StreamResponse:
    """Close a calendar now, whatever its hours say. It stands in the audit."""
    until = _until(ask, ask.body(CloseBody).until)
    calendar = _calendar(ask, ask.desk.parts.plan().calendars)
    detail = f"until {until.isoformat()}" if until else "until opened again"
    await ask.note("hours_closed", f"hours/{calendar}", detail)
    by = ask.who.person.name
    ask.desk.parts.inbox.put(HoursSwitchAsked(calendar, closed=True, by=by, until=until))
    return accepted()


@endpoint(
    "POST",
    "/api/v1/hours/{calendar}/open",
    allow=SWITCHING,
    answer=Accepted,
    status=202,
    errors=(404,),
)
async def open_hours(ask: Ask) -> web.StreamResponse:
    """Let a calendar follow its hours again. It stands in the audit.

    It is not open outside its hours; one that nobody closed stays as it is.
    """
    calendar = _calendar(ask, {*ask.desk.parts.plan().calendars, *_card(ask).closed})
    await ask.note("hours_opened", f"hours/{calendar}")
    by = ask.who.person.name
    ask.desk.parts.inbox.put(HoursSwitchAsked(calendar, closed=False, by=by))
    return accepted()


def _calendar(ask: Ask, known: set[str] | tuple[str, ...]) -> str:
    name = ask.id("calendar")
    if name not in known:
        raise Refusal(404, "not_found", unknown_name("calendar", name, known))
    return name


def _until(ask: Ask, until: datetime | None) -> datetime | None:
    if until is None:
        return None
    ahead = until - ask.desk.parts.clock.now()
    if not timedelta(0) < ahead <= LONGEST_CLOSING:
        days = LONGEST_CLOSING.days
        raise bad_field("until", f"until must lie ahead, by {days} days at most. Leave it out.")
    return until.astimezone(UTC)


@endpoint(
    "POST",
    "/api/v1/incident",
    allow=SWITCHING,
    body=IncidentBody,
    answer=Accepted,
    status=202,
)
async def start_incident(ask: Ask) -> web.StreamResponse:
    """Let callers hear a message about an incident, until it is ended.

    It takes the place of one that is running. It stands in the audit.
    """
    body, plan = ask.body(IncidentBody), ask.desk.parts.plan()
    if body.prompt not in plan.incidents:
        raise bad_field("prompt", unknown_name("incident", body.prompt, plan.incidents))
    known = [queue.queue for queue in plan.queues]
    for queue in body.queues:
        if queue not in known:
            raise bad_field("queues", unknown_name("queue", queue, known))
    queues = tuple(QueueId(queue) for queue in dict.fromkeys(body.queues))
    detail = ", ".join(queues) or "everybody"
    await ask.note("incident_started", f"incident/{body.prompt}", detail)
    by = ask.who.person.name
    ask.desk.parts.inbox.put(IncidentSwitchAsked(body.prompt, by, queues))
    return accepted()


@endpoint("DELETE", "/api/v1/incident", allow=SWITCHING, answer=Accepted, status=202)
async def end_incident(ask: Ask) -> web.StreamResponse:
    """No longer let callers hear of the incident. It stands in the audit."""
    running = _card(ask).incident
    await ask.note("incident_ended", f"incident/{running}" if running else "incident")
    ask.desk.parts.inbox.put(IncidentSwitchAsked("", ask.who.person.name))
    return accepted()


ENDPOINTS = (standing, close_hours, open_hours, start_incident, end_incident)
