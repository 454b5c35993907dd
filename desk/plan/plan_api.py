"""What screens need to know of the plan."""

from dataclasses import asdict

from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import SIGNED_IN
from desk.answers import reply
from desk.endpoint import Ask, endpoint


class DispositionTold(BaseModel):
    """One thing that a call may come to. With `children`, one of them has to be chosen."""

    code: str
    name: str
    children: list["DispositionTold"]


class QueueTold(BaseModel):
    """A queue and its service objective: a share of calls answered within a time."""

    queue: str
    name: str
    objective: float = Field(description="From 0 to 1.")
    threshold_s: int
    wrap_up_s: float
    dispositions: list[DispositionTold] = Field(description="What operators may say it came to.")
    disposition_required: bool = Field(
        description="Operators end their wrap-up only once they have said it."
    )


class TransferNumberTold(BaseModel):
    """An outside number to which calls may be given."""

    number: str
    name: str


class CustomerFieldTold(BaseModel):
    """A field of the centre's own on customers' cards."""

    name: str
    label: str
    kind: str
    choices: list[str]
    required: bool


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
    dialling: bool = Field(description="Whether anybody may call out.")
    transfer_numbers: list[TransferNumberTold]
    customer_fields: list[CustomerFieldTold] = Field(description="In the plan's order.")


@endpoint("GET", "/api/v1/plan", allow=SIGNED_IN, answer=PlanAnswer)
async def plan(ask: Ask) -> web.StreamResponse:
    """The plan in force, as far as screens show it.

    It may change at any moment: the board's card `standing` has the `revision` too.
    """
    told = asdict(ask.desk.parts.plan())
    fields = [field.model_dump() for field in _customer_fields(ask)]
    return reply(told | {"customer_fields": fields})


def _customer_fields(ask: Ask) -> list[CustomerFieldTold]:
    customers = ask.desk.parts.customers
    if customers is None:
        return []
    return [
        CustomerFieldTold(
            name=name,
            label=field.label,
            kind=field.kind,
            choices=list(field.choices),
            required=field.required,
        )
        for name, field in customers.plan().fields.items()
    ]


ENDPOINTS = (plan,)
