"""Telephony's part of the plan: what happens on each main number, and to whom."""

from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator

from vocabulary.ids import OperatorId, QueueId

Skill = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Level = Annotated[int, Field(ge=1, le=10)]
Language = Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})?)?$")]


def digits(number: str) -> str:
    """What two spellings of a phone number have in common."""
    return "".join(sign for sign in number if sign in "0123456789")


class NumberPlan(BaseModel):
    """One number that callers dial.

    `greeting` is the name of a sound, played before the caller waits; None lets the
    caller wait at once. `music` is a music class of Asterisk. `needs` are least levels of
    skills beyond those of the queue; only operators who speak `language` get the callers.
    With `last_operator` a caller is preferably given whom it talked to last.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = Field(pattern=r"^\+?[0-9]{1,20}$")
    queue: QueueId
    greeting: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_/-]{1,80}$")
    music: str = Field(default="default", pattern=r"^[A-Za-z0-9_-]{1,40}$")
    priority: int = Field(default=0, ge=0, le=100)
    language: Language = ""
    needs: dict[Skill, Level] = Field(default={}, max_length=20)
    last_operator: bool = False


class CallerPlan(BaseModel):
    """A caller who is known. `number` is compared by its digits.

    `priority` is added to the dialled number's; `credit_s` is waiting that the caller is
    given on top; `preferred` is the operator who knows it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = Field(min_length=1, max_length=40)
    priority: int = Field(default=0, ge=0, le=100)
    credit_s: float = Field(default=0.0, ge=0.0, le=3600.0)
    language: Language = ""
    preferred: OperatorId | None = None

    @field_validator("number")
    @classmethod
    def _can_be_compared(cls, value: str) -> str:
        if not digits(value):
            raise ValueError("a caller's number has digits")
        return value


class QueueLimits(NamedTuple):
    """When a call of a queue waits on in the queue `overflow`: when it finds `max_waiting`
    others there, or has waited for `max_wait_s`. None: no limit."""

    overflow: QueueId
    max_waiting: int | None = None
    max_wait_s: float | None = None


class Wish(NamedTuple):
    """What is known of a caller when it is queued, besides what it dialled."""

    priority: int = 0
    credit_s: float = 0.0
    language: str = ""
    preferred: OperatorId | None = None
