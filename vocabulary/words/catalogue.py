"""A language's sentences, and filling their places. The same rules as on the screens."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["en", "ru"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
Values = Mapping[str, str | int]


@cache
def sentences(language: Language) -> Mapping[str, str]:
    """Every sentence of a language by its key."""
    text = files("vocabulary.words").joinpath(f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def say(language: Language, key: str, values: Values | None = None) -> str:
    """The sentence for a key. Raises `KeyError` for one that there is not."""
    return fill(language, sentences(language)[key], values or {})


def fill(language: Language, message: str, values: Values) -> str:
    """Put values into the places of a message. A place without a value stays visible."""
    out, at = "", 0
    while (begin := message.find("{", at)) >= 0:
        end = _closing(message, begin)
        inner = message[begin + 1 : end - 1]
        name, _, rest = inner.partition(",")
        kind, _, forms = rest.partition(",")
        value = values.get(name.strip())
        out += message[at:begin]
        if value is None:
            out += message[begin:end]
        elif kind.strip() == "plural":
            out += fill(language, _plural(language, int(value), forms), values)
        else:
            out += str(value)
        at = end
    return out + message[at:]


def places(message: str) -> frozenset[str]:
    """The names of all places in a message."""
    found: set[str] = set()
    at = 0
    while (begin := message.find("{", at)) >= 0:
        end = _closing(message, begin)
        name, _, rest = message[begin + 1 : end - 1].partition(",")
        found.add(name.strip())
        kind, _, body = rest.partition(",")
        if kind.strip() == "plural":
            found.update(*(places(form) for form in forms_of(body).values()))
        at = end
    return frozenset(found)


def forms_of(body: str) -> dict[str, str]:
    """The forms of a plural: `one {…} other {…}`."""
    found: dict[str, str] = {}
    at = 0
    while (begin := body.find("{", at)) >= 0:
        end = _closing(body, begin)
        found[body[at:begin].strip()] = body[begin + 1 : end - 1]
        at = end
    return found


def plural_rule(language: Language, n: int) -> str:
    """The plural form of a whole number: one, few, many or other."""
    if language == "en":
        return "one" if n == 1 else "other"
    last, last_two = n % 10, n % 100
    if last == 1 and last_two != 11:
        return "one"
    return "few" if 2 <= last <= 4 and not 12 <= last_two <= 14 else "many"


def _plural(language: Language, n: int, body: str) -> str:
    forms = forms_of(body)
    form = forms.get(f"={n}") or forms.get(plural_rule(language, n)) or forms["other"]
    return form.replace("#", str(n))


def _closing(text: str, begin: int) -> int:
    """The place just after the brace that closes the one at `begin`."""
    depth = 0
    for at in range(begin, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at + 1
    raise ValueError(f"a brace is not closed in {text!r}")
