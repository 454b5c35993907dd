"""OpenAPI 3.1, made of the declared endpoints: what is checked is what is written.

The prose is the handlers' own docstrings, so a route cannot be changed and its
description forgotten in another file.
"""

import inspect
import re
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from desk.access import SIGNED_IN, Access
from desk.endpoint import TOKEN_HEADER, Endpoint
from desk.models import ErrorAnswer
from desk.sessions import COOKIE

Mode = Literal["validation", "serialization"]
Document = dict[str, Any]

OVERVIEW = f"""
Everything that the screens do goes through these addresses, and other programs may use
them too. JSON everywhere, names in snake_case, moments in UTC as 2026-11-22T10:00:00Z,
durations in fields that end in `_s`.

Sign in with POST /api/v1/session: the session is in the cookie `{COOKIE}`. Every request
that changes something needs the header `{TOKEN_HEADER}` with the `csrf` of the session,
and is refused when a page of another origin sends it.

A refusal is always `{{"error": {{"code", "message", "field"}}}}`: a word for programs, a
sentence that says what, where and how to mend it, and the field where there is one. A plan
that is refused adds its `findings`.
Unknown parameters and fields are refused, never ignored.
"""

REASONS = {
    400: "The request is not in the right form.",
    401: "Not signed in.",
    403: "Not allowed: the role, the page's origin or the token.",
    404: "There is no such thing, or not for this person.",
    409: "Right in itself, but not with what is there.",
    410: "Gone for good.",
    413: "The body is larger than is taken here.",
    415: "The body is not of a kind that is taken here.",
    416: "The range lies outside the file.",
    422: "A field or a parameter is wrong; `field` names it.",
    429: "Too many tries; `Retry-After` says how many seconds to wait.",
    503: "Not now; try again later.",
}


def describe(endpoints: Iterable[Endpoint], version: str) -> Document:
    """The whole document. Raises `ValueError` for a handler without a docstring."""
    declared = list(endpoints)
    refs, components = _schemas(declared)
    paths: Document = {}
    for one in declared:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Callwright",
            "version": version,
            "description": OVERVIEW.strip(),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


def _schemas(declared: list[Endpoint]) -> tuple[dict[type[BaseModel], Document], Document]:
    """A reference for each model, and the schemas that the references lead to."""
    wanted: list[tuple[type[BaseModel], Mode]] = [(ErrorAnswer, "serialization")]
    for one in declared:
        if one.body is not None:
            wanted.append((one.body, "validation"))
        if one.answer is not None:
            wanted.append((one.answer, "serialization"))
    made, definitions = models_json_schema(
        list(dict.fromkeys(wanted)), ref_template="#/components/schemas/{model}"
    )
    refs = {model: made[(model, mode)] for model, mode in wanted}
    return refs, definitions.get("$defs", {})


def _operation(one: Endpoint, refs: dict[type[BaseModel], Document]) -> Document:
    prose = inspect.getdoc(one.handler)
    if not prose:
        raise ValueError(f"{one.method} {one.path} has no docstring")
    summary, _, description = prose.partition("\n")
    told: Document = {
        "operationId": re.sub(r"\W+", "_", f"{one.method}{one.path}").strip("_").lower(),
        "summary": summary.strip(),
        "description": description.strip(),
        "parameters": _parameters(one),
        "responses": _responses(one, refs),
        "x-callwright-roles": roles_of(one.access),
    }
    if not one.access.public:
        told["security"] = [{"session": []}]
    if one.body is not None:
        told["requestBody"] = {"required": True, "content": _json(refs[one.body])}
    if one.raw:
        told["requestBody"] = {"required": True, "content": {kind: {} for kind in one.raw}}
    return told


def roles_of(access: Access) -> list[str]:
    """Who may, in words: "anyone", "signed in" or the roles."""
    if access.public:
        return ["anyone"]
    return ["signed in"] if access == SIGNED_IN else sorted(access.roles)


def _parameters(one: Endpoint) -> list[Document]:
    found: list[Document] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in one.path_names
    ]
    schema = one.query.model_json_schema()
    shared = schema.get("$defs", {})
    for name, field in schema.get("properties", {}).items():
        told = _inlined(field, shared)
        about = told.pop("description", "")
        found.append({"name": name, "in": "query", "description": about, "schema": told})
    if one.changes and not one.access.public:
        about = "The `csrf` of the session."
        header = {"name": TOKEN_HEADER, "in": "header", "required": True, "description": about}
        found.append(header | {"schema": {"type": "string"}})
    return found


def _inlined(schema: Any, shared: Document) -> Any:
    """The schema of a parameter, with what it refers to put in its place."""
    if isinstance(schema, list):
        return [_inlined(part, shared) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(shared[schema["$ref"].rpartition("/")[2]], shared)
    return {key: _inlined(value, shared) for key, value in schema.items()}


def _responses(one: Endpoint, refs: dict[type[BaseModel], Document]) -> Document:
    done: Document = {"description": "Done."}
    content = {} if one.answer is None else _json(refs[one.answer])
    if one.answer_type != "application/json":
        content[one.answer_type] = {}
    if content:
        done["content"] = content
    told = {str(one.status): done}
    for status in sorted(_general_errors(one) | set(one.errors)):
        told[str(status)] = {
            "description": REASONS[status],
            "content": _json(refs[ErrorAnswer]),
        }
    return told


def _general_errors(one: Endpoint) -> set[int]:
    errors = set() if one.access.public else {401, 403}
    if one.query.model_fields or not one.access.public:
        errors.add(422)
    if one.body is not None or one.raw:
        errors |= {400, 413, 415, 422}
    return errors


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}
