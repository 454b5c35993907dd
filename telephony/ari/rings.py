"""Rings operators' phones and outside numbers."""

import re

import structlog

from telephony.ari import operations
from telephony.ari.client import AriClient
from telephony.ari.phones import TECHNOLOGY
from vocabulary.commands import RingOperator, RingOutside
from vocabulary.ids import LegId, web_phone
from vocabulary.inputs import LegEnded
from vocabulary.ports import Inbox
from vocabulary.states import EndCause

log = structlog.get_logger(__name__)

TRUNK = "callwright-trunk"
"""The provider's endpoint, as the generated configuration names it."""
CALL_HEADER, LEG_HEADER = "X-Callwright-Call", "X-Callwright-Leg"
"""By these the phone in the page knows which call rings."""
PICK_UP = {
    "X-Callwright-Answer": "at-once",
    "Call-Info": "<sip:callwright.invalid>;answer-after=0",
    "Alert-Info": "<http://callwright.invalid>;info=alert-autoanswer;delay=0",
}
"""What asks a phone to pick up by itself: the page's, and the two ways of desk phones."""
NUMBER = re.compile(r"\+?[0-9]{1,20}")
"""What may be rung outside. Anything else could lead to another endpoint or host."""


class Rings:
    """Originates legs. What becomes of them are events."""

    def __init__(self, client: AriClient, inbox: Inbox) -> None:
        self._client = client
        self._inbox = inbox

    async def operator(self, command: RingOperator) -> None:
        """Ring an extension: the phone in the page if it is there, else the SIP phone."""
        for endpoint in self._client.phones.ways(command.extension):
            answer = await self._client.call_swiftly(
                operations.ORIGINATE,
                command.leg,
                query={
                    "endpoint": f"{TECHNOLOGY}/{endpoint}",
                    "app": self._client.access.app,
                    "appArgs": "operator",
                    "callerId": caller_id(command.pii_name, command.pii_number),
                    "timeout": str(command.ring_s),
                },
                body=_told_to(endpoint, command),
            )
            if answer.ok or answer.status == 409:  # 409: rung before a restart, still ringing
                return
        self._unreachable(command.leg)

    async def outside(self, command: RingOutside) -> None:
        """Ring a number through the trunk."""
        if NUMBER.fullmatch(command.pii_number) is None:
            log.error(
                "no outside number can be rung that is not digits", pii_number=command.pii_number
            )
            self._unreachable(command.leg)
            return
        trunk = await self._client.call(operations.GET_ENDPOINT, TECHNOLOGY, TRUNK)
        if not trunk.ok:
            log.error(
                "no outside number can be rung: there is no trunk",
                mend="Set CALLWRIGHT_TRUNK_HOSTS, and CALLWRIGHT_TRUNK_USER if it is by sign-in.",
            )
            self._unreachable(command.leg)
            return
        answer = await self._client.call(
            operations.ORIGINATE,
            command.leg,
            query={
                "endpoint": f"{TECHNOLOGY}/{command.pii_number}@{TRUNK}",
                "app": self._client.access.app,
                "appArgs": "outside",
                "callerId": caller_id("", command.pii_shown),
                "timeout": str(command.ring_s),
            },
        )
        if answer.ok or answer.status == 409:
            return
        log.warning(
            "the trunk does not ring an outside number",
            why=answer.why,
            mend="The first of CALLWRIGHT_TRUNK_HOSTS that is no network must take calls.",
        )
        self._unreachable(command.leg)

    def _unreachable(self, leg: LegId) -> None:
        self._inbox.put(LegEnded(leg, EndCause.UNREACHABLE))


def caller_id(name: str, number: str) -> str:
    """What the rung phone shows. The form's own signs are left out of the text."""
    shown_name = "".join(sign for sign in name if sign.isprintable() and sign not in '"<>\\')
    shown_number = "".join(sign for sign in number if sign.isalnum() or sign in "+*#._-")
    return f'"{shown_name[:60]}" <{shown_number[:40] or "anonymous"}>'


def _told_to(endpoint: str, command: RingOperator) -> dict[str, object] | None:
    """Channel variables that put headers on the INVITE. A desk phone has no use for them
    unless it is to pick up by itself, and each costs Asterisk a turn of its own."""
    if not command.at_once and endpoint != web_phone(command.extension):
        return None
    headers = {CALL_HEADER: command.call, LEG_HEADER: command.leg}
    if command.at_once:
        headers |= PICK_UP
    return {"variables": {f"PJSIP_HEADER(add,{name})": value for name, value in headers.items()}}
