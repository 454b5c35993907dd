"""All tables together."""

from storage.schema import PARTS, metadata


def test_every_part_adds_its_tables_and_columns() -> None:
    assert {"calls", "customers", "teams", "talks", "call_notes"} <= set(metadata.tables)
    assert {"caller_key", "direction"} <= set(metadata.tables["calls"].columns.keys())
    assert {part.__name__ for part in PARTS} == {
        "storage.tables_customers",
        "storage.tables_people",
        "storage.tables_work",
    }
