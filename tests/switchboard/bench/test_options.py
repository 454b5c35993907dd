import pytest

from switchboard.bench.options import ANSWER_AFTER_MS, LOAD, LineOptions


def test_half_of_the_phones_talk_in_the_steady_phase() -> None:
    options = LineOptions(rate_per_s=27, phones=40)
    busy = 27 * (options.talk_ms + ANSWER_AFTER_MS) / 1000
    assert busy == pytest.approx(40 * LOAD, abs=0.1)
    assert options.few == options.extensions[:4]


@pytest.mark.parametrize(
    ("calls", "rate", "phones", "word"),
    [
        (1, 27, 40, "--calls"),
        (10**6, 27, 40, "--calls"),
        (100, 0, 40, "--rate"),
        (100, 1000, 40, "--rate"),
        (100, 27, 0, "--phones"),
        (100, 27, 151, "--phones"),
        (100, 27, 10, "use --phones"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_a_sentence(
    calls: int, rate: float, phones: int, word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        LineOptions(calls, rate, phones)


def test_the_phones_that_are_advised_are_enough() -> None:
    with pytest.raises(ValueError, match="use --phones") as refused:
        LineOptions(100, 50, 10)
    advised = int(str(refused.value).split("--phones ")[1].split()[0])
    LineOptions(100, 50, advised)
