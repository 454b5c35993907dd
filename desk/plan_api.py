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


class NodeTold(BaseModel):
    """A node of the flow: what to call it where a caller is in it, and its kind."""

    title: str
    kind: str


class PlanAnswer(BaseModel):
    """The main number, the queues, the reasons for breaks and the centre's time zone."""

    number: str
    queues: list[QueueTold]
    break_reasons: list[ReasonTold]
    timezone: str = Field(description="A name such as Europe/Berlin.")
    numbers: list[str] = Field(description="Every number that callers dial.")
    sip_port: int = Field(description="Where phones sign in, UDP and TCP.")
    revision: int = Field(description="The revision of the plan that is in force.")
    languages: list[str] = Field(description="What callers may hear; the usual one first.")
    nodes: dict[str, NodeTold] = Field(description="The nodes of the flow by name.")
    calendars: list[str] = Field(description="Names of calendars that may be closed by hand.")
    incidents: list[str] = Field(description="Names of prompts about an incident.")


@endpoint("GET", "/api/v1/plan", allow=SIGNED_IN, answer=PlanAnswer)
async def plan(ask: Ask) -> web.StreamResponse:
    """The plan in force, as far as screens show it.

    It may change at any moment: the board's card `standing` has the `revision` too.
    """
    return reply(asdict(ask.desk.parts.plan()))


ENDPOINTS = (plan,)
