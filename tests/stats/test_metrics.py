"""The worked example of the metrics, from counts and from single calls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.metrics import (
    DEFAULT_VARIANT,
    AbandonmentVariant,
    Counts,
    ServiceLevelVariant,
    Visit,
    abandonment,
    average_speed_of_answer,
    count,
    percentile,
    service_level,
)

pytestmark = pytest.mark.pure

WORKED = Counts(
    answered=1000, answered_in_time=860, abandoned=60, abandoned_in_time=20, abandoned_short=10
)
EXPECTED = {
    ServiceLevelVariant.EARLY_ABANDONS_MET: 83.02,
    ServiceLevelVariant.ANSWERED_ONLY: 86.00,
    ServiceLevelVariant.ALL_OFFERED: 81.13,
    ServiceLevelVariant.LATE_ABANDONS_ONLY: 82.69,
    ServiceLevelVariant.SHORT_ABANDONS_MET: 82.08,
    ServiceLevelVariant.SHORT_ABANDONS_REMOVED: 81.90,
}


@pytest.mark.parametrize("variant", list(ServiceLevelVariant))
def test_the_worked_example(variant: ServiceLevelVariant) -> None:
    value = service_level(variant, WORKED)
    assert value is not None
    assert round(value * 100, 2) == EXPECTED[variant]


def test_counting_single_calls_gives_the_same() -> None:
    visits = [Visit(True, 20.0)] * 860 + [Visit(True, 20.5)] * 140
    visits += [Visit(False, 5.0)] * 10 + [Visit(False, 20.0)] * 10 + [Visit(False, 61.0)] * 40
    assert count(visits, threshold_s=20, short_abandon_s=5) == WORKED


def test_the_default_is_the_strictest_that_looks_at_every_call() -> None:
    assert DEFAULT_VARIANT is ServiceLevelVariant.ALL_OFFERED


def test_no_calls_give_no_figure() -> None:
    for variant in ServiceLevelVariant:
        assert service_level(variant, Counts()) is None
    for kind in AbandonmentVariant:
        assert abandonment(kind, Counts()) is None
    assert average_speed_of_answer([]) is None
    assert percentile([], 0.9) is None


def test_abandonment_in_both_variants() -> None:
    assert abandonment(AbandonmentVariant.ALL, WORKED) == 60 / 1060
    assert abandonment(AbandonmentVariant.WITHOUT_SHORT, WORKED) == 50 / 1050
    assert abandonment(AbandonmentVariant.ALL, WORKED, overflowed=40) == 60 / 1100
    assert abandonment(AbandonmentVariant.WITHOUT_SHORT, WORKED, overflowed=40) == 50 / 1090


def test_mean_and_percentiles_are_waits_that_callers_had() -> None:
    waits = [float(wait) for wait in range(1, 11)]
    assert average_speed_of_answer(waits) == 5.5
    assert percentile(waits, 0.5) == 5
    assert percentile(waits, 0.9) == 9
    assert percentile(waits, 0.91) == 10
    assert percentile(waits, 0) == 1
    assert percentile(waits, 1) == 10
    assert percentile([7.0], 0.9) == 7


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_of_0_to_1_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        percentile([1.0], share)


@pytest.mark.parametrize(
    "wrong",
    [
        {"answered": 1, "answered_in_time": 2},
        {"abandoned": 1, "abandoned_in_time": 2},
        {"abandoned": 1, "abandoned_short": 2},
        {"abandoned_short": -1},
    ],
)
def test_counts_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        Counts(**wrong)


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0, 3600))),
    st.floats(0, 60),
    st.floats(0, 10),
)
def test_every_level_is_a_share(
    visits: list[tuple[bool, float]], threshold_s: float, short_abandon_s: float
) -> None:
    # A short limit above the threshold is no use; the plan's check refuses it.
    counts = count((Visit(*visit) for visit in visits), threshold_s, short_abandon_s)
    for variant in ServiceLevelVariant:
        value = service_level(variant, counts)
        assert value is None or 0 <= value <= 1


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_leaves_its_share_below(waits: list[float], share: float) -> None:
    waits.sort()
    value = percentile(waits, share)
    assert value is not None
    assert sum(wait <= value for wait in waits) >= share * len(waits) - 1e-6
