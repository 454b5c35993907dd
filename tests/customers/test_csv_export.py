"""Cards out, and in again somewhere else."""

import csv
import io
from pathlib import Path

from customers.card import Card, CardNumber
from customers.csv_export import export, row_of
from customers.csv_import import Import
from storage.customers import SqlCustomers
from tests.customers.cards import BY, NOON, PLAN, counted, kept_in


def card(key: str, *numbers: str, **more: object) -> Card:
    told = tuple(CardNumber(number, number) for number in numbers)
    given: dict[str, object] = {"created_at": NOON, "changed_at": NOON, "numbers": told}
    return Card(id=key, created_by="a", changed_by="a", **given | more)  # type: ignore[arg-type]


CARDS = (
    card("c1", "+4930123456", "101", name='Eve "the" Müller; GmbH, x', vip=True, language="en"),
    card("c2", "+79161234567", name="=1+1", company="@x", notes="+two\nlines, 'quoted'"),
    card("c3", "103", name="'=odd", fields={"contract": "-7", "consent": "yes"}),
    card("c4", "104", preferred_operator="anna", fields={"fax": "+4930999000"}),
)


async def text_of(cards: SqlCustomers) -> bytes:
    return b"".join([part async for part in export(cards, PLAN)])


def said(card: Card) -> tuple[object, ...]:
    values = (card.name, card.company, card.language, card.vip, card.notes, card.forms)
    return (*values, card.preferred_operator, dict(card.fields))


async def test_what_goes_out_comes_in_again_elsewhere(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as here, kept_in(tmp_path, "there.db") as there:
        await here.put(CARDS, [])
        data = await text_of(here)
        report = await Import(there, PLAN, BY, counted(), dry_run=False).run(data)
        assert (report.created, report.wrong, report.problems) == (4, 0, [])
        for one in CARDS:
            (found,) = (await there.by_number(one.forms[0])).cards
            assert said(found) == said(one)
        again = await Import(here, PLAN, BY, counted(), dry_run=False).run(data)
        assert (again.unchanged, again.changed, again.created, again.wrong) == (4, 0, 0, 0)


async def test_no_cell_of_the_file_is_a_formula(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as cards:
        await cards.put(CARDS, [])
        data = await text_of(cards)
    assert data.startswith(b"\xef\xbb\xbfid,name,company,numbers")
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        assert not [cell for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\0"}]


async def test_a_long_list_is_written_page_by_page(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as cards:
        await cards.put([card(f"c{n}", f"555{n:06}") for n in range(1203)], [])
        parts = [part async for part in export(cards, PLAN)]
    assert len(parts) == 4
    assert b"".join(parts).count(b"\r\n") == 1204


def test_fields_of_former_plans_are_left_out() -> None:
    assert len(row_of(card("c", fields={"former": "x"}), PLAN)) == 8 + len(PLAN.fields)
