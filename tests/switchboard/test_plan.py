"""The plan as one document: what loads, and what is told about what does not."""

from pathlib import Path

import pytest

from switchboard.plan import BUILT_IN, PlanError, load_plan, parse_plan, plan_text, told
from switchboard.planning.reading import SIZE_LIMIT_BYTES
from vocabulary.findings import Severity
from vocabulary.plans import TextFinding

GOOD = """
name: Mine
timezone: Europe/Berlin
numbers:
  - {number: "100", queue: support, music: loud}
  - {number: "+4930200", queue: sales, priority: 3}
queues:
  - {queue: support, name: Support}
  - {queue: sales, name: Sales, operators: [anna], ring_at_once: 2}
offers: {rest_s: 7}
codes: {ready: "*5"}
"""


def refusal(text: str) -> str:
    with pytest.raises(PlanError) as refused:
        parse_plan(text, "mine.yaml")
    return str(refused.value)


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_plans_load_and_serve_the_main_number(name: str) -> None:
    plan = load_plan(name)
    number = plan.by_number["100"]
    assert number.leads_to in {*plan.flow, *plan.routing.queues}


def test_a_first_start_has_a_menu_and_the_minimal_plan_has_not() -> None:
    example = load_plan("example")
    assert example.flow[example.by_number["100"].start or ""].kind == "menu"
    assert load_plan("minimal").by_number["100"].queue == "support"
    assert load_plan("minimal").flow == {}


def test_every_room_gets_its_part(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")
    plan = load_plan(str(path))
    assert str(plan.zone) == "Europe/Berlin"
    assert list(plan.by_number) == ["100", "+4930200"]
    assert plan.routing.offers.rest_s == 7
    assert plan.routing.codes.ready == "*5"
    assert {name: queue.ring_at_once for name, queue in plan.routing.queues.items()} == {
        "support": 1,
        "sales": 2,
    }


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("name: Mine", "name: ''", "name:"),
        ("music: loud", "music: ../x", "numbers.0.music:"),
        ("priority: 3", "priority: 900", "numbers.1.priority:"),
        ("ring_at_once: 2", "ring_at_once: 99", "queues.1.ring_at_once:"),
        ("rest_s: 7", "rest: 7", "offers.rest:"),
        ('ready: "*5"', "redy: 5", "codes.redy:"),
        ("queue: sales, name", "queue: Big Sales, name", "queues.1.queue:"),
        ('number: "100"', "number: 100", "numbers.0.number:"),
        ("timezone: Europe/Berlin", "colour: red", "colour:"),
    ],
)
def test_a_finding_names_its_place(old: str, new: str, place: str) -> None:
    findings = refusal(changed(old, new)).splitlines()
    assert any(finding.startswith(f"plan mine.yaml: {place} ") for finding in findings)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Europe/Berlin", "Europe/Berln", "no such time zone; did you mean Europe/Berlin?"),
        ("Europe/Berlin", "Mars", "no such time zone"),
        ("queue: sales, priority", "queue: sale, priority", "no queue sale; did you mean sales?"),
        ('"+4930200"', '"100"', "number 100 is there twice; keep one"),
        ("queue: sales, name", "queue: support, name", "queue support is there twice; keep one"),
    ],
)
def test_what_does_not_fit_together_is_told_with_a_hint(old: str, new: str, sentence: str) -> None:
    assert sentence in refusal(changed(old, new))


def test_all_findings_are_told_at_once() -> None:
    text = changed("priority: 3", "priority: 900").replace("rest_s: 7", "rest_s: 0")
    told = refusal(text)
    assert "numbers.1.priority" in told
    assert "offers.rest_s" in told


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "must be a mapping"),
        ("- a", "must be a mapping"),
        ("a: [", "not YAML"),
        ("a: *nobody", "not YAML"),
        ("!!python/object/apply:os.getcwd []", "not YAML"),
        ("name: \x07", "not YAML"),
    ],
)
def test_what_is_no_plan_at_all_is_told(text: str, sentence: str) -> None:
    assert refusal(text).startswith(f"plan mine.yaml: {sentence}")


def test_a_finding_names_the_value() -> None:
    assert "900" in refusal(changed("priority: 3", "priority: 900"))


def test_one_mistake_is_one_finding() -> None:
    only = changed('  - {number: "+4930200", queue: sales, priority: 3}\n', "")
    assert len(refusal(only.replace("loud", "../x")).splitlines()) == 1


def test_nesting_without_end_is_told() -> None:
    assert "nested deeper" in refusal("[" * 5000)


def test_a_file_that_is_not_there_is_told_with_the_names_that_are(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="give example, minimal or the path"):
        load_plan(str(tmp_path / "nowhere.yaml"))
    with pytest.raises(PlanError, match="cannot be read"):
        load_plan(str(tmp_path))
    (tmp_path / "latin.yaml").write_bytes(b"name: \xe4")
    with pytest.raises(PlanError, match="cannot be read"):
        load_plan(str(tmp_path / "latin.yaml"))


def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (SIZE_LIMIT_BYTES + 1))
    with pytest.raises(PlanError, match="larger than"):
        load_plan(str(path))


def test_a_text_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert plan_text(str(path)) == GOOD
    assert plan_text("minimal").startswith("#")


def test_a_finding_is_told_with_its_line() -> None:
    finding = TextFinding(("queues", 0, "ring_s"), "is odd", Severity.ERROR, 7, 3)
    assert told(finding) == "queues.0.ring_s: is odd (line 7)"
    assert told(TextFinding((), "not YAML", Severity.ERROR)) == "not YAML"


def test_the_plans_of_the_manual_are_good() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "plan.md").read_text(encoding="utf-8")
    plans = [block.partition("```")[0] for block in manual.split("```yaml\n")[1:]]
    assert len(plans) == 2
    for text in plans:
        assert parse_plan(text, "docs/plan.md").numbers
