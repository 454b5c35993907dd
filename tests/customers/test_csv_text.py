"""The text of CSV files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.csv_text import (
    SIZE_LIMIT,
    FileRefused,
    cells_of,
    columns_of,
    decoded,
    guarded,
    read_heading,
    separator_of,
    unguarded,
)
from tests.customers.cards import PLAN

FORMULAS = ("=1+1", "+4930", "-1", "@x", "\tx", "\rx", "\x00=x", "'=x", "''+1")


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert unguarded(guarded(cell)) == cell


@given(st.text())
def test_a_guard_comes_off_again(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\x00"}


def test_harmless_cells_stay_as_they_are() -> None:
    for cell in ("", "Eve", "'tis", "a=b", "1+1", " =x"):
        assert guarded(cell) == cell


def test_what_separates_cells_is_seen_in_the_first_line() -> None:
    assert separator_of("name;numbers\na,b,c,d") == ";"
    assert separator_of("name,numbers\n") == ","
    assert separator_of('"a;b;c",numbers\n') == ","
    assert separator_of("") == ","


def test_rows_have_the_line_on_which_they_begin() -> None:
    text = 'name,notes\n\nEve,"two\nlines"\n , \nBob,x'
    assert list(cells_of(text)) == [
        (1, ["name", "notes"]),
        (3, ["Eve", "two\nlines"]),
        (6, ["Bob", "x"]),
    ]


def test_a_quote_that_is_not_closed_is_told() -> None:
    with pytest.raises(FileRefused, match="look at its quotes"):
        list(cells_of('name,notes\nEve,"x\nBob,y'))


def test_only_utf_8_of_bounded_size() -> None:
    assert decoded("\ufeffname".encode()) == "name"
    with pytest.raises(FileRefused, match="line 2 is not in UTF-8"):
        decoded(b"name\nM\xfcller")
    with pytest.raises(FileRefused, match="larger than 20 MB"):
        decoded(b"x" * (SIZE_LIMIT + 1))


def test_headings_go_by_name_label_or_another_word() -> None:
    cells = ["Full name", "PHONE", "contract no.", "customer-since", "", "Vip"]
    found = read_heading(cells, PLAN)
    assert found == {0: "name", 1: "numbers", 2: "contract", 3: "since", 5: "vip"}
    assert read_heading(columns_of(PLAN), PLAN) == dict(enumerate(columns_of(PLAN)))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["name", "compani", "numbers"], "did you mean company?"),
        (["numbers", "zzzzzz"], "there is: id, name"),
        (["name", "phone", "numbers"], "stands twice"),
        (["name"], "among them numbers"),
        ([], "among them numbers"),
    ],
)
def test_a_heading_that_is_wrong(cells: list[str], said: str) -> None:
    with pytest.raises(FileRefused, match=said.replace("?", r"\?")):
        read_heading(cells, PLAN)
