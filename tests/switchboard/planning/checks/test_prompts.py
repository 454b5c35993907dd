"""What is said can be said."""

import pytest

from switchboard.planning.checks import prompts
from tests.support.findings import SHOP, changed, told, warnings


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "kind: menu, say: welcome",
            "kind: menu, say: welcom",
            "flow.main.say: node main says no prompt welcom; did you mean welcome?",
        ),
        (
            "comfort: [patience]",
            "comfort: [patience, xyzzy]",
            "queues.0.waiting.announce.comfort.1: queue support says no prompt xyzzy; write "
            "prompts: {xyzzy: {en: …}}",
        ),
        (
            "incidents: [outage]",
            "incidents: [outage, xyzzy]",
            "incidents.1: incident xyzzy says no prompt xyzzy; write prompts: {xyzzy: {en: …}}",
        ),
        (
            "told: {kind: say, say: found, next: support}",
            "told: {kind: say, say: place, next: support}",
            "flow.told.say: node told: nothing fills {place} of prompt place; let a node collect "
            "or look it up",
        ),
        (
            "comfort: [patience]",
            "comfort: [found]",
            "queues.0.waiting.announce.comfort.0: queue support: nothing fills {name} of prompt "
            "found; let a node collect or look it up",
        ),
    ],
    ids=lambda text: text[:40],
)
def test_what_cannot_be_said_is_told(old: str, new: str, line: str) -> None:
    assert line in told(changed(old, new))


def test_what_is_sensitive_is_never_said() -> None:
    text = changed("most: 6,", "most: 6, sensitive: true,").replace("{name}", "{order:digits}")
    assert told(text) == [
        "flow.told.say: node told: prompt found would say {order}, which is sensitive and is never "
        "said"
    ]
    open_digits = SHOP.replace("{name}", "{order:digits}")
    assert told(open_digits) == []


def test_a_prompt_in_no_language_of_the_plan_is_an_error() -> None:
    (line,) = told(changed("which: {en: Which, ru: Какой}", "which: {de: Welche}"))
    assert line.startswith("prompts.which: prompt which: ")


def test_a_prompt_that_lacks_a_language_and_one_that_nobody_hears_are_warnings() -> None:
    text = changed("which: {en: Which, ru: Какой}", "which: {en: Which}\n  spare: {en: x, ru: x}")
    assert told(text) == []
    missing, unused = warnings(text)
    assert missing.startswith("prompts.which: prompt which: the prompt is not in ru")
    assert unused == ("prompts.spare: prompt spare is never said; name it somewhere, or remove it")
    assert prompts.prompts_are_used.__doc__


def test_a_built_in_prompt_may_be_said_otherwise() -> None:
    text = changed("  patience:", "  goodbye: {en: Bye, ru: Пока}\n  patience:")
    assert told(text) == warnings(text) == []
