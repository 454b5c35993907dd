"""The plan looked at: checked as one types, drawn, compared, and its calendars by day."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, StringConstraints

from desk.access import EDITING_PLAN, READING_PLAN
from desk.answers import reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, bad_field, sentence, unknown_name
from desk.models import Body, Day, FindingTold, Query, Word
from desk.plan.plan_texts import (
    MOST_FINDINGS,
    TEXT_BODY_LIMIT,
    Which,
    check_size,
    checked_shape,
    text_called,
)
from desk.shapes import answer, model_of
from vocabulary.plans import FlowPicture, PictureNode, PlanChange, WeekDay

MOST_CHANGES = 1000
MOST_DAYS = 62
AnyPlan = Annotated[str, StringConstraints(pattern=r"^(draft|published|[1-9][0-9]{0,8})$")]


class CheckBody(Body):
    """A plan in YAML, finished or not."""

    text: str


class WhichQuery(Query):
    """Of the draft or of the plan in force."""

    of: Which = Which.PUBLISHED


class DifferencesQuery(Query):
    """Two plans: `draft`, `published` or the number of a revision."""

    before: AnyPlan = Field(default="published", alias="from")
    after: AnyPlan = Field(default="draft", alias="to")


class WeeksQuery(WhichQuery):
    """Which calendar and which days."""

    calendar: Word | None = Field(default=None, description="The first one when left out.")
    since: Day | None = Field(default=None, description="Today when left out.")
    days: int = Field(default=7, ge=1, le=MOST_DAYS)


CheckAnswer = answer(
    "Check",
    "All that is wrong with a text, the plan with its defaults (null while there are errors) "
    "and the flow as far as it can be read. `more_findings` counts those not told.",
    findings=list[FindingTold],
    more_findings=int,
    document=dict[str, Any] | None,
    picture=FlowPicture,
)
DifferencesAnswer = answer(
    "Differences",
    "What differs. `left_out` counts changes that are not told.",
    changes=list[PlanChange],
    left_out=int,
)
WeeksAnswer = answer(
    "Weeks",
    "The days of a calendar, as the plan has them: what is switched by hand is not in it.",
    calendar=str,
    days=list[WeekDay],
)


@endpoint(
    "POST",
    "/api/v1/plan/check",
    allow=EDITING_PLAN,
    body=CheckBody,
    body_limit=TEXT_BODY_LIMIT,
    answer=CheckAnswer,
    errors=(503,),
)
async def check(ask: Ask) -> web.StreamResponse:
    """Check a text and draw its flow; nothing is saved. 413 for a text beyond 1 MiB."""
    text = ask.body(CheckBody).text
    check_size(text)
    checked, picture = await ask.desk.reading.check_and_draw(text)
    return reply(checked_shape(checked) | {"picture": _picture_shape(picture)})


@endpoint(
    "GET",
    "/api/v1/plan/picture",
    allow=READING_PLAN,
    query=WhichQuery,
    answer=model_of(FlowPicture),
    errors=(503,),
)
async def picture(ask: Ask) -> web.StreamResponse:
    """The flow as a graph.

    Boxes have ids such as `number/100`, `flow/main` and `queue/support`. `findings` of a
    box are positions in the list of findings of the same text.
    """
    text = await text_called(ask, ask.query(WhichQuery).of)
    return reply(_picture_shape(await ask.desk.reading.picture(text)))


@endpoint(
    "GET",
    "/api/v1/plan/differences",
    allow=READING_PLAN,
    query=DifferencesQuery,
    answer=DifferencesAnswer,
    errors=(404, 503),
)
async def differences(ask: Ask) -> web.StreamResponse:
    """What differs between two plans, place by place and in short sentences."""
    query = ask.query(DifferencesQuery)
    before = await text_called(ask, query.before)
    after = await text_called(ask, query.after)
    found = await ask.desk.reading.differences(before, after)
    left_out = max(0, len(found) - MOST_CHANGES)
    return reply({"changes": found[:MOST_CHANGES], "left_out": left_out})


@endpoint(
    "GET",
    "/api/v1/plan/weeks",
    allow=READING_PLAN,
    query=WeeksQuery,
    answer=WeeksAnswer,
    errors=(503,),
)
async def weeks(ask: Ask) -> web.StreamResponse:
    """When a calendar is open, day by day, with the holidays and exceptions that rule it.

    422 `plan_unreadable` while the draft's calendars cannot be read.
    """
    query = ask.query(WeeksQuery)
    text = await text_called(ask, query.of)
    names = await _calendars(ask, text)
    calendar = query.calendar or next(iter(names), "")
    since = query.since or ask.desk.parts.clock.now().astimezone(ask.desk.zone).date()
    try:
        days = await ask.desk.reading.weeks(text, calendar, since.isoformat(), query.days)
    except LookupError as error:
        raise bad_field("calendar", unknown_name("calendar", calendar, names)) from error
    except ValueError as error:
        raise Refusal(422, "plan_unreadable", sentence(error)) from error
    return reply({"calendar": calendar, "days": days})


async def _calendars(ask: Ask, text: str) -> list[str]:
    """The calendars of a text; those in force while it cannot be read."""
    document = await ask.desk.reading.document(text)
    if document is None:
        return list(ask.desk.parts.plan().calendars)
    return list(document.get("hours", {}))


def _picture_shape(picture: FlowPicture) -> FlowPicture:
    """The picture, speaking only of findings that are told."""
    nodes = tuple(_of_told_findings(node) for node in picture.nodes)
    return FlowPicture(nodes, picture.edges)


def _of_told_findings(node: PictureNode) -> PictureNode:
    told = tuple(position for position in node.findings if position < MOST_FINDINGS)
    return PictureNode(node.id, node.kind, node.name, node.title, node.told, told)


ENDPOINTS = (check, picture, differences, weeks)
