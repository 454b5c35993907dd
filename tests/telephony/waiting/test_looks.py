"""When each caller is looked at."""

from datetime import UTC, datetime, timedelta

from telephony.waiting.looks import SPARE, Looks
from vocabulary.ids import CallId

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
A, B = CallId("a"), CallId("b")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_sooner_moment_counts_and_each_is_taken_once() -> None:
    looks = Looks()
    looks.plan(A, after(5))
    looks.plan(A, after(3))
    looks.plan(A, after(9))
    looks.plan(B, after(4))
    assert looks.first() == after(3)
    assert list(looks.take(after(4))) == [A, B]
    assert looks.first() is None
    assert A not in looks


def test_who_is_forgotten_is_not_looked_at() -> None:
    looks = Looks()
    looks.plan(A, after(1))
    looks.forget(A)
    assert looks.first() is None
    assert not list(looks.take(after(2)))


def test_what_means_nothing_any_more_is_swept_out() -> None:
    looks = Looks()
    for count in range(3 * SPARE):
        looks.plan(CallId(str(count)), after(count))
        looks.forget(CallId(str(count)))
    looks.plan(A, after(1))
    assert len(looks._dues) <= SPARE + 2
    assert list(looks.take(after(1))) == [A]
