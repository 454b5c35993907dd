"""What screens need to know of the plan."""

from dataclasses import asdict

from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import SIGNED_IN
from desk.answers import reply
from desk.endpoint import Ask, endpoint


class QueueTold(BaseModel):
    """A queue and its service objective: a share of calls answered within a time."""

    queue: str
    name: str
    objective: float = Field(description="From 0 to 1.")
    threshold_s: int


class ReasonTold(BaseModel):
    """A reason for a break."""

    code: str
    name: str


class PlanAnswer(BaseModel):
    """The main number, the queues, the reasons for breaks and the centre's time zone."""

    number: str
    queues: list[QueueTold]
    break_reasons: list[ReasonTold]
    timezone: str = Field(description="A name such as Europe/Berlin.")
    numbers: list[str] = Field(description="Every number that callers dial.")
    sip_port: int = Field(description="Where phones sign in, UDP and TCP.")


@endpoint("GET", "/api/v1/plan", allow=SIGNED_IN, answer=PlanAnswer)
async def plan(ask: Ask) -> web.StreamResponse:
    """The plan in force, as far as screens show it."""
    return reply(asdict(ask.desk.parts.plan))


ENDPOINTS = (plan,)
