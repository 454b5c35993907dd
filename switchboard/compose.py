"""Builds the core from a plan and from what a journal holds."""

from recording.policy import RecordingPolicy
from routing.floor import Floor
from routing.foresight import Foresight
from switchboard.engine import Engine, EngineState
from switchboard.plan import Plan
from telephony.book import CallBook
from vocabulary.ids import MakeId


def build_engine(plan: Plan, make_id: MakeId, state: EngineState | None = None) -> Engine:
    """The whole core, empty or as a checkpoint left it."""
    book = CallBook(
        plan.by_number,
        make_id,
        state.book if state else None,
        callers=plan.by_caller,
        limits=plan.limits,
    )
    foresight = Foresight(plan.routing, plan.zone, state.floor.forecasts if state else None)
    floor = Floor(plan.routing, make_id, state.floor if state else None, foresight)
    recording = RecordingPolicy()
    if state is not None:
        recording.restore(state.recording)
    return Engine(book, floor, recording, state.seq if state else 0)
