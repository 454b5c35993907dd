from datetime import UTC, datetime

import msgspec
from pydantic import BaseModel

from desk.answers import accepted, no_content, refusal, reply, to_json
from desk.errors import Refusal, bad_field, conflict
from desk.models import ErrorAnswer
from vocabulary.findings import Severity
from vocabulary.plans import TextFinding


class Told(BaseModel):
    at: datetime


def test_moments_are_written_alike_by_models_and_by_plain_data() -> None:
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert to_json(Told(at=at)) == to_json({"at": at}) == b'{"at":"2026-11-22T10:00:00Z"}'


def test_kinds_of_answers() -> None:
    assert reply({"a": 1}).content_type == "application/json"
    assert (accepted().status, accepted().body) == (202, b'{"accepted":true}')
    assert (no_content().status, no_content().body) == (204, None)


def test_the_form_of_a_refusal() -> None:
    told = refusal(bad_field("name", "Wrong."), incident="abc")
    assert told.status == 422
    assert msgspec.json.decode(bytes(told.body)) == {  # type: ignore[arg-type]  # bytes here
        "error": {
            "code": "bad_field",
            "message": "Wrong.",
            "field": "name",
            "incident": "abc",
        }
    }


def test_a_refusal_may_have_details_for_programs() -> None:
    told = refusal(conflict("notes_changed", "No.", details={"version": 3}))
    shaped = msgspec.json.decode(bytes(told.body))  # type: ignore[arg-type]  # bytes here
    assert shaped["error"]["details"] == {"version": 3}
    assert ErrorAnswer.model_validate_json(bytes(told.body))  # type: ignore[arg-type]  # bytes here


def test_a_refused_plan_has_its_findings() -> None:
    finding = TextFinding(("flow", "main", 1), "<b>", Severity.WARNING, 3, 4)
    told = refusal(Refusal(422, "plan_refused", "No.", findings=(finding,)))
    shaped = msgspec.json.decode(bytes(told.body))  # type: ignore[arg-type]  # bytes here
    assert shaped["error"]["findings"] == [
        {
            "place": ["flow", "main", 1],
            "message": "<b>",
            "severity": "warning",
            "line": 3,
            "column": 4,
        }
    ]
    assert ErrorAnswer.model_validate_json(bytes(told.body))  # type: ignore[arg-type]  # bytes here
