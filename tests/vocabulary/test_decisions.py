"""Words of decisions: closed lists, and structures that survive the journal."""

import msgspec

from vocabulary.decisions import DecisionTrace, Excluded, Forecast, Rule, Term, Trigger, Weighed
from vocabulary.ids import OperatorId, QueueId


def test_a_trace_survives_the_journal() -> None:
    trace = DecisionTrace(
        Trigger.OPERATOR_FREED,
        QueueId("support"),
        12.5,
        1,
        Weighed(1.5, ((Term.WAITING, 2.0), (Term.HANDLING, -0.5)), operator=OperatorId("anna")),
        excluded=(Excluded(OperatorId("boris"), Rule.SKILL, "billing", 3, 5),),
    )
    assert msgspec.json.decode(msgspec.json.encode(trace), type=DecisionTrace) == trace


def test_a_silent_forecast_is_short_in_the_journal() -> None:
    assert msgspec.json.encode(Forecast()) == b"{}"


def test_words_are_unique_over_all_lists() -> None:
    for words in (Trigger, Term, Rule):
        assert len({str(word) for word in words}) == len(words)
