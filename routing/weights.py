"""What counts how much in the index: part of the plan, to be tuned by simulation."""

from pydantic import BaseModel, ConfigDict, Field


class Weights(BaseModel):
    """Weights of the index's terms; zero switches a term off.

    The unit of the index is one service objective: a call that has waited for its queue's
    `threshold_s` has an urgency of 1. All terms but urgency are bounded, so that nobody
    starves; `guard_s` bounds the wait absolutely.

    Calls, when an operator frees:
    `priority_s`: seconds of waiting that one step of priority is worth.
    `predicted`: share of the predicted wait until the next operator for this call frees
    that counts as if it had been waited already.
    `late`: what a call loses once it has waited for `late_after` objectives, so that
    others still meet theirs.
    `handling`: what an expected handling time of the centre's mean costs; quick work first.

    Operators, when a call arrives:
    `fit`: the level of the skills that the call wants, from 0 (level 0) to 1 (level 10).
    `speed`: what the operator's handling time for this queue, as a multiple of the
    queue's, costs.
    `idle`: waiting of the operator for work, as a share that nears 1 with time.
    `occupancy`: busy share of the recent past.
    `in_a_row`: for each call without a rest, up to `in_a_row_limit`.
    `scarcity`: the chance that a call of another queue soon misses this operator.
    `preferred`: the operator whom the caller knows.

    Both: `rank`: for each step by which the queue is not the operator's nearest work.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    priority_s: float = Field(default=45.0, ge=0.0, le=3600.0)
    predicted: float = Field(default=0.5, ge=0.0, le=5.0)
    late: float = Field(default=0.0, ge=0.0, le=100.0)
    late_after: float = Field(default=1.0, gt=0.0, le=1000.0)
    handling: float = Field(default=0.5, ge=0.0, le=100.0)
    fit: float = Field(default=0.5, ge=0.0, le=100.0)
    speed: float = Field(default=0.3, ge=0.0, le=100.0)
    idle: float = Field(default=0.3, ge=0.0, le=100.0)
    occupancy: float = Field(default=2.0, ge=0.0, le=100.0)
    in_a_row: float = Field(default=0.02, ge=0.0, le=10.0)
    in_a_row_limit: int = Field(default=20, ge=1, le=1000)
    scarcity: float = Field(default=1.0, ge=0.0, le=100.0)
    preferred: float = Field(default=2.0, ge=0.0, le=100.0)
    rank: float = Field(default=1.0, ge=0.0, le=100.0)
    guard_s: float = Field(default=900.0, ge=30.0, le=86_400.0)


class LoadPlan(BaseModel):
    """How an operator's load is measured.

    `window_s`: the time constant over which busy time is remembered. A pause of `rest_s`
    between two calls is a rest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    window_s: float = Field(default=1800.0, ge=60.0, le=86_400.0)
    rest_s: float = Field(default=60.0, ge=1.0, le=3600.0)
