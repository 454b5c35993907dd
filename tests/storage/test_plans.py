"""Published plans and the draft."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from storage import plans as plans_module
from storage.columns import clean
from storage.database import Database
from storage.plans import TEXT_BYTES, SqlPlans
from tests.storage.stories import HOSTILE, NOON, after
from vocabulary.plans import DraftChanged, EditRefused, PlanDraft, PlanRevision, PlanShelf

TEXT = "name: Example shop  # \N{CYRILLIC SMALL LETTER A}\nqueues: []\n"


def revision(number: int, text: str = TEXT, **more: object) -> PlanRevision:
    told = PlanRevision(number, after(number), "mara", sha256=sha256(text.encode()).hexdigest())
    return replace(told, **more)


def draft(version: int, text: str = TEXT) -> PlanDraft:
    return PlanDraft(text, base=3, version=version, saved_at=NOON, saved_by="mara")


async def test_revisions_come_newest_first_and_never_too_many(database: Database) -> None:
    shelf: PlanShelf = SqlPlans(database)
    assert await shelf.revisions(10) == []
    told = [
        revision(1),
        revision(2, note="a key", changes=("menu main: key 3 is new", "queue b is new")),
        revision(3, rollback_of=1),
    ]
    for one in told:
        await shelf.add(one, TEXT)
    assert await shelf.revisions(10) == told[::-1]
    assert await shelf.revisions(1) == await shelf.revisions(0) == [told[2]]
    assert await shelf.revisions(10**6) == told[::-1]


async def test_a_text_comes_back_to_the_letter(database: Database) -> None:
    shelf = SqlPlans(database)
    odd = "a: '\t'\r\nb: \N{GRINNING FACE}\n\n  \n"
    await shelf.add(revision(1, odd), odd)
    assert await shelf.text_of(1) == odd
    for unknown in (2, 0, -1, 2**70):
        with pytest.raises(LookupError, match=rf"no revision {unknown} of the plan"):
            await shelf.text_of(unknown)


async def test_a_revision_is_added_once_and_never_changes(database: Database) -> None:
    shelf = SqlPlans(database)
    first = revision(1, note="first")
    await shelf.add(first, TEXT)
    await shelf.add(revision(1, note="again"), TEXT)
    with pytest.raises(ValueError, match="revision 1 of the plan has another text already"):
        await shelf.add(revision(1), TEXT + "# more")
    assert await shelf.revisions(5) == [first]
    assert await shelf.text_of(1) == TEXT


def test_no_statement_changes_a_revision() -> None:
    source = Path(plans_module.__file__).read_text()
    assert "update(plan_revisions)" not in source
    assert "delete(plan_revisions)" not in source


async def test_two_who_publish_at_once_do_not_mix(database: Database) -> None:
    shelf = SqlPlans(database)
    texts = [f"name: {n}\n" for n in range(5)]
    done = await asyncio.gather(
        *(shelf.add(revision(1, text), text) for text in texts), return_exceptions=True
    )
    assert sum(result is None for result in done) == 1
    kept = await shelf.text_of(1)
    assert kept == texts[done.index(None)]
    assert (await shelf.revisions(5))[0].sha256 == sha256(kept.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * (TEXT_BYTES + 1), "longer than 1048576 bytes"),
        ("\N{CYRILLIC SMALL LETTER A}" * (TEXT_BYTES // 2 + 1), "longer than 1048576 bytes"),
        ("a: 1\nb: \x00\n", "line 2 of the plan's text has a sign that cannot be stored"),
        ("a: \ud800", "line 1 of the plan's text has a sign"),
    ],
)
async def test_what_cannot_be_kept_exactly_is_refused(
    database: Database, text: str, told: str
) -> None:
    shelf = SqlPlans(database)
    with pytest.raises(ValueError, match=told):
        await shelf.add(revision(1, ""), text)
    with pytest.raises(EditRefused, match=told):
        await shelf.save_draft(draft(1, text))
    assert (await shelf.revisions(5), await shelf.draft()) == ([], None)


async def test_the_largest_text_fits(database: Database) -> None:
    shelf = SqlPlans(database)
    text = "x" * TEXT_BYTES
    await shelf.add(revision(1, text), text)
    assert await shelf.text_of(1) == text


async def test_what_is_told_of_a_revision_has_an_end(database: Database) -> None:
    told = revision(1, changes=("x" * 1000,) * 1100)
    with pytest.raises(ValueError, match="write a shorter note"):
        await SqlPlans(database).add(told, TEXT)


async def test_hostile_text_is_only_text(database: Database) -> None:
    shelf = SqlPlans(database)
    for number, text in enumerate(HOSTILE, start=1):
        await shelf.add(revision(number, by=text, note=text, changes=(text,)), TEXT)
        (kept,) = await shelf.revisions(1)
        safe = clean(text)
        assert (kept.by, kept.note, kept.changes) == (safe, safe, (safe,))


async def test_a_draft_is_saved_version_by_version(database: Database) -> None:
    shelf = SqlPlans(database)
    assert await shelf.draft() is None
    for version in range(1, 4):
        told = draft(version, f"version: {version}\n")
        await shelf.save_draft(told)
        assert await shelf.draft() == told
    await shelf.drop_draft()
    await shelf.drop_draft()
    assert await shelf.draft() is None
    await shelf.save_draft(draft(1))
    assert await shelf.draft() == draft(1)


@pytest.mark.parametrize(
    ("kept", "saved"), [(0, 2), (0, 0), (2, 1), (2, 2), (2, 4), (2, 2**70), (2, -1)]
)
async def test_a_draft_that_somebody_else_saved_is_not_lost(
    database: Database, kept: int, saved: int
) -> None:
    shelf = SqlPlans(database)
    for version in range(1, kept + 1):
        await shelf.save_draft(draft(version))
    before = await shelf.draft()
    with pytest.raises(DraftChanged, match="read it again"):
        await shelf.save_draft(draft(saved, "other: 1"))
    assert await shelf.draft() == before


async def _save_all(shelf: SqlPlans, drafts: Sequence[PlanDraft]) -> list[PlanDraft]:
    done = await asyncio.gather(*map(shelf.save_draft, drafts), return_exceptions=True)
    assert all(result is None or isinstance(result, DraftChanged) for result in done)
    return [told for told, result in zip(drafts, done, strict=True) if result is None]


async def test_of_several_who_save_at_once_one_wins(database: Database) -> None:
    shelf = SqlPlans(database)
    for version in (1, 2):
        saved = await _save_all(shelf, [draft(version, f"name: {n}") for n in range(4)])
        assert saved == [await shelf.draft()]


async def test_there_is_never_more_than_one_draft(database: Database) -> None:
    await SqlPlans(database).save_draft(draft(1))
    other = sql("INSERT INTO plan_draft (id, text, base, version, saved_by) VALUES (2,'',0,1,'')")
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await connection.execute(other)
