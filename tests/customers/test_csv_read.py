"""Rows of a file, each checked on its own."""

import pytest

from customers import csv_read
from customers.card import CardNumber
from customers.csv_read import Problem, Row, read_rows
from customers.csv_text import FileRefused
from tests.customers.cards import PLAN


def test_a_row_says_what_its_cells_say() -> None:
    text = (
        "name;numbers;language;vip;preferred_operator;notes;contract;consent\n"
        "Eve;'+4930123456;en;yes;anna;hello;'-7;1\n"
        'Bob;"030 999; 101";;;;;;\n'
    )
    eve, bob = read_rows(text, PLAN)
    assert isinstance(eve, Row) and isinstance(bob, Row)
    assert eve.numbers == (CardNumber("+4930123456", "+4930123456"),)
    assert eve.values == {
        "name": "Eve",
        "language": "en",
        "vip": True,
        "preferred_operator": "anna",
        "notes": "hello",
    }
    assert eve.fields == {"contract": "-7", "consent": "yes"}
    assert [one.number for one in bob.numbers] == ["+4930999", "101"]
    assert (bob.values, bob.fields) == ({"name": "Bob"}, {})


def test_all_that_is_wrong_with_a_line_is_told_with_its_number() -> None:
    text = "name,numbers,vip,since\n\nEve,none,maybe,yesterday\nBob,,yes,\nAnn,1,,,,x\nOk,101\n"
    wrong, missing, longer, good = read_rows(text, PLAN)
    assert isinstance(wrong, tuple) and not isinstance(wrong, Row)
    assert [line for line, _ in wrong] == [3, 3, 3]
    said = " ".join(str(one) for one in wrong)
    assert all(word in said for word in ("no digits", "neither yes nor no", "write it as 2026"))
    assert missing == (Problem(4, "it has no number; a card is found by its numbers, so give one"),)
    assert isinstance(longer[0], Problem) and "more cells" in longer[0].message
    assert isinstance(good, Row)


def test_an_empty_file_and_one_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileRefused, match="nothing in it"):
        list(read_rows("\n\n", PLAN))
    monkeypatch.setattr(csv_read, "ROWS_LIMIT", 2)
    with pytest.raises(FileRefused, match="more than 2 rows"):
        list(read_rows("numbers\n1\n2\n3\n", PLAN))
    monkeypatch.setattr(csv_read, "CELL_LIMIT", 3)
    (wrong,) = read_rows("numbers\n12345\n", PLAN)
    assert "shorten it" in str(wrong)
