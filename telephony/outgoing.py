"""Which numbers operators may call out: the plan's part, and what was called of late.

Nothing is allowed that the plan does not name. A number that costs extra is refused even
where its prefix is allowed, unless the plan says `premium`: whoever gets at an operator's
session must not be able to spend the company's money.
"""

from collections import deque
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple, Self

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType
from pydantic import BaseModel, ConfigDict, Field, model_validator

from vocabulary.ids import OperatorId
from vocabulary.ports import DialRefused

Prefix = Annotated[str, Field(pattern=r"^\+[0-9]{1,15}$")]
Shown = Annotated[str, Field(pattern=r"^(\+?[0-9]{1,20})?$")]

SHORTEST = 8
"""Signs of the shortest number in international form: extensions and services are none."""
DAY = timedelta(hours=24)
REMEMBERED = 20_000
"""Calls out of the last 24 hours that are counted; the oldest go first."""
_COSTLY = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.PAGER,
        PhoneNumberType.UAN,
    }
)


class OutgoingPlan(BaseModel):
    """Calls out. Without `allow` nobody may call anybody.

    `allow` and `refuse` are beginnings of numbers in international form, such as `+49` or a
    whole number; the longer one wins. `region` is the country (ISO 3166) for numbers that
    are typed without its code. `shown` is the number that the called one sees, and
    `shown_by_queue` the one for calls on behalf of a queue. The caps count 24 hours.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow: tuple[Prefix, ...] = Field(default=(), max_length=1000)
    refuse: tuple[Prefix, ...] = Field(default=(), max_length=1000)
    premium: bool = False
    region: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    shown: Shown = ""
    shown_by_queue: dict[str, Shown] = Field(default={}, max_length=200)
    ring_s: float = Field(default=45.0, ge=5.0, le=180.0)
    per_operator_day: int = Field(default=200, ge=1, le=5000)
    per_number_day: int = Field(default=10, ge=1, le=1000)

    @model_validator(mode="after")
    def _region_is_one(self) -> Self:
        if self.region and self.region not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError(f"region: {self.region} is no country, write one such as DE")
        return self

    @property
    def is_open(self) -> bool:
        """Whether anybody may call anybody."""
        return bool(self.allow)

    def number(self, pii_typed: str) -> str:
        """What was typed, in international form. Raises `DialRefused`."""
        if not self.is_open:
            raise DialRefused(
                "nobody_calls_out",
                "Nobody may call out: the plan has no numbers under outgoing: allow.",
            )
        try:
            parsed = phonenumbers.parse(pii_typed, self.region or None)
        except NumberParseException:
            raise DialRefused("no_number", _NO_NUMBER) from None
        if not phonenumbers.is_valid_number(parsed) or parsed.extension:
            raise DialRefused("no_number", _NO_NUMBER)
        number = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
        if len(number) < SHORTEST:
            raise DialRefused("no_number", _NO_NUMBER)
        if not self._is_allowed(number):
            raise DialRefused(
                "not_allowed",
                "This number may not be called. Ask a manager to add it to outgoing: allow.",
            )
        if not self.premium and phonenumbers.number_type(parsed) in _COSTLY:
            raise DialRefused("premium", "This number costs extra and may not be called from here.")
        return number

    def shown_for(self, queue: str | None) -> str:
        """The number of ours that the called one sees."""
        return self.shown_by_queue.get(queue or "", self.shown)

    def _is_allowed(self, number: str) -> bool:
        return _longest(self.allow, number) > _longest(self.refuse, number)


_NO_NUMBER = "This is no phone number. Write it with its country code, such as +49 30 123456."


def _longest(prefixes: tuple[str, ...], number: str) -> int:
    return max((len(each) for each in prefixes if number.startswith(each)), default=0)


class Dial(NamedTuple):
    """One call out."""

    at: datetime
    operator: OperatorId
    pii_number: str


class Dials:
    """Calls out of the last 24 hours: a fold over facts. `state` is for a checkpoint."""

    def __init__(self, state: tuple[Dial, ...] = ()) -> None:
        self._dials = deque(state, maxlen=REMEMBERED)

    def state(self) -> tuple[Dial, ...]:
        """Everything, oldest first."""
        return tuple(self._dials)

    def placed(self, at: datetime, operator: OperatorId, pii_number: str) -> None:
        """One more."""
        while self._dials and self._dials[0].at <= at - DAY:
            self._dials.popleft()
        self._dials.append(Dial(at, operator, pii_number))

    def check(
        self, now: datetime, plan: OutgoingPlan, operator: OperatorId, pii_number: str
    ) -> None:
        """Raises `DialRefused` when a cap of the plan is reached."""
        late = [dial for dial in self._dials if dial.at > now - DAY]
        if sum(dial.operator == operator for dial in late) >= plan.per_operator_day:
            raise DialRefused(
                "operator_cap",
                f"You have called {plan.per_operator_day} numbers in 24 hours, as many as the "
                "plan allows.",
            )
        if sum(dial.pii_number == pii_number for dial in late) >= plan.per_number_day:
            raise DialRefused(
                "number_cap",
                f"This number was called {plan.per_number_day} times in 24 hours, as often as "
                "the plan allows.",
            )


CLOSED = OutgoingPlan()
