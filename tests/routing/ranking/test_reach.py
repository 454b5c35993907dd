"""Who may take a call: the rule for one operator and the rows for all say the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.plan import QueuePlan, WideningStep
from routing.ranking.dispatch import Membership, Seat
from routing.ranking.reach import Criteria, Reaches, criteria, exclusion, fit
from routing.ranking.seats import Seats
from routing.weights import LoadPlan
from tests.routing.ranking.reference import queue, seat
from vocabulary.ids import OperatorId, QueueId

SUPPORT = QueueId("support")
QUEUES = [SUPPORT, QueueId("sales")]
PLAN = queue(
    "support",
    requires={"desk": 5, "law": 2},
    prefers=["chess", "desk"],
    widen=[
        {"after_s": 10, "requires": {"desk": 3}},
        {"after_s": 20, "join": ["anna"]},
        {"after_s": 30, "requires": {}, "join": ["boris"]},
        {"after_s": 40, "join": "all"},
        {"after_s": 50, "join": ["vera"]},
    ],
)


def asked(step: int, needs: tuple[tuple[str, int], ...] = (), language: str = "") -> Criteria:
    return criteria(PLAN, step, needs, language)


@pytest.mark.parametrize(
    ("step", "needs", "join"),
    [
        (0, (("desk", 5), ("law", 2)), ()),
        (1, (("desk", 3),), ()),
        (2, (("desk", 3),), ("anna",)),
        (3, (), ("anna", "boris")),
        (4, (), "all"),
        (5, (), "all"),
    ],
)
def test_steps_follow_each_other(step: int, needs: object, join: object) -> None:
    assert (asked(step).needs, asked(step).join) == (needs, join)


def test_a_call_adds_to_what_its_queue_asks_for() -> None:
    assert asked(0, (("desk", 2), ("math", 4))).needs == (("desk", 5), ("law", 2), ("math", 4))
    assert asked(0, (("desk", 9),)).needs == (("desk", 9), ("law", 2))


def test_a_step_takes_the_place_of_the_calls_own_needs_but_not_of_its_language() -> None:
    widened = asked(1, (("math", 4),), "ru")
    assert (widened.needs, widened.language) == ((("desk", 3),), "ru")


def test_what_is_preferred_and_what_is_wanted_counts_once() -> None:
    assert asked(0).prefers == ("chess", "desk", "law")
    assert asked(3).prefers == ("chess", "desk")


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        (seat("x", skills={"desk": 5, "law": 2}), None),
        (seat("x", ["sales"], {"desk": 5, "law": 2}), "not_in_queue"),
        (seat("x", skills={"desk": 4, "law": 2}), "skill:desk:4:5"),
        (seat("x", skills={"desk": 9}), "skill:law:0:2"),
        (seat("x", skills={"desk": 5, "law": 2}, languages=["en"]), "language:ru"),
        (seat("x", skills={"desk": 5, "law": 2}, languages=["en", "ru"]), None),
    ],
)
def test_the_rule_that_excludes_is_named(who: Seat, rule: str | None) -> None:
    assert exclusion(asked(0, language="ru"), who) == rule


def test_the_fit_is_the_mean_level_of_what_is_wanted() -> None:
    assert fit(asked(0), seat("x", skills={"desk": 5, "law": 1})) == pytest.approx(0.2)
    assert fit(criteria(queue("sales"), 0, (), ""), seat("x")) == 1.0


SKILLS = st.dictionaries(st.sampled_from(["desk", "law", "chess"]), st.integers(1, 10))
LANGUAGES = st.frozensets(st.sampled_from(["en", "ru"]))
SEATS = st.builds(
    Seat,
    st.sampled_from(["anna", "boris", "vera", *range(20)]),
    st.dictionaries(st.sampled_from(QUEUES), st.just(Membership())),
    SKILLS,
    LANGUAGES,
)
NAMES = st.lists(st.sampled_from(["anna", "boris", "nobody"]).map(OperatorId), max_size=2)
STEPS = st.lists(
    st.builds(
        lambda requires, join: WideningStep(after_s=1.0, requires=requires, join=join),
        st.one_of(st.none(), SKILLS),
        st.one_of(st.just("all"), NAMES.map(tuple)),
    ),
    max_size=3,
)
WANTED = st.builds(
    lambda name, requires, prefers, steps, needs, language: criteria(
        QueuePlan(
            queue=name,
            name="x",
            requires=requires,
            prefers=tuple(prefers),
            widen=tuple(
                step.model_copy(update={"after_s": float(at + 1)}) for at, step in enumerate(steps)
            ),
        ),
        len(steps),
        tuple(needs.items()),
        language,
    ),
    st.sampled_from(QUEUES),
    SKILLS,
    st.sets(st.sampled_from(["desk", "chess"])),
    STEPS,
    SKILLS,
    st.sampled_from(["", "en", "ru", "fi"]),
)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.lists(SEATS, max_size=25), st.lists(WANTED, min_size=1, max_size=12), st.data())
def test_rows_say_what_the_rules_say(
    listed: list[Seat], wanted: list[Criteria], data: st.DataObject
) -> None:
    """Also after somebody has been changed or dropped, and beyond the first rows and slots."""
    seats = Seats(QUEUES, LoadPlan())
    reaches = Reaches(seats)
    truth: dict[object, Seat] = {}
    for one in listed:
        if truth and data.draw(st.integers(0, 9)) == 0:
            dropped = data.draw(st.sampled_from(list(truth.values()))).operator
            seats.drop(dropped)
            del truth[dropped]
        seats.put(0.0, one)
        truth[one.operator] = one
        reaches.changed()
        reaches.row(data.draw(st.sampled_from(wanted)))
    for criterion in wanted:
        row = reaches.row(criterion)
        assert reaches.wanted(row) == criterion
        may = {seats.operator(int(slot)) for slot in np.flatnonzero(reaches.may[row])}
        assert may == {name for name, one in truth.items() if exclusion(criterion, one) is None}
        fits = [fit(criterion, truth[name]) for name in may]
        for name in may:
            slot = seats.slot(name)
            assert reaches.fit[row, slot] == pytest.approx(fit(criterion, truth[name]))
        assert reaches.uneven[row] == (len({round(one, 9) for one in fits}) > 1)


def test_rows_are_kept_until_they_are_forgotten() -> None:
    seats = Seats(QUEUES, LoadPlan())
    reaches = Reaches(seats)
    rows = [reaches.row(criteria(PLAN, 0, (("math", level),), "")) for level in range(1, 11)]
    assert rows == list(range(10))
    assert reaches.row(criteria(PLAN, 0, (("math", 1),), "")) == 0
    assert len(reaches) == 10
    reaches.restart()
    assert len(reaches) == 0
    assert reaches.row(criteria(PLAN, 0, (("math", 7),), "")) == 0
