from routing.prediction.centre import Centre
from routing.prediction.look import Look, give_up_rates


def busy_centre(operators: int = 3, waiting: int = 0) -> tuple[Centre, int]:
    """So many operators who have just begun to talk, so many calls that wait."""
    centre = Centre()
    centre.begin_day(1)
    kind = centre.class_of("sales", 0)
    for number in range(operators):
        who = centre.operator_of(f"op{number}")
        for call in range(10):
            at = 400.0 * call
            centre.arrive(at, kind)
            centre.answer(at, kind, at, who, call)
            centre.end(at + 200.0, kind, who, call)
        centre.arrive(5000.0, kind)
        centre.answer(5000.0, kind, 5000.0, who, 99)
    for number in range(waiting):
        centre.arrive(5001.0 + number, kind)
    centre.pass_time(5100.0)
    return centre, kind


def test_more_calls_ahead_make_it_longer_more_operators_shorter() -> None:
    alone = Look(*busy_centre())
    behind = Look(*busy_centre(waiting=5))
    helped = Look(*busy_centre(operators=6, waiting=5))
    assert alone.fluid < helped.fluid < behind.fluid
    assert behind.fluid < behind.fluid_90
    assert behind.ahead_eff == 5.0


def test_a_class_with_credit_stands_before_those_without() -> None:
    centre, low = busy_centre(waiting=4)
    high = centre.class_of("sales", 2)
    centre.order.credits[high] = 300.0
    assert Look(centre, high).ahead_eff == 0.0
    assert Look(centre, high).behind > 0.0
    centre.arrive(5100.0, high)
    overtaken = Look(centre, low)
    assert overtaken.ahead_eff == 5.0
    assert overtaken.overtaking > 0.0


def test_a_queue_nobody_serves_is_never_reached() -> None:
    centre, _ = busy_centre()
    strange = centre.class_of("strange", 0)
    assert Look(centre, strange).fluid == 3600.0


def test_callers_who_gave_up_raise_the_rate() -> None:
    centre, kind = busy_centre(waiting=2)
    before = give_up_rates(centre)[0]
    centre.abandon(5100.0, kind, 5001.0)
    assert give_up_rates(centre)[0] > before
