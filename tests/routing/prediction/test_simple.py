import pytest

from routing.prediction.centre import Centre
from routing.prediction.simple import simple


def test_the_formulas() -> None:
    centre = Centre()
    centre.begin_day(1)
    kind, other = centre.class_of("sales", 0), centre.class_of("sales", 1)
    empty = simple(centre, kind)
    assert empty.les == empty.hol == empty.app_queue_mean == 0.0
    anna, boris = centre.operator_of("anna"), centre.operator_of("boris")
    for now, who, since in ((40.0, anna, 0.0), (60.0, boris, 60.0)):
        centre.arrive(since, kind)
        centre.answer(now, kind, since, who, int(now))
    centre.arrive(70.0, other)
    centre.arrive(75.0, kind)
    centre.pass_time(100.0)
    told = simple(centre, kind)
    assert told.les == 0.0
    assert told.les_waited == 40.0
    assert told.hol == 30.0
    assert told.app_queue_mean == 7.5
    assert told.queue_length == pytest.approx(3.0 * centre.handling.means[0] / 2.0)
