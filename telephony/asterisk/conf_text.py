"""The form of Asterisk's configuration files: sections of `name = value` lines."""

from collections.abc import Iterable

from telephony.asterisk.faults import SettingsRefused

Pairs = Iterable[tuple[str, str | int]]
HEADER = "; Written by Callwright from its settings; changes here are lost.\n"


def section(title: str, pairs: Pairs = (), after: str = "") -> str:
    """One section. `after` stands behind the title, such as `(template)`."""
    lines = [f"[{title}]{after}", *(f"{name} = {value_text(value)}" for name, value in pairs)]
    return "\n".join(lines) + "\n"


def value_text(value: str | int) -> str:
    """A value as the parser reads it back: a semicolon would begin a comment.

    Raises `SettingsRefused` for line ends and other control characters, which would
    begin a line of their own.
    """
    text = str(value)
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise SettingsRefused(
            "Asterisk configuration", "a value has control characters.", "Remove them."
        )
    return text.replace(";", "\\;")


def label(text: str, limit: int = 60) -> str:
    """A person's name as it can stand in quotes before a number: plain characters only."""
    kept = "".join(
        " " if not char.isprintable() or char in '"\\<>;[]{}$' else char for char in text
    )
    return " ".join(kept.split())[:limit].strip()


def document(*parts: str) -> str:
    """A whole file."""
    return "\n".join([HEADER, *(part for part in parts if part)])
