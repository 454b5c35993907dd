import re
from typing import Any

import pytest

from desk.access import ANYONE, SIGNED_IN, roles
from desk.endpoint import Ask, endpoint
from desk.openapi import describe, roles_of
from desk.server import endpoints_of
from tests.support.desk_fakes import Running
from vocabulary.states import EndReason, Outcome, QueueExit, Role

ROUTES = endpoints_of("1.2.3")
DOCUMENT = describe(ROUTES, "1.2.3")


def refs_in(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if "$ref" in part else set()
        return own.union(*(refs_in(value) for value in part.values()))
    if isinstance(part, list):
        return set().union(*(refs_in(value) for value in part))
    return set()


def test_every_route_is_described_in_full() -> None:
    described = {
        (method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods
    }
    assert described == {(one.method, one.path) for one in ROUTES}
    ids = [
        told["operationId"] for methods in DOCUMENT["paths"].values() for told in methods.values()
    ]
    assert len(ids) == len(set(ids))


def test_every_reference_leads_somewhere() -> None:
    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert refs_in(DOCUMENT) <= known


def test_no_personal_key_leaves_the_house() -> None:
    assert "pii_" not in str(DOCUMENT)


def test_a_guarded_change_needs_session_and_token() -> None:
    told = DOCUMENT["paths"]["/api/v1/operators/{name}/availability"]["post"]
    assert told["security"] == [{"session": []}]
    assert told["x-callwright-roles"] == ["administrator", "operator", "supervisor"]
    names = {(one["in"], one["name"]) for one in told["parameters"]}
    assert names == {("path", "name"), ("header", "X-Callwright-Token")}
    assert set(told["responses"]) == {"202", "400", "401", "403", "404", "413", "415", "422"}
    assert "security" not in DOCUMENT["paths"]["/healthz"]["get"]


def test_parameters_have_their_limits() -> None:
    told = DOCUMENT["paths"]["/api/v1/calls"]["get"]
    limit = next(one for one in told["parameters"] if one["name"] == "limit")
    assert (limit["schema"]["minimum"], limit["schema"]["maximum"]) == (1, 500)
    outcome = next(one for one in told["parameters"] if one["name"] == "outcome")
    assert "answered" in outcome["schema"]["anyOf"][0]["enum"]


def test_a_route_without_prose_is_refused() -> None:
    @endpoint("GET", "/silent", allow=ANYONE)
    async def silent(ask: Ask) -> Any: ...

    with pytest.raises(ValueError, match="GET /silent has no docstring"):
        describe([silent], "1")


def test_roles_in_words() -> None:
    assert roles_of(ANYONE) == ["anyone"]
    assert roles_of(SIGNED_IN) == ["signed in"]
    assert roles_of(roles(Role.MANAGER)) == ["manager"]


async def test_what_is_answered_is_what_is_described(running_desk: Running) -> None:
    browser = await running_desk.signed_in("ada")
    checked = 0
    for one in ROUTES:
        if one.method != "GET" or one.answer is None:
            continue
        kind = "r-anna" if "recordings" in one.path else "c-anna"
        path = one.path.replace("{id}", kind).replace("{revision}", "1")
        status, told = await browser.json("GET", path)
        assert status == one.status
        assert set(told) == set(one.answer.model_fields)
        one.answer.model_validate(told)
        checked += 1
    assert checked >= 17


def test_files_in_and_out_are_told_by_their_kinds() -> None:
    sound = DOCUMENT["paths"]["/api/v1/prompts/sounds"]["post"]
    assert "audio/mpeg" in sound["requestBody"]["content"]
    assert {"400", "413", "415", "422", "503"} <= set(sound["responses"])
    revision = DOCUMENT["paths"]["/api/v1/plan/revisions/{revision}"]["get"]
    assert set(revision["responses"]["200"]["content"]) == {"application/json", "text/yaml"}
    spoken = DOCUMENT["paths"]["/api/v1/prompts/speak"]["post"]
    assert set(spoken["responses"]["200"]["content"]) == {"audio/wav"}


def test_parameters_go_by_the_names_that_are_sent() -> None:
    told = DOCUMENT["paths"]["/api/v1/plan/differences"]["get"]["parameters"]
    assert [one["name"] for one in told] == ["from", "to"]


def test_every_word_of_the_ledger_is_told() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert set(schemas["Outcome"]["enum"]) == set(Outcome)
    assert set(schemas["EndReason"]["enum"]) == set(EndReason)
    assert set(schemas["QueueExit"]["enum"]) == set(QueueExit)
    told = DOCUMENT["paths"]["/api/v1/calls"]["get"]["parameters"]
    names = [one["name"] for one in told]
    assert {"outcome", "end_reason", "left_queue"} <= set(names)


def test_who_may_do_what_with_the_plan() -> None:
    """Spelled out once: operators only look, supervisors read and switch, managers change."""
    told = {
        f"{method.upper()} {path}": "".join(
            role[0]
            for role in ("operator", "supervisor", "manager", "administrator")
            if role in one["x-callwright-roles"] or one["x-callwright-roles"] == ["signed in"]
        )
        for path, methods in DOCUMENT["paths"].items()
        for method, one in methods.items()
        if re.match(r"/api/v1/(plan|prompts|standing|hours|incident)", path)
    }
    assert told == {
        "GET /api/v1/plan": "osma",
        "GET /api/v1/plan/draft": "sma",
        "PUT /api/v1/plan/draft": "ma",
        "DELETE /api/v1/plan/draft": "ma",
        "POST /api/v1/plan/draft/edits": "ma",
        "GET /api/v1/plan/revisions": "sma",
        "GET /api/v1/plan/revisions/{revision}": "sma",
        "POST /api/v1/plan/publish": "ma",
        "POST /api/v1/plan/rollback": "ma",
        "POST /api/v1/plan/check": "ma",
        "GET /api/v1/plan/picture": "sma",
        "GET /api/v1/plan/differences": "sma",
        "GET /api/v1/plan/weeks": "sma",
        "GET /api/v1/plan/replay": "sma",
        "POST /api/v1/plan/replay": "ma",
        "POST /api/v1/plan/hours-import": "ma",
        "POST /api/v1/prompts/speak": "ma",
        "POST /api/v1/prompts/sounds": "ma",
        "GET /api/v1/standing": "sma",
        "POST /api/v1/hours/{calendar}/close": "sma",
        "POST /api/v1/hours/{calendar}/open": "sma",
        "POST /api/v1/incident": "sma",
        "DELETE /api/v1/incident": "sma",
    }
