"""Waiting calls by kind: the oldest of each, and kinds that come and go."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.ranking.claims import FIRST_KINDS, NOBODY, KindKey, Kinds
from routing.ranking.dispatch import Claim
from vocabulary.ids import QueueId


def key(kind: int, held_for: int = NOBODY) -> KindKey:
    return KindKey(kind % 3, kind, float(kind), held_for)


def claim(call: str, since: float = 0.0) -> Claim:
    return Claim(call, QueueId("support"), since)


def test_the_earliest_place_is_the_oldest_whenever_it_is_told() -> None:
    kinds = Kinds(8)
    for order, (call, since) in enumerate([("b", 5.0), ("c", 9.0), ("a", 1.0)]):
        kinds.add(claim(call, since), order, key(0))
    assert kinds.calls(0, 9) == ["a", "b", "c"]
    assert kinds.calls(0, 2) == ["a", "b"]
    assert (kinds.oldest(0), kinds.since[0], kinds.order[0]) == ("a", 1.0, 2.0)


def test_at_the_same_place_the_order_of_coming_decides() -> None:
    kinds = Kinds(8)
    for order in (3, 1, 2):
        kinds.add(claim(f"c{order}"), order, key(0))
    assert kinds.calls(0, 9) == ["c1", "c2", "c3"]


def test_whoever_leaves_from_the_middle_is_gone() -> None:
    kinds = Kinds(8)
    for order in range(5):
        kinds.add(claim(f"c{order}", float(order)), order, key(0))
    for call in ("c2", "c0", "nobody"):
        kinds.remove(call)
    assert kinds.calls(0, 9) == ["c1", "c3", "c4"]
    assert kinds.since[0] == 1.0
    assert "c2" not in kinds
    assert len(kinds) == 3


def test_the_last_kind_takes_the_place_of_an_empty_one() -> None:
    kinds = Kinds(8)
    for kind in range(3):
        kinds.add(claim(f"c{kind}", float(kind)), kind, key(kind))
    kinds.remove("c0")
    assert kinds.count == 2
    assert kinds.kind_of("c2") == 0
    assert kinds.kind_of("c1") == 1
    assert (kinds.oldest(0), kinds.lead_s[0], kinds.reach[0]) == ("c2", 2.0, 2)
    kinds.add(claim("c0"), 9, key(0))
    assert kinds.kind_of("c0") == 2


def test_held_calls_are_found_by_whom_they_are_held_for() -> None:
    kinds = Kinds(8)
    kinds.add(claim("free"), 0, key(0))
    assert kinds.held(4) == []
    kinds.add(claim("a"), 1, key(0, held_for=4))
    kinds.add(claim("b"), 2, key(1, held_for=4))
    kinds.add(claim("c"), 3, key(1, held_for=5))
    assert kinds.held(4) == ["a", "b"]
    assert kinds.any_held == 3
    for call in "abc":
        kinds.remove(call)
    assert kinds.any_held == 0


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, FIRST_KINDS * 3), st.integers(0, 9)),
        max_size=250,
    )
)
def test_it_is_a_table_of_lists(told: list[tuple[int, int, int]]) -> None:
    kinds, table = Kinds(8), dict[str, tuple[KindKey, float, int]]()
    for order, (who, kind, since) in enumerate(told):
        call = f"c{who}"
        kinds.remove(call)
        if table.pop(call, None) is None:
            kinds.add(claim(call, float(since)), order, key(kind))
            table[call] = key(kind), float(since), order
    assert kinds.count == len({one[0] for one in table.values()})
    for at in range(kinds.count):
        mine = [
            (since, order, call)
            for call, (of, since, order) in table.items()
            if of == kinds.keys[at]
        ]
        mine.sort()
        assert kinds.calls(at, 99) == [call for _, _, call in mine]
        assert (kinds.since[at], kinds.order[at]) == mine[0][:2]
        columns = int(kinds.queue[at]), int(kinds.reach[at])
        assert (*columns, kinds.lead_s[at], kinds.held_for[at]) == kinds.keys[at]
        assert all(kinds.kind_of(call) == at for _, _, call in mine)
    assert np.isfinite(kinds.since[: kinds.count]).all()
