"""Changes to single places of the draft: comments and order stay."""

from typing import Any

import pytest

from switchboard.planning.edits import MOST_EDITS, dump, edit
from switchboard.planning.reading import read_tree
from vocabulary.plans import EditRefused

TEXT = """\
# The shop's plan.
name: Shop          # as callers know it
flow:
  main:             # first of all
    kind: menu
    keys: {1: sales, "2": late}
    otherwise: main
  late: {kind: hours, hours: shop, open: sales, closed: main}
hours:
  shop: {week: {mon-fri: "09:00-18:00"}}
numbers:
  - {number: "100", start: main}   # the only one
queues:
  # who sells
  - queue: sales
    ring_s: 15      # seconds
    waiting: {hours: shop, closed: late, announce: {comfort: [patience], keys: patience}}
prompts: {patience: {en: Wait}}
incidents: [patience]
operators:
  anna: {queues: {sales: {rank: 1}}}
recording: {except_queues: [sales]}
"""


def changed(*edits: dict[str, Any]) -> str:
    return edit(TEXT, edits)


def words(text: str) -> list[str]:
    """Without the blanks before comments, which keep their columns."""
    return text.split()


def plain(text: str) -> Any:
    return read_tree(text).plain()


def test_no_change_changes_nothing() -> None:
    assert changed() == TEXT


def test_a_value_is_set_where_it_stands() -> None:
    place = ["queues", 0, "ring_s"]
    assert changed({"op": "set", "place": place, "value": 20}) == TEXT.replace(
        "ring_s: 15 ", "ring_s: 20 "
    )


@pytest.mark.parametrize("key", ["1", 1])
def test_a_key_is_found_however_it_is_written(key: str | int) -> None:
    text = changed({"op": "set", "place": ["flow", "main", "keys", key], "value": "late"})
    assert text == TEXT.replace("{1: sales", "{1: late")


def test_missing_mappings_are_made_on_the_way() -> None:
    text = changed({"op": "set", "place": ["offers", "more", "rest_s"], "value": 7})
    assert plain(text)["offers"] == {"more": {"rest_s": 7}}
    assert text.startswith(TEXT.rstrip())


@pytest.mark.parametrize("value", ["100", "yes", "09:30", "", "a: b", "ü\n☎", "# x", "1_0", "null"])
def test_text_stays_text(value: str) -> None:
    text = changed({"op": "set", "place": ["name"], "value": value})
    assert plain(text)["name"] == value


def test_lists_are_inserted_into_and_removed_from() -> None:
    text = changed(
        {"op": "insert", "place": ["numbers", 0], "value": {"number": "200", "queue": "sales"}},
        {"op": "insert", "place": ["hours", "shop", "days", 0], "value": {"date": "2026-12-24"}},
        {"op": "remove", "place": ["numbers", 1]},
        {"op": "remove", "place": ["flow", "late"]},
    )
    assert plain(text)["numbers"] == [{"number": "200", "queue": "sales"}]
    assert plain(text)["hours"]["shop"]["days"] == [{"date": "2026-12-24"}]
    assert "late" not in plain(text)["flow"]
    assert "# The shop's plan." in text


def test_the_last_entry_leaves_an_empty_list() -> None:
    text = changed(
        {"op": "remove", "place": ["numbers", 0]},
        {"op": "remove", "place": ["queues", 0]},
        {"op": "remove", "place": ["operators", "anna"]},
    )
    assert plain(text)["numbers"] == plain(text)["queues"] == []
    assert plain(text)["operators"] == {}
    more = edit(text, [{"op": "insert", "place": ["queues", 0], "value": {"queue": "a"}}])
    assert plain(more)["queues"] == [{"queue": "a"}]


def test_a_node_is_renamed_with_all_that_leads_to_it() -> None:
    text = changed({"op": "rename", "place": ["flow", "main"], "name": "welcome"})
    wanted = TEXT.replace("main", "welcome")
    assert words(text) == words(wanted)


def test_a_queue_is_renamed_with_all_that_names_it() -> None:
    text = changed({"op": "rename", "place": ["queues", 0], "name": "shop-sales"})
    assert words(text) == words(TEXT.replace("sales", "shop-sales"))
    assert plain(text)["operators"]["anna"]["queues"] == {"shop-sales": {"rank": 1}}


def test_a_calendar_and_a_prompt_are_renamed_with_all_that_names_them() -> None:
    text = changed(
        {"op": "rename", "place": ["hours", "shop"], "name": "office"},
        {"op": "rename", "place": ["prompts", "patience"], "name": "wait"},
    )
    wanted = TEXT.replace("hours: shop", "hours: office").replace("shop: {week", "office: {week")
    assert words(text) == words(wanted.replace("patience", "wait"))


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        ({"op": "twist", "place": ["name"]}, "there is no op 'twist'"),
        ({"op": "set", "place": ["name"]}, "value is missing"),
        ({"op": "set", "place": [], "value": 1}, "at least one"),
        ({"op": "set", "place": "name", "value": 1}, "must be a list of names"),
        ({"op": "set", "place": ["name", True], "value": 1}, "must be a list of names"),
        ({"op": "set", "place": ["name", "x"], "value": 1}, "name is neither a mapping"),
        ({"op": "set", "place": ["queues", 5, "x"], "value": 1}, "there is no queues.5"),
        ({"op": "set", "place": ["queues", "sales"], "value": 1}, "there is no queues.sales"),
        ({"op": "set", "place": ["name"], "value": {1, 2}}, "of kind set has no place"),
        ({"op": "remove", "place": ["flow", "x"]}, "there is no flow.x"),
        ({"op": "remove", "place": ["queues", 9]}, "the list has 1 entries"),
        ({"op": "insert", "place": ["queues", 9], "value": 1}, "beyond the list"),
        ({"op": "insert", "place": ["flow", 0], "value": 1}, "flow is no list"),
        ({"op": "rename", "place": ["flow", "main"]}, "name is missing"),
        ({"op": "rename", "place": ["flow", "main"], "name": "late"}, "is there already"),
        ({"op": "rename", "place": ["flow", "x"], "name": "y"}, "there is no flow.x"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_cannot_be_done_is_told_and_nothing_is(one: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EditRefused, match="change 1: ") as refused:
        edit(TEXT, [one])
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "line 2: not YAML"),
        ("- a", "must be a mapping"),
        ("a: 1\na: 2", "mend the text first"),
    ],
)
def test_a_text_that_cannot_be_read_is_mended_first(text: str, sentence: str) -> None:
    with pytest.raises(EditRefused, match=sentence):
        edit(text, [])


def test_an_empty_text_can_be_begun() -> None:
    assert plain(edit("", [{"op": "set", "place": ["name"], "value": "New"}])) == {"name": "New"}


def test_there_is_an_end_of_changes() -> None:
    with pytest.raises(EditRefused, match="at most"):
        edit(TEXT, [{"op": "set", "place": ["name"], "value": "x"}] * (MOST_EDITS + 1))


def test_plain_data_is_written_as_a_plan() -> None:
    value = {"name": "Shop", "keys": {"1": "a"}, "list": [1, 2.5, None, True, {"a": "no"}]}
    assert plain(dump(value)) == value
