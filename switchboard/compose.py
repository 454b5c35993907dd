"""Builds the core from the plan's revisions and from what a journal holds."""

from recording.policy import RecordingPolicy
from routing.floor import Floor
from routing.foresight import Foresight
from switchboard.engine import Engine, EngineState
from switchboard.shelves import Shelves
from switchboard.upgrade import completed
from telephony.book import CallBook
from telephony.standing import Standing
from telephony.waiting.room import WaitingRoom
from vocabulary.ids import MakeId


def build_engine(shelves: Shelves, make_id: MakeId, state: EngineState | None = None) -> Engine:
    """The whole core, empty or as a checkpoint left it."""
    state = completed(state) if state is not None else None
    standing = Standing(shelves.telephony, state.standing if state else None)
    book = CallBook(shelves.telephony, make_id, state.book if state else None)
    waiting = WaitingRoom(shelves.telephony, state.waiting if state else None)
    zone = shelves.plans.of(shelves.plans.newest).zone
    foresight = Foresight(zone, state.floor.forecasts if state else None)
    floor = Floor(shelves.routing, make_id, state.floor if state else None, foresight)
    recording = RecordingPolicy(shelves.recording)
    if state is not None:
        recording.restore(state.recording)
    seq = state.seq if state else 0
    return Engine(standing, book, waiting, floor, recording, seq=seq)
