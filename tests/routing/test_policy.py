"""First come, first served, by the operator who has been idle longest."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from routing.plan import QueuePlan
from routing.policy import FloorView, LongestIdle, Match
from routing.state import Operator, Waiting
from vocabulary.ids import CallId, OfferId, OperatorId, QueueId
from vocabulary.states import Availability, PhoneState

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
QUEUES = ("support", "sales")


def operator(name: str, idle_s: int = 0, queues: tuple[str, ...] = ("support",)) -> Operator:
    return Operator(
        operator=OperatorId(name),
        name=name,
        extension="1",
        queues=frozenset(map(QueueId, queues)),
        idle_since=AT - timedelta(seconds=idle_s),
        availability=Availability.READY,
        phone=PhoneState.FREE,
    )


def call(
    name: str, waits_s: int = 0, queue: str = "support", priority: int = 0, rings: int = 0
) -> Waiting:
    return Waiting(
        call=CallId(name),
        queue=QueueId(queue),
        place_since=AT - timedelta(seconds=waits_s),
        priority=priority,
        offers=frozenset(OfferId(f"{name}-{number}") for number in range(rings)),
    )


def choose(
    waiting: list[Waiting], free: list[Operator], ring_at_once: int = 1
) -> tuple[Match, ...]:
    queues = {
        QueueId(name): QueuePlan(queue=QueueId(name), name=name, ring_at_once=ring_at_once)
        for name in QUEUES
    }
    return LongestIdle().choose(FloorView(AT, waiting, free, queues))


def pairs(waiting: list[Waiting], free: list[Operator], ring_at_once: int = 1) -> list[str]:
    return [f"{match.call}>{match.operator}" for match in choose(waiting, free, ring_at_once)]


def test_the_oldest_place_gets_the_longest_idle() -> None:
    free = [operator("anna", 5), operator("boris", 50), operator("vera", 20)]
    assert pairs([call("new", 1), call("old", 9)], free) == ["old>boris", "new>vera"]


def test_priority_goes_before_age() -> None:
    waiting = [call("old", 900), call("vip", 1, priority=5)]
    assert pairs(waiting, [operator("anna")]) == ["vip>anna"]


def test_ties_are_broken_by_name_in_any_order_of_asking() -> None:
    free = [operator("vera"), operator("anna"), operator("boris")]
    assert pairs([call("b"), call("a")], free) == ["a>anna", "b>boris"]
    assert pairs([call("a"), call("b")], free[::-1]) == ["a>anna", "b>boris"]


def test_only_operators_of_the_queue_are_asked() -> None:
    free = [operator("anna", 90), operator("boris", 5, ("sales",)), operator("vera", 1, QUEUES)]
    assert pairs([call("c", queue="sales")], free) == ["c>boris"]
    assert pairs([call("c", queue="sales")], free[:1]) == []


def test_a_caller_whom_nobody_serves_does_not_block_the_next() -> None:
    free = [operator("anna", queues=("sales",))]
    assert pairs([call("first", 60), call("next", 5, "sales")], free) == ["next>anna"]


def test_several_phones_may_ring_for_one_call() -> None:
    free = [operator("anna", 9), operator("boris", 8), operator("vera", 7)]
    assert pairs([call("a", 5), call("b")], free, ring_at_once=2) == [
        "a>anna",
        "a>boris",
        "b>vera",
    ]
    assert pairs([call("a", 5, rings=1), call("b")], free, ring_at_once=2) == [
        "a>anna",
        "b>boris",
        "b>vera",
    ]
    assert pairs([call("a", rings=2)], free, ring_at_once=2) == []


def test_callers_of_a_queue_that_left_the_plan_are_served_by_anybody() -> None:
    free = [operator("anna", 9, ()), operator("boris", 2)]
    assert pairs([call("c", queue="gone")], free) == ["c>anna"]


def test_the_choice_says_why() -> None:
    (match,) = choose([call("c")], [operator("anna"), operator("boris")])
    assert match.why == ("longest_idle", "of_free:2")


def test_nobody_waits_or_nobody_is_free() -> None:
    assert choose([], [operator("anna")]) == ()
    assert choose([call("c")], []) == ()


_CALLS = st.lists(
    st.builds(
        call,
        st.from_regex(r"c[0-9]{1,3}", fullmatch=True),
        st.integers(0, 30),
        st.sampled_from(QUEUES),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    unique_by=lambda waiting: waiting.call,
    max_size=8,
)
_FREE = st.lists(
    st.builds(
        operator,
        st.from_regex(r"o[0-9]{1,3}", fullmatch=True),
        st.integers(0, 30),
        st.sets(st.sampled_from(QUEUES)).map(tuple),
    ),
    unique_by=lambda one: one.operator,
    max_size=6,
)


@given(waiting=_CALLS, free=_FREE, ring_at_once=st.integers(1, 3))
def test_choices_are_lawful(
    waiting: list[Waiting], free: list[Operator], ring_at_once: int
) -> None:
    before = list(waiting), list(free)
    matches = choose(waiting, free, ring_at_once)
    assert (waiting, free) == before
    names = [match.operator for match in matches]
    assert len(names) == len(set(names))
    calls = {one.call: one for one in waiting}
    operators = {one.operator: one for one in free}
    for match in matches:
        assert calls[match.call].queue in operators[match.operator].queues
    for one in waiting:
        made = sum(match.call == one.call for match in matches)
        room = max(0, ring_at_once - len(one.offers))
        assert made <= room
        unused = [free_one for name, free_one in operators.items() if name not in names]
        if made < room:
            assert not any(one.queue in free_one.queues for free_one in unused)
