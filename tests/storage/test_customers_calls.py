"""Which calls are a customer's; that they are found is in `test_customers`."""

from storage.customers_calls import calls_of, is_of


def test_no_number_finds_no_call() -> None:
    assert calls_of([], 10) is None
    assert is_of(["", "anonymous"]) is None


def test_values_are_bound() -> None:
    wanted = calls_of(["+4930123456"], 10)
    assert "4930123456" not in str(wanted)
    assert "LIMIT" in str(wanted)
