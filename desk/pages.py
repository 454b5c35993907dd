"""Pages: the shell of the screens, its assets, and the description of the API."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from aiohttp import web

from desk.access import ANYONE
from desk.answers import to_json
from desk.docs_page import render
from desk.docs_style import DOCS_CSS
from desk.endpoint import AnyQuery, Ask, Endpoint, endpoint
from desk.errors import not_found
from desk.openapi import Document, describe

FOREVER = "public, max-age=31536000, immutable"
SCREENS = (
    "/",
    "/operator",
    "/supervisor",
    "/manager",
    "/customers",
    "/plan",
    "/people",
    "/account",
    "/signin",
)
ASSET_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".map": "application/json",
}
NOT_BUILT = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Callwright</title>
<link rel="stylesheet" href="/docs.css"></head><body><main>
<h1>The screens are not built yet</h1>
<p>Callwright runs and takes calls. To see its screens, run <code>make web</code> in its folder
and load this page again.</p>
<p>The API is described at <a href="/docs">/docs</a>.</p>
</main></body></html>
"""


def _page(text: str, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


async def _file(path: Path) -> bool:
    return await asyncio.to_thread(path.is_file)


def _shell(path: str) -> Endpoint:
    @endpoint("GET", path, allow=ANYONE, query=AnyQuery, answer_type="text/html", errors=(503,))
    async def shell(ask: Ask) -> web.StreamResponse:
        """A screen: the same small page for all, which then asks who is signed in.

        Never cached. 503 says how to build the screens when that was not done.
        """
        index = ask.desk.parts.web_root / "index.html"
        if not await _file(index):
            return _page(NOT_BUILT, status=503)
        return web.FileResponse(
            index, headers={"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
        )

    return shell


@endpoint(
    "GET",
    "/assets/{name}",
    allow=ANYONE,
    query=AnyQuery,
    answer_type="application/octet-stream",
    errors=(404,),
)
async def asset(ask: Ask) -> web.StreamResponse:
    """A part of the screens. Its name holds a hash of its content: cached for good."""
    name = ask.id("name")
    path = ask.desk.parts.web_root / "assets" / name
    kind = ASSET_TYPES.get(path.suffix)
    if kind is None or not await _file(path):
        raise not_found("file")
    return web.FileResponse(path, headers={"Content-Type": kind, "Cache-Control": FOREVER})


@endpoint(
    "GET", "/licences.txt", allow=ANYONE, query=AnyQuery, answer_type="text/plain", errors=(404,)
)
async def licences(ask: Ask) -> web.StreamResponse:
    """The licences of what the screens are made of."""
    path = ask.desk.parts.web_root / "licences.txt"
    if not await _file(path):
        raise not_found("file")
    return web.FileResponse(path, headers={"Content-Type": "text/plain; charset=utf-8"})


@endpoint("GET", "/docs.css", allow=ANYONE, query=AnyQuery, answer_type="text/css")
async def docs_css(_: Ask) -> web.StreamResponse:
    """The style sheet of the description."""
    return web.Response(text=DOCS_CSS, content_type="text/css")


ENDPOINTS = (*(_shell(path) for path in SCREENS), asset, licences, docs_css)


def description(others: Iterable[Endpoint], version: str) -> tuple[Endpoint, Endpoint]:
    """The two endpoints that describe all endpoints, themselves too."""
    made: dict[str, bytes] = {}

    @endpoint("GET", "/openapi.json", allow=ANYONE, query=AnyQuery)
    async def openapi(_: Ask) -> web.StreamResponse:
        """This description as OpenAPI 3.1."""
        return web.Response(body=made["json"], content_type="application/json")

    @endpoint("GET", "/docs", allow=ANYONE, query=AnyQuery, answer_type="text/html")
    async def docs(_: Ask) -> web.StreamResponse:
        """This description as a page."""
        return _page(made["page"].decode())

    document: Document = describe((*others, openapi, docs), version)
    made["json"] = to_json(document)
    made["page"] = render(document).encode()
    return openapi, docs
