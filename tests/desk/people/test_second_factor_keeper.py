"""Second factors of people, from the first secret to the last recovery code."""

import pyotp
import pytest

from desk.people.sealing import Sealing
from desk.people.second_factor_keeper import LONGEST_WAIT_S, SecondFactorKeeper
from tests.support.desk_fakes import Centre, FakeClock
from vocabulary.people import SecondFactors


def code_of(secret: str, clock: FakeClock, ahead: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=ahead)


def keeper_of(centre: Centre, sealing: Sealing | None = None) -> SecondFactorKeeper:
    kept: SecondFactors = centre.second_factors
    return SecondFactorKeeper(kept, sealing or centre.sealing, centre.clock)


async def turn_on(centre: Centre, person: str = "anna") -> tuple[str, tuple[str, ...]]:
    """The secret and the recovery codes."""
    keeper = keeper_of(centre)
    begun = await keeper.begin(person)
    assert begun is not None
    codes = await keeper.confirm(person, code_of(begun.secret, centre.clock))
    assert codes is not None
    return begun.secret, codes


async def test_nothing_is_asked_for_before_it_is_confirmed(centre: Centre) -> None:
    keeper = keeper_of(centre)
    begun = await keeper.begin("anna")
    assert begun is not None
    assert await keeper.accepts("anna", code_of(begun.secret, centre.clock)) is None
    assert await keeper.confirm("anna", "000000") is None
    assert not centre.people.people["anna"].second_factor
    assert await keeper.confirm("anna", code_of(begun.secret, centre.clock)) is not None
    assert centre.people.people["anna"].second_factor
    assert await keeper.begin("anna") is None


async def test_a_secret_that_waited_too_long_is_forgotten(centre: Centre) -> None:
    keeper = keeper_of(centre)
    begun = await keeper.begin("anna")
    assert begun is not None
    assert await keeper.is_waiting("anna")
    centre.clock.pass_by(LONGEST_WAIT_S + 1)
    assert not await keeper.is_waiting("anna")
    assert await keeper.confirm("anna", code_of(begun.secret, centre.clock)) is None


async def test_a_code_is_used_once(centre: Centre) -> None:
    secret, _ = await turn_on(centre)
    keeper, clock = keeper_of(centre), centre.clock
    assert await keeper.accepts("anna", code_of(secret, clock)) is None, "it confirmed already"
    clock.pass_by(30)
    code = code_of(secret, clock)
    assert await keeper.accepts("anna", f"{code[:3]} {code[3:]}") == "code"
    assert await keeper.accepts("anna", code) is None
    ahead = code_of(secret, clock, 1)
    assert await keeper.accepts("anna", ahead) == "code"
    clock.pass_by(30)
    assert await keeper.accepts("anna", ahead) is None
    assert await keeper.accepts("anna", "000000") is None


async def test_recovery_codes_work_once_each(centre: Centre) -> None:
    _, codes = await turn_on(centre)
    keeper = keeper_of(centre)
    assert await keeper.accepts("anna", codes[0].upper()) == "recovery_code"
    assert await keeper.accepts("anna", codes[0]) is None
    assert await keeper.codes_left("anna") == 9
    assert await keeper.accepts("boris", codes[1]) is None
    fresh = await keeper.new_codes("anna")
    assert await keeper.accepts("anna", codes[1]) is None
    assert await keeper.accepts("anna", fresh[1].replace("-", " ")) == "recovery_code"


async def test_the_database_alone_signs_nobody_in(centre: Centre) -> None:
    secret, codes = await turn_on(centre)
    stored = str(centre.second_factors.rows) + str(centre.second_factors.codes)
    assert secret not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    centre.clock.pass_by(30)
    other = keeper_of(centre, Sealing())
    assert await other.accepts("anna", code_of(secret, centre.clock)) is None
    assert await other.accepts("anna", codes[0]) is None


@pytest.mark.parametrize("code", ["", "------", "123456", "abcdefghij", "\x00"])
async def test_who_has_none_has_no_right_code(centre: Centre, code: str) -> None:
    assert await keeper_of(centre).accepts("anna", code) is None


async def test_what_is_removed_is_asked_for_no_more(centre: Centre) -> None:
    await turn_on(centre)
    assert await keeper_of(centre).remove("anna")
    assert not centre.people.people["anna"].second_factor
    assert await keeper_of(centre).begin("anna") is not None
