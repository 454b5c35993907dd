"""Whether the service lives, whether it is ready, and its figures."""

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from desk.access import ANYONE
from desk.answers import reply
from desk.endpoint import AnyQuery, Ask, endpoint
from desk.errors import not_allowed
from desk.origin import is_local


class Alive(BaseModel):
    """The process runs and answers."""

    ok: bool


class CheckTold(BaseModel):
    """One dependency."""

    name: str
    ok: bool
    detail: str


class Ready(BaseModel):
    """Ready when every dependency is."""

    ready: bool
    checks: list[CheckTold]


@endpoint("GET", "/healthz", allow=ANYONE, query=AnyQuery, answer=Alive)
async def alive(_: Ask) -> web.StreamResponse:
    """200 as long as the service lives, whatever its dependencies do."""
    return reply(Alive(ok=True))


@endpoint("GET", "/readyz", allow=ANYONE, query=AnyQuery, answer=Ready, errors=(503,))
async def ready(ask: Ask) -> web.StreamResponse:
    """Each dependency by its name; 503, in the same form, when one is down."""
    checks = [
        CheckTold(name=check.name, ok=check.ok, detail=check.detail)
        for check in ask.desk.parts.health()
    ]
    told = Ready(ready=all(check.ok for check in checks), checks=checks)
    return reply(told, status=200 if told.ready else 503)


@endpoint(
    "GET",
    "/metrics",
    allow=ANYONE,
    query=AnyQuery,
    answer_type="text/plain",
    errors=(403,),
)
async def metrics(ask: Ask) -> web.StreamResponse:
    """Figures for Prometheus, to this machine only and never through a proxy."""
    if not is_local(ask.request):
        raise not_allowed("Metrics are read on the machine itself, not from elsewhere.")
    return web.Response(
        body=generate_latest(ask.desk.parts.metrics),
        headers={"Content-Type": CONTENT_TYPE_LATEST},
    )


ENDPOINTS = (alive, ready, metrics)
