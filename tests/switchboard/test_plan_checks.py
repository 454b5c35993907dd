"""What must fit together in a plan, and what is told when it does not."""

import pytest

from switchboard.plan import Plan, PlanError, parse_plan
from switchboard.plan_checks import did_you_mean, twice
from vocabulary.ids import OperatorId

GOOD = """
name: Mine
skills: [greek, billing]
numbers:
  - {number: "100", queue: support}
  - {number: "200", queue: greek, needs: {billing: 3}}
queues:
  - {queue: support, name: Support}
  - {queue: greek, name: Greek, operators: [anna, boris], requires: {greek: 5}, prefers: [billing],
     max_waiting: 9, max_wait_s: 60, overflow: support,
     widen: [{after_s: 20, requires: {greek: 2}, join: [vera]}]}
operators:
  anna: {skills: {greek: 8, billing: 4}, queues: {greek: {rank: 1}}}
  boris: {skills: {greek: 3}, queues: {greek: {rank: 2, delay_s: 5}, support: {rank: 1}}}
  vera: {reserve_s: 30}
callers:
  - {number: "+49 30 1", priority: 3, credit_s: 30, language: el, preferred: anna}
weights: {idle: 1.5}
load: {rest_s: 30}
"""


def findings(text: str) -> list[str]:
    with pytest.raises(PlanError) as refused:
        parse_plan(text, "mine.yaml")
    return [line.removeprefix("plan mine.yaml: whole: ") for line in str(refused.value).split("\n")]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def plan() -> Plan:
    return parse_plan(GOOD, "mine.yaml")


def test_every_room_gets_its_part() -> None:
    assert plan().routing.operators[OperatorId("boris")].skills == {"greek": 3}
    assert plan().routing.weights.idle == 1.5
    assert plan().routing.load.rest_s == 30
    assert list(plan().by_caller) == ["49301"]
    assert list(plan().limits) == ["greek"]
    assert plan().limits[plan().queues[1].queue] == ("support", 9, 60.0)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "overflow: support",
            "overflow: suport",
            "queue greek overflows into no queue suport; did you mean support?",
        ),
        (
            "overflow: support",
            "overflow: greek",
            "queue greek overflows in a circle (greek to greek); let one of them not overflow",
        ),
        (
            "name: Support}",
            "name: Support, max_waiting: 3, overflow: greek}",
            "queue support overflows in a circle (support to greek to support); let one of them "
            "not overflow",
        ),
        (
            "join: [vera]",
            "join: [vira]",
            "queue greek widens to no operator vira; did you mean vera?",
        ),
        (
            "join: [vera]",
            "join: [zoe]",
            "queue greek widens to no operator zoe; add it to operators",
        ),
        (
            "preferred: anna",
            "preferred: ana",
            "caller +49 30 1 prefers no operator ana; did you mean anna?",
        ),
        (
            "support: {rank: 1}",
            "suport: {rank: 1}",
            "operator boris serves no queue suport; did you mean support?",
        ),
        (
            "{reserve_s: 30}",
            "{queues: {greek: {rank: 1}}}",
            "operator vera has a rank in queue greek but does not serve it; add vera to its "
            "operators",
        ),
        (
            "prefers: [billing]",
            "prefers: [biling]",
            "queue greek names no skill biling; did you mean billing?",
        ),
        (
            "{skills: {greek: 3}",
            "{skills: {greec: 3}",
            "operator boris names no skill greec; did you mean greek?",
        ),
        (
            "requires: {greek: 5}",
            "requires: {greek: 9}",
            "queue greek: nobody has skill greek at level 9; the best has 8",
        ),
        (
            "requires: {greek: 2}",
            "requires: {greek: 9}",
            "queue greek after 20 s: nobody has skill greek at level 9; the best has 8",
        ),
        (
            "needs: {billing: 3}",
            "needs: {billing: 5}",
            "number 200: nobody has skill billing at level 5; the best has 4",
        ),
        ("greek, billing]", "greek, billing, greek]", "skill greek is there twice; keep one"),
    ],
    ids=lambda text: text[:30],
)
def test_what_leads_nowhere_is_told_with_a_way_out(old: str, new: str, sentence: str) -> None:
    assert sentence in findings(changed(old, new))


def test_callers_are_the_same_when_their_digits_are() -> None:
    text = changed("callers:\n", 'callers:\n  - {number: "(49) 30-1"}\n')
    assert findings(text) == ["caller 49301 is there twice; keep one"]


def test_a_limit_must_lead_somewhere_and_an_overflow_must_happen() -> None:
    (told,) = findings(changed(" overflow: support,", ""))
    assert told.endswith(
        "max_waiting and max_wait_s need overflow, the queue where such calls wait on"
    )
    (told,) = findings(changed("max_waiting: 9, max_wait_s: 60, ", ""))
    assert told.endswith("overflow needs max_waiting or max_wait_s, or no call ever leaves")


def test_a_wait_counts_from_the_first_queueing() -> None:
    text = changed(
        "name: Support}",
        "name: Support, max_wait_s: 60, overflow: last}\n  - {queue: last, name: Last}",
    )
    assert findings(text) == [
        "queue support: max_wait_s counts from the first queueing, so it must be longer than the "
        "60 of greek, which overflows into it"
    ]


def test_without_an_operators_part_anybody_may_exist() -> None:
    text = """
name: Mine
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support, widen: [{after_s: 9, join: [somebody]}]}]
callers: [{number: "1", preferred: zoe}]
"""
    assert parse_plan(text, "mine").routing.operators == {}
    required = text.replace("widen:", "requires: {greek: 1}, widen:")
    assert findings(required.replace("mine", "mine.yaml"))[0].endswith(
        "queue support: nobody has skill greek at level 1; give it to an operator"
    )


def test_several_mistakes_are_told_at_once_and_each_once() -> None:
    text = changed("overflow: support", "overflow: none").replace("preferred: anna", "preferred: x")
    assert len(findings(text)) == 2


def test_helpers() -> None:
    assert did_you_mean("suport", {"support"}) == "; did you mean support?"
    assert did_you_mean("x", {"support"}) == ""
    assert list(twice("queue", ["a", "b", "a"])) == ["queue a is there twice; keep one"]
