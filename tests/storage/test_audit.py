"""Who did what."""

from storage.audit import LIST_LIMIT, SqlAudit
from storage.columns import clean
from storage.database import Database
from tests.storage.stories import HOSTILE, NOON, after
from vocabulary.records import AuditRow


async def test_the_newest_come_first_and_never_too_many(database: Database) -> None:
    audit = SqlAudit(database)
    # The order is that of writing: a clock that stepped back does not change it.
    rows = [AuditRow(after(-n), "anna", "heard", f"rec-{n}", "why", "127.0.0.1") for n in range(5)]
    for row in rows:
        await audit.add(row)
    assert await audit.list(10) == rows[::-1]
    assert await audit.list(2) == [rows[4], rows[3]]
    assert await audit.list(0) == await audit.list(-5) == [rows[4]]
    assert await audit.list(LIST_LIMIT * 1000) == rows[::-1]


async def test_hostile_text_is_only_text(database: Database) -> None:
    audit = SqlAudit(database)
    for text in HOSTILE:
        await audit.add(AuditRow(NOON, text, text, text, text, text))
        safe = clean(text)
        assert await audit.list(1) == [AuditRow(NOON, safe, safe, safe, safe, safe)]
