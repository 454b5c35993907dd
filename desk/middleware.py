"""What surrounds every request: headers, refusals in one form, counting and one log line.

Logs name the route as declared, never the address as sent: that may hold a caller's
number.
"""

import secrets
import time
import traceback

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from desk.answers import refusal
from desk.endpoint import PERSON
from desk.errors import Refusal, try_later
from desk.workings import DESK

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), display-capture=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "callwright",
}
STEPS_LOGGED = 12
AWAY = try_later(
    503,
    "database_away",
    "The database does not answer; calls go on without it. Try again, or see /readyz.",
    5,
)

log = structlog.get_logger("desk.http")


async def add_headers(_: web.BaseRequest, response: web.StreamResponse) -> None:
    """Before any answer goes out: the security headers, and nothing cached by default."""
    for name, value in SECURITY_HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count and log each request, whatever came of it."""
    begin = time.perf_counter()
    status = 500
    try:
        response = await handler(request)
        status = response.status
        return response
    finally:
        took_s = time.perf_counter() - begin
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "none"
        metrics = request.app[DESK].metrics
        metrics.requests.labels(request.method, route, str(status)).inc()
        metrics.seconds.labels(route).observe(took_s)
        log.info(
            "request",
            method=request.method,
            route=route,
            status=status,
            took_ms=round(1000 * took_s, 1),
            person=request.get(PERSON),
            address=request.remote,
        )


@web.middleware
async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every refusal and failure into the one form. No traceback leaves the house."""
    try:
        return await handler(request)
    except Refusal as error:
        return refusal(error)
    except web.HTTPException as error:
        return refusal(_of_http(error))
    except ConnectionError:
        raise  # the client is gone: there is nobody to answer
    except request.app[DESK].parts.unavailable as error:
        log.warning("database away", why=str(error))
        return refusal(AWAY)
    except Exception as error:
        incident = secrets.token_hex(6)
        log.error(
            "request failed",
            incident=incident,
            error=type(error).__name__,
            where=_where(error),
            pii_detail=str(error),
        )
        sentence = f"Something failed on our side. Tell your administrator: incident {incident}."
        return refusal(Refusal(500, "failed", sentence), incident)


def _of_http(error: web.HTTPException) -> Refusal:
    """aiohttp's own refusals, in our words."""
    told = {
        404: ("not_found", "There is nothing at this address. See /docs."),
        405: ("method_not_allowed", "This address does not take this method. See /docs."),
        413: ("too_large", "The body is larger than 64 KB. Send less."),
    }
    code, message = told.get(error.status, ("bad_request", "The request is not in order."))
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return Refusal(error.status, code, message, headers=headers)


def _where(error: BaseException) -> list[str]:
    """The places in the code, without values: those may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)[-STEPS_LOGGED:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
