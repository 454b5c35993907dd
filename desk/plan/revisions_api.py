"""Revisions of the plan: what was published, publishing, and taking it back."""

from collections.abc import Awaitable, Callable
from typing import Literal

from aiohttp import web
from pydantic import Field

from desk.access import EDITING_PLAN, READING_PLAN
from desk.answers import reply
from desk.endpoint import Ask, endpoint
from desk.errors import not_found
from desk.models import Body, Query, Revision, Text
from desk.plan.draft_api import Version
from desk.plan.plan_texts import no_revision, on_draft, revision_text
from desk.shapes import answer, model_of, shape
from vocabulary.plans import PlanRevision

MOST_REVISIONS = 1000
PUBLISH_EXTRA_S = 60.0
"""What is to be said anew is spoken before a revision is in force."""
YAML = "text/yaml"
_YAML_KINDS = frozenset({YAML, "application/yaml", "application/x-yaml", "text/x-yaml"})


class RevisionsQuery(Query):
    """How many."""

    limit: int = Field(default=50, ge=1, le=MOST_REVISIONS)


class RevisionQuery(Query):
    """In which form."""

    format: Literal["json", "yaml"] | None = Field(
        default=None, description="yaml: the text alone, as a file."
    )


class PublishBody(Body):
    """The draft at this version, and a word to those who look back."""

    version: Version
    note: Text = ""


class RollbackBody(Body):
    """The revision whose text is to be in force again."""

    revision: Revision
    note: Text = ""


RevisionAnswer = answer(
    "Revision",
    "A revision with its text, as it was published. `in_force` is the number of the one that "
    "new callers follow.",
    revision=PlanRevision,
    text=str,
    in_force=int,
)
RevisionsAnswer = answer(
    "Revisions",
    "Revisions, newest first.",
    revisions=list[PlanRevision],
    in_force=int,
)


@endpoint(
    "GET",
    "/api/v1/plan/revisions",
    allow=READING_PLAN,
    query=RevisionsQuery,
    answer=RevisionsAnswer,
)
async def revisions(ask: Ask) -> web.StreamResponse:
    """What was published, newest first: when, by whom and what it changed."""
    office = ask.desk.parts.office
    found = await office.revisions(ask.query(RevisionsQuery).limit)
    return reply({"revisions": found, "in_force": office.revision})


@endpoint(
    "GET",
    "/api/v1/plan/revisions/{revision}",
    allow=READING_PLAN,
    query=RevisionQuery,
    answer=RevisionAnswer,
    answer_type=YAML,
    errors=(404,),
)
async def one_revision(ask: Ask) -> web.StreamResponse:
    """A revision and its text; with `format=yaml` or `Accept: text/yaml` the text as a file."""
    number = _number(ask)
    text = await revision_text(ask, number)
    if _wants_yaml(ask):
        name = f'attachment; filename="plan-{number}.yaml"'
        headers = {"Content-Disposition": name}
        return web.Response(text=text, content_type=YAML, charset="utf-8", headers=headers)
    office = ask.desk.parts.office
    known = await office.revisions(MOST_REVISIONS)
    for revision in known:
        if revision.revision == number:
            told = {"revision": shape(revision), "text": text, "in_force": office.revision}
            return reply(told)
    raise no_revision(ask, number)


def _number(ask: Ask) -> int:
    given = ask.id("revision")
    if not given.isdecimal() or not given.isascii() or len(given) > 9:
        raise not_found("revision")
    return int(given)


def _wants_yaml(ask: Ask) -> bool:
    """What the query says, or else the first kind that the client takes."""
    wanted = ask.query(RevisionQuery).format
    if wanted is not None:
        return wanted == "yaml"
    first = ask.request.headers.get("Accept", "").partition(",")[0].partition(";")[0]
    return first.strip().lower() in _YAML_KINDS


@endpoint(
    "POST",
    "/api/v1/plan/publish",
    allow=EDITING_PLAN,
    body=PublishBody,
    answer=model_of(PlanRevision),
    status=201,
    errors=(409, 503),
    extra_s=PUBLISH_EXTRA_S,
)
async def publish(ask: Ask) -> web.StreamResponse:
    """Publish the draft: callers who arrive from now on follow it.

    Calls that are there keep to the revision under which they arrived. 409
    `draft_changed` when somebody else saved the draft since `version`; 422
    `plan_refused` with `findings` when there are errors in it.
    """
    body, by = ask.body(PublishBody), ask.who.person.name

    async def deed() -> PlanRevision:
        return await ask.desk.parts.office.publish(body.version, body.note, by)

    return await _published(ask, "plan_published", body.note, deed)


@endpoint(
    "POST",
    "/api/v1/plan/rollback",
    allow=EDITING_PLAN,
    body=RollbackBody,
    answer=model_of(PlanRevision),
    status=201,
    errors=(404, 409, 503),
    extra_s=PUBLISH_EXTRA_S,
)
async def rollback(ask: Ask) -> web.StreamResponse:
    """Take back what was published: the text of an older revision becomes a new one.

    The draft stays as it is. 422 `plan_refused` with `findings` when that text cannot be
    used any more.
    """
    body, by = ask.body(RollbackBody), ask.who.person.name

    async def deed() -> PlanRevision:
        return await ask.desk.parts.office.rollback(body.revision, body.note, by)

    detail = f"revision {body.revision} again. {body.note}".strip()
    try:
        return await _published(ask, "plan_rolled_back", detail, deed)
    except LookupError as error:
        raise no_revision(ask, body.revision) from error


async def _published(
    ask: Ask, action: str, detail: str, deed: Callable[[], Awaitable[PlanRevision]]
) -> web.Response:
    async def change() -> PlanRevision:
        made = await deed()
        await ask.note(action, f"plan/revisions/{made.revision}", detail)
        return made

    return reply(shape(await on_draft(ask, change)), status=201)


ENDPOINTS = (revisions, one_revision, publish, rollback)
