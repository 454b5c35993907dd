"""What a call carries through the flow."""

from datetime import UTC, datetime, timedelta

from telephony.visit import VALUES_LIMIT, Visit, follow
from vocabulary.facts import (
    CallAnswered,
    CallFact,
    CriteriaSet,
    CustomerLookedUp,
    DigitsCollected,
    InputFailed,
    NodeEntered,
    SurveyAnswered,
)
from vocabulary.ids import CallId, NodeId
from vocabulary.states import InputFault, LookUpResult

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CALL, NODE = CallId("c"), NodeId("main")


def after(*facts: CallFact) -> Visit:
    visit = Visit()
    for seconds, fact in enumerate(facts):
        visit = follow(visit, NOW + timedelta(seconds=seconds), fact)
    return visit


def test_each_node_begins_with_all_its_tries() -> None:
    failed = InputFailed(CALL, NODE, InputFault.WRONG, 1)
    visit = after(NodeEntered(CALL, NODE, "menu", "start"), failed)
    assert (visit.tries, visit.entered, visit.begun_at) == (1, 1, NOW)
    visit = follow(visit, NOW, NodeEntered(CALL, NODE, "menu", "key 1"))
    assert (visit.tries, visit.entered) == (0, 2)


def test_values_are_kept_by_name_the_newest_counts() -> None:
    visit = after(
        DigitsCollected(CALL, NODE, "account", 2, "12"),
        SurveyAnswered(CALL, NODE, "csat", 5),
        CustomerLookedUp(CALL, NODE, "callers", LookUpResult.FOUND, (("account", "99"),)),
    )
    assert (visit.value("account"), visit.value("csat"), visit.value("nobody")) == ("99", "5", None)


def test_values_are_bounded() -> None:
    facts = [DigitsCollected(CALL, NODE, f"n{n}", 1, "1") for n in range(VALUES_LIMIT + 5)]
    visit = after(*facts)
    assert len(visit.pii_values) == VALUES_LIMIT
    assert visit.value("n0") is None


def test_of_sensitive_digits_nothing_is_kept() -> None:
    visit = after(DigitsCollected(CALL, NODE, "card", 16, "", sensitive=True))
    assert visit == Visit()


def test_wishes_add_up() -> None:
    visit = after(
        CriteriaSet(CALL, NODE, 2, (("a", 3),)), CriteriaSet(CALL, NODE, 1, (("a", 2), ("b", 1)))
    )
    assert (visit.priority, visit.needs) == (3, (("a", 3), ("b", 1)))


def test_other_facts_change_nothing() -> None:
    assert after(CallAnswered(CALL)) == Visit()
