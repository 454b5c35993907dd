import re

from desk.docs_page import render
from desk.docs_style import DOCS_CSS
from desk.openapi import describe
from desk.server import endpoints_of


def test_every_class_of_the_page_has_a_style() -> None:

    page = render(describe(endpoints_of("1"), "1"))
    classes = {name for found in re.findall(r'class="([^"]+)"', page) for name in found.split()}
    assert classes == {"method", "who", "get", "post", "patch", "put", "delete"}
    for name in classes:
        assert f".{name}" in DOCS_CSS


def test_nothing_comes_from_outside() -> None:
    assert "url(" not in DOCS_CSS
    assert "@import" not in DOCS_CSS
    assert DOCS_CSS.count("{") == DOCS_CSS.count("}")
