"""What refusals of the room say."""

from customers.card import Card, CardNumber
from customers.ports import CardChanged, NumberTaken, nobody_outside
from tests.customers.cards import NOON

EVE = Card(
    id="eve",
    created_at=NOON,
    created_by="anna",
    changed_at=NOON,
    changed_by="boris",
    name="Eve",
    numbers=(CardNumber("+4930123456", ""),),
)


def test_a_refusal_says_who_and_what_to_do() -> None:
    assert str(CardChanged(EVE)) == ("boris changed this card meanwhile: look at it and try again")
    assert str(NumberTaken("+4930123456", EVE)) == (
        "+4930123456 belongs to Eve already: take it away there or merge the cards"
    )


async def test_without_sources_nobody_answers() -> None:
    assert await nobody_outside("4930123456") == ()
