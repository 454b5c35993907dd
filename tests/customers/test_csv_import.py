"""Taking cards from files, in a real database."""

from pathlib import Path

import pytest

from customers import csv_import
from customers.csv_import import Import, Report
from customers.csv_text import FileRefused
from customers.plan import CustomersPlan
from storage.customers import SqlCustomers
from tests.customers.cards import BY, PLAN, counted, kept_in
from vocabulary.ids import MakeId

FILE = "name,numbers,contract\nEve,030 123456,K1\nBob,101; +43 664 1234567,\n"


IDS: MakeId = counted()


async def take(
    cards: SqlCustomers, text: str, *, dry_run: bool = False, plan: CustomersPlan = PLAN
) -> Report:
    return await Import(cards, plan, BY, IDS, dry_run=dry_run).run(text.encode())


def figures(report: Report) -> tuple[int, int, int, int, int]:
    return (report.rows, report.created, report.changed, report.unchanged, report.wrong)


async def test_cards_are_created_then_changed_then_left_alone(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as cards:
        assert figures(await take(cards, FILE)) == (2, 2, 0, 0, 0)
        assert figures(await take(cards, FILE)) == (2, 0, 0, 2, 0)
        more = "numbers,company,name\n+4930123456; +4930999000,Example,\n"
        assert figures(await take(cards, more)) == (1, 0, 1, 0, 0)
        eve = (await cards.by_number("+4930999000")).cards[0]
        assert (eve.name, eve.company, eve.fields) == ("Eve", "Example", {"contract": "K1"})
        assert eve.forms == ("+4930123456", "+4930999000")
        assert (eve.version, eve.changed_by, eve.changed_at) == (2, "mia", BY.at)


async def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as cards:
        report = await take(cards, FILE + "Bad,none,\n", dry_run=True)
        assert report.dry_run
        assert figures(report) == (3, 2, 0, 0, 1)
        assert report.problems[0]["line"] == 4
        assert await cards.page(None, 10) == []


async def test_lines_that_cannot_be_taken_are_told_and_the_others_taken(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as cards:
        await take(cards, FILE)
        text = (
            "id,name,numbers\n"
            ",Both,030 123456;101\n"
            ",First,901\n"
            ",Second,901\n"
            "nobody,Lost,\n"
            ",Good,902\n"
        )
        report = await take(cards, text)
        assert figures(report) == (5, 2, 0, 0, 3)
        said = {one["line"]: str(one["message"]) for one in report.problems}
        assert "two cards, Eve and Bob; merge them first" in said[2]
        assert "901 stands on line 3 already" in said[4]
        assert "no card with this id" in said[5]


async def test_a_card_may_be_named_by_its_id(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as cards:
        await take(cards, FILE)
        eve = (await cards.by_number("+4930123456")).cards[0]
        report = await take(cards, f"id,name\n{eve.id},Eve M.\n")
        assert figures(report) == (1, 0, 1, 0, 0)
        assert (await cards.by_number("+4930123456")).cards[0].name == "Eve M."


async def test_a_new_card_has_what_is_required(tmp_path: Path) -> None:
    fields = {"contract": {"label": "Contract", "required": True}}
    plan = CustomersPlan.model_validate({"region": "DE", "fields": fields})
    async with kept_in(tmp_path) as cards:
        report = await take(cards, "numbers,contract\n101,\n102,K2\n", plan=plan)
        assert figures(report) == (2, 1, 0, 0, 1)
        assert "Contract: a new card must have it" in str(report.problems)
        assert figures(await take(cards, "numbers,name\n102,Eve\n", plan=plan)) == (1, 0, 1, 0, 0)


async def test_cards_do_not_grow_without_bound(tmp_path: Path) -> None:
    plan = CustomersPlan.model_validate({"limits": {"numbers": 2}})
    async with kept_in(tmp_path) as cards:
        await take(cards, "numbers\n101;102\n", plan=plan)
        report = await take(cards, "numbers\n101;103\n", plan=plan)
        assert figures(report) == (1, 0, 0, 0, 1)
        assert "more than 2 numbers" in str(report.problems)


async def test_many_rows_and_many_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_import, "MOST_PROBLEMS", 3)
    rows = [f"N{n},{'none' if n % 100 == 0 else 10_000_000 + n}" for n in range(1234)]
    async with kept_in(tmp_path) as cards:
        report = await take(cards, "\n".join(["name,numbers", *rows]))
        assert figures(report) == (1234, 1221, 0, 0, 13)
        assert len(report.problems) == 3


class Hurried(SqlCustomers):
    """Somebody else takes a number in the very moment before the first batch is written."""

    hurry = True

    async def put(self, new: object, changed: object) -> None:
        if self.hurry:
            self.hurry = False
            await take(self, "name,numbers\nQuick,101\n")
        await super().put(new, changed)  # type: ignore[arg-type]


async def test_a_number_that_is_taken_meanwhile_stops_only_its_own_line(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as cards:
        hurried = Hurried(cards._database)
        report = await Import(hurried, PLAN, BY, IDS, dry_run=False).run(FILE.encode())
        assert figures(report) == (2, 1, 0, 0, 1)
        assert "101 belongs to Quick already" in str(report.problems)


async def test_what_is_no_file_of_ours(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as cards:
        with pytest.raises(FileRefused):
            await take(cards, "")
        with pytest.raises(FileRefused, match="no column"):
            await take(cards, "numbers,strange\n1,2\n")
