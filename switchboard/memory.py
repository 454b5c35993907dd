"""What the service remembers: the core and the live board, back from the journal.

A checkpoint holds both, so that a restart reads one segment and needs no database.
"""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

from stats.board import BoardState, LiveBoard
from stats.queues import QueueConfig
from storage.spool import JournalDamaged, Spool
from switchboard.compose import build_engine
from switchboard.engine import Engine, EngineState
from switchboard.plan import Plan
from vocabulary.ids import MakeId

log = structlog.get_logger(__name__)


class MemoryState(msgspec.Struct, frozen=True):
    """A checkpoint."""

    engine: EngineState
    board: BoardState


class Memory(NamedTuple):
    """Engine and board at the journal's newest step, and the open journal."""

    engine: Engine
    board: LiveBoard
    spool: Spool

    def checkpoint(self) -> bytes:
        """Everything as one value, for the journal's next segment."""
        return msgspec.json.encode(MemoryState(self.engine.state(), self.board.checkpoint()))


def recall(plan: Plan, folder: Path, make_id: MakeId, now: datetime) -> Memory:
    """Open the journal and come to where it ends. Raises `JournalDamaged`."""
    spool = Spool(folder)
    found = spool.recover()
    try:
        state = msgspec.json.decode(found.state, type=MemoryState) if found.state else None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise JournalDamaged(
            f"journal {folder}: its checkpoint is of another version ({error}). Run that version "
            "until no call is left, or move the journal folder aside and start again"
        ) from error
    engine = build_engine(plan, make_id, state.engine if state else None)
    board = LiveBoard(make_id(), queue_configs(plan), plan.zone, now, on_error=_listener_failed)
    if state is not None:
        board.restore(state.board)
    for step in found.steps:
        engine.replay(step)
    board.rebuild(found.steps)
    return Memory(engine, board, spool)


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


def _listener_failed(error: Exception) -> None:
    log.error("a listener of the board failed", why=repr(error))
