"""Writes the message that a caller leaves: one recording on the caller's own channel."""

import structlog

from telephony.ari import names, operations
from telephony.ari.client import AriClient
from telephony.ari.ends import tell_gone
from vocabulary.commands import RecordMessage
from vocabulary.inputs import MessageEnded
from vocabulary.ports import Inbox

log = structlog.get_logger(__name__)


class Messages:
    """Begins messages. That one has ended is an event of its own (see `translate`)."""

    def __init__(self, client: AriClient, inbox: Inbox) -> None:
        self._client = client
        self._inbox = inbox

    async def record(self, command: RecordMessage) -> None:
        """Sound a tone and write. Commanded again it goes on, and nothing is overwritten."""
        file = names.message_file(command.recording)
        answer = await self._client.call(
            operations.RECORD,
            command.leg,
            query={
                "name": file,
                "format": "wav",
                "ifExists": "fail",
                "beep": "true",
                "terminateOn": "#",
                "maxDurationSeconds": str(command.max_s),
                "maxSilenceSeconds": str(command.silence_s),
            },
        )
        if answer.ok:
            return
        if answer.gone:
            tell_gone(self._inbox, command.leg)
        if (await self._client.call(operations.GET_RECORDING, file)).ok:
            return  # begun before a restart, and still going on
        if not answer.gone and answer.status != 409:
            log.warning("a message cannot be written", why=answer.why)
        self._inbox.put(MessageEnded(command.recording))
