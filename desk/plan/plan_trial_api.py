"""The draft tried over past calls before it is published."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from desk.access import EDITING_PLAN, READING_PLAN
from desk.answers import reply
from desk.endpoint import Ask, endpoint
from desk.errors import conflict
from desk.models import Body
from desk.plan.plan_texts import on_draft, plan_refused
from desk.shapes import model_of, shape
from vocabulary.plans import ReplayState

MOST_DAYS = 366


class ReplayBody(Body):
    """Over how many days, up to now."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]


@endpoint("GET", "/api/v1/plan/replay", allow=READING_PLAN, answer=model_of(ReplayState))
async def replay(ask: Ask) -> web.StreamResponse:
    """The last trial: how far it is, or what came of it."""
    return reply(shape(ask.desk.parts.office.replay()))


@endpoint(
    "POST",
    "/api/v1/plan/replay",
    allow=EDITING_PLAN,
    body=ReplayBody,
    answer=model_of(ReplayState),
    status=202,
    errors=(409, 503),
)
async def start_replay(ask: Ask) -> web.StreamResponse:
    """Try the draft over past calls, beside the plan in force.

    It runs in the background; ask GET for how far it is. 409 `replay_runs` while one
    runs; 422 `plan_refused` with `findings` when the draft has errors.
    """
    days, by = ask.body(ReplayBody).days, ask.who.person.name
    office = ask.desk.parts.office
    if office.replay().state == "running":
        raise conflict("replay_runs", "A trial is running. Wait for its end and try again.")

    draft = await office.draft()
    checked = await ask.desk.reading.check(draft.text)
    if checked.document is None:
        raise plan_refused(checked.findings)

    async def deed() -> ReplayState:
        started = await office.start_replay(days, by)
        await ask.note("replay_started", "plan/draft", f"version {draft.version}, {days} days")
        return started

    return reply(shape(await on_draft(ask, deed)), status=202)


ENDPOINTS = (replay, start_replay)
