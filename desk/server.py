"""The desk as an aiohttp application, and the door that it stands behind."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog
from aiohttp import web

from desk import board_api, health_api, pages
from desk.bodies import BODY_LIMIT
from desk.calls import (
    call_control_api,
    calls_api,
    dispositions_api,
    notes_api,
    operators_api,
    promises_api,
    recordings_api,
    transfers_api,
    why_api,
)
from desk.customers import cards_api, file_api, joining_api
from desk.endpoint import Endpoint, add_to
from desk.middleware import add_headers, observe, refuse
from desk.people import (
    account_api,
    audit_api,
    oidc_api,
    people_api,
    second_factor_api,
    session_api,
    sessions_api,
    skills_api,
    teams_api,
)
from desk.phone import phone_api
from desk.phone.phones import add_phones
from desk.plan import (
    draft_api,
    hours_import_api,
    plan_api,
    plan_trial_api,
    plan_views_api,
    prompts_api,
    revisions_api,
    standing_api,
)
from desk.ports import DeskParts
from desk.workings import DESK, Desk

API = (
    *session_api.ENDPOINTS,
    *oidc_api.ENDPOINTS,
    *account_api.ENDPOINTS,
    *second_factor_api.ENDPOINTS,
    *sessions_api.ENDPOINTS,
    *board_api.ENDPOINTS,
    *operators_api.ENDPOINTS,
    *skills_api.ENDPOINTS,
    *calls_api.ENDPOINTS,
    *call_control_api.ENDPOINTS,
    *transfers_api.ENDPOINTS,
    *dispositions_api.ENDPOINTS,
    *notes_api.ENDPOINTS,
    *why_api.ENDPOINTS,
    *promises_api.ENDPOINTS,
    *recordings_api.ENDPOINTS,
    *people_api.ENDPOINTS,
    *second_factor_api.OF_OTHERS,
    *teams_api.ENDPOINTS,
    *audit_api.ENDPOINTS,
    *phone_api.ENDPOINTS,
    *file_api.ENDPOINTS,
    *cards_api.ENDPOINTS,
    *joining_api.ENDPOINTS,
    *plan_api.ENDPOINTS,
    *draft_api.ENDPOINTS,
    *revisions_api.ENDPOINTS,
    *plan_views_api.ENDPOINTS,
    *plan_trial_api.ENDPOINTS,
    *hours_import_api.ENDPOINTS,
    *prompts_api.ENDPOINTS,
    *standing_api.ENDPOINTS,
    *health_api.ENDPOINTS,
)
SWEEP_S = 3600
KEEP_ALIVE_S = 75
STOP_LIMIT_S = 5
MOST_HEADER_BYTES = 8190
STRICT_TRANSPORT = "max-age=15552000"

log = structlog.get_logger("desk")


class CannotListen(OSError):
    """The door cannot be opened; the message says why and how to mend it."""


def endpoints_of(version: str) -> tuple[Endpoint, ...]:
    """Every route that there is, in the order of the description."""
    return (*API, *pages.ENDPOINTS, *pages.description((*API, *pages.ENDPOINTS), version))


def create_app(parts: DeskParts) -> web.Application:
    """The application. Routes come only from declared endpoints: nothing is open by default."""
    app = web.Application(middlewares=[observe, refuse], client_max_size=BODY_LIMIT)
    app[DESK] = Desk(parts)
    for declared in endpoints_of(parts.settings.version):
        add_to(app, declared)
    app.on_response_prepare.append(add_headers)
    if parts.settings.strict_transport:
        app.on_response_prepare.append(_only_https)
    app.cleanup_ctx.append(_working)
    app.on_shutdown.append(_send_screens_away)
    add_phones(app)
    return app


async def _working(app: web.Application) -> AsyncIterator[None]:
    """What runs beside requests: the live board and the sweeping of old sessions."""
    desk = app[DESK]
    desk.hub.start()
    sweeping = asyncio.create_task(_sweep(desk))
    yield
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def _only_https(_: web.BaseRequest, response: web.StreamResponse) -> None:
    response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT


async def _send_screens_away(app: web.Application) -> None:
    await app[DESK].hub.stop()


async def _sweep(desk: Desk) -> None:
    while True:
        try:
            removed = await desk.sessions.sweep()
            log.debug("old sessions removed", removed=removed)
        except Exception as error:
            # The next round tries again; sessions are checked on every use anyway.
            log.warning("old sessions cannot be removed", why=type(error).__name__)
        await asyncio.sleep(SWEEP_S)


@dataclass(frozen=True, slots=True)
class Door:
    """An open door. `port` is the real one, also when 0 was asked for."""

    runner: web.AppRunner
    host: str
    port: int

    async def close(self) -> None:
        """Send screens away, let requests end for some seconds, and close."""
        await self.runner.cleanup()


async def open_door(
    app: web.Application, host: str, port: int, tls: ssl.SSLContext | None = None
) -> Door:
    """Listen, with https where there is a certificate.

    Raises `CannotListen` when the port is taken or not ours to take.
    """
    quiet = logging.getLogger("desk.connection")
    quiet.addFilter(_without_bytes)
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=quiet,
        keepalive_timeout=KEEP_ALIVE_S,
        shutdown_timeout=STOP_LIMIT_S,
        max_line_size=MOST_HEADER_BYTES,
        max_field_size=MOST_HEADER_BYTES,
    )
    await runner.setup()
    site = web.TCPSite(runner, host, port, ssl_context=tls)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise CannotListen(
            f"Cannot listen on {host} port {port} ({error.strerror}). "
            "Stop the other program or choose another port."
        ) from error
    return Door(runner, host, runner.addresses[0][1])


def _without_bytes(record: logging.LogRecord) -> bool:
    """Keep what was sent out of the log of broken requests: it may be personal data."""
    record.exc_info = None
    return True
