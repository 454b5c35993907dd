"""The router against a slow and obvious model, whatever happens and in whatever order."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.routing.ranking.histories import (
    OPERATORS,
    PAUSES_S,
    QUEUES,
    both,
    claim,
    history,
    seat,
    works,
)


class Settles(RuleBasedStateMachine):
    """What happens, a step at a time."""

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        self.both = both(lambda of: data.draw(st.sampled_from(of)))

    @rule(operator=st.sampled_from(OPERATORS), data=st.data())
    def is_listed(self, operator: int, data: st.DataObject) -> None:
        self.both.put(operator, seat(lambda of: data.draw(st.sampled_from(of))))

    @rule(operator=st.sampled_from(OPERATORS))
    def is_dropped(self, operator: int) -> None:
        self.both.drop(operator)

    @rule(operator=st.sampled_from(OPERATORS), idle_s=st.sampled_from(PAUSES_S))
    def is_free(self, operator: int, idle_s: float) -> None:
        self.both.free(operator, idle_s)

    @rule(operator=st.sampled_from(OPERATORS), working=st.booleans())
    def is_busy(self, operator: int, working: bool) -> None:
        self.both.busy(operator, working)

    @precondition(lambda self: bool(works(self.both)))
    @rule(data=st.data(), handling_s=st.floats(0.0, 4000.0))
    def has_handled(self, data: st.DataObject, handling_s: float) -> None:
        operator = data.draw(st.sampled_from(works(self.both)))
        self.both.handled(data.draw(st.sampled_from(QUEUES)), operator, handling_s)
        self.both.free(operator)

    @precondition(lambda self: len(self.both.model.waits) < 12)
    @rule(data=st.data(), times=st.integers(1, 3))
    def call(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            self.both.new_call(claim(lambda of: data.draw(st.sampled_from(of))))

    @precondition(lambda self: self.both.model.waits)
    @rule(data=st.data())
    def asks_for_other_things(self, data: st.DataObject) -> None:
        call = data.draw(st.sampled_from(list(self.both.model.waits)))
        self.both.changed(call, claim(lambda of: data.draw(st.sampled_from(of))))

    @precondition(lambda self: self.both.served)
    @rule()
    def comes_back(self) -> None:
        self.both.wait(self.both.served.pop())

    @precondition(lambda self: self.both.model.waits)
    @rule(data=st.data())
    def gives_up(self, data: st.DataObject) -> None:
        self.both.give_up(data.draw(st.sampled_from(list(self.both.model.waits))))

    @rule(pause_s=st.sampled_from(PAUSES_S))
    def later(self, pause_s: float) -> None:
        self.both.later(pause_s)
        self.both.choose()


TestSettles = Settles.TestCase
TestSettles.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("seed", range(20))
def test_random_histories_keep_every_promise(seed: int) -> None:
    pairs = sum(history(1000 * seed + part, steps=60).pairs for part in range(16))
    assert pairs > 160  # otherwise nothing has been tested
