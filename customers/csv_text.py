"""The text of CSV files: what separates cells, what a heading means, what must be guarded.

A cell that begins with a sign such as `=` would be run as a formula by programs that open
the file, so it is written behind a `'`; reading takes that sign away again.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from customers.plan import CustomersPlan
from vocabulary.findings import did_you_mean

SIZE_LIMIT: Final = 20 << 20
ROWS_LIMIT: Final = 200_000
CELL_LIMIT: Final = 30_000
COLUMNS: Final = (
    "id",
    "name",
    "company",
    "numbers",
    "language",
    "vip",
    "preferred_operator",
    "notes",
)
ALSO_CALLED: Final = {
    "number": "numbers",
    "phone": "numbers",
    "phones": "numbers",
    "telephone": "numbers",
    "phone_number": "numbers",
    "full_name": "name",
    "customer": "name",
    "organisation": "company",
    "organization": "company",
    "lang": "language",
    "operator": "preferred_operator",
    "note": "notes",
    "comment": "notes",
}
_DANGEROUS: Final = re.compile(r"'*[=+\-@\t\r\x00]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r\x00]")


class FileRefused(ValueError):
    """A file of which nothing can be taken: what is wrong and how to mend it."""


def guarded(cell: str) -> str:
    """A cell that no program takes for a formula."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def unguarded(cell: str) -> str:
    """Inverse of `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def decoded(data: bytes) -> str:
    """The text of a file. Raises `FileRefused`."""
    if len(data) > SIZE_LIMIT:
        raise FileRefused(f"it is larger than {SIZE_LIMIT >> 20} MB; send it in parts")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            f"line {line} is not in UTF-8; save the file anew as CSV UTF-8"
        ) from error


def separator_of(text: str) -> str:
    """`;` or `,`, whichever the first line has more of outside of quotes."""
    heading = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    return ";" if heading.count(";") > heading.count(",") else ","


def cells_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins. Raises `FileRefused`."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    begin = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise FileRefused(
                f"line {max(begin, reader.line_num)} cannot be read ({error}); look at its quotes"
            ) from error
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield begin, row
        begin = reader.line_num + 1


def read_heading(cells: Sequence[str], plan: CustomersPlan) -> Mapping[int, str]:
    """Which column is what. Raises `FileRefused`.

    A heading is a column's name, another usual word for it, or a field's name or label.
    """
    known = _headings(plan)
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        written = _heading(unguarded(cell))
        if not written:
            continue
        column = known.get(written)
        if column is None:
            hint = did_you_mean(written, known) or f"; there is: {', '.join(columns_of(plan))}"
            raise FileRefused(f"there is no column {cell.strip()[:40]!r}{hint}")
        if column in found.values():
            raise FileRefused(f"the column {column} stands twice; remove one")
        found[at] = column
    if not {"numbers", "id"} & set(found.values()):
        raise FileRefused("the first line must name the columns, and among them numbers")
    return found


def columns_of(plan: CustomersPlan) -> tuple[str, ...]:
    """Every column of an export, in its order."""
    return (*COLUMNS, *plan.fields)


def _headings(plan: CustomersPlan) -> dict[str, str]:
    labels = {_heading(field.label): name for name, field in plan.fields.items()}
    names = {name: name for name in columns_of(plan)}
    return labels | ALSO_CALLED | names


def _heading(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().casefold())
