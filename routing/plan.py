"""Routing's part of the plan: queues and how phones are rung for them."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from vocabulary.ids import OperatorId, QueueId


class QueuePlan(BaseModel):
    """One queue. Durations in seconds.

    `operators`: who serves it; "all" is everybody who is listed. `ring_at_once`: how many
    phones may ring for one call at the same moment. `objective` is the share of calls to
    be answered within `threshold_s`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    queue: QueueId = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    name: str = Field(min_length=1, max_length=80)
    operators: Literal["all"] | tuple[OperatorId, ...] = "all"
    ring_s: float = Field(default=15.0, ge=3.0, le=120.0)
    ring_at_once: int = Field(default=1, ge=1, le=10)
    wrap_up_s: float = Field(default=15.0, ge=0.0, le=3600.0)
    objective: float = Field(default=0.8, gt=0.0, le=1.0)
    threshold_s: int = Field(default=20, ge=1, le=3600)
    short_abandon_s: int = Field(default=5, ge=0, le=60)


def queue_plan(queues: Mapping[QueueId, QueuePlan], queue: QueueId) -> QueuePlan:
    """The queue's plan; the usual one for a queue that left the plan while callers wait."""
    return queues.get(queue) or QueuePlan(queue=queue, name=queue)


class OfferPlan(BaseModel):
    """What follows an offer that was not accepted.

    After a refusal, a busy or a dead phone the same operator is left alone for `rest_s`.
    After `misses_before_break` unanswered offers in a row it is put on break, so that
    callers do not ring an empty chair.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rest_s: float = Field(default=5.0, ge=0.5, le=300.0)
    misses_before_break: int = Field(default=3, ge=1, le=100)


class FeatureCodes(BaseModel):
    """What an operator dials to change its availability.

    `break_reasons` maps the digit behind the break code to its reason; the bare code is
    the reason named by the empty string.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ready: str = "*1"
    take_break: str = "*2"
    break_reasons: dict[str, str] = Field(
        default={"": "break", "1": "lunch", "2": "training", "3": "meeting"}
    )

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if self.ready.startswith(self.take_break) or self.take_break.startswith(self.ready):
            raise ValueError(
                f"ready {self.ready} and take_break {self.take_break} cannot be told apart; "
                "neither may begin with the other"
            )
        return self


class RoutingPlan(BaseModel):
    """Routing's whole part of the plan; queues by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    queues: dict[QueueId, QueuePlan]
    offers: OfferPlan = OfferPlan()
    codes: FeatureCodes = FeatureCodes()
