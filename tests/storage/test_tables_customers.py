"""Tables of customers hold all that a card says."""

from customers.card import Card, CardNumber
from storage.tables import calls
from storage.tables_customers import customer_numbers, customer_words, customers


def test_rows_have_a_column_for_every_field() -> None:
    assert set(Card.__struct_fields__) - {"numbers"} <= set(customers.columns.keys())
    assert set(CardNumber.__struct_fields__) <= set(customer_numbers.columns.keys())


def test_a_number_belongs_to_one_card() -> None:
    assert [column.name for column in customer_numbers.primary_key] == ["number"]


def test_calls_are_found_by_their_callers_key() -> None:
    (index,) = (one for one in calls.indexes if one.name == "ix_calls_caller")
    assert [column.name for column in index.columns] == ["caller_key", "arrived_at", "id"]


def test_words_are_looked_for_by_their_beginnings() -> None:
    (index,) = customer_words.indexes
    assert index.dialect_options["postgresql"]["ops"] == {"word": "text_pattern_ops"}
