"""No text can leave its line in a configuration file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.asterisk.conf_text import document, label, section, value_text
from telephony.asterisk.faults import SettingsRefused


def read_back(line: str) -> str:
    """A value as Asterisk's parser reads it: an unescaped semicolon begins a comment."""
    value, place = line, 0
    while (place := value.find(";", place)) >= 0:
        if value[place - 1 : place] != "\\":
            return value[:place].strip()
        value = value[: place - 1] + value[place:]
    return value.strip()


@given(st.text(alphabet=st.characters(min_codepoint=33, exclude_characters="\x7f")))
def test_a_value_is_read_back_as_it_was(text: str) -> None:
    assert read_back(value_text(text)) == text.strip()


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "\x00", "a\x7f"])
def test_control_characters_are_refused(text: str) -> None:
    with pytest.raises(SettingsRefused):
        value_text(text)


@given(st.text(max_size=200))
def test_a_label_can_stand_in_quotes(text: str) -> None:
    shown = label(text)
    assert len(shown) <= 60
    assert shown == shown.strip()
    assert not set(shown) & set('"\\<>;[]{}$\n\r')
    assert value_text(shown) == shown


def test_sections_and_documents() -> None:
    text = document(section("a", [("b", 1), ("c", "x;y")], "(!)"), "", section("d"))
    assert text.splitlines()[1:] == ["", "[a](!)", "b = 1", "c = x\\;y", "", "[d]"]
    assert text.startswith("; Written by Callwright")
