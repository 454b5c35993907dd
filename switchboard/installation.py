"""What of this installation a plan comes into force in: its voice and its Asterisk."""

import asyncio
from collections.abc import Callable, Iterable, Iterator

import structlog

from prompts.checks import check
from switchboard.lines import OwnAsterisk
from switchboard.planning.document import Plan
from switchboard.settings import Settings
from switchboard.voice import Voice
from telephony.asterisk.faults import AsteriskFault, SettingsRefused
from vocabulary.findings import Finding

log = structlog.get_logger(__name__)

RETRY_S = 5.0
LINGER_S = 60.0
"""How long a number that left the plan is still answered at least."""


class ThisInstallation:
    """`switchboard.planning.publishing.Installation`. `asterisk` is set once it is ours."""

    def __init__(
        self, settings: Settings, voice: Voice, followed: Callable[[], Iterable[Plan]]
    ) -> None:
        self._settings = settings
        self._voice = voice
        self._followed = followed
        self._written: tuple[str, ...] = ()
        self._settling: asyncio.Task[None] | None = None
        self.asterisk: OwnAsterisk | None = None

    def refuses(self, plan: Plan) -> Iterator[Finding]:
        """Sounds that are not here, and numbers that Asterisk cannot take."""
        for finding in check(
            plan.prompts,
            plan.languages,
            plan.speech,
            file_exists=self._voice.uploads.has,
            sound_exists=self._has_sound,
        ):
            if finding.place[-1:] in {("file",), ("sound",)}:
                yield finding
        try:
            self._settings.asterisk(numbers_of(plan))
        except (SettingsRefused, OSError) as fault:
            yield Finding(("numbers",), str(fault))

    def keep(self, revisions: Iterable[int]) -> None:
        """Forget all but these and the newest."""
        self._voice.keep(revisions)

    def prepare(self, revision: int, plan: Plan) -> None:
        """Begin to make the prompts of a revision."""
        log.info("a plan comes into force", revision=revision, plan=plan.name)
        self._voice.put(revision, plan.prompt_book)

    def numbers(self, plan: Plan) -> tuple[str, ...]:
        """What the dialplan answers: the plan's numbers first, then those that some living
        call has dialled under an older plan."""
        older = (number for each in self._followed() for number in numbers_of(each))
        return tuple(dict.fromkeys((*numbers_of(plan), *older)))

    async def take_up(self, plan: Plan) -> None:
        """Let Asterisk's dialplan know the plan's numbers; tried again until it works.

        Numbers that left the plan stay for a while: a caller may be in the dialplan just
        now. Then they go, once no living call has dialled them.
        """
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None
        if self.asterisk is None:
            return
        before = self._written or self.asterisk.settings.main_numbers
        wanted = tuple(dict.fromkeys((*self.numbers(plan), *before)))
        done = await self._changed(wanted)
        if not done or wanted != numbers_of(plan):
            self._settling = asyncio.create_task(self._settle(plan, done=done))

    async def close(self) -> None:
        """Try no more."""
        if self._settling is not None:
            self._settling.cancel()
            await asyncio.gather(self._settling, return_exceptions=True)

    async def _settle(self, plan: Plan, *, done: bool) -> None:
        while True:
            await asyncio.sleep(LINGER_S if done else RETRY_S)
            wanted = self.numbers(plan)
            done = await self._changed(wanted)
            if done and wanted == numbers_of(plan):
                return

    async def _changed(self, numbers: tuple[str, ...]) -> bool:
        if self.asterisk is None or numbers == self._written:
            return True
        try:
            await self.asterisk.change_numbers(numbers)
        except AsteriskFault as fault:
            log.error("Asterisk does not know the plan's numbers yet", why=str(fault))
            return False
        self._written = numbers
        return True

    def _has_sound(self, name: str) -> bool:
        """Whether Asterisk has a sound; where it is not ours, nobody knows."""
        if self.asterisk is None:
            return True
        return any(
            any(folder.glob(f"{name}.*")) for folder in self.asterisk.process.sounds.values()
        )


def numbers_of(plan: Plan) -> tuple[str, ...]:
    """The numbers that callers dial."""
    return tuple(number.number for number in plan.numbers)
