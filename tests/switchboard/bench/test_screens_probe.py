from switchboard.bench.screens_probe import EARS, LEVEL, PAINTS, ears


def test_the_ears_are_told_how_loud_is_heard() -> None:
    assert "> LEVEL)" in EARS
    assert f"> {LEVEL})" in ears()
    assert "LEVEL" not in ears()


def test_what_is_planted_only_looks_on() -> None:
    for planted in (PAINTS, EARS):
        assert "window.bench" in planted
        assert not any(word in planted for word in ("fetch(", "innerHTML", ".click()", "eval("))
