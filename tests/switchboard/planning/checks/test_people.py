"""Who serves what."""

import pytest

from switchboard.planning.checks import people
from tests.support.findings import SHOP, changed, told, warnings


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "join: [vera]",
            "join: [vira]",
            "queues.1.widen.0.join: queue greek widens to no operator vira; did you mean vera?",
        ),
        (
            "join: [vera]",
            "join: [zoe]",
            "queues.1.widen.0.join: queue greek widens to no operator zoe; add it to operators",
        ),
        (
            "priority: 3, preferred: anna",
            "priority: 3, preferred: ana",
            "callers.0.preferred: caller +49 30 1 prefers no operator ana; did you mean anna?",
        ),
        (
            "{billing: 2}, preferred: anna",
            "{billing: 2}, preferred: zoe",
            "flow.asking.preferred: node asking prefers no operator zoe; add it to operators",
        ),
        (
            "support: {rank: 1}",
            "suport: {rank: 1}",
            "operators.boris.queues.suport: operator boris serves no queue suport; did you mean "
            "support?",
        ),
        (
            "{reserve_s: 30}",
            "{queues: {greek: {rank: 1}}}",
            "operators.vera.queues.greek: operator vera has a rank in queue greek but does not "
            "serve it; add vera to its operators",
        ),
        (
            "prefers: [billing]",
            "prefers: [biling]",
            "queues.1.prefers.biling: queue greek names no skill biling; did you mean billing?",
        ),
        (
            "{skills: {greek: 3}",
            "{skills: {greec: 3}",
            "operators.boris.skills.greec: operator boris names no skill greec; did you mean "
            "greek?",
        ),
        (
            "requires: {greek: 5}",
            "requires: {greek: 9}",
            "queues.1.requires.greek: queue greek: nobody has skill greek at level 9; the best "
            "has 8",
        ),
        (
            "requires: {greek: 2}",
            "requires: {greek: 9}",
            "queues.1.widen.0.requires.greek: queue greek after 20 s: nobody has skill greek at "
            "level 9; the best has 8",
        ),
        (
            "needs: {billing: 3}",
            "needs: {billing: 5}",
            "numbers.1.needs.billing: number 200: nobody has skill billing at level 5; the best "
            "has 4",
        ),
        (
            "operators: [anna, boris]",
            "operators: [boris]",
            "queues.1.requires.greek: queue greek: nobody has skill greek at level 5; the best "
            "has 3",
        ),
        (
            "name: Support\n",
            "name: Support\n    operators: []\n",
            "queues.0.operators: nobody serves queue support; name its operators or write "
            "operators: all",
        ),
        (
            "except_queues: [greek]",
            "except_queues: [grek]",
            "recording.except_queues.0: there is no queue grek; did you mean greek?",
        ),
    ],
    ids=lambda text: text[:40],
)
def test_what_nobody_can_do_is_told_with_a_way_out(old: str, new: str, line: str) -> None:
    assert line in told(changed(old, new))


def test_skills_that_nobody_has_together_are_a_warning() -> None:
    text = changed("boris: {skills: {greek: 3}", "boris: {skills: {greek: 3, billing: 9}")
    text = text.replace("requires: {greek: 5}", "requires: {greek: 5, billing: 6}")
    assert told(text) == []
    assert warnings(text) == [
        "queues.1.requires: queue greek: no single operator has greek 5 and billing 6; such "
        "callers are served by nobody"
    ]


def test_a_language_that_nobody_speaks_is_a_warning() -> None:
    text = SHOP.replace("{skills: ", "{languages: [en], skills: ").replace(
        "{reserve_s", "{languages: [en], reserve_s"
    )
    assert warnings(text) == [
        "flow.tongue.keys.2: no operator speaks ru; such callers are served by nobody"
    ]


def test_helpers_from_other_queues_can_serve_a_queue_without_operators() -> None:
    text = changed("operators: [anna, boris]", "operators: []").replace("join: [vera]", "join: all")
    found = [line for line in warnings(text) if "nobody serves" in line]
    assert len(found) == 1


def test_without_an_operators_part_anybody_may_exist() -> None:
    text = """
name: Mine
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support, widen: [{after_s: 9, join: [somebody]}]}]
callers: [{number: "1", preferred: zoe}]
"""
    assert told(text) == []
    required = text.replace("widen:", "requires: {greek: 1}, widen:")
    assert told(required)[0].endswith("nobody has skill greek at level 1; give it to an operator")
    assert people.somebody_can.__doc__
