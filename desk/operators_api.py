"""What an operator chooses: ready, break, signed out, and the end of wrap-up.

A click becomes an input; what comes of it shows on the live board.
"""

from aiohttp import web
from pydantic import Field

from desk.access import STEERING, check_steers
from desk.answers import accepted
from desk.endpoint import Ask, endpoint
from desk.errors import bad_field, not_found
from desk.models import Accepted, Body, Text
from vocabulary.ids import OperatorId
from vocabulary.inputs import AvailabilityAsked, WrapUpDone
from vocabulary.states import Availability, Role


class AvailabilityBody(Body):
    """What the operator is to be. A reason goes with a break only."""

    availability: Availability
    reason: Text | None = Field(default=None, description="A code of the plan's break reasons.")


@endpoint(
    "POST",
    "/api/v1/operators/{name}/availability",
    allow=STEERING,
    body=AvailabilityBody,
    answer=Accepted,
    status=202,
    errors=(404,),
)
async def set_availability(ask: Ask) -> web.StreamResponse:
    """Make an operator ready, let it take a break or sign it out.

    An operator does this for itself, a supervisor or administrator for anybody; when
    somebody else does it, it stands in the audit.
    """
    body = ask.body(AvailabilityBody)
    operator = await _operator(ask)
    reason = _reason(ask, body)
    detail = f"{body.availability.value} {reason}".strip()
    await _note_foreign(ask, operator, "availability_set", detail)
    by = ask.who.person.name
    ask.desk.parts.inbox.put(AvailabilityAsked(operator, body.availability, reason, by))
    return accepted()


@endpoint(
    "POST",
    "/api/v1/operators/{name}/wrap-up/end",
    allow=STEERING,
    answer=Accepted,
    status=202,
    errors=(404,),
)
async def end_wrap_up(ask: Ask) -> web.StreamResponse:
    """End an operator's wrap-up before its time. Without wrap-up nothing happens."""
    operator = await _operator(ask)
    await _note_foreign(ask, operator, "wrap_up_ended")
    ask.desk.parts.inbox.put(WrapUpDone(operator))
    return accepted()


async def _operator(ask: Ask) -> OperatorId:
    """The operator of the path: first whether it is this person's business, then whether it is."""
    name = ask.id("name")
    check_steers(ask.who, name)
    person = await ask.desk.parts.people.get(name)
    if person is None or person.disabled or Role.OPERATOR not in person.roles:
        raise not_found("operator")
    return OperatorId(name)


def _reason(ask: Ask, body: AvailabilityBody) -> str:
    reason = body.reason or ""
    if not reason:
        return ""
    if body.availability is not Availability.BREAK:
        raise bad_field("reason", "A reason goes with a break only. Leave it out.")
    codes = [known.code for known in ask.desk.parts.plan().break_reasons]
    if codes and reason not in codes:
        raise bad_field("reason", f"The plan has no such reason. It has: {', '.join(codes)}.")
    return reason


async def _note_foreign(ask: Ask, operator: OperatorId, action: str, detail: str = "") -> None:
    if ask.who.person.name != operator:
        await ask.note(action, f"operators/{operator}", detail)


ENDPOINTS = (set_availability, end_wrap_up)
