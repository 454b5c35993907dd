"""What values of a card may be."""

from collections.abc import Callable

import pytest

from customers.checks import read_language, read_line, read_notes, read_person, read_yes_no


def test_values_in_their_form() -> None:
    assert read_line("  Eve ", 10) == "Eve"
    assert read_notes(" a\r\nb\rc ", 10) == "a\nb\nc"
    assert read_language("pt-BR") == "pt-BR"
    assert read_language(" ") == ""
    assert read_person("anna") == "anna"
    assert read_person("") is None
    assert [read_yes_no(text) for text in ("YES", "1", "no", "False")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda text: read_line(text, 3), "four"),
        (lambda text: read_line(text, 30), "two\nlines"),
        (lambda text: read_notes(text, 3), "four"),
        (lambda text: read_notes(text, 30), "a\x00b"),
        (read_language, "English"),
        (read_person, "Anna B"),
        (read_yes_no, "perhaps"),
    ],
)
def test_anything_else_is_refused(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match=r"write|neither|remove|such as"):
        read(text)
