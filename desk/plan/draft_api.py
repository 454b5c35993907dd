"""The draft of the plan: one for all who edit, saved as one types."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import Field, JsonValue, StringConstraints

from desk.access import EDITING_PLAN, READING_PLAN
from desk.answers import no_content, reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, sentence
from desk.models import Body, FindingTold, Word
from desk.plan.plan_texts import TEXT_BODY_LIMIT, check_size, checked_shape, on_draft
from desk.shapes import answer
from vocabulary.plans import EditRefused, PlanDraft

Version = Annotated[int, Field(ge=0, le=2**53, description="The `version` that you changed.")]
Key = Annotated[str, StringConstraints(max_length=200)]
Position = Annotated[int, Field(ge=0, le=1_000_000)]
Way = Annotated[
    list[Key | Position],
    Field(min_length=1, max_length=20, description="Keys and positions, from the top."),
]
MOST_EDITS = 200


class DraftBody(Body):
    """The whole text of the draft, in YAML."""

    text: str
    version: Version


class SetEdit(Body):
    """Put a value at a place. Mappings that are missing on the way are made."""

    op: Literal["set"]
    place: Way
    value: JsonValue


class RemoveEdit(Body):
    """Take away what is at a place."""

    op: Literal["remove"]
    place: Way


class InsertEdit(Body):
    """Put a value into a list, before the position that ends the place."""

    op: Literal["insert"]
    place: Way
    value: JsonValue


class RenameEdit(Body):
    """Give what is at a place another name, wherever the plan speaks of it."""

    op: Literal["rename"]
    place: Way
    name: Word


Edit = Annotated[SetEdit | RemoveEdit | InsertEdit | RenameEdit, Field(discriminator="op")]


class EditsBody(Body):
    """Changes to single places, made one after the other: all of them or none."""

    version: Version
    edits: Annotated[list[Edit], Field(min_length=1, max_length=MOST_EDITS)]


DraftAnswer = answer(
    "Draft",
    "The draft with all that is wrong with it. `base` is the revision it began from, `version` "
    "grows with each save and is 0 when nothing was saved yet. `document` is the plan with "
    "all defaults, null while there are errors. `more_findings` counts those not told.",
    text=str,
    base=int,
    version=int,
    saved_at=datetime | None,
    saved_by=str,
    findings=list[FindingTold],
    more_findings=int,
    document=dict[str, Any] | None,
    in_force=int,
)


async def _told(ask: Ask, draft: PlanDraft) -> web.Response:
    checked = await ask.desk.reading.check(draft.text)
    return reply(
        {
            "text": draft.text,
            "base": draft.base,
            "version": draft.version,
            "saved_at": draft.saved_at,
            "saved_by": draft.saved_by,
            "in_force": ask.desk.parts.office.revision,
        }
        | checked_shape(checked)
    )


@endpoint("GET", "/api/v1/plan/draft", allow=READING_PLAN, answer=DraftAnswer, errors=(503,))
async def draft(ask: Ask) -> web.StreamResponse:
    """The draft; a fresh one from the plan in force when nobody saved any."""
    return await _told(ask, await ask.desk.parts.office.draft())


@endpoint(
    "PUT",
    "/api/v1/plan/draft",
    allow=EDITING_PLAN,
    body=DraftBody,
    body_limit=TEXT_BODY_LIMIT,
    answer=DraftAnswer,
    errors=(409, 503),
)
async def save_draft(ask: Ask) -> web.StreamResponse:
    """Save the draft, right or wrong: what is wrong stands in `findings`.

    409 `draft_changed` when somebody else saved it since `version`: nothing is
    overwritten. 413 for a text beyond 1 MiB.
    """
    body = ask.body(DraftBody)
    check_size(body.text)
    by = ask.who.person.name

    async def save() -> PlanDraft:
        return await ask.desk.parts.office.save_draft(body.text, body.version, by)

    return await _told(ask, await _saved(ask, save, "draft_saved", "", "text"))


@endpoint(
    "POST",
    "/api/v1/plan/draft/edits",
    allow=EDITING_PLAN,
    body=EditsBody,
    body_limit=TEXT_BODY_LIMIT,
    answer=DraftAnswer,
    errors=(409, 503),
)
async def edit_draft(ask: Ask) -> web.StreamResponse:
    """Change single places of the draft; comments and order of the rest stay.

    409 `draft_changed` when somebody else saved it since `version`; 422 `edit_refused`
    when a change cannot be made, and then none is.
    """
    body = ask.body(EditsBody)
    edits = [edit.model_dump() for edit in body.edits]
    by = ask.who.person.name

    async def save() -> PlanDraft:
        return await ask.desk.parts.office.edit_draft(edits, body.version, by)

    detail = f"{len(edits)} edits, "
    return await _told(ask, await _saved(ask, save, "draft_edited", detail, "edits"))


async def _saved(
    ask: Ask, save: Callable[[], Awaitable[PlanDraft]], action: str, detail: str, field: str
) -> PlanDraft:
    """Save and write it down. Raises `Refusal` 409 and 422."""

    async def change() -> PlanDraft:
        saved = await save()
        told = f"{detail}version {saved.version}, from revision {saved.base}"
        await ask.note(action, "plan/draft", told)
        return saved

    try:
        return await on_draft(ask, change)
    except EditRefused as error:
        raise Refusal(422, "edit_refused", sentence(error), field) from error


@endpoint("DELETE", "/api/v1/plan/draft", allow=EDITING_PLAN, status=204)
async def drop_draft(ask: Ask) -> web.StreamResponse:
    """Throw the draft away: the next one begins from the plan in force."""
    office = ask.desk.parts.office
    kept = await office.draft()
    detail = f"version {kept.version}, from revision {kept.base}"
    await ask.note("draft_dropped", "plan/draft", detail)
    await office.drop_draft(ask.who.person.name)
    return no_content()


ENDPOINTS = (draft, save_draft, edit_draft, drop_draft)
