"""Says prompts on legs: asks for the sound, plays it, breaks it off.

Making sound may take its time, so it is made beside the lanes and no other command of the
leg waits for it. Whatever ends a prompt (another one, a stop, a join, a message, a
hang-up) counts from the moment it is submitted: sound that is ready later is not played.
"""

import asyncio

import structlog

from telephony.ari import names, operations
from telephony.ari.client import AriClient
from telephony.ari.ends import tell_gone
from vocabulary.commands import PlayPrompt, StopPrompt
from vocabulary.ids import LegId
from vocabulary.inputs import PromptEnded
from vocabulary.ports import Inbox, Speech

log = structlog.get_logger(__name__)

SPEECH_LIMIT_S = 10.0
"""Whoever waits longer for a sound goes on without it."""
KNOWN_LEGS = 10_000
"""Legs whose last prompt is remembered."""
KNOWN_FAULTS = 1_000
"""Prompts that are remembered as unsayable, so that each is logged once."""
SCHEME = "sound:"
"""The only kind of address: at any other Asterisk plays nothing and never says so."""


class Prompts:
    """What is being made and what was last played on each leg."""

    def __init__(self, client: AriClient, inbox: Inbox, speech: Speech) -> None:
        self._client = client
        self._inbox = inbox
        self._speech = speech
        self._making: dict[LegId, str] = {}
        self._playing: dict[LegId, str] = {}
        self._faults: set[str] = set()

    def want(self, command: PlayPrompt) -> bool:
        """Note that this is to be said now; False when it is being made already."""
        if self._making.get(command.leg) == command.token:
            return False
        self.give_up(command.leg)
        self._making[command.leg] = command.token
        return True

    def give_up(self, leg: LegId, token: str | None = None) -> bool:
        """What is still being made for a leg is not to be said; whether there was any."""
        made = self._making.get(leg)
        if made is None or token not in (None, made):
            return False
        del self._making[leg]
        self._inbox.put(PromptEnded(leg, made))
        return True

    def forget(self, leg: LegId) -> None:
        """A leg is over."""
        self._making.pop(leg, None)
        self._playing.pop(leg, None)

    async def make_way(self, command: PlayPrompt) -> None:
        """Break off what else is said. What is commanded again and still plays goes on."""
        if self._playing.get(command.leg) not in (None, command.token):
            await self.stop(command.leg)
            return
        playback = names.playback_of(command.leg, command.token)
        if (await self._client.call(operations.GET_PLAYBACK, playback)).ok:
            if self._making.get(command.leg) == command.token:
                del self._making[command.leg]
            self._remember(command)

    async def make(self, command: PlayPrompt) -> tuple[str, ...]:
        """The sound; empty when there is nothing to play, which has been told then."""
        media: tuple[str, ...] = ()
        try:
            async with asyncio.timeout(SPEECH_LIMIT_S):
                media = await self._speech.media(command.say, command.language, command.revision)
            strange = [address for address in media if not address.startswith(SCHEME)]
            if strange:
                self._failed(command, f"{strange[0]!r} is no address of a sound")
                media = ()
        except TimeoutError:
            self._failed(command, f"no sound was made within {SPEECH_LIMIT_S:g} s")
        except Exception as error:  # whatever it is, a caller waits and must go on
            self._failed(command, str(error) or type(error).__name__)
        if not media:
            self.give_up(command.leg, command.token)
        return media

    async def play(self, command: PlayPrompt, media: tuple[str, ...]) -> None:
        """Play it unless it was given up meanwhile. Its end is an event of its own."""
        if self._making.get(command.leg) != command.token:
            return
        del self._making[command.leg]
        self._remember(command)
        # In the body: in the query a list is limited and a comma would end an address.
        answer = await self._client.call(
            operations.PLAY,
            command.leg,
            names.playback_of(command.leg, command.token),
            body={"media": list(media)},
        )
        if answer.ok:
            return
        self._playing.pop(command.leg, None)
        if answer.gone:
            tell_gone(self._inbox, command.leg)
            return
        self._failed(command, answer.why)
        self._inbox.put(PromptEnded(command.leg, command.token))

    async def stop(self, leg: LegId) -> None:
        """Break off what plays on a leg, as far as we know of it."""
        token = self._playing.pop(leg, None)
        if token is not None:
            await self._client.call(operations.STOP_PLAYBACK, names.playback_of(leg, token))

    async def stop_one(self, command: StopPrompt) -> None:
        """Break off this prompt, also one that was begun before a restart."""
        if self._playing.get(command.leg) == command.token:
            del self._playing[command.leg]
        playback = names.playback_of(command.leg, command.token)
        await self._client.call(operations.STOP_PLAYBACK, playback)

    def _remember(self, command: PlayPrompt) -> None:
        self._playing.pop(command.leg, None)
        while len(self._playing) >= KNOWN_LEGS:
            del self._playing[next(iter(self._playing))]
        self._playing[command.leg] = command.token

    def _failed(self, command: PlayPrompt, why: str) -> None:
        """Once for each prompt, not for each call that should hear it."""
        prompts = {said.prompt for said in command.say}
        if prompts - self._faults and len(self._faults) < KNOWN_FAULTS:
            self._faults |= prompts
            log.warning("a prompt cannot be said", prompts=sorted(prompts), why=why)
