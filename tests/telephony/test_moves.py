"""The table of moves: what it allows, and that everything else raises."""

from collections import deque
from itertools import product

import pytest

from telephony.moves import MOVES, IllegalMove, next_state
from tests.support.structs import members, sample
from vocabulary.facts import CallAnswered, CallFact, Fact, FallbackCallImported, OfferEnded
from vocabulary.states import CallState, OfferResult

EVERY_PAIR = list(product(CallState, members(Fact)))


@pytest.mark.parametrize(
    ("state", "kind"), [pair for pair in EVERY_PAIR if pair not in MOVES], ids=str
)
def test_a_move_that_is_not_in_the_table_raises(state: CallState, kind: type[Fact]) -> None:
    with pytest.raises(IllegalMove, match=f"{kind.__name__} is not possible while {state.value}"):
        next_state(state, sample(kind))


@pytest.mark.parametrize(("state", "kind"), MOVES, ids=str)
def test_a_move_of_the_table_leads_where_it_says(state: CallState, kind: type[Fact]) -> None:
    fact = sample(kind, result=OfferResult.DECLINED) if kind is OfferEnded else sample(kind)
    assert next_state(state, fact) is MOVES[state, kind]


@pytest.mark.parametrize("state", CallState)
def test_only_a_waiting_call_can_be_accepted(state: CallState) -> None:
    accepted = sample(OfferEnded, result=OfferResult.ACCEPTED)
    if state is CallState.WAITING:
        assert next_state(state, accepted) is CallState.CONNECTING
    else:
        with pytest.raises(IllegalMove):
            next_state(state, accepted)


def test_every_state_is_reached_and_ended_is_the_end() -> None:
    begins = (CallState.ARRIVING, CallState.DIALLING)  # a call comes in, or goes out
    reached, todo = set(begins), deque(begins)
    while todo:
        state = todo.popleft()
        targets = {target for (source, _), target in MOVES.items() if source is state}
        if state is CallState.WAITING:
            targets.add(CallState.CONNECTING)
        todo.extend(targets - reached)
        reached |= targets
    assert reached == set(CallState)
    assert {target for (state, _), target in MOVES.items() if state is CallState.ENDED} == {
        CallState.ENDED
    }


@pytest.mark.parametrize("state", [state for state in CallState if state is not CallState.ENDED])
def test_a_call_may_end_from_every_state(state: CallState) -> None:
    assert CallState.ENDED in {target for (source, _), target in MOVES.items() if source is state}


@pytest.mark.parametrize("state", [state for state in CallState if state is not CallState.ENDED])
def test_a_call_may_be_answered_late_and_stays_where_it_is(state: CallState) -> None:
    assert next_state(state, sample(CallAnswered)) is state


def test_only_facts_of_a_call_move_it() -> None:
    assert {kind for _, kind in MOVES} <= set(members(CallFact)) - {FallbackCallImported}
