"""What several routes of the plan share: texts by what they are called, and refusals."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from desk.endpoint import Ask
from desk.errors import Refusal, conflict, too_large
from desk.plan.plan_reading import Checked
from vocabulary.plans import DraftChanged, PlanRefused, TextFinding

TEXT_LIMIT = 1 << 20
TEXT_BODY_LIMIT = 2 * TEXT_LIMIT + 64 * 1024
"""A text within JSON: line ends and quotation marks take twice their room there."""
MOST_FINDINGS = 500

T = TypeVar("T")


class Which(StrEnum):
    """Which plan: what is being worked on, or what is in force."""

    DRAFT = "draft"
    PUBLISHED = "published"


def check_size(text: str) -> None:
    """Raises `Refusal` 413 for a text that no plan may have."""
    if len(text.encode()) > TEXT_LIMIT:
        raise too_large(TEXT_LIMIT)


async def text_called(ask: Ask, which: str) -> str:
    """The text of the draft, of the plan in force or of a revision by its number."""
    office = ask.desk.parts.office
    if which == Which.DRAFT:
        return (await office.draft()).text
    return await revision_text(ask, office.revision if which == Which.PUBLISHED else int(which))


async def revision_text(ask: Ask, revision: int) -> str:
    """The text of a revision. Raises `Refusal` 404."""
    try:
        return await ask.desk.parts.office.text_of(revision)
    except LookupError as error:
        raise no_revision(ask, revision) from error


def no_revision(ask: Ask, revision: int) -> Refusal:
    """There is no revision of that number."""
    newest = ask.desk.parts.office.revision
    return Refusal(
        404,
        "not_found",
        f"There is no revision {revision} of the plan. In force is {newest}.",
        "revision",
    )


def plan_refused(findings: Sequence[TextFinding]) -> Refusal:
    """A plan that cannot be used, with all that is wrong with it."""
    return Refusal(
        422,
        "plan_refused",
        "The plan has errors. Mend what is told in findings and try again.",
        findings=findings[:MOST_FINDINGS],
    )


async def changed_meanwhile(ask: Ask) -> Refusal:
    """Somebody else was quicker, and who."""
    draft = await ask.desk.parts.office.draft()
    what = f"{draft.saved_by} saved" if draft.saved_by else "Somebody dropped or published"
    return conflict(
        "draft_changed",
        f"{what} the draft meanwhile; it is at version {draft.version} now. "
        "Load it again and repeat your change.",
        "version",
    )


async def on_draft(ask: Ask, change: Callable[[], Awaitable[T]]) -> T:
    """Carry out a change of the draft to its end, also when whoever asked is gone.

    Raises `Refusal` 409 when somebody else changed it meanwhile, 422 for a refused plan.
    """
    try:
        return await asyncio.shield(asyncio.ensure_future(change()))
    except DraftChanged as error:
        raise await changed_meanwhile(ask) from error
    except PlanRefused as error:
        raise plan_refused(error.findings) from error


def findings_shape(findings: tuple[TextFinding, ...]) -> dict[str, object]:
    """The first findings, errors before all others, and how many more there are."""
    return {
        "findings": findings[:MOST_FINDINGS],
        "more_findings": max(0, len(findings) - MOST_FINDINGS),
    }


def checked_shape(checked: Checked) -> dict[str, object]:
    """Findings and document, as answers have them."""
    return findings_shape(checked.findings) | {"document": checked.document}
