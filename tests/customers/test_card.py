"""Cards: their numbers, and two made one."""

import pytest

from customers.card import Card, CardNumber, Keep, merged, read_numbers
from tests.customers.cards import NOON


def made(key: str, **more: object) -> Card:
    given: dict[str, object] = {"created_at": NOON, "changed_at": NOON}
    return Card(id=key, created_by="a", changed_by="a", **given | more)  # type: ignore[arg-type]


def test_numbers_are_each_taken_once_with_the_text_as_given() -> None:
    found = read_numbers([" 030 123456 ", "+4930123456", "101"], "DE", 5)
    assert found == (CardNumber("+4930123456", "030 123456"), CardNumber("101", "101"))


@pytest.mark.parametrize("given", [["none"], [""], ["1", "2", "3"]])
def test_what_is_no_number_is_refused(given: list[str]) -> None:
    with pytest.raises(ValueError, match=r"write the number|2 numbers at most"):
        read_numbers(given, "DE", 2)


def test_a_card_goes_by_its_name_or_what_else_there_is() -> None:
    numbers = (CardNumber("+491", "1"),)
    assert made("c", name="Eve", company="X", numbers=numbers).title == "Eve"
    assert made("c", company="X", numbers=numbers).title == "X"
    assert made("c", numbers=numbers).title == "+491"
    assert made("c").title == "c"


def test_the_target_stays_but_where_it_says_nothing() -> None:
    source = made("a", name="Ann", company="A", vip=True, notes="n1", fields={"x": "1", "y": "2"})
    target = made("b", name="Anna", notes="n2", fields={"x": "3"})
    got = merged(source, target, {})
    assert (got.id, got.name, got.company, got.vip) == ("b", "Anna", "A", True)
    assert got.notes == "n2\n\nn1"
    assert got.fields == {"x": "3", "y": "2"}


def test_whose_value_stays_can_be_said() -> None:
    source = made("a", name="Ann", vip=True, notes="n1", fields={"x": "1"})
    target = made("b", name="Anna", notes="n2", fields={"x": "3", "z": "4"})
    keep = {"name": Keep.FROM, "vip": Keep.INTO, "notes": Keep.FROM, "x": Keep.FROM}
    got = merged(source, target, keep | {"z": Keep.FROM})
    assert (got.name, got.vip, got.notes) == ("Ann", False, "n1")
    assert got.fields == {"x": "1", "z": "4"}
    assert merged(source, source, {}).notes == "n1"
