from datetime import date

from routing.calllog import LoggedCall
from routing.prediction.centre import Centre
from routing.prediction.walk import ANSWER, ARRIVAL, LEAVING, ordered_events, walk

DAY = date(2026, 3, 2)


def call(arrived: float, answered: float | None, ended: float, operator: str = "a") -> LoggedCall:
    return LoggedCall(
        str(arrived),
        arrived,
        "sales",
        0,
        "",
        answered,
        None if answered is None else operator,
        ended,
        DAY,
        arrived,
    )


def test_of_one_moment_arrivals_come_first_then_ends_then_answers() -> None:
    calls = [call(0.0, 0.0, 10.0), call(5.0, 10.0, 20.0), call(10.0, None, 30.0)]
    happened = list(zip(*ordered_events(calls), strict=True))
    assert happened == [
        (ARRIVAL, 0),
        (ANSWER, 0),
        (ARRIVAL, 1),
        (ARRIVAL, 2),
        (LEAVING, 0),
        (ANSWER, 1),
        (LEAVING, 1),
        (LEAVING, 2),
    ]


def test_a_talk_of_no_length_frees_its_operator() -> None:
    centre = Centre()
    walk([call(0.0, 3.0, 3.0)], centre, lambda _p, _k: None, lambda _p, _k: None)
    assert centre.talking_to == [-1]


def test_a_caller_is_asked_about_before_it_joins() -> None:
    centre = Centre()
    seen: list[tuple[int, float]] = []
    calls = [call(0.0, 9.0, 30.0), call(4.0, None, 8.0)]
    walk(
        calls,
        centre,
        lambda place, _kind: seen.append((place, float(centre.waiting_n[0]))),
        lambda place, _kind: seen.append((place, -1.0)),
    )
    assert seen == [(0, 0.0), (1, 1.0), (0, -1.0)]
    assert centre.waiting_n[0] == 0.0
