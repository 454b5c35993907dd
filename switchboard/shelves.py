"""The plan's revisions side by side, each room's part on a shelf of its own.

Whoever publishes puts all parts here before anybody speaks of the revision.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from prompts.book import PromptBook
from recording.plan import RecordingPlan
from routing.plan import RoutingPlan
from stats.queues import QueueConfig
from switchboard.planning.document import Plan
from telephony.parts import TelephonyPlan
from vocabulary.shelf import Shelf


class Shelves(NamedTuple):
    """Every part of every revision that some living call may follow."""

    plans: Shelf[Plan]
    telephony: Shelf[TelephonyPlan]
    routing: Shelf[RoutingPlan]
    recording: Shelf[RecordingPlan]
    prompts: Shelf[PromptBook]
    board: Shelf[tuple[QueueConfig, ...]]

    @classmethod
    def of(cls, plans: Mapping[int, Plan]) -> "Shelves":
        """Shelves that hold these revisions, at least one."""
        return cls(
            Shelf(plans),
            Shelf({revision: plan.telephony for revision, plan in plans.items()}),
            Shelf({revision: plan.routing for revision, plan in plans.items()}),
            Shelf({revision: plan.recording for revision, plan in plans.items()}),
            Shelf({revision: plan.prompt_book for revision, plan in plans.items()}),
            Shelf({revision: queue_configs(plan) for revision, plan in plans.items()}),
        )

    def put(self, revision: int, plan: Plan) -> None:
        """Add a revision to all of them."""
        self.telephony.put(revision, plan.telephony)
        self.routing.put(revision, plan.routing)
        self.recording.put(revision, plan.recording)
        self.prompts.put(revision, plan.prompt_book)
        self.board.put(revision, queue_configs(plan))
        self.plans.put(revision, plan)

    def keep(self, revisions: Iterable[int]) -> None:
        """Forget every revision but these and the newest."""
        wanted = tuple(revisions)
        for shelf in self:
            shelf.keep(wanted)


def queue_configs(plan: Plan) -> tuple[QueueConfig, ...]:
    """Statistics' part of the queues."""
    return tuple(
        QueueConfig(
            queue=queue.queue,
            objective=queue.objective,
            threshold_s=queue.threshold_s,
            short_abandon_s=queue.short_abandon_s,
            variant=plan.service_level,
        )
        for queue in plan.queues
    )
