"""The key by which calls and numbers find each other."""

import pytest

from storage.caller_key import caller_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("+4930123456", "930123456"),
        ("030 123456", "030123456"),
        ("0049 (30) 12-34-56", "930123456"),
        ("101", "101"),
        ("", ""),
        ("anonymous", ""),
        ("erased", ""),
        ("\u0661\u0662\u0663", ""),
        ("+" + "1" * 40 + "234567890", "234567890"),
    ],
)
def test_the_last_nine_digits_or_all(text: str, key: str) -> None:
    assert caller_key(text) == key
