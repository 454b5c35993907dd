"""Outside systems for tests: a real server that answers as it likes, and a clock."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web

from customers.lookups.source import OutsideSettings
from customers.plan import RestSourcePlan

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LOCAL = OutsideSettings(loopback_hosts=frozenset({"127.0.0.1", "crm.test"}))


class Hands:
    """A clock that a test turns by hand; both kinds of time go together."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def passing(self) -> float:
        return self.seconds


@dataclass
class Crm:
    """A customer system. What it is asked for says how it behaves."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        key = request.query["phone"]
        self.asked.append(key)
        self.headers.append(dict(request.headers))
        match key:
            case "1":
                customer = {"name": "Eve", "vip": True, "points": 7, "none": None, "more": {}}
                body = {"customer": customer, "orders": [{"state": "sent\n<b>"}, {"state": "new"}]}
                return web.json_response(body)
            case "slow":
                await self.released.wait()
                return web.json_response({})
            case "huge":
                return web.Response(body=b'{"customer": {"name": "' + b"x" * 70_000 + b'"}}')
            case "zip":
                zipped = web.json_response({"customer": {"name": "x" * 10_000_000}})
                zipped.enable_compression(web.ContentCoding.gzip)
                return zipped
            case "redirect":
                raise web.HTTPFound(f"http://127.0.0.1:{self.port}/?phone=1")
            case "drop":
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            case "text":
                return web.Response(text="hello")
            case _ if key.isdecimal() and len(key) == 3:
                return web.Response(status=int(key), text="{}")
            case _:
                return web.json_response({"customer": None})

    def plan(self, host: str = "127.0.0.1", scheme: str = "http", **more: object) -> RestSourcePlan:
        values = {
            "name": "customer.name",
            "vip": "customer.vip",
            "points": "customer.points",
            "order": "orders.0.state",
            "lost": "orders.9.state",
            "none": "customer.none",
            "more": "customer.more",
        }
        given = {"url": f"{scheme}://{host}:{self.port}/?phone={{key}}", "values": values}
        return RestSourcePlan.model_validate(given | more)


@asynccontextmanager
async def running_crm() -> AsyncIterator[Crm]:
    crm = Crm()
    app = web.Application()
    app.router.add_get("/", crm.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    crm.port = runner.addresses[0][1]
    try:
        yield crm
    finally:
        crm.released.set()
        await runner.cleanup()


class Names:
    """A resolver that answers in turn, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
