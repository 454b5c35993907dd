"""Where nodes and queues lead, and where a caller would be led for ever."""

from typing import get_args

import pytest
from pydantic import TypeAdapter

from telephony.ivr.graph import MOST_CIRCLES, Way, circles, reached, ways
from telephony.ivr.nodes import Node
from telephony.waiting.plan import WaitingPlan

NODES: dict[str, tuple[dict[str, object], set[tuple[str, str | None, bool]]]] = {
    "say": ({"say": "hi", "next": "a"}, {("next", "a", True)}),
    "menu": (
        {"say": "hi", "keys": {"1": "a", "*": "b"}, "otherwise": "c"},
        {("1", "a", False), ("*", "b", False), ("otherwise", "c", True)},
    ),
    "digits": (
        {"say": "hi", "name": "order", "next": "a", "otherwise": "b"},
        {("next", "a", False), ("otherwise", "b", True)},
    ),
    "hours": (
        {"hours": "shop", "open": "a", "closed": "b", "holiday": "c"},
        {("open", "a", True), ("closed", "b", True), ("holiday", "c", True)},
    ),
    "language": ({"say": "hi", "keys": {"1": "en"}, "next": "a"}, {("next", "a", True)}),
    "recognise": (
        {"vip": "a", "otherwise": "b"},
        {("blocked", None, True), ("vip", "a", True), ("otherwise", "b", True)},
    ),
    "look_up": (
        {"found": "a", "missing": "b"},
        {("found", "a", True), ("missing", "b", True)},
    ),
    "criteria": ({"priority": 1, "next": "a"}, {("next", "a", True)}),
    "queue": ({"queue": "sales"}, {("queue", "sales", True)}),
    "callback": ({}, {("next", None, False), ("otherwise", None, True)}),
    "message": ({}, {("next", None, True)}),
    "transfer": (
        {"number": "+4930", "otherwise": "a"},
        {("talked", None, False), ("otherwise", "a", True)},
    ),
    "survey": ({"say": "hi", "question": "how", "next": "a"}, {("next", "a", True)}),
    "hang_up": ({}, {("end", None, True)}),
}


def told(found: tuple[Way, ...]) -> set[tuple[str, str | None, bool]]:
    return {(way.label, way.target, way.automatic) for way in found}


@pytest.mark.parametrize("kind", NODES)
def test_every_kind_of_node_tells_its_ways(kind: str) -> None:
    fields, wanted = NODES[kind]
    node: Node = TypeAdapter[Node](Node).validate_python({"kind": kind, **fields})
    assert told(ways(node)) == wanted
    for way in ways(node):
        written: object = node.model_dump()
        for part in way.place if way.target is not None else ():
            written = written[part]  # type: ignore[index]  # plain JSON
        assert written == way.target or way.target is None


def test_no_kind_is_forgotten() -> None:
    kinds = {one.model_fields["kind"].default for one in get_args(get_args(Node)[0])}
    assert kinds == set(NODES)


def test_a_queue_leads_on_by_hours_keys_limits_and_after_the_talk() -> None:
    waiting = WaitingPlan.model_validate(
        {
            "hours": "shop",
            "closed": "a",
            "at_closing": "b",
            "keys": {"1": "c"},
            "overflow": [{"when": "nobody", "to": "d"}],
            "after_talk": "e",
        }
    )
    assert told(ways(waiting)) == {
        ("closed", "a", True),
        ("at_closing", "b", True),
        ("1", "c", False),
        ("nobody", "d", True),
        ("after_talk", "e", False),
    }
    assert ways(waiting)[3].place == ("overflow", 0, "to")
    assert ways(WaitingPlan()) == ()


def graph(text: str) -> dict[str, tuple[Way, ...]]:
    """From lines such as `a > b ~c`; `~` is a way that takes a key, `.` the end."""
    made: dict[str, tuple[Way, ...]] = {}
    for line in text.strip().splitlines():
        name, _, targets = line.partition(">")
        made[name.strip()] = tuple(
            Way("x", None if one == "." else one.lstrip("~"), not one.startswith("~"), ())
            for one in targets.split()
        )
    return made


def test_what_is_reached_and_what_is_not() -> None:
    found = reached(graph("a > b\nb > ~c nowhere\nc > .\nd > a"), ["a", "unknown"])
    assert found == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a > b\nb > c\nc > .", ()),
        ("a > a", (("a",),)),
        ("a > ~a .", ()),
        ("z > b\na > z\nb > a", (("z", "b", "a"),)),
        ("a > b\nb > ~a c\nc > .", ()),
        ("a > b nowhere\nb > a\nc > d\nd > c", (("a", "b"), ("c", "d"))),
    ],
)
def test_rounds_without_a_way_out(text: str, wanted: tuple[tuple[str, ...], ...]) -> None:
    assert circles(graph(text)) == wanted


def test_many_rounds_are_not_told_all_at_once() -> None:
    many = graph("\n".join(f"n{number} > n{number}" for number in range(MOST_CIRCLES + 10)))
    assert len(circles(many)) == MOST_CIRCLES
