"""Values in English words."""

from datetime import date

from babel.dates import format_date
from num2words import num2words

from prompts.spoken.values import Clock, Sum

_UNITS = {
    "EUR": ("euro", "euros"),
    "USD": ("dollar", "dollars"),
    "RUB": ("rouble", "roubles"),
    "GBP": ("pound", "pounds"),
}
_HUNDREDTHS = {
    "EUR": ("cent", "cents"),
    "USD": ("cent", "cents"),
    "RUB": ("kopeck", "kopecks"),
    "GBP": ("penny", "pence"),
}
_NOON, _EVENING = 12, 18


class English:
    """The words of English. Nothing in it depends on what stands before a value."""

    def number(self, value: int, before: str = "") -> str:  # noqa: ARG002 - Russian needs it
        """12 → twelve."""
        return str(num2words(value)).replace(",", "")

    def ordinal(self, value: int, before: str = "") -> str:  # noqa: ARG002 - Russian needs it
        """3 → third."""
        return str(num2words(value, to="ordinal")).replace(",", "")

    def minutes(self, value: int, before: str = "") -> str:
        """5 → five minutes."""
        return self._counted(value, ("minute", "minutes"), before)

    def seconds(self, value: int, before: str = "") -> str:
        """5 → five seconds."""
        return self._counted(value, ("second", "seconds"), before)

    def money(self, value: Sum, before: str = "") -> str:
        """12.50 EUR → twelve euros and fifty cents."""
        parts = []
        if value.units or not value.hundredths:
            parts.append(self._counted(value.units, _UNITS[value.currency], before))
        if value.hundredths:
            parts.append(self._counted(value.hundredths, _HUNDREDTHS[value.currency], before))
        return " and ".join(parts)

    def time(self, value: Clock, before: str = "") -> str:
        """14:30 → two thirty in the afternoon."""
        hour, minute = value
        if minute == 0 and hour in {0, _NOON}:
            return "noon" if hour else "midnight"
        part = "morning" if hour < _NOON else "afternoon" if hour < _EVENING else "evening"
        said = self.number(hour % 12 or 12, before)
        if minute == 0:
            said += " o'clock"
        else:
            said += (" oh " if minute < 10 else " ") + self.number(minute, before)
        return f"{said} in the {part}"

    def date(self, value: date, before: str = "") -> str:
        """2026-12-24 → the twenty-fourth of December."""
        month = format_date(value, "LLLL", locale="en")
        return f"the {self.ordinal(value.day, before)} of {month}"

    def _counted(self, value: int, noun: tuple[str, str], before: str) -> str:
        return f"{self.number(value, before)} {noun[0] if value == 1 else noun[1]}"
