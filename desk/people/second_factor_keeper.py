"""Second factors of people: begun, confirmed, asked for and lost, on what storage keeps.

Secrets are sealed before they are stored and recovery codes are hashed with a key, so that a
copy of the database alone signs nobody in.
"""

from datetime import datetime

from desk.people.sealing import NotOurs, Sealing
from desk.people.second_factor import (
    Enrolment,
    is_digits,
    new_enrolment,
    new_recovery_codes,
    plain,
    step_of,
)
from vocabulary.people import SecondFactor, SecondFactors
from vocabulary.ports import Clock

LONGEST_WAIT_S = 900
"""How long a secret that was shown waits to be confirmed."""


class SecondFactorKeeper:
    """What the desk does with second factors."""

    def __init__(self, kept: SecondFactors, sealing: Sealing, clock: Clock) -> None:
        self._kept = kept
        self._sealing = sealing
        self._clock = clock

    async def begin(self, person: str) -> Enrolment | None:
        """A fresh secret, to be shown once. None: the person has a second factor already."""
        made = new_enrolment(person)
        sealed = self._sealing.seal(made.secret, _purpose(person))
        begun = await self._kept.begin(SecondFactor(person, sealed, self._clock.now()))
        return made if begun else None

    async def is_waiting(self, person: str) -> bool:
        """Whether a secret was shown a while ago and waits for its first code."""
        found = await self._kept.get(person)
        return found is not None and self._waits(found, self._clock.now())

    async def confirm(self, person: str, code: str) -> tuple[str, ...] | None:
        """The recovery codes, if this is the first right code of the secret that was shown."""
        now = self._clock.now()
        found = await self._kept.get(person)
        if found is None or not self._waits(found, now):
            return None
        step = self._step(found, plain(code), now)
        if step is None:
            return None
        codes = new_recovery_codes()
        hashes = [self._hashed(person, one) for one in codes]
        return codes if await self._kept.confirm(person, now, step, hashes) else None

    async def accepts(self, person: str, code: str) -> str | None:
        """Use a code of the person's second factor: `code` or `recovery_code`, or None for a
        wrong one and for one that was used before."""
        given = plain(code)
        found = await self._kept.get(person)
        if found is None or found.confirmed_at is None:
            return None
        if not is_digits(given):
            used = await self._kept.use_code(person, self._hashed(person, given))
            return "recovery_code" if used else None
        step = self._step(found, given, self._clock.now())
        if step is None or not await self._kept.use_step(person, step):
            return None
        return "code"

    async def codes_left(self, person: str) -> int:
        """How many recovery codes were not used yet."""
        found = await self._kept.get(person)
        return found.codes_left if found is not None else 0

    async def new_codes(self, person: str) -> tuple[str, ...]:
        """Fresh recovery codes; the old ones count no more."""
        codes = new_recovery_codes()
        await self._kept.replace_codes(person, [self._hashed(person, one) for one in codes])
        return codes

    async def remove(self, person: str) -> bool:
        """Nothing is asked for any more. Whether there was one."""
        return await self._kept.remove(person)

    def _waits(self, factor: SecondFactor, now: datetime) -> bool:
        age_s = (now - factor.begun_at).total_seconds()
        return factor.confirmed_at is None and age_s <= LONGEST_WAIT_S

    def _step(self, factor: SecondFactor, code: str, now: datetime) -> int | None:
        """The step of a code; None too where the secret was sealed with a key that is gone."""
        try:
            secret = self._sealing.open(factor.secret, _purpose(factor.person))
        except NotOurs:
            return None
        return step_of(secret, code, now)

    def _hashed(self, person: str, code: str) -> str:
        return self._sealing.hash(plain(code), f"recovery code of {person}")


def _purpose(person: str) -> str:
    return f"second factor of {person}"
