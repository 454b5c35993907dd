"""Telephony's part of the plan: what happens on each main number, and to whom."""

from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from vocabulary.ids import NodeId, OperatorId, QueueId

Skill = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Level = Annotated[int, Field(ge=1, le=10)]
Language = Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})?)?$")]


def digits(number: str) -> str:
    """What two spellings of a phone number have in common."""
    return "".join(sign for sign in number if sign in "0123456789")


class NumberPlan(BaseModel):
    """One number that callers dial.

    It leads to the node `start` of the flow, or at once to a `queue`: exactly one of the
    two. `person` is the queue to which the key 0 leads from anywhere in the flow while
    somebody is there. `music` is a music class of Asterisk. `needs` are least levels of
    skills beyond those of the queue; only operators who speak `language` get the callers,
    and callers hear it; empty: the plan's usual one. With `last_operator` a caller is
    preferably given whom it talked to last.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = Field(pattern=r"^\+?[0-9]{1,20}$")
    queue: QueueId | None = None
    start: NodeId | None = None
    person: QueueId | None = None
    music: str = Field(default="default", pattern=r"^[A-Za-z0-9_-]{1,40}$")
    priority: int = Field(default=0, ge=0, le=100)
    language: Language = ""
    needs: dict[Skill, Level] = Field(default={}, max_length=20)
    last_operator: bool = False

    @model_validator(mode="after")
    def _leads_to_one(self) -> Self:
        if (self.queue is None) == (self.start is None):
            raise ValueError(
                "a number leads to a queue or to a start of the flow: give one of both"
            )
        return self

    @property
    def leads_to(self) -> str:
        """The node or queue to which callers come first."""
        return str(self.start or self.queue)


class CallerPlan(BaseModel):
    """A caller who is known. `number` is compared by its digits.

    `priority` is added to the dialled number's; `credit_s` is waiting that the caller is
    given on top; `preferred` is the operator who knows it. A `blocked` caller is let go by
    the flow's `recognise`, a `vip` goes its way there. `customer` is the caller's number at
    the shop, by which it can be looked up; `fields` are what is known of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = Field(min_length=1, max_length=40)
    priority: int = Field(default=0, ge=0, le=100)
    credit_s: float = Field(default=0.0, ge=0.0, le=3600.0)
    language: Language = ""
    preferred: OperatorId | None = None
    name: str = Field(default="", max_length=80)
    vip: bool = False
    blocked: bool = False
    customer: str = Field(default="", pattern=r"^[0-9]{0,20}$")
    fields: dict[str, str] = Field(default={}, max_length=20)

    @field_validator("number")
    @classmethod
    def _can_be_compared(cls, value: str) -> str:
        if not digits(value):
            raise ValueError("a caller's number has digits")
        return value


class Wish(NamedTuple):
    """What is known of a caller when it is queued, besides what it dialled."""

    priority: int = 0
    credit_s: float = 0.0
    language: str = ""
    preferred: OperatorId | None = None
