import pytest

from switchboard.bench.screens_paint import offer_to_paint


def test_an_offer_and_its_paint_belong_together_by_the_callers_number() -> None:
    offers = {"71": 100.0, "72": 101.0, "73": 102.0}
    paints = [("72", 101_030.0), ("71", 100_020.0), ("99", 100_000.0)]
    assert offer_to_paint(offers, paints) == pytest.approx([0.03, 0.02])
