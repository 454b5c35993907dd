"""Names of things."""

from vocabulary.ids import OfferId, operator_leg


def test_an_operators_leg_follows_from_its_offer() -> None:
    assert operator_leg(OfferId("7f3")) == "op-7f3"
    assert operator_leg(OfferId("7f3")) == operator_leg(OfferId("7f3"))
    assert operator_leg(OfferId("7f4")) != operator_leg(OfferId("7f3"))
