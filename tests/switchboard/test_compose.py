"""The core, built from a plan and from what a journal holds."""

import msgspec

from switchboard.compose import build_engine
from switchboard.engine import EngineState
from switchboard.plan import load_plan
from switchboard.shelves import Shelves
from tests.support.ids import Ids
from tests.support.playbook import START, Playbook, arrives
from vocabulary.commands import AnswerCaller
from vocabulary.facts import CallArrived
from vocabulary.ids import CallId, LegId
from vocabulary.inputs import LegAnswered


def test_an_empty_core_knows_nothing_and_waits_for_nothing() -> None:
    engine = build_engine(Shelves.of({1: load_plan("minimal")}), Ids())
    assert (engine.seq, engine.deadline()) == (0, None)
    assert not engine.book.calls
    assert not engine.floor.operators


def test_a_core_from_a_checkpoint_is_the_same_core() -> None:
    play = Playbook().run(arrives("in-1", "200"), LegAnswered(LegId("in-1")))
    stored = msgspec.json.encode(play.engine.state())
    again = build_engine(play.shelves, Ids(), msgspec.json.decode(stored, type=EngineState))
    assert again.state() == play.engine.state()
    assert again.seq == play.engine.seq
    assert again.deadline() == play.engine.deadline()


def test_ids_come_from_outside() -> None:
    engine = build_engine(Shelves.of({1: load_plan("example")}), lambda: "given")
    step, commands = engine.step(START, arrives("in-1"))
    assert step is not None
    assert [fact.call for fact in step.facts if isinstance(fact, CallArrived)] == ["given"]
    assert commands == (AnswerCaller(CallId("given"), LegId("in-1")),)
