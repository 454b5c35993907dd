import numpy as np
import pytest

from routing.prediction.centre import ABANDONED, ANSWERED, ARRIVED, FORESEEN, SURPRISE, Centre


def opened() -> tuple[Centre, int, int]:
    centre = Centre()
    centre.begin_day(1)
    return centre, centre.class_of("sales", 0), centre.operator_of("anna")


def test_a_call_joins_is_answered_and_ends() -> None:
    centre, kind, anna = opened()
    centre.arrive(100.0, kind)
    assert centre.waiting[kind] == [100.0]
    assert centre.waiting_n[0] == 1.0
    centre.answer(130.0, kind, 100.0, anna, 7)
    assert centre.waiting[kind] == []
    assert centre.last_wait[0] == centre.last_waited[0] == 30.0
    assert centre.rolling[0] == 7.5
    assert centre.busy_since[anna] == 130.0
    assert centre.skills[anna, 0] == 1.0
    centre.end(190.0, kind, anna, 7)
    assert np.isnan(centre.busy_since[anna])
    assert centre.left_at[anna] == 190.0
    assert centre.handling.talks[0] == 1.0


def test_the_end_of_another_call_frees_nobody() -> None:
    centre, kind, anna = opened()
    centre.arrive(1.0, kind)
    centre.answer(2.0, kind, 1.0, anna, 7)
    centre.end(3.0, kind, anna, 8)
    assert centre.busy_since[anna] == 2.0


def test_counts_fade_with_time() -> None:
    centre, kind, _ = opened()
    centre.arrive(100.0, kind)
    centre.abandon(100.0, kind, 100.0)
    assert centre.flow[ABANDONED, 0].tolist() == [1.0, 1.0, 1.0]
    centre.pass_time(220.0)
    assert centre.flow[ARRIVED, 0, 0] == pytest.approx(np.exp(-1.0))
    centre.pass_time(200.0)
    assert centre.now == 220.0


def test_no_wait_is_served_but_not_a_wait() -> None:
    centre, kind, anna = opened()
    centre.arrive(5.0, kind)
    centre.answer(5.0, kind, 5.0, anna, 1)
    assert centre.last_wait[0] == 0.0
    assert np.isnan(centre.last_waited[0])
    assert centre.flow[ANSWERED, 0, 0] == 1.0


def test_a_choice_between_classes_is_remembered() -> None:
    centre, low, anna = opened()
    high = centre.class_of("sales", 2)
    centre.skills[anna, 0] = 5.0
    for number in range(300):
        at = 1000.0 * number
        centre.arrive(at, low)
        centre.arrive(at + 60.0, high)
        centre.answer(at + 70.0, high, at + 60.0, anna, number)
        centre.end(at + 80.0, high, anna, number)
        centre.abandon(at + 90.0, low, at)
    centre.begin_day(2)
    assert centre.order.credits[high] - centre.order.credits[low] > 60.0


def test_a_surprise_is_counted_as_a_log_ratio() -> None:
    centre, kind, _ = opened()
    centre.foreseen(kind, 45.0, 15.0)
    assert centre.flow[FORESEEN, 0, 0] == 1.0
    assert centre.flow[SURPRISE, 0, 0] == pytest.approx(np.log(2.0))


def test_new_names_make_room() -> None:
    centre, kind, anna = opened()
    assert centre.class_of("sales", 0) == kind
    assert centre.operator_of("anna") == anna
    other = centre.class_of("help", 1)
    assert centre.class_queue[other] == 1
    assert centre.skills.shape == (1, 2)
    assert centre.half_hour == 0


def test_a_call_that_leaves_is_no_line_any_more_and_teaches_nothing() -> None:
    centre, kind, _ = opened()
    centre.arrive(100.0, kind)
    before = centre.flow[[ANSWERED, ABANDONED]].tolist()
    centre.leave(130.0, kind, 100.0)
    assert centre.waiting[kind] == []
    assert centre.waiting_n[0] == 0
    assert centre.flow[[ANSWERED, ABANDONED]].tolist() == before
    centre.leave(131.0, kind, 100.0)
    assert centre.waiting_n[0] == 0
