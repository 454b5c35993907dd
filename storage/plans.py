"""Published plans and the draft, in SQL.

Revisions are added and read: there is no statement that changes or deletes one. The draft
is one row whose version says whether it is still the one that somebody read.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, delete, select, update

from storage.batch import insert_into
from storage.columns import clean
from storage.database import Database
from storage.rows import Values
from storage.tables import plan_draft, plan_revisions
from vocabulary.plans import DraftChanged, EditRefused, PlanDraft, PlanRevision

LIST_LIMIT = 1000
TEXT_BYTES = 1024 * 1024
_REVISION = [plan_revisions.c[field] for field in PlanRevision.__struct_fields__]
_DRAFT = [plan_draft.c[field] for field in PlanDraft.__struct_fields__]
_ID = 1
_STORABLE = range(2**63)
_MEANWHILE = (
    "the draft was saved or dropped by somebody else meanwhile: "
    "read it again and make your change there"
)


class SqlPlans:
    """`vocabulary.plans.PlanShelf`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def revisions(self, limit: int) -> Sequence[PlanRevision]:
        """The newest first, at most `limit` and never more than `LIST_LIMIT`."""
        wanted = (
            select(*_REVISION)
            .order_by(plan_revisions.c.revision.desc())
            .limit(max(1, min(limit, LIST_LIMIT)))
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted)
        return [_to_revision(dict(row._mapping)) for row in rows]

    async def text_of(self, revision: int) -> str:
        """Raises `LookupError`."""
        text: str | None = None
        if revision in _STORABLE:
            async with self._database.reading() as connection:
                text = (await connection.execute(_text(revision))).scalar_one_or_none()
        if text is None:
            raise LookupError(
                f"there is no revision {revision} of the plan: choose one of the list"
            )
        return text

    async def add(self, revision: PlanRevision, text: str) -> None:
        """Keep a revision. One that is there already stays as it is; its text must be the same.

        Raises `ValueError` for another text, and for one that cannot be stored.
        """
        _refuse_unstorable(text, ValueError)
        changes = msgspec.json.encode([clean(change) for change in revision.changes]).decode()
        if len(changes) + len(revision.note) > TEXT_BYTES:
            raise ValueError(
                f"what is told of revision {revision.revision} is longer than {TEXT_BYTES} signs: "
                "write a shorter note, or publish fewer changes at once"
            )
        values = msgspec.structs.asdict(revision) | {"changes": changes, "text": text}
        async with self._database.writing() as connection:
            added = insert_into(connection, plan_revisions).values(values)
            await connection.execute(added.on_conflict_do_nothing())
            kept = (await connection.execute(_text(revision.revision))).scalar_one()
        if kept != text:
            raise ValueError(
                f"revision {revision.revision} of the plan has another text already, "
                "and a revision never changes: publish the text as a new one"
            )

    async def draft(self) -> PlanDraft | None:
        """The draft, if there is one."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(*_DRAFT))).one_or_none()
        return PlanDraft(**row._mapping) if row else None

    async def save_draft(self, draft: PlanDraft) -> None:
        """Keep the draft, if the one kept is of the version before; 0 stands for none.

        Raises `DraftChanged`, and `EditRefused` for a text that cannot be stored.
        """
        _refuse_unstorable(draft.text, EditRefused)
        if draft.version not in _STORABLE:
            raise DraftChanged(_MEANWHILE)
        values = msgspec.structs.asdict(draft)
        async with self._database.writing() as connection:
            if draft.version == 1:
                first = insert_into(connection, plan_draft).values(id=_ID, **values)
                saved = first.on_conflict_do_nothing().returning(plan_draft.c.version)
                rows: Sequence[Row[Any]] = (await connection.execute(saved)).all()
            else:
                changed = update(plan_draft).where(_is_version(draft.version - 1)).values(values)
                returned = changed.returning(plan_draft.c.version)
                rows = (await connection.execute(returned)).all()
        if not rows:
            raise DraftChanged(_MEANWHILE)

    async def drop_draft(self) -> None:
        """There is no draft any more. That there was none is no error."""
        async with self._database.writing() as connection:
            await connection.execute(delete(plan_draft))


def _text(revision: int) -> Select[str]:
    return select(plan_revisions.c.text).where(plan_revisions.c.revision == revision)


def _is_version(version: int) -> ColumnElement[bool]:
    return plan_draft.c.version == version


def _to_revision(about: Values) -> PlanRevision:
    changes = msgspec.json.decode(about["changes"], type=tuple[str, ...])
    return PlanRevision(**about | {"changes": changes})


def _refuse_unstorable(text: str, problem: type[ValueError]) -> None:
    """A text is kept exactly or not at all."""
    if len(text) > TEXT_BYTES or len(text.encode("utf-8", "replace")) > TEXT_BYTES:
        raise problem(
            f"the plan's text is longer than {TEXT_BYTES} bytes: shorten it, "
            "or keep long lists elsewhere"
        )
    for number, line in enumerate(text.split("\n"), start=1):
        if line != clean(line):
            raise problem(
                f"line {number} of the plan's text has a sign that cannot be stored "
                "(U+0000 or half of a surrogate pair): remove it"
            )
