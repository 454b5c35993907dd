"""Who hears whom: puts legs together and takes them apart.

A call has a bridge in which the caller talks and, when it is needed, one aside from it.
Asterisk itself takes a channel out of the bridge in which it is when it is added to
another one, so that moving a leg is adding it.
"""

import asyncio
from collections.abc import Sequence

import structlog

from telephony.ari import names, operations
from telephony.ari.client import Answer, AriClient
from telephony.ari.ends import tell_gone
from telephony.ari.prompts import Prompts
from vocabulary.commands import (
    CloseCall,
    GatherLegs,
    HoldLeg,
    MuteLeg,
    StartRinging,
    StopRinging,
)
from vocabulary.ids import LegId
from vocabulary.inputs import JoinFailed, LegsJoined
from vocabulary.ports import Inbox

log = structlog.get_logger(__name__)


class Bridges:
    """The bridges of calls. Commands of one call must not run at the same time."""

    def __init__(self, client: AriClient, inbox: Inbox, prompts: Prompts) -> None:
        self._client = client
        self._inbox = inbox
        self._prompts = prompts
        self._made: set[str] = set()

    async def gather(self, command: GatherLegs) -> None:
        """Let these legs, and only these, hear each other. Whoever does stays undisturbed."""
        bridge = (names.aside_of if command.aside else names.bridge_of)(command.call)
        for leg in command.legs:
            # A channel enters a bridge only when what it was told before is over.
            await self._prompts.stop(leg)
        (members, fresh), _ = await asyncio.gather(
            self._members(bridge), self._end_music(command.legs)
        )
        await self._end_ringing(command.legs, first_talk=fresh and not command.aside)
        # One by one: of several, none would be taken out if one is gone by now.
        await asyncio.gather(
            *(self._take_out(bridge, each) for each in members if each not in command.legs)
        )
        failure = await self._add(bridge, [leg for leg in command.legs if leg not in members])
        last = command.legs[-1]
        if failure is None:
            self._inbox.put(LegsJoined(command.call, last, command.aside))
        else:
            self._inbox.put(JoinFailed(command.call, last, failure.why, command.aside))

    async def ring(self, command: StartRinging | StopRinging) -> None:
        """What a caller hears while it is rung somewhere, made by Asterisk."""
        starts = isinstance(command, StartRinging)
        operation = operations.START_RINGING if starts else operations.STOP_RINGING
        await self._client.call(operation, command.leg)

    async def hold(self, command: HoldLeg) -> None:
        """Music, and nothing else, for one leg."""
        await self._prompts.stop(command.leg)
        for bridge in (names.bridge_of(command.call), names.aside_of(command.call)):
            await self._take_out(bridge, command.leg)
        query = {"mohClass": command.music}
        answer = await self._client.call(operations.START_MUSIC, command.leg, query=query)
        if answer.gone:
            tell_gone(self._inbox, command.leg)

    async def mute(self, command: MuteLeg) -> None:
        """Let nobody hear a leg, or let it be heard again."""
        operation = operations.MUTE if command.muted else operations.UNMUTE
        answer = await self._client.call(operation, command.leg, query={"direction": "in"})
        if answer.gone:
            tell_gone(self._inbox, command.leg)
        elif not answer.ok:
            log.error("a leg is not muted as wanted", muted=command.muted, why=answer.why)

    async def close(self, command: CloseCall) -> None:
        """A bridge outlives whoever was in it."""
        own, aside = names.bridge_of(command.call), names.aside_of(command.call)
        began_here = own in self._made
        await self._client.call(operations.DELETE_BRIDGE, own)
        if aside in self._made or not began_here:  # it may be from before a restart
            await self._client.call(operations.DELETE_BRIDGE, aside)
        self._made -= {own, aside}

    async def _members(self, bridge: str) -> tuple[Sequence[str], bool]:
        """Who is in it, and whether it was made just now, because it was not there."""
        made = await self._client.call(operations.CREATE_BRIDGE, bridge, query={"type": "mixing"})
        if made.status != 409:
            self._made.add(bridge)
            return (), True
        there = await self._client.call(operations.GET_BRIDGE, bridge)
        return (tuple(there.body["channels"]) if there.ok else ()), False

    async def _add(self, bridge: str, legs: Sequence[LegId]) -> Answer | None:
        """The answer if they cannot be added."""
        if not legs:
            return None
        query = {"channel": ",".join(legs)}
        answer = await self._client.call(operations.ADD_CHANNELS, bridge, query=query)
        return None if answer.ok else answer

    async def _take_out(self, bridge: str, channel: str) -> None:
        """Whoever is not in it, or gone, need not be taken out."""
        await self._client.call(operations.REMOVE_CHANNELS, bridge, query={"channel": channel})

    async def _end_music(self, legs: Sequence[LegId]) -> None:
        """It would go on inside of a bridge. A phone is never given any."""
        callers = [leg for leg in legs if not names.is_phone(leg)]
        await asyncio.gather(*(self._client.call(operations.STOP_MUSIC, leg) for leg in callers))

    async def _end_ringing(self, legs: Sequence[LegId], *, first_talk: bool) -> None:
        """So would the sign that somebody is being rung."""
        phones = [leg for leg in legs if names.is_phone(leg)]
        hearing = [leg for leg in phones if not (first_talk and names.is_offered(leg))]
        await asyncio.gather(*(self._client.call(operations.STOP_RINGING, leg) for leg in hearing))
