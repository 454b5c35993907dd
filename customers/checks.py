"""What values of a card may be: one rule for forms on screens and for files. Pure."""

import re

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_PERSON = re.compile(r"[a-z][a-z0-9._-]{0,31}")
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def read_line(text: str, most: int) -> str:
    """One line of text. Raises ValueError."""
    value = text.strip()
    if len(value) > most or not value.isprintable():
        raise ValueError(f"write one line of at most {most} characters")
    return value


def read_notes(text: str, most: int) -> str:
    """Some lines of text. Raises ValueError."""
    value = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(value) > most:
        raise ValueError(f"write at most {most} characters")
    if not all(sign.isprintable() or sign in "\n\t" for sign in value):
        raise ValueError("it holds characters that cannot be shown; remove them")
    return value


def read_language(text: str) -> str:
    """A language's code, or "". Raises ValueError."""
    value = text.strip()
    if value and not _LANGUAGE.fullmatch(value):
        raise ValueError(f"{value[:40]!r} is not a language; write its code, such as en")
    return value


def read_person(text: str) -> str | None:
    """An operator's sign-in name, or None. Raises ValueError."""
    value = text.strip()
    if value and not _PERSON.fullmatch(value):
        raise ValueError(f"{value[:40]!r} is not a sign-in name, such as anna")
    return value or None


def read_yes_no(text: str) -> bool:
    """`yes` or `no`. Raises ValueError."""
    said = _YES_NO.get(text.strip().casefold())
    if said is None:
        raise ValueError(f"{text.strip()[:40]!r} is neither yes nor no")
    return said
