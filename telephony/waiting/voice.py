"""What is being said to waiting callers. Derived: after a survey nothing is."""

from datetime import datetime, timedelta
from typing import NamedTuple

from telephony.parts import TelephonyPlan
from telephony.waiting.guest import Guest
from vocabulary.commands import Command, PlayPrompt, StopPrompt, Utterance
from vocabulary.ids import CallId

LONGEST = timedelta(seconds=300)
"""Longer than any announcement: if its end is not told by then, music plays again."""


class Saying(NamedTuple):
    """One announcement."""

    token: str
    since: datetime


class Voice:
    """One announcement for each caller at most."""

    def __init__(self) -> None:
        self._saying: dict[CallId, Saying] = {}

    def __contains__(self, call: CallId) -> bool:
        return call in self._saying

    def say(
        self,
        now: datetime,
        guest: Guest,
        plan: TelephonyPlan,
        say: tuple[Utterance, ...],
        count: int,
    ) -> PlayPrompt:
        """Say it now; `count` tells it apart from what was said before."""
        token = f"w{count}"
        self._saying[guest.call] = Saying(token, now)
        number = plan.numbers.get(guest.dialled)
        wanted = (guest.language, number.language if number else "")
        language = next((each for each in wanted if each in plan.languages), plan.languages[0])
        return PlayPrompt(guest.leg, token, say, language, guest.revision)

    def over_by(self, call: CallId) -> datetime | None:
        """When it must be over; None when nothing is said."""
        said = self._saying.get(call)
        return None if said is None else said.since + LONGEST

    def is_over(self, call: CallId, token: str) -> bool:
        """Whether this is the end of what is said now, and no late one; then nothing is."""
        said = self._saying.get(call)
        if said is None or said.token != token:
            return False
        del self._saying[call]
        return True

    def hush(self, guest: Guest) -> tuple[Command, ...]:
        """Break off what is said."""
        said = self._saying.get(guest.call)
        return () if said is None else (StopPrompt(guest.leg, said.token),)

    def forget(self, call: CallId) -> None:
        """Nothing is said to the caller any more."""
        self._saying.pop(call, None)

    def clear(self) -> None:
        """Nothing is said to anybody."""
        self._saying.clear()
