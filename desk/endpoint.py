"""Endpoints: a thin declaration around a handler, and everything that is checked before it.

In this order: the page's origin, the session, the role, the token against forged
requests, the ids in the path, the query, the body. A handler sees only what passed.
"""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from desk.access import Access
from desk.bodies import BODY_LIMIT, BODY_LIMIT_S, read_json, read_raw
from desk.errors import (
    Refusal,
    bad_field,
    not_allowed,
    not_found,
    of_validation,
    signed_out,
    try_later,
)
from desk.live import SIGNED_OUT, new_socket, refuse_socket
from desk.models import names_of
from desk.origin import address_of, is_same_origin
from desk.sessions import COOKIE, Who
from desk.workings import DESK, Desk

TOKEN_HEADER = "X-Callwright-Token"  # noqa: S105  the header's name, not a token
SAFE_METHODS = frozenset({"GET", "HEAD"})
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:-]{0,127}")
_PATH_NAMES = re.compile(r"{(\w+)(?::[^}]*)?}")

M = TypeVar("M", bound=BaseModel)
Handler = Callable[["Ask"], Awaitable[web.StreamResponse]]
PERSON: web.RequestKey[str] = web.RequestKey("person", str)


class NoQuery(BaseModel):
    """A route without parameters: any is refused."""

    model_config = ConfigDict(extra="forbid")


class AnyQuery(BaseModel):
    """A page: whatever stands behind the question mark is left alone."""

    model_config = ConfigDict(extra="ignore")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route as declared. `body` and `answer` are models, or None for none.

    `raw`: the kinds of a body that is taken as it comes. `extra_s` is time that the body and
    the handler are given beyond the usual.
    """

    method: str
    path: str
    handler: Handler
    access: Access
    body: type[BaseModel] | None
    raw: tuple[str, ...]
    body_limit: int
    query: type[BaseModel]
    answer: type[BaseModel] | None
    status: int
    answer_type: str
    errors: tuple[int, ...]
    extra_s: float
    socket: bool

    @property
    def changes(self) -> bool:
        """Whether it changes anything, so that a forged request must be kept out."""
        return self.method not in SAFE_METHODS

    @property
    def path_names(self) -> list[str]:
        """The names of the ids in the path."""
        return _PATH_NAMES.findall(self.path)


def endpoint(
    method: str,
    path: str,
    *,
    allow: Access,
    body: type[BaseModel] | None = None,
    raw: tuple[str, ...] = (),
    body_limit: int = BODY_LIMIT,
    query: type[BaseModel] = NoQuery,
    answer: type[BaseModel] | None = None,
    status: int = 200,
    answer_type: str = "application/json",
    errors: tuple[int, ...] = (),
    extra_s: float = 0.0,
    socket: bool = False,
) -> Callable[[Handler], Endpoint]:
    """Declare a route. `allow` has no default: nothing is open by oversight.

    `errors` are statuses beyond the general ones; `answer_type` stands beside an `answer`
    that may also be had in that form. A `socket` lives longer than a request.
    """

    def declare(handler: Handler) -> Endpoint:
        return Endpoint(
            method=method,
            path=path,
            handler=handler,
            access=allow,
            body=body,
            raw=raw,
            body_limit=body_limit,
            query=query,
            answer=answer,
            status=status,
            answer_type=answer_type,
            errors=errors,
            extra_s=extra_s,
            socket=socket,
        )

    return declare


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that passed every check."""

    request: web.Request
    desk: Desk
    address: str
    caller: Who | None
    given_query: BaseModel
    given_body: BaseModel | None
    raw: bytes = b""

    @property
    def who(self) -> Who:
        """Whoever is signed in. Only for routes that are not public."""
        if self.caller is None:
            raise TypeError("a public route has nobody signed in")
        return self.caller

    def id(self, name: str) -> str:
        """An id from the path, checked for its form."""
        return self.request.match_info[name]

    def query(self, model: type[M]) -> M:
        """The parameters, as the declared model."""
        if not isinstance(self.given_query, model):
            raise TypeError(f"the route declares {type(self.given_query).__name__} as its query")
        return self.given_query

    def body(self, model: type[M]) -> M:
        """The body, as the declared model."""
        if not isinstance(self.given_body, model):
            raise TypeError(f"the route declares {type(self.given_body).__name__} as its body")
        return self.given_body

    async def note(self, action: str, target: str, detail: str = "") -> None:
        """Write an audit row in the name of whoever is signed in."""
        await self.desk.note(self.who.person.name, action, target, self.address, detail)


def add_to(app: web.Application, declared: Endpoint) -> None:
    """Register a route. What answers GET answers HEAD too, under the same checks."""

    async def serve(request: web.Request) -> web.StreamResponse:
        return await _serve(declared, request)

    app.router.add_route(declared.method, declared.path, serve)
    if declared.method == "GET" and not declared.socket:
        app.router.add_route("HEAD", declared.path, serve)


async def _serve(declared: Endpoint, request: web.Request) -> web.StreamResponse:
    desk = request.app[DESK]
    if declared.socket:
        return await _checked(declared, request, desk)
    try:
        async with asyncio.timeout(desk.settings.request_limit_s + declared.extra_s):
            return await _checked(declared, request, desk)
    except TimeoutError as error:
        raise try_later(503, "took_too_long", "This took too long. Try again later.", 5) from error


async def _checked(declared: Endpoint, request: web.Request, desk: Desk) -> web.StreamResponse:
    if (declared.changes or declared.socket) and not is_same_origin(request):
        raise Refusal(403, "foreign_origin", "This page is not ours. Open Callwright itself.")
    address = address_of(request, desk.settings.behind_proxy)
    caller = None
    if not declared.access.public:
        caller = await desk.sessions.find(request.cookies.get(COOKIE))
        if caller is None:
            if declared.socket and new_socket().can_prepare(request):
                return await refuse_socket(request, SIGNED_OUT)
            raise signed_out()
        request[PERSON] = caller.person.name
        _check_caller(declared, request, caller)
    _check_path(request)
    query = _query(declared.query, request)
    within_s = BODY_LIMIT_S + declared.extra_s
    if declared.raw:
        async with desk.uploads.place():
            raw = await read_raw(request, declared.raw, declared.body_limit, within_s)
            return await declared.handler(Ask(request, desk, address, caller, query, None, raw))
    body = None
    if declared.body is not None:
        body = await read_json(request, declared.body, declared.body_limit, within_s)
    return await declared.handler(Ask(request, desk, address, caller, query, body))


def _check_caller(declared: Endpoint, request: web.Request, caller: Who) -> None:
    if not declared.access.permits(caller):
        raise not_allowed()
    if not declared.changes:
        return
    given = request.headers.get(TOKEN_HEADER, "")
    if not _same(given, caller.csrf):
        raise Refusal(403, "bad_token", f"The header {TOKEN_HEADER} is missing or wrong.")


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _check_path(request: web.Request) -> None:
    for name, value in request.match_info.items():
        if not _ID.fullmatch(value):
            raise not_found(name)


def _query(model: type[BaseModel], request: web.Request) -> BaseModel:
    """Parameters without a value count as not given; one given twice is refused."""
    given = {name: value for name, value in request.query.items() if value != ""}
    if model is not AnyQuery:
        for name in given:
            if len(request.query.getall(name)) > 1:
                raise bad_field(name, f"{name} stands twice in the query. Give it once.")
    try:
        return model.model_validate_strings(given)
    except ValidationError as error:
        raise of_validation(error, "query", names_of(model)) from error
