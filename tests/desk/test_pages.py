from pathlib import Path

import pytest
from yarl import URL

from desk.pages import ENDPOINTS, FOREVER, SCREENS
from tests.support.desk_fakes import Running


@pytest.fixture
def web(running_desk: Running) -> Path:
    root = running_desk.centre.root / "web"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html><div id=app></div>")
    (root / "manifest.json").write_text("{}")
    (root / "licences.txt").write_text("all free")
    (root / "assets" / "boot.ABCD1234.js").write_text("let a = 1")
    (root / "assets" / "styles.ABCD1234.css").write_text("a{}")
    (root / "assets" / "notes.txt").write_text("not for you")
    (root / "secret.js").write_text("not for you")
    return root


def test_it_declares_its_routes() -> None:
    assert {one.path for one in ENDPOINTS} >= set(SCREENS)


@pytest.mark.parametrize("path", [*SCREENS, "/manager?day=2026-11-22&operator=anna"])
async def test_every_screen_has_the_same_shell(running_desk: Running, web: Path, path: str) -> None:
    async with running_desk.browser().ask("GET", path) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert await answer.text() == (web / "index.html").read_text()


@pytest.mark.parametrize("path", SCREENS)
async def test_without_a_bundle_it_says_what_to_do(running_desk: Running, path: str) -> None:
    async with running_desk.browser().ask("GET", path) as answer:
        assert answer.status == 503
        assert answer.content_type == "text/html"
        assert "make web" in await answer.text()


async def test_a_bundle_built_later_is_served_without_a_restart(
    running_desk: Running, web: Path
) -> None:
    (web / "assets" / "later.ABCD1234.js").write_text("let b = 2")
    async with running_desk.browser().ask("GET", "/assets/later.ABCD1234.js") as answer:
        assert answer.status == 200


async def test_assets_are_cached_for_good(running_desk: Running, web: Path) -> None:
    async with running_desk.browser().ask("GET", "/assets/boot.ABCD1234.js") as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == FOREVER
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    ["none.js", "notes.txt", "..", "../secret.js", "..%2fsecret.js", "%2e%2e/secret.js", "boot"],
)
async def test_what_is_no_asset(running_desk: Running, web: Path, name: str) -> None:

    browser = running_desk.browser()
    url = URL(f"{browser.base}/assets/{name}", encoded=True)
    async with browser.client.get(url) as answer:
        assert answer.status == 404
        assert "not for you" not in await answer.text()


async def test_licences(running_desk: Running, web: Path) -> None:
    async with running_desk.browser().ask("GET", "/licences.txt") as answer:
        assert (answer.status, await answer.text()) == (200, "all free")
    (web / "licences.txt").unlink()
    assert await running_desk.browser().code("GET", "/licences.txt") == (404, "not_found")


async def test_the_description_is_served(running_desk: Running) -> None:
    browser = running_desk.browser()
    status, told = await browser.json("GET", "/openapi.json")
    assert (status, told["openapi"]) == (200, "3.1.0")
    async with browser.ask("GET", "/docs") as answer:
        page = await answer.text()
        assert answer.status == 200
        assert answer.content_type == "text/html"
    assert "/api/v1/calls/{id}/hangup" in page
    async with browser.ask("GET", "/docs.css") as answer:
        assert answer.content_type == "text/css"
