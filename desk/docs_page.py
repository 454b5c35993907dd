"""`/docs`: the OpenAPI document as a page to read, made on the server.

No script and nothing from outside. All text goes through `escape`.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

Document = dict[str, Any]
_REF = "#/components/schemas/"


def render(document: Document) -> str:
    """The whole page."""
    info = document["info"]
    groups = _groups(document)
    links = "".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name, _ in groups)
    sections = "".join(_section(name, rows) for name, rows in groups)
    schemas = document["components"]["schemas"]
    shapes = "".join(_schema(name, schema) for name, schema in sorted(schemas.items()))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])} API</title>"
        '<link rel="stylesheet" href="/docs.css"></head><body>'
        f'<nav aria-label="Sections"><strong>{escape(info["title"])} API</strong>{links}'
        '<a href="#shapes">shapes</a><a href="/openapi.json">openapi.json</a></nav><main>'
        f"<h1>{escape(info['title'])} API <small>{escape(info['version'])}</small></h1>"
        f"{_prose(info['description'])}{sections}"
        f'<section id="shapes"><h2>shapes</h2>{shapes}</section></main></body></html>'
    )


def _groups(document: Document) -> list[tuple[str, list[tuple[str, str, Document]]]]:
    """Operations by the first word of their path, each group where its first one stands."""
    groups: dict[str, list[tuple[str, str, Document]]] = {}
    for path, methods in document["paths"].items():
        rows = groups.setdefault(_group_of(path), [])
        rows.extend((path, method, operation) for method, operation in methods.items())
    return list(groups.items())


def _group_of(path: str) -> str:
    if not path.startswith("/api/v1/"):
        return "live" if path == "/ws" else "service"
    return path.removeprefix("/api/v1/").partition("/")[0]


def _section(name: str, rows: list[tuple[str, str, Document]]) -> str:
    told = "".join(_operation(path, method, operation) for path, method, operation in rows)
    return f'<section id="{escape(name)}"><h2>{escape(name)}</h2>{told}</section>'


def _operation(path: str, method: str, operation: Document) -> str:
    roles = ", ".join(operation["x-callwright-roles"])
    parts = [
        f'<article id="{escape(operation["operationId"])}">',
        f'<h3><span class="method {escape(method)}">{escape(method.upper())}</span> ',
        f"<code>{escape(path)}</code></h3>",
        f'<p class="who">For: {escape(roles)}</p>',
        _prose(operation["summary"]),
        _prose(operation["description"]),
        _parameters(operation["parameters"]),
        _body(operation),
        _answers(operation["responses"]),
        "</article>",
    ]
    return "".join(parts)


def _parameters(parameters: list[Document]) -> str:
    rows = [
        (
            f"<code>{escape(one['name'])}</code>",
            escape(one["in"]),
            _kind(one["schema"]),
            _inline(one.get("description", "")),
        )
        for one in parameters
    ]
    return _table("Parameters", ("name", "where", "kind", "meaning"), rows)


def _body(operation: Document) -> str:
    body = operation.get("requestBody")
    if body is None:
        return ""
    kinds = [
        _kind(held["schema"]) if held else f"<code>{escape(media)}</code>"
        for media, held in body["content"].items()
    ]
    return f"<h4>Body</h4><p>{' or '.join(kinds)}</p>"


def _answers(responses: Document) -> str:
    rows = []
    for status, told in responses.items():
        kinds = [
            _kind(held["schema"]) if held else escape(media)
            for media, held in told.get("content", {}).items()
        ]
        meaning = _inline(told["description"])
        rows.append((f"<code>{escape(status)}</code>", meaning, " or ".join(kinds)))
    return _table("Answers", ("status", "meaning", "shape"), rows)


def _schema(name: str, schema: Document) -> str:
    title = f'<article id="shape-{escape(name)}"><h3><code>{escape(name)}</code></h3>'
    about = _prose(schema.get("description", ""))
    if "enum" in schema:
        return f"{title}{about}<p>{_kind(schema)}</p></article>"
    required = schema.get("required", [])
    rows = [
        (
            f"<code>{escape(field)}</code>",
            _kind(told),
            "" if field in required else "may be left out",
            _inline(told.get("description", "")),
        )
        for field, told in schema.get("properties", {}).items()
    ]
    return f"{title}{about}{_table('', ('name', 'kind', '', 'meaning'), rows)}</article>"


def _kind(schema: Document) -> str:
    """What a value is, in a few words; shapes are links."""
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(_REF))
        return f'<a href="#shape-{name}">{name}</a>'
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    inner = schema.get("additionalProperties")
    if schema.get("type") == "object" and isinstance(inner, dict):
        return f"map of names to {_kind(inner)}"
    kind = str(schema.get("format") or schema.get("type") or "anything")
    limits = [f"{word} {schema[key]}" for key, word in _LIMITS.items() if key in schema]
    return escape(", ".join([kind, *limits]))


_LIMITS = {
    "minimum": "from",
    "maximum": "to",
    "minLength": "length from",
    "maxLength": "length to",
    "pattern": "like",
}


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    caption = f"<h4>{escape(title)}</h4>" if title else ""
    return f"{caption}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _prose(text: str) -> str:
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part]
    return "".join(f"<p>{_inline(part)}</p>" for part in paragraphs)


def _inline(text: str) -> str:
    """Escaped text in which `words` between back-ticks stand out."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
