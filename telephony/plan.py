"""Telephony's part of the plan: what happens on each main number."""

from pydantic import BaseModel, ConfigDict, Field

from vocabulary.ids import QueueId


class NumberPlan(BaseModel):
    """One number that callers dial.

    `greeting` is the name of a sound, played before the caller waits; None lets the
    caller wait at once. `music` is a music class of Asterisk.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = Field(pattern=r"^\+?[0-9]{1,20}$")
    queue: QueueId
    greeting: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_/-]{1,80}$")
    music: str = Field(default="default", pattern=r"^[A-Za-z0-9_-]{1,40}$")
    priority: int = Field(default=0, ge=0, le=100)
