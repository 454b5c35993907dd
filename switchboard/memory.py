"""What the service remembers: the core and the live board, back from the journal.

A checkpoint holds both, so that a restart reads one segment and needs no database. With
them come the revisions of the plan that living calls follow, from their files.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

from prompts.book import PromptBook
from stats.board import BoardState, LiveBoard
from storage.spool import JournalDamaged, Spool
from switchboard.compose import build_engine
from switchboard.engine import Engine, EngineState
from switchboard.planning.beginning import stored_plans
from switchboard.planning.files import PlanFiles
from switchboard.shelves import Shelves
from vocabulary.facts import CallArrived, PlanPublished, Step
from vocabulary.ids import MakeId

log = structlog.get_logger(__name__)


class MemoryState(msgspec.Struct, frozen=True):
    """A checkpoint."""

    engine: EngineState
    board: BoardState


class Memory(NamedTuple):
    """Engine and board at the journal's newest step, the open journal, and the plan."""

    engine: Engine
    board: LiveBoard
    spool: Spool
    shelves: Shelves

    def books(self) -> dict[int, PromptBook]:
        """Prompts of every revision that is followed, and of the newest."""
        prompts = self.shelves.prompts
        wanted = {*self.engine.revisions(), prompts.newest}
        return {revision: prompts.of(revision) for revision in wanted if revision in prompts}

    def checkpoint(self) -> bytes:
        """Everything as one value, for the journal's next segment."""
        return msgspec.json.encode(MemoryState(self.engine.state(), self.board.checkpoint()))


def recall(plans: PlanFiles, folder: Path, make_id: MakeId, now: datetime) -> Memory:
    """Open the journal and come to where it ends. There must be a revision of the plan.

    Raises `JournalDamaged`, and `PlanError` where the newest plan cannot be used.
    """
    spool = Spool(folder)
    found = spool.recover()
    try:
        state = msgspec.json.decode(found.state, type=MemoryState) if found.state else None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise JournalDamaged(
            f"journal {folder}: its checkpoint is of another version ({error}). Run that version "
            "until no call is left, or move the journal folder aside and start again"
        ) from error
    shelves = Shelves.of(stored_plans(plans, _followed(state, found.steps)))
    engine = build_engine(shelves, make_id, state.engine if state else None)
    zone = shelves.plans.of(shelves.plans.newest).zone
    board = LiveBoard(make_id(), shelves.board, zone, now, on_error=_listener_failed)
    if state is not None:
        board.restore(state.board)
    for step in found.steps:
        engine.replay(step)
    board.rebuild(found.steps)
    shelves.keep(engine.revisions())
    return Memory(engine, board, spool, shelves)


def _followed(state: MemoryState | None, steps: Iterable[Step]) -> set[int]:
    """Every revision that some call, or the centre itself, may follow on the way."""
    found: set[int] = set()
    if state is not None:
        found.add(state.engine.standing.revision)
        found.update(call.revision for call in state.engine.book.calls)
    for step in steps:
        for fact in step.facts:
            if isinstance(fact, CallArrived | PlanPublished):
                found.add(fact.revision)
    return found


def _listener_failed(error: Exception) -> None:
    log.error("a listener of the board failed", why=repr(error))
