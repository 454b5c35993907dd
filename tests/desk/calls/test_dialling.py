"""Numbers that people type, and what the plan says of them."""

import pytest

from desk.calls.dialling import Number
from desk.calls.operators_api import DialBody
from desk.calls.transfers_api import TransferBody
from tests.support.desk_fakes import Centre, running

DIAL = "/api/v1/operators/anna/dial", {"number": "+49 30 123456"}
GIVE = "/api/v1/calls/c-anna/transfer", {"number": "+49 30 123456"}


def test_both_ways_of_calling_take_the_same_numbers() -> None:
    assert DialBody.__annotations__["number"] == Number
    assert TransferBody.__annotations__["number"] == Number | None


@pytest.mark.parametrize(("asked", "code"), [(DIAL, "dial_refused"), (GIVE, "not_allowed_number")])
async def test_where_nobody_may_call_out_it_says_so(
    centre: Centre, asked: tuple[str, dict[str, str]], code: str
) -> None:
    centre.dialling = None
    async with running(centre) as made:
        anna = await made.signed_in("anna")
        status, told = await anna.json("POST", asked[0], json=asked[1])
    assert (status, told["error"]["code"], told["error"]["field"]) == (409, code, "number")
    assert not centre.inbox.given
