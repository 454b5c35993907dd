"""A plan from its text: everything that can be said about it at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from switchboard.plan import plan_text
from switchboard.planning.checking import located, read_plan
from tests.support.findings import SHOP, changed
from vocabulary.findings import Finding, Severity


def test_a_good_plan_has_no_findings() -> None:
    reading = read_plan(SHOP)
    assert reading.findings == ()
    assert reading.usable is not None
    assert reading.usable == reading.plan
    assert read_plan(plan_text("example")).findings == ()


def test_errors_come_before_warnings_and_then_as_the_text_goes() -> None:
    text = changed('"9": tongue', '"9": main').replace("comfort: [patience]", "comfort: [a, b]")
    found = read_plan(text).findings
    assert [each.severity for each in found][:2] == [Severity.ERROR] * 2
    assert {each.severity for each in found[2:]} == {Severity.WARNING}
    lines = [each.line for each in found if each.severity is Severity.WARNING]
    assert lines == sorted(lines)


def test_warnings_do_not_forbid_to_use_it() -> None:
    reading = read_plan(changed('"9": tongue', '"9": main'))
    assert reading.findings
    assert reading.usable is not None


def test_what_must_fit_together_is_looked_at_once_all_types_are_right() -> None:
    wrong = changed("otherwise: late}", "otherwise: lat}").replace("rank: 2", "rank: none")
    (finding,) = read_plan(wrong).findings
    assert finding.place[-1] == "rank"
    assert read_plan(wrong).plan is None


def test_a_key_that_is_twice_forbids_to_use_it_and_hides_nothing() -> None:
    text = changed("otherwise: late}", "otherwise: lat}") + "name: Again\n"
    found = {each.place for each in read_plan(text).errors}
    assert found == {("name",), ("flow", "main", "otherwise")}
    assert read_plan(text).usable is None


def test_what_is_no_mapping_is_told() -> None:
    for text in ("", "- a", "text", "3"):
        (finding,) = read_plan(text).findings
        assert finding.message == "must be a mapping with numbers and queues"
    (finding,) = read_plan("a: [").findings
    assert (finding.line, finding.column) == (2, 1)


def test_without_a_text_findings_have_no_lines() -> None:
    (finding,) = located([Finding(("a",), "wrong")], None)
    assert (finding.line, finding.column) == (0, 0)


PIECES = SHOP.split()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_text_makes_it_raise(data: st.DataObject) -> None:
    lines = SHOP.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    how = data.draw(st.sampled_from(["drop", "twice", "word", "noise"]))
    match how:
        case "drop":
            del lines[at]
        case "twice":
            lines.insert(at, lines[at])
        case "word":
            words = lines[at].split(" ")
            words[data.draw(st.integers(0, len(words) - 1))] = data.draw(st.sampled_from(PIECES))
            lines[at] = " ".join(words)
        case _:
            lines[at] += data.draw(st.text(max_size=20))
    for finding in read_plan("\n".join(lines)).findings:
        assert finding.message
        assert finding.line >= 0


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_answered(text: str) -> None:
    assert read_plan(text).findings
