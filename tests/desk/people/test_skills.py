"""What the plan says of skills."""

import pytest

from desk.people.skills import edits_for, known_skills, languages_of, levels_of
from switchboard.planning.checking import read_plan
from switchboard.planning.edits import edit

TEXT = """
name: Shop
numbers: [{number: "100", queue: support}]
queues:
  - {queue: support, name: Support, requires: {tools: 2}, prefers: [patience]}
# who can do what
operators:
  anna: {skills: {tools: 8}, languages: [en]}  # the one with the tools
  boris:
    skills:
      tools: 3  # learns
"""
PLAN = read_plan(TEXT).usable


def document(text: str) -> dict[str, object]:
    plan = read_plan(text).usable
    assert plan is not None
    return plan.model_dump(mode="json")


def test_the_list_counts_where_there_is_one() -> None:
    assert known_skills(document(TEXT)) == ("patience", "tools")
    with_list = TEXT + "skills: [tools, patience, french]\n"
    assert known_skills(document(with_list)) == ("french", "patience", "tools")
    assert known_skills({}) == ()


def test_what_an_operator_can_do() -> None:
    plan = document(TEXT)
    assert levels_of(plan, "anna") == {"tools": 8}
    assert languages_of(plan, "anna") == ["en"]
    assert levels_of(plan, "vera") == {}
    assert languages_of(plan, "vera") == []
    assert levels_of({"operators": None}, "anna") == {}


@pytest.mark.parametrize("operator", ["anna", "boris", "vera"])
@pytest.mark.parametrize("levels", [{"tools": 5, "patience": 1}, {"patience": 10}])
def test_after_the_change_the_plan_says_exactly_that(operator: str, levels: dict[str, int]) -> None:
    edited = edit(TEXT, edits_for(operator, levels))
    plan = document(edited)
    assert levels_of(plan, operator) == levels
    assert "# who can do what" in edited
    for other in {"anna", "boris"} - {operator}:
        assert levels_of(plan, other) == levels_of(document(TEXT), other)


def test_and_nothing_is_something_too() -> None:
    assert levels_of(document(edit(TEXT, edits_for("boris", {}))), "boris") == {}
