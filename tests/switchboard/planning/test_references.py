"""Where the plan names its own entries."""

import pytest

from switchboard.planning.reading import read_tree
from switchboard.planning.references import TARGETS, references
from tests.switchboard.planning.test_edits import TEXT

DOCUMENT = read_tree(TEXT + "  \n").plain()


@pytest.mark.parametrize(
    ("part", "name", "wanted"),
    [
        (
            "flow",
            "main",
            {"flow.main.otherwise", "flow.late.closed", "numbers.0.start"},
        ),
        ("flow", "late", {"flow.main.keys.2", "queues.0.waiting.closed"}),
        (
            "queues",
            "sales",
            {
                "flow.main.keys.1",
                "flow.late.open",
                "recording.except_queues.0",
                "operators.anna.queues.sales",
            },
        ),
        ("hours", "shop", {"flow.late.hours", "queues.0.waiting.hours"}),
        (
            "prompts",
            "patience",
            {
                "queues.0.waiting.announce.comfort.0",
                "queues.0.waiting.announce.keys",
                "incidents.0",
            },
        ),
        ("flow", "nobody", set()),
    ],
)
def test_every_place_is_found(part: str, name: str, wanted: set[str]) -> None:
    found = {".".join(map(str, place)) for place in references(DOCUMENT, part, name)}
    assert found == wanted


def test_a_language_is_no_target() -> None:
    document = {"flow": {"a": {"kind": "language", "keys": {"1": "en"}, "next": "en"}, "en": {}}}
    assert list(references(document, "flow", "en")) == [("flow", "a", "next")]


def test_half_written_documents_have_no_references() -> None:
    assert list(references({"flow": None, "operators": 3, "queues": "x"}, "queues", "x")) == []
    assert "next" in TARGETS
