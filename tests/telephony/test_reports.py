"""Which rule answers a report, by whose leg it is."""

import pytest

from telephony.reports import Reports
from tests.telephony.test_book import LIVING, in_state
from tests.telephony.test_talk import CALL
from vocabulary.facts import CallEnded
from vocabulary.ids import LegId
from vocabulary.inputs import JoinFailed, LegAnswered, LegEnded, LegRang, LegsJoined
from vocabulary.states import CallState, EndCause

WHERE = [state for state in LIVING if state is not CallState.DIALLING]


@pytest.mark.parametrize("state", WHERE)
def test_a_caller_may_leave_at_any_moment(state: CallState) -> None:
    play = in_state(state)
    play.run(LegEnded(LegId("in-1"), EndCause.HANG_UP))
    assert len(play.facts(CallEnded)) == 1
    assert not play.engine.book.calls


@pytest.mark.parametrize("state", LIVING)
def test_joins_of_legs_that_nobody_knows_change_nothing(state: CallState) -> None:
    play = in_state(state)
    before = play.engine.book.state()
    assert play >> LegsJoined(CALL, LegId("x")) >> JoinFailed(CALL, LegId("x"), "no")
    assert play >> LegRang(LegId("in-1"))
    assert play.engine.book.state() == before


@pytest.mark.parametrize("state", LIVING)
def test_no_report_of_any_leg_breaks_the_book(state: CallState) -> None:
    for leg in in_state(state).engine.book.calls[CALL].legs:
        for cause in EndCause:
            in_state(state).run(LegEnded(leg, cause))
        in_state(state).run(LegAnswered(leg), LegAnswered(leg), LegsJoined(CALL, leg))


def test_the_book_asks_it() -> None:
    assert isinstance(in_state(CallState.TALKING).engine.book._reports, Reports)
