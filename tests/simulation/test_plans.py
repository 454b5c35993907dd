"""A thousand generated plans: each is refused with clear words, or every walk ends."""

from collections import Counter
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from switchboard.planning.checking import read_plan
from tests.simulation.plans import NIGHT, NOON, Caller100, plans
from vocabulary.findings import Severity
from vocabulary.states import EndReason

LOST = (EndReason.LINE_FAILED, EndReason.FLOW_TOO_LONG)


def test_a_plan_is_refused_with_clear_words_or_every_walk_through_it_ends() -> None:
    """What Hypothesis draws is no sample, but it must not all be of one kind."""
    seen: Counter[str] = Counter()
    keys = st.text("0123456789*#", max_size=25)
    drawn = given(text=plans(), keys=keys, at=st.sampled_from([NOON, NIGHT]))

    @settings(max_examples=1000, deadline=None)
    @drawn
    def walked(text: str, keys: str, at: datetime) -> None:
        seen[refused_or_walked(text, keys, at)] += 1

    walked()
    assert seen["usable"] >= 50
    assert seen["refused"] >= 50


def refused_or_walked(text: str, keys: str, at: datetime) -> str:
    reading = read_plan(text)
    if reading.usable is None:
        for finding in reading.errors:
            assert finding.severity is Severity.ERROR
            assert finding.place and len(finding.message) > 10, finding
        return "refused"
    for pressed in ("", keys):
        caller = Caller100(reading.usable, pressed, at)
        caller.walk()
        assert caller.end.reason not in LOST, (caller.end, caller.way)
    return "usable"
