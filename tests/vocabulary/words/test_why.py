"""A call's moments in words. The screens' tests hold their words against the same examples."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from vocabulary.codec import decode_fact
from vocabulary.decisions import Moved, Rule, Silence, Term, Trigger
from vocabulary.facts import CallAnswered, OfferMade, Step, WaitExplained, WaitPromised
from vocabulary.ids import CallId
from vocabulary.words.catalogue import LANGUAGES, Language
from vocabulary.words.speaker import Speaker, number
from vocabulary.words.why import (
    BETWEEN_CALLS,
    BETWEEN_OPERATORS,
    Explained,
    moments_of,
    operators_in,
    tell,
)

EXAMPLES = json.loads(
    (Path(__file__).parents[2] / "support" / "why_cases.json").read_text(encoding="utf-8")
)
CASES = EXAMPLES["cases"]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def speaker(language: Language) -> Speaker:
    return Speaker(
        language,
        lambda operator: str(EXAMPLES["operators"].get(operator, operator)),
        lambda queue: str(EXAMPLES["queues"].get(queue, queue)),
    )


def fact_of(case: dict[str, Any]) -> Explained:
    fact = decode_fact(msgspec.json.encode(case["fact"]))
    assert isinstance(fact, WaitExplained | WaitPromised | OfferMade)
    return fact


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_moment_is_told_as_in_the_examples(case: dict[str, Any], language: Language) -> None:
    by = speaker(language)
    told = tell(fact_of(case), by)
    assert {
        "lines": list(told.lines),
        "excluded": [[group.reason, *group.names] for group in told.excluded],
        "more_excluded": told.more_excluded,
        "candidates": list(told.candidates),
        "terms": [
            [row.word, *("" if value is None else number(value, by) for value in row.values)]
            for row in told.terms
        ],
        "sums": [number(value, by, signed=False) for value in told.sums],
        "more_candidates": told.more_candidates,
    } == case[language]


def test_the_examples_have_every_word_that_a_decision_may_use() -> None:
    text = json.dumps([case["fact"] for case in CASES])
    for word in (*Trigger, *Term, *Rule, *Silence, *Moved):
        assert f'"{word}"' in text, word


def test_every_term_tells_something_apart() -> None:
    assert frozenset(Term) == BETWEEN_OPERATORS | BETWEEN_CALLS


def test_only_facts_of_the_call_that_explain_are_moments() -> None:
    facts = [fact_of(case) for case in CASES]
    call = facts[0].call
    other = msgspec.structs.replace(facts[0], call=CallId("other"))
    steps = [Step(1, NOON, (CallAnswered(call), *facts)), Step(2, NOON, (other, facts[0]))]
    assert moments_of(call, steps) == [(NOON, fact) for fact in (*facts, facts[0])]


def test_every_operator_of_a_fact_is_named_once() -> None:
    by_name = {case["name"]: fact_of(case) for case in CASES}
    named = operators_in(by_name["chosen over another operator"])
    assert named == ["anna", "lena", "dora", "boris", "vera"]
    assert operators_in(by_name["every rule"]) == ["anna", "boris"]
    assert operators_in(by_name["a promise"]) == []
    assert operators_in(by_name["an offer without any reason"]) == ["anna"]
