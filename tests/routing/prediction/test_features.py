import math

from routing.prediction.features import FLUID, NAMES, WIDTH, describe
from routing.prediction.look import Look
from tests.routing.prediction.test_look import busy_centre


def test_every_number_has_a_name() -> None:
    centre, kind = busy_centre(waiting=3)
    row = describe(centre, kind)
    assert len(row) == WIDTH == len(set(NAMES))
    assert row[FLUID] == Look(centre, kind).fluid


def test_the_numbers_say_what_they_are_called() -> None:
    centre, kind = busy_centre(waiting=3)
    told = dict(zip(NAMES, describe(centre, kind), strict=True))
    assert told["in_queue"] == told["ahead_queue"] == 3.0
    assert told["hol_queue"] == 99.0
    assert told["busy"] == told["busy_here"] == 3.0
    assert told["les"] == 0.0
    assert math.isnan(told["les_waited"])


def test_looking_changes_nothing() -> None:
    centre, kind = busy_centre(waiting=3)
    first, second = describe(centre, kind), describe(centre, kind)
    assert [repr(each) for each in first] == [repr(each) for each in second]
