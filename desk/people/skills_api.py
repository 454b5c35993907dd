"""Skills with levels, edited by whoever leads people, in the plan that is in force.

A change is a revision of its own. An open draft gets the same change, so that publishing it
later does not take the skills back.
"""

from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import LEADING
from desk.answers import reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, bad_field, conflict, sentence, unknown_name
from desk.models import Body, Word
from desk.people.people_rules import is_operator, operator_named
from desk.people.skills import LEAST, MOST, edits_for, known_skills, languages_of, levels_of
from desk.plan.plan_texts import on_draft
from desk.plan.revisions_api import PUBLISH_EXTRA_S
from vocabulary.plans import DraftChanged, EditRefused, PlanRevision

MOST_SKILLS = 50
TRIES = 3

Level = Annotated[int, Field(ge=LEAST, le=MOST)]
Draft = Literal["none", "changed", "refused"]


class OperatorSkills(BaseModel):
    """What one operator can do, by level from 1 to 10. No languages: any."""

    name: str
    display_name: str
    team: str | None
    skills: dict[str, int]
    languages: list[str]


class SkillsAnswer(BaseModel):
    """All operators, and every skill that may be given, as the plan of `revision` says it."""

    revision: int
    skills: list[str]
    operators: list[OperatorSkills]


class SkillsBody(Body):
    """Exactly these skills from now on."""

    skills: dict[Word, Level] = Field(max_length=MOST_SKILLS)


class SkillsChanged(BaseModel):
    """The skills that are in force now. `draft` says what became of an open draft."""

    operator: str
    skills: dict[str, int]
    revision: int
    draft: Draft
    message: str = Field(description="Why the draft could not take it; empty otherwise.")


@endpoint("GET", "/api/v1/skills", allow=LEADING, answer=SkillsAnswer, errors=(503,))
async def list_skills(ask: Ask) -> web.StreamResponse:
    """Who can do what, and how well."""
    revision, text = await _newest(ask)
    plan = await ask.desk.reading.document(text) or {}
    operators = [
        OperatorSkills(
            name=person.name,
            display_name=person.display_name,
            team=person.team,
            skills=levels_of(plan, person.name),
            languages=languages_of(plan, person.name),
        )
        for person in await ask.desk.parts.people.list()
        if is_operator(person)
    ]
    skills = list(known_skills(plan))
    return reply(SkillsAnswer(revision=revision, skills=skills, operators=operators))


@endpoint(
    "PUT",
    "/api/v1/operators/{name}/skills",
    allow=LEADING,
    body=SkillsBody,
    answer=SkillsChanged,
    errors=(404, 409, 503),
    extra_s=PUBLISH_EXTRA_S,
)
async def set_skills(ask: Ask) -> web.StreamResponse:
    """Give an operator these skills: a change of the plan, published at once.

    409 `plan_changed` when a plan was published just now. 422 for a skill that the plan does
    not have, with those that it has, and for a plan that would have errors with this change:
    the last one who can do what a queue requires stays.
    """
    person = await operator_named(ask)
    levels = ask.body(SkillsBody).skills
    async with ask.desk.people_turn:
        revision = await _publish(ask, person.name, levels)
        draft, message = await _tell_draft(ask, person.name, levels)
    return reply(
        SkillsChanged(
            operator=person.name, skills=levels, revision=revision, draft=draft, message=message
        )
    )


async def _publish(ask: Ask, operator: str, levels: dict[str, int]) -> int:
    """The revision in which the operator has these skills: a new one, if it needs one."""
    parts = ask.desk.parts
    revision, text = await _newest(ask)
    plan = await ask.desk.reading.document(text)
    if plan is None:
        raise conflict("plan_unreadable", "The plan in force has errors. Mend it first.")
    known = known_skills(plan)
    for skill in levels:
        if skill not in known:
            raise bad_field(f"skills.{skill}", unknown_name("skill", skill, known))
    if levels_of(plan, operator) == levels:
        return revision
    try:
        edited = await ask.desk.reading.beside(
            lambda: parts.edit_plan(text, edits_for(operator, levels))
        )
    except EditRefused as error:
        raise bad_field("skills", sentence(error)) from error
    told = ", ".join(f"{skill} {level}" for skill, level in sorted(levels.items())) or "none"
    await ask.note("skills_set", f"operators/{operator}", told)
    note, by = f"skills of {operator}", ask.who.person.name

    async def publish() -> PlanRevision:
        try:
            return await parts.office.publish_text(edited, note, by, base=revision)
        except DraftChanged as error:
            raise conflict(
                "plan_changed", "The plan was published meanwhile. Try again."
            ) from error

    return (await on_draft(ask, publish)).revision


async def _tell_draft(ask: Ask, operator: str, levels: dict[str, int]) -> tuple[Draft, str]:
    """Make the same change in an open draft, also while somebody else works on it."""
    office, by = ask.desk.parts.office, ask.who.person.name
    for _ in range(TRIES):
        draft = await office.draft()
        if draft.version == 0:
            return "none", ""
        plan = await ask.desk.reading.document(draft.text)
        if plan is not None and levels_of(plan, operator) == levels:
            return "changed", ""
        try:
            await office.edit_draft(edits_for(operator, levels), draft.version, by)
        except DraftChanged:
            continue
        except EditRefused as error:
            return "refused", sentence(error)
        return "changed", ""
    return "refused", "Somebody saves the draft again and again. Make the change there too."


async def _newest(ask: Ask) -> tuple[int, str]:
    """The plan that was published last: what the core follows, or is about to."""
    office = ask.desk.parts.office
    rows = await office.revisions(1)
    revision = max((office.revision, *(row.revision for row in rows)))
    try:
        return revision, await office.text_of(revision)
    except LookupError as error:
        raise Refusal(503, "busy", "The plan is being published. Try again.") from error


ENDPOINTS = (set_skills, list_skills)
