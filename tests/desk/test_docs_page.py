import re
from html.parser import HTMLParser

import pytest

from desk.docs_page import render
from desk.openapi import describe
from desk.server import endpoints_of

DOCUMENT = describe(endpoints_of("1.2.3"), "1.2.3")
PAGE = render(DOCUMENT)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.names |= set(held)
        if tag not in ("meta", "link"):
            self.open.append(tag)
        if held.get("id"):
            self.ids.append(held["id"] or "")
        for name in ("href", "src"):
            if held.get(name):
                self.links.append(held[name] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def read() -> Reader:
    reader = Reader()
    reader.feed(PAGE)
    return reader


def test_it_is_well_formed_and_its_links_lead_somewhere(read: Reader) -> None:
    assert not read.open
    assert len(read.ids) == len(set(read.ids))
    inner = {link[1:] for link in read.links if link.startswith("#")}
    assert inner <= set(read.ids)
    assert {link for link in read.links if not link.startswith("#")} == {
        "/docs.css",
        "/openapi.json",
    }


def test_nothing_in_it_needs_a_weaker_policy(read: Reader) -> None:
    assert "<script" not in PAGE
    assert not read.names & {"style", "onclick", "onload"}


def test_every_route_and_role_is_told() -> None:
    for path, methods in DOCUMENT["paths"].items():
        assert f"<code>{path}</code>" in PAGE
        for told in methods.values():
            assert ", ".join(told["x-callwright-roles"]) in PAGE
    assert "`" not in PAGE


def test_routes_of_one_thing_stand_together_wherever_they_were_declared() -> None:
    sections = re.findall(r'<section id="([^"]+)">', PAGE)
    assert len(sections) == len(set(sections))
    users = PAGE.partition('<section id="users">')[2].partition("</section>")[0]
    assert "second-factor</code>" in users


def test_text_is_never_markup() -> None:
    nasty = "<script>alert(1)</script>"
    document = {
        "info": {"title": nasty, "version": nasty, "description": nasty},
        "components": {"schemas": {"Nasty": {"description": nasty, "properties": {nasty: {}}}}},
        "paths": {
            f"/api/v1/{nasty}": {
                "get": {
                    "operationId": nasty,
                    "summary": nasty,
                    "description": f"`{nasty}`",
                    "parameters": [{"name": nasty, "in": nasty, "schema": {"enum": [nasty]}}],
                    "responses": {nasty: {"description": nasty}},
                    "x-callwright-roles": [nasty],
                }
            }
        },
    }
    page = render(document)
    assert "<script" not in page
    assert re.search(r"&lt;script&gt;", page)
