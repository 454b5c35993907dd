"""Taking cards from a CSV file: read, matched by number, written some hundreds at a time.

A line that cannot be taken is reported and left out; the others are taken. A dry run does
everything but write.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from customers.card import Card, CardNumber
from customers.csv_read import Problem, Row, read_rows
from customers.csv_text import decoded
from customers.plan import CustomersPlan
from customers.ports import By, CardChanged, Customers, NumberTaken
from vocabulary.ids import MakeId

BATCH_ROWS = 100
"""Few, so that the loop, on which calls are, is never held for long."""
MOST_PROBLEMS = 1000
Read = Row | tuple[Problem, ...]


class Report(msgspec.Struct):
    """What came of a file. `wrong` counts lines; `problems` are the first of them."""

    dry_run: bool
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0
    problems: list[dict[str, int | str]] = msgspec.field(default_factory=list)

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Count a line that is not taken."""
        self.wrong += 1
        for line, message in problems[: MOST_PROBLEMS - len(self.problems)]:
            self.problems.append({"line": line, "message": message})


class Import:
    """One file on its way in."""

    def __init__(
        self, customers: Customers, plan: CustomersPlan, by: By, new_id: MakeId, *, dry_run: bool
    ) -> None:
        self._customers = customers
        self._plan = plan
        self._by = by
        self._new_id = new_id
        self._report = Report(dry_run)
        self._seen: dict[str, int] = {}

    async def run(self, data: bytes) -> Report:
        """Raises `FileRefused`, when what came before it in the file may be taken already."""
        text = await asyncio.to_thread(decoded, data)
        rows = read_rows(text, self._plan)
        while batch := await asyncio.to_thread(_some, rows):
            await self._take(batch)
        return self._report

    async def _take(self, batch: Sequence[Read]) -> None:
        rows: list[Row] = []
        for one in batch:
            self._report.rows += 1
            if isinstance(one, Row) and not (twice := self._twice(one)):
                rows.append(one)
            else:
                self._report.refuse(twice if isinstance(one, Row) else one)
        owners = await self._customers.owners([n.number for row in rows for n in row.numbers])
        named = await self._customers.by_ids([row.id for row in rows if row.id])
        new: list[tuple[Row, Card]] = []
        changed: list[tuple[Row, Card]] = []
        for row in rows:
            card = self._card_of(row, owners, named)
            if isinstance(card, Problem):
                self._report.refuse([card])
            elif card is None:
                self._add(row, new)
            elif (after := self._with(card, row)) == card:
                self._report.unchanged += 1
            elif len(after.numbers) > self._plan.limits.numbers:
                most = f"the card would have more than {self._plan.limits.numbers} numbers"
                self._report.refuse([Problem(row.line, f"{most}; leave some out")])
            else:
                changed.append((row, after))
        await self._write(new, changed)

    def _twice(self, row: Row) -> list[Problem]:
        """What this file said on an earlier line already."""
        keys = [one.number for one in row.numbers] + ([f"id {row.id}"] if row.id else [])
        earlier = next((key for key in keys if key in self._seen), None)
        for key in keys:
            self._seen.setdefault(key, row.line)
        if earlier is None:
            return []
        told = f"{earlier} stands on line {self._seen[earlier]} already; make one line of both"
        return [Problem(row.line, told)]

    def _card_of(
        self, row: Row, owners: Mapping[str, Card], named: Mapping[str, Card]
    ) -> Card | Problem | None:
        """The card that a row speaks of; None for a new one."""
        found = {card.id: card for n in row.numbers if (card := owners.get(n.number))}
        known = named.get(row.id)
        if known is not None and known.merged_into is None:
            found[known.id] = known
        if len(found) > 1:
            one, other, *_ = (card.title for card in found.values())
            told = f"it speaks of two cards, {one} and {other}; merge them first"
            return Problem(row.line, told)
        if not found and not row.numbers:
            return Problem(row.line, "there is no card with this id, and no number; give a number")
        return next(iter(found.values()), None)

    def _add(self, row: Row, new: list[tuple[Row, Card]]) -> None:
        missing = [
            field.label
            for name, field in self._plan.fields.items()
            if field.required and name not in row.fields
        ]
        if missing:
            self._report.refuse([Problem(row.line, f"{missing[0]}: a new card must have it")])
            return
        card = Card(
            id=self._new_id(),
            created_at=self._by.at,
            created_by=self._by.person,
            changed_at=self._by.at,
            changed_by=self._by.person,
        )
        new.append((row, self._with(card, row)))

    def _with(self, card: Card, row: Row) -> Card:
        """The card and what the row says; numbers are added, none is taken away."""
        has = set(card.forms)
        added: list[CardNumber] = [one for one in row.numbers if one.number not in has]
        fields = {**card.fields, **row.fields}
        said = msgspec.structs.replace(
            card, **row.values, numbers=(*card.numbers, *added), fields=fields
        )
        if said == card:
            return card
        return msgspec.structs.replace(said, changed_at=self._by.at, changed_by=self._by.person)

    async def _write(
        self, new: Sequence[tuple[Row, Card]], changed: Sequence[tuple[Row, Card]]
    ) -> None:
        if not self._report.dry_run and (new or changed):
            try:
                await self._customers.put([c for _, c in new], [c for _, c in changed])
            except (NumberTaken, CardChanged, LookupError):  # somebody else changed one of them
                await self._write_each(new, changed)
                return
        self._report.created += len(new)
        self._report.changed += len(changed)

    async def _write_each(
        self, new: Sequence[tuple[Row, Card]], changed: Sequence[tuple[Row, Card]]
    ) -> None:
        for row, card in (*new, *changed):
            fresh = (row, card) in new
            try:
                await self._customers.put([card] if fresh else [], [] if fresh else [card])
            except (NumberTaken, CardChanged) as error:
                self._report.refuse([Problem(row.line, str(error))])
            except LookupError:
                self._report.refuse([Problem(row.line, "its card was just removed; try again")])
            else:
                self._report.created += fresh
                self._report.changed += not fresh


def _some(rows: Iterator[Read]) -> list[Read]:
    """The next rows, read in a thread: telling numbers apart takes its time."""
    return list(islice(rows, BATCH_ROWS))
