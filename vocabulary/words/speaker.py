"""Who says it: a language with the names of one centre, and how it says figures."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

from vocabulary.decisions import Forecast
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.words.catalogue import Language, Values, say

ID_SHOWN = 6
LONGEST_IN_SECONDS = 90
BEYOND_MEASURE = 10_000.0
"""A term as large as this is no weight but a rule: it goes first."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A language, and the names that only the speaker's side knows."""

    language: Language
    operator: Callable[[OperatorId], str]
    queue: Callable[[QueueId], str]

    def say(self, key: str, values: Values | None = None) -> str:
        """One sentence."""
        return say(self.language, key, values)

    def call(self, call: CallId) -> str:
        """A call by the end of its id, which tells calls of one moment apart."""
        return self.say("why.call", {"id": call[-ID_SHOWN:]})


def span_words(forecast: Forecast, by: Speaker) -> str | None:
    """A range as people say it: "about 2–4 min". None without a prediction."""
    half, most = forecast.p50_s, forecast.p90_s
    if half is None and most is None:
        return None
    low = half if half is not None else 0.0
    high = most if most is not None else low
    if high <= 0:
        return by.say("why.span.over")
    if high < 10:
        return by.say("why.span.moment")
    if high <= LONGEST_IN_SECONDS:
        unit, start, end = "s", round_half_up(low / 5) * 5, ceil(high / 5) * 5
    else:
        unit, start, end = "min", round_half_up(low / 60), ceil(high / 60)
    if start < 1:
        return by.say(f"why.span.to_{unit}", {"to": end})
    if start >= end:
        return by.say(f"why.span.one_{unit}", {"to": end})
    return by.say(f"why.span.{unit}", {"from": start, "to": end})


def clock(seconds: float) -> str:
    """65 → "1:05", 3725 → "1:02:05"."""
    whole = max(0, floor(seconds))
    hours, minutes = whole // 3600, whole % 3600 // 60
    if hours:
        return f"{hours}:{minutes:02}:{whole % 60:02}"
    return f"{minutes}:{whole % 60:02}"


def number(value: float, by: Speaker, *, signed: bool = True) -> str:
    """A term or an index with two decimals: "+0.42", in Russian "+0,42"."""
    if value >= BEYOND_MEASURE:
        return by.say("why.goes_first")
    text = f"{round_half_up(abs(value) * 100) / 100:.2f}"
    sign = "" if float(text) == 0 else "\N{MINUS SIGN}" if value < 0 else "+" if signed else ""
    return sign + (text.replace(".", ",") if by.language == "ru" else text)


def round_half_up(value: float) -> int:
    """The nearest whole number, as the screens round."""
    return floor(value + 0.5)
