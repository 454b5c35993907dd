"""Proving oneself once more counts like signing in."""

from desk.people.proving import keeper
from desk.people.second_factor_keeper import SecondFactorKeeper
from desk.people.throttle import PAIR
from tests.support.desk_fakes import PASSWORD, Running

CHANGE = "/api/v1/account/password"


async def test_a_screen_left_open_is_no_place_to_try_passwords(running_desk: Running) -> None:
    anna = await running_desk.signed_in("anna")
    body = {"old": "wrong-wrong-wrong", "new": "gentle-otter-44"}
    for _ in range(PAIR.free):
        assert await anna.code("POST", CHANGE, json=body) == (403, "wrong_password")
    async with anna.ask("POST", CHANGE, json=body | {"old": PASSWORD}) as answer:
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) == PAIR.first_s
    assert await running_desk.browser().sign_in("anna") == 429
    running_desk.centre.clock.pass_by(PAIR.first_s)
    assert (await anna.json("POST", CHANGE, json=body | {"old": PASSWORD}))[0] == 204


async def test_the_keeper_is_that_of_the_desk() -> None:
    assert keeper.__annotations__["return"] is SecondFactorKeeper
