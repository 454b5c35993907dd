"""When calls are to be looked at again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.ranking.dispatch import NEVER
from routing.ranking.moments import Moments


def test_the_earliest_comes_first_and_once() -> None:
    moments = Moments()
    moments.put("a", 0, 20.0)
    moments.put("b", 1, 10.0)
    assert moments.next() == 10.0
    assert moments.reached(9.9) == []
    assert moments.reached(20.0) == ["b", "a"]
    assert moments.reached(99.0) == []
    assert moments.next() == NEVER


def test_at_the_same_moment_the_order_of_coming_decides() -> None:
    moments = Moments()
    for order in (2, 0, 1):
        moments.put(f"c{order}", order, 5.0)
    assert moments.reached(5.0) == ["c0", "c1", "c2"]


def test_a_new_moment_takes_the_place_of_the_old() -> None:
    moments = Moments()
    moments.put("a", 0, 10.0)
    moments.put("a", 0, 30.0)
    assert moments.reached(10.0) == []
    moments.put("a", 0, NEVER)
    assert moments.next() == NEVER


def test_the_forgotten_are_not_looked_at() -> None:
    moments = Moments()
    moments.put("a", 0, 10.0)
    moments.forget("a")
    moments.forget("nobody")
    assert moments.next() == NEVER
    moments.put("a", 1, 10.0)
    assert moments.reached(10.0) == ["a"]
    assert moments.reached(10.0) == []


def test_what_was_overtaken_does_not_pile_up() -> None:
    moments = Moments()
    for at in range(10_000):
        moments.put("a", 0, float(at + 1))
        moments.put(f"gone{at}", at, 1e9)
        moments.forget(f"gone{at}")
    assert len(moments) < 200
    assert moments.next() == 10_000.0


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.one_of(st.none(), st.integers(0, 40))), max_size=300)
)
def test_it_is_a_table_of_one_moment_for_each_call(told: list[tuple[int, int | None]]) -> None:
    moments, table = Moments(), dict[int, float]()
    for at, (call, moment) in enumerate(told):
        if moment is None:
            moments.forget(call)
            table.pop(call, None)
        else:
            moments.put(call, call, float(moment))
            table[call] = float(moment)
        if at % 17 == 16:
            due = sorted((when, which) for which, when in table.items() if when <= 15)
            assert moments.reached(15.0) == [which for _, which in due]
            for _, which in due:
                del table[which]
        assert moments.next() == min(table.values(), default=NEVER)
