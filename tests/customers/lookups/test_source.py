"""What sources may reach, and what their values become."""

import pytest

from customers.lookups.source import VALUE_CHARS, Never, OutsideSettings, SourceFailed, as_text


def test_nothing_may_be_asked_unless_it_is_named() -> None:
    assert not OutsideSettings().may_ask("crm.example")
    assert OutsideSettings(hosts=frozenset({"crm.example"})).may_ask("crm.example")
    assert "sesame" not in repr(OutsideSettings(databases={"shop": "postgresql://u:sesame@h/d"}))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Eve", "Eve"),
        (7, "7"),
        (1.5, "1.5"),
        (True, "yes"),
        (False, "no"),
        (None, None),
        ("", None),
        ("  ", None),
        ({}, None),
        ([1], None),
        (b"x", None),
        ("a\x00b\nc", "a b c"),
        ("x" * 9999, "x" * VALUE_CHARS),
    ],
)
def test_only_single_values_become_text(value: object, text: str | None) -> None:
    assert as_text(value) == text


async def test_a_source_that_may_not_be_asked_says_why() -> None:
    source = Never("it is not named")
    with pytest.raises(SourceFailed, match="it is not named"):
        await source.ask("1")
    await source.close()
