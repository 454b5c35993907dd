"""Who did what."""

import pytest

from storage.audit import LIST_LIMIT, SqlAudit
from storage.columns import clean
from storage.database import Database
from tests.storage.stories import HOSTILE, NOON, after
from vocabulary.records import AuditFilter, AuditRow

# The order is that of writing: a clock that stepped back does not change it.
ROWS = [
    AuditRow(after(-n), f"p{n % 2}", "heard" if n else "set", f"rec/{n}", "why", "127.0.0.1")
    for n in range(5)
]


@pytest.fixture
async def audit(database: Database) -> SqlAudit:
    made = SqlAudit(database)
    for row in ROWS:
        await made.add(row)
    return made


async def found(audit: SqlAudit, wanted: AuditFilter) -> list[AuditRow]:
    return [entry.row for entry in await audit.find(wanted)]


async def test_the_newest_come_first_and_never_too_many(audit: SqlAudit) -> None:
    assert await found(audit, AuditFilter()) == ROWS[::-1]
    assert await found(audit, AuditFilter(limit=2)) == [ROWS[4], ROWS[3]]
    for few in (0, -5):
        assert await found(audit, AuditFilter(limit=few)) == [ROWS[4]]
    assert await found(audit, AuditFilter(limit=LIST_LIMIT * 1000)) == ROWS[::-1]


async def test_a_page_goes_on_where_the_last_one_ended(audit: SqlAudit) -> None:
    first = await audit.find(AuditFilter(limit=3))
    rest = await audit.find(AuditFilter(limit=3, before=first[-1].number))
    assert [entry.row for entry in (*first, *rest)] == ROWS[::-1]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (AuditFilter(person="p1"), [3, 1]),
        (AuditFilter(person="p"), []),
        (AuditFilter(action="set"), [0]),
        (AuditFilter(target="rec/2"), [2]),
        (AuditFilter(target="rec/"), [4, 3, 2, 1, 0]),
        (AuditFilter(target="re%/"), []),
        (AuditFilter(target="rec"), []),
        (AuditFilter(since=after(-2)), [2, 1, 0]),
        (AuditFilter(until=after(-2)), [4, 3]),
        (AuditFilter(person="p0", since=after(-3), until=after(0)), [2]),
    ],
)
async def test_each_wish_narrows(audit: SqlAudit, wanted: AuditFilter, numbers: list[int]) -> None:
    assert await found(audit, wanted) == [ROWS[number] for number in numbers]


async def test_hostile_text_is_only_text(database: Database) -> None:
    audit = SqlAudit(database)
    for text in HOSTILE:
        await audit.add(AuditRow(NOON, text, text, text, text, text))
        safe = clean(text)
        row = AuditRow(NOON, safe, safe, safe, safe, safe)
        assert await found(audit, AuditFilter(person=text, target=text, limit=1)) == [row]
