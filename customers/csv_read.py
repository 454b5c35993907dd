"""Rows of a CSV file as what they say of a customer, each checked on its own. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from customers.card import NAME_LIMIT, CardNumber, read_numbers
from customers.checks import read_language, read_line, read_notes, read_person, read_yes_no
from customers.csv_text import (
    CELL_LIMIT,
    ROWS_LIMIT,
    FileRefused,
    cells_of,
    read_heading,
    unguarded,
)
from customers.plan import CustomersPlan, check_values


class Problem(NamedTuple):
    """What is wrong on a line, and how to mend it."""

    line: int
    message: str


class Row(NamedTuple):
    """What one line says. Empty cells are not among `values` and `fields`: they say nothing."""

    line: int
    id: str
    numbers: tuple[CardNumber, ...]
    values: Mapping[str, object]
    fields: Mapping[str, str]


def read_rows(text: str, plan: CustomersPlan) -> Iterator[Row | tuple[Problem, ...]]:
    """Each line's row, or all that is wrong with it. Raises `FileRefused`."""
    lines = cells_of(text)
    first = next(lines, None)
    if first is None:
        raise FileRefused("there is nothing in it; the first line names the columns")
    heading = read_heading(first[1], plan)
    for count, (line, cells) in enumerate(lines, start=1):
        if count > ROWS_LIMIT:
            raise FileRefused(f"it has more than {ROWS_LIMIT} rows; send it in parts")
        yield _read_row(line, cells, heading, plan)


def _read_row(
    line: int, cells: Sequence[str], heading: Mapping[int, str], plan: CustomersPlan
) -> Row | tuple[Problem, ...]:
    if any(cell.strip() for at, cell in enumerate(cells) if at not in heading):
        return (Problem(line, "it has more cells than the first line names; look at its quotes"),)
    if any(len(cell) > CELL_LIMIT for cell in cells):
        return (Problem(line, f"a cell has more than {CELL_LIMIT} characters; shorten it"),)
    told = {
        column: value
        for at, column in heading.items()
        if at < len(cells) and (value := unguarded(cells[at]).strip())
    }
    wrong: list[str] = []
    numbers: tuple[CardNumber, ...] = ()
    try:
        given = [text for text in told.get("numbers", "").split(";") if text.strip()]
        plain = (unguarded(text.strip()) for text in given)
        numbers = read_numbers(plain, plan.region, plan.limits.numbers)
    except ValueError as error:
        wrong.append(f"numbers: {error}")
    values: dict[str, object] = {}
    for name, read in _READERS.items():
        try:
            if name in told:
                values[name] = read(told[name], plan)
        except ValueError as error:
            wrong.append(f"{name}: {error}")
    named = {name: told[name] for name in plan.fields if name in told}
    fields, strange = check_values(named, plan, whole=False)
    wrong += strange
    if not wrong and not numbers and "id" not in told:
        wrong.append("it has no number; a card is found by its numbers, so give one")
    if wrong:
        return tuple(Problem(line, one) for one in wrong)
    return Row(line, told.get("id", ""), numbers, values, fields)


_READERS: Mapping[str, Callable[[str, CustomersPlan], object]] = {
    "name": lambda text, _plan: read_line(text, NAME_LIMIT),
    "company": lambda text, _plan: read_line(text, NAME_LIMIT),
    "language": lambda text, _plan: read_language(text),
    "vip": lambda text, _plan: read_yes_no(text),
    "preferred_operator": lambda text, _plan: read_person(text),
    "notes": lambda text, plan: read_notes(text, plan.limits.notes),
}
