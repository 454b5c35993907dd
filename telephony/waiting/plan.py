"""Telephony's part of a queue: what waiting callers hear, may press, and when they leave.

A target is a node of the flow or another queue. Durations in seconds.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from telephony.ivr.nodes import Key, Name, Prompt, Target

Music = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class AnnouncePlan(BaseModel):
    """What a waiting caller is told: first after `first_s`, then every `every_s`.

    `place` and `wait` are said only when they have changed since they were said last, the
    wait as a range of minutes and only when the prediction is sure enough. `comfort` are
    prompts that take turns where there is nothing new; `keys` is a prompt that says what
    the caller may press, heard with the first announcement and then every third.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_s: float = Field(default=10.0, ge=0.0, le=600.0)
    every_s: float = Field(default=45.0, ge=10.0, le=3600.0)
    place: bool = False
    wait: bool = False
    comfort: tuple[Prompt, ...] = Field(default=(), max_length=20)
    keys: Prompt | None = None


class Overflow(BaseModel):
    """When a waiting call goes on to `to`.

    too_long: it has waited for `after_s` since it was first queued, or since it came back to
    this queue, if it was led away from it for that already. too_many: it found
    `waiting` others in the queue. ratio: it found more than `ratio` waiting calls to each
    operator who takes calls. nobody: nobody who serves the queue is signed in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: Literal["too_long", "too_many", "ratio", "nobody"]
    to: Target
    after_s: float | None = Field(default=None, gt=0.0, le=86_400.0)
    waiting: int | None = Field(default=None, ge=1, le=100_000)
    ratio: float | None = Field(default=None, gt=0.0, le=1000.0)

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        wanted = {"too_long": "after_s", "too_many": "waiting", "ratio": "ratio"}.get(self.when)
        for name in ("after_s", "waiting", "ratio"):
            if (getattr(self, name) is not None) != (name == wanted):
                raise ValueError(
                    f"when {self.when}: "
                    + (f"give {wanted}" if name == wanted else f"leave {name} out")
                )
        return self


class WaitingPlan(BaseModel):
    """How callers wait in one queue.

    `music` empty: that of the dialled number. Outside of `hours` (a calendar) nobody comes
    into the queue: callers go to `closed`. At closing time those who wait are kept, or go
    to `at_closing`. `keys` lead a waiting caller elsewhere. `after_talk` is a node of the
    flow that the caller hears once the operator has hung up.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    music: Music | None = None
    hours: Name | None = None
    closed: Target | None = None
    at_closing: Target | None = None
    announce: AnnouncePlan | None = None
    keys: dict[Key, Target] = Field(default={}, max_length=12)
    overflow: tuple[Overflow, ...] = Field(default=(), max_length=10)
    after_talk: Target | None = None

    @model_validator(mode="after")
    def _hours_lead_somewhere(self) -> Self:
        if (self.hours is None) != (self.closed is None):
            raise ValueError("hours and closed belong together: give both or neither")
        if self.at_closing is not None and self.hours is None:
            raise ValueError("at_closing needs hours: without them the queue never closes")
        return self
