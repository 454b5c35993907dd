"""Recording's part of the plan: whose conversations are recorded."""

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict, Field

from vocabulary.findings import Finding, did_you_mean
from vocabulary.ids import QueueId


class RecordingPlan(BaseModel):
    """Whether conversations are recorded, and the queues whose are not.

    Messages that callers leave are kept in any case: they are there to be heard.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    record: bool = True
    except_queues: tuple[QueueId, ...] = Field(default=(), max_length=200)

    def covers(self, queue: QueueId | None) -> bool:
        """Whether a conversation of this queue is recorded."""
        return self.record and queue not in self.except_queues


def findings(plan: RecordingPlan, queues: Collection[QueueId]) -> tuple[Finding, ...]:
    """What is wrong with this part in a plan that has these queues."""
    return tuple(
        Finding(
            ("recording", "except_queues", at),
            f"there is no queue {queue}{did_you_mean(queue, queues)}",
        )
        for at, queue in enumerate(plan.except_queues)
        if queue not in queues
    )
