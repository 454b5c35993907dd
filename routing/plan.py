"""Routing's part of the plan: queues, what operators can do, how phones are rung."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from routing.dispositions import Dispositions
from routing.weights import LoadPlan, Weights
from vocabulary.ids import OperatorId, QueueId

SkillName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Level = Annotated[int, Field(ge=1, le=10)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]


class WideningStep(BaseModel):
    """What a call of the queue asks for once it has waited for `after_s`.

    `requires` takes the place of the queue's (and of earlier steps'): levels fall, skills
    drop. `join` are operators of other queues who help from then on. A step lasts until
    the next one; the last for good.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    after_s: float = Field(gt=0.0, le=86_400.0)
    requires: dict[SkillName, Level] | None = None
    join: Literal["all"] | tuple[OperatorId, ...] = ()


class QueuePlan(BaseModel):
    """One queue. Durations in seconds.

    `operators`: who serves it; "all" is everybody who is listed. `ring_at_once`: how many
    phones may ring for one call at the same moment. `objective` is the share of calls to
    be answered within `threshold_s`.

    `requires`: least levels of skills an operator must have; `prefers`: skills whose level
    decides between those who may. `widen`: how the criteria widen while a call waits.
    `priority` is added to the call's own; `urgency` weighs its waiting.
    `keep_free` of the operators at home in this queue (it is their nearest work) are kept
    free for it: a call of a queue that is no nearer to them takes one only while more are
    free, or once it has waited for its own queue's `takes_kept_after_s`, or once
    `takes_kept_at` calls of its queue wait (0: however many). `hold_preferred_s`: how long
    a call waits for the operator whom the caller knows before others may take it.

    `dispositions` is the tree of what operators may say that a call came to;
    `disposition_required`: an operator ends its own wrap-up only once it has said it.
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
    requires: dict[SkillName, Level] = Field(default={}, max_length=20)
    prefers: tuple[SkillName, ...] = Field(default=(), max_length=20)
    widen: tuple[WideningStep, ...] = Field(default=(), max_length=10)
    priority: int = Field(default=0, ge=0, le=100)
    urgency: float = Field(default=1.0, gt=0.0, le=100.0)
    keep_free: int = Field(default=0, ge=0, le=1000)
    takes_kept_after_s: float = Field(default=60.0, ge=0.0, le=86_400.0)
    takes_kept_at: int = Field(default=0, ge=0, le=1000)
    hold_preferred_s: float = Field(default=0.0, ge=0.0, le=3600.0)
    dispositions: Dispositions = ()
    disposition_required: bool = False

    @model_validator(mode="after")
    def _steps_follow(self) -> Self:
        moments = [step.after_s for step in self.widen]
        if moments != sorted(set(moments)):
            raise ValueError("widen: each step's after_s must be later than the one before")
        return self

    @model_validator(mode="after")
    def _something_to_choose(self) -> Self:
        if self.disposition_required and not self.dispositions:
            raise ValueError(
                "disposition_required: there is nothing to choose from; list dispositions, or "
                "leave it false"
            )
        return self


def queue_plan(queues: Mapping[QueueId, QueuePlan], queue: QueueId) -> QueuePlan:
    """The queue's plan; the usual one for a queue that left the plan while callers wait."""
    return queues.get(queue) or QueuePlan(queue=queue, name=queue)


class MembershipPlan(BaseModel):
    """How an operator serves one queue: nearer work has a lower `rank`.

    Calls of the queue reach the operator only after they have waited for `delay_s`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rank: int = Field(default=1, ge=1, le=99)
    delay_s: float = Field(default=0.0, ge=0.0, le=86_400.0)


class OperatorPlan(BaseModel):
    """What one operator can do.

    `skills` by level from 1 to 10; `languages` left empty: any. `queues` says how the
    operator serves queues that list it. A reserve operator gets only calls that have
    waited for `reserve_s`, whatever the queue.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    skills: dict[SkillName, Level] = Field(default={}, max_length=50)
    languages: tuple[Language, ...] = Field(default=(), max_length=10)
    queues: dict[QueueId, MembershipPlan] = Field(default={}, max_length=200)
    reserve_s: float = Field(default=0.0, ge=0.0, le=86_400.0)


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
    operators: dict[OperatorId, OperatorPlan] = {}
    weights: Weights = Weights()
    load: LoadPlan = LoadPlan()
    offers: OfferPlan = OfferPlan()
    codes: FeatureCodes = FeatureCodes()
