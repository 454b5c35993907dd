"""What a call came to, as the operator says it: a path in the queue's tree, down to its end."""

from collections.abc import Sequence
from typing import Annotated

from aiohttp import web
from pydantic import Field

from desk.access import STEERING
from desk.answers import accepted
from desk.calls.whose import worker_of
from desk.endpoint import Ask, endpoint
from desk.errors import bad_field, conflict
from desk.models import Accepted, Body, Word
from desk.ports import DispositionSummary, QueueSummary
from vocabulary.ids import CallId, OperatorId
from vocabulary.inputs import DispositionAsked

DEEPEST = 10


class DispositionBody(Body):
    """The codes from the top of the tree down to one that has nothing below it."""

    codes: Annotated[list[Word], Field(min_length=1, max_length=DEEPEST)]


@endpoint(
    "PUT",
    "/api/v1/calls/{id}/disposition",
    allow=STEERING,
    body=DispositionBody,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def set_disposition(ask: Ask) -> web.StreamResponse:
    """Say what the call came to; the last word counts.

    The operator who has the call or wraps it up may, and supervisors and administrators, also
    long afterwards; theirs stand in the audit. 409 `call_is_over` for an operator who is not
    in the call any more, `no_operator` where nobody had it, `no_dispositions` where the plan
    has none for its queue. The trees are in `/api/v1/plan`.
    """
    call, name = CallId(ask.id("id")), ask.who.person.name
    worker = await worker_of(ask, call)
    codes = tuple(ask.body(DispositionBody).codes)
    _check(queue_of(ask, worker.queue), codes)
    if worker.operator != name:
        await ask.note("disposition_set", f"calls/{call}", f"{worker.operator} {'/'.join(codes)}")
    wish = DispositionAsked(call, worker.operator, codes, OperatorId(name))
    ask.desk.parts.inbox.put(wish)
    return accepted()


def queue_of(ask: Ask, queue: str | None) -> QueueSummary | None:
    """A queue as the plan in force has it."""
    return next((one for one in ask.desk.parts.plan().queues if one.queue == queue), None)


def _check(queue: QueueSummary | None, codes: Sequence[str]) -> None:
    """Raises `Refusal` where the codes are no whole path of the queue's tree."""
    if queue is None or not queue.dispositions:
        raise conflict("no_dispositions", "The plan has no outcomes for the queue of this call.")
    level: tuple[DispositionSummary, ...] = queue.dispositions
    for place, code in enumerate(codes):
        found = next((one for one in level if one.code == code), None)
        if found is None:
            raise bad_field(f"codes.{place}", _unknown(codes[:place], code, level))
        level = found.children
    if level:
        listed = ", ".join(one.code for one in level)
        raise bad_field("codes", f"Below {codes[-1]} one more is to be chosen: {listed}.")


def _unknown(above: Sequence[str], code: str, level: Sequence[DispositionSummary]) -> str:
    where = f"Below {above[-1]} there is" if above else "There is"
    listed = ", ".join(one.code for one in level) or "nothing"
    return f"{where} no outcome {code}. There is: {listed}."


ENDPOINTS = (set_disposition,)
