import pytest

from switchboard.bench.screens_options import ANSWER_AFTER_MS, PAGE_SHARE, ScreensOptions


@pytest.mark.parametrize(
    ("wrong", "option"),
    [
        ({"operators": 1}, "--operators"),
        ({"rate_per_s": 0.0}, "--rate"),
        ({"seconds": 0.5}, "--seconds"),
        ({"clients": 10_000}, "--clients"),
        ({"reloads": 0}, "--reloads"),
        ({"operators": 2, "rate_per_s": 50.0}, "more --operators or a lower --rate"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(
    wrong: dict[str, int | float], option: str
) -> None:
    with pytest.raises(ValueError, match=option):
        ScreensOptions(**wrong)  # type: ignore[arg-type]


def test_the_others_can_take_all_calls_but_the_watched_operators_share() -> None:
    options = ScreensOptions(operators=10, rate_per_s=5.0, seconds=20.0)
    assert options.calls == 100
    busy_s = (options.talk_ms + ANSWER_AFTER_MS) / 1000
    assert 9 / busy_s == pytest.approx(5.0 * (1 - PAGE_SHARE), rel=0.01)
    assert ScreensOptions(operators=90, rate_per_s=0.1).talk_ms == 10_000


def test_the_watched_page_and_the_phone_in_a_page_are_two_operators() -> None:
    options = ScreensOptions(operators=90)
    assert options.watched == options.extensions[0]
    assert options.page_phone not in options.extensions
    assert len(set(options.everybody)) == 91
