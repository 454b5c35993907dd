"""Values in Russian words, in the case that the words before them ask for.

`через {n:minutes}` → через одну минуту; `до {n:minutes}` → до одной минуты. Only the word
right before the blank is looked at; without one of the known ones a value is in the
nominative. A date is then in the genitive, as in «откроемся двадцать четвёртого декабря».
"""

from datetime import date
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date
from num2words import num2words

from prompts.spoken.values import Clock, Sum

_GENITIVE = frozenset({
    "без", "более", "больше", "возле", "дальше", "для", "до", "дольше", "из", "около", "от",
    "позднее", "позже", "после", "менее", "меньше", "раньше", "ранее", "с", "со", "свыше",
})  # fmt: skip
_ACCUSATIVE = frozenset({"в", "во", "за", "на", "по", "про", "спустя", "через"})
_DATIVE = frozenset({"к", "ко"})
_PLURAL = Locale("ru").plural_form


class Noun(NamedTuple):
    """The forms of a noun that numbers need, and its gender.

    `few` stands after two to four, `many` after five.
    """

    gender: str
    one: str
    few: str
    many: str
    one_accusative: str
    one_dative: str
    many_dative: str


MINUTE = Noun("f", "минута", "минуты", "минут", "минуту", "минуте", "минутам")
SECOND = Noun("f", "секунда", "секунды", "секунд", "секунду", "секунде", "секундам")
HOUR = Noun("m", "час", "часа", "часов", "час", "часу", "часам")
_EURO = Noun("n", *["евро"] * 6)
_DOLLAR = Noun("m", "доллар", "доллара", "долларов", "доллар", "доллару", "долларам")
_ROUBLE = Noun("m", "рубль", "рубля", "рублей", "рубль", "рублю", "рублям")
_POUND = Noun("m", "фунт", "фунта", "фунтов", "фунт", "фунту", "фунтам")
_CENT = Noun("m", "цент", "цента", "центов", "цент", "центу", "центам")
_KOPECK = Noun("f", "копейка", "копейки", "копеек", "копейку", "копейке", "копейкам")
_PENNY = Noun("m", "пенс", "пенса", "пенсов", "пенс", "пенсу", "пенсам")
_UNITS = {"EUR": _EURO, "USD": _DOLLAR, "RUB": _ROUBLE, "GBP": _POUND}
_HUNDREDTHS = {"EUR": _CENT, "USD": _CENT, "RUB": _KOPECK, "GBP": _PENNY}


class Russian:
    """The words of Russian."""

    def number(self, value: int, before: str = "") -> str:
        """12 → двенадцать."""
        return _cardinal(value, "m", _case(before))

    def ordinal(self, value: int, before: str = "") -> str:
        """3 → третий, as a masculine noun has it."""
        return str(num2words(value, lang="ru", to="ordinal", case=_case(before), gender="m"))

    def minutes(self, value: int, before: str = "") -> str:
        """5 → пять минут."""
        return _counted(value, MINUTE, _case(before))

    def seconds(self, value: int, before: str = "") -> str:
        """5 → пять секунд."""
        return _counted(value, SECOND, _case(before))

    def money(self, value: Sum, before: str = "") -> str:
        """12.50 EUR → двенадцать евро пятьдесят центов."""
        parts = []
        if value.units or not value.hundredths:
            parts.append(_counted(value.units, _UNITS[value.currency], _case(before)))
        if value.hundredths:
            parts.append(_counted(value.hundredths, _HUNDREDTHS[value.currency], _case(before)))
        return " ".join(parts)

    def time(self, value: Clock, before: str = "") -> str:
        """14:30 → четырнадцать часов тридцать минут."""
        said = _counted(value.hour, HOUR, _case(before))
        if value.minute:
            said += " " + _counted(value.minute, MINUTE, _case(before))
        return said

    def date(self, value: date, before: str = "") -> str:
        """2026-12-24 → двадцать четвёртого декабря."""
        # A neuter accusative is as the nominative: на двадцать четвёртое декабря.
        case = {"a": "n", "d": "d"}.get(_case(before), "g")
        day = num2words(value.day, lang="ru", to="ordinal", case=case, gender="n")
        return f"{day} {format_date(value, 'MMMM', locale='ru')}"


def _case(before: str) -> str:
    """The case that the last word before a value asks for, as num2words names it."""
    words = before.split()
    last = words[-1].lower() if words else ""
    if last in _GENITIVE:
        return "g"
    if last in _DATIVE:
        return "d"
    return "a" if last in _ACCUSATIVE else "n"


def _cardinal(value: int, gender: str, case: str) -> str:
    # Of lifeless things: два рубля in the accusative, not двух.
    return str(num2words(value, lang="ru", case=case, gender=gender, animate=False))


def _counted(value: int, noun: Noun, case: str) -> str:
    form = _PLURAL(value)
    if case == "g":
        word = noun.few if form == "one" else noun.many
    elif case == "d":
        word = noun.one_dative if form == "one" else noun.many_dative
    elif form == "one":
        word = noun.one_accusative if case == "a" else noun.one
    else:
        word = noun.few if form == "few" else noun.many
    return f"{_cardinal(value, noun.gender, case)} {word}"
