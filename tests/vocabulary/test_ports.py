"""The seams: the real parts fit them."""

from pathlib import Path

from recording.plan import RecordingPlan
from recording.policy import RecordingPolicy
from routing.floor import Floor
from routing.plan import RoutingPlan
from storage.spool import Spool
from switchboard.clock import SteadyClock
from telephony.book import CallBook
from telephony.parts import TelephonyPlan
from telephony.standing import Standing
from telephony.waiting.room import WaitingRoom
from tests.support.ids import Ids
from tests.support.structs import sample
from vocabulary.commands import LookUp, StoreRecording
from vocabulary.facts import LinesLost, LinesSeen
from vocabulary.inputs import Tick
from vocabulary.ports import Clock, Component, Decision, StepSource, together
from vocabulary.shelf import Shelf


def test_a_decision_may_be_nothing_at_all() -> None:
    assert Decision() == ((), (), ())


def test_decisions_are_put_together_in_their_order() -> None:
    first = Decision((LinesLost("gone"),), (sample(LookUp),))
    second = Decision((LinesSeen(0),), (sample(StoreRecording),), (Tick(),))
    assert together(iter([first, Decision(), second])) == Decision(
        first.facts + second.facts, first.commands + second.commands, (Tick(),)
    )
    assert together(()) == Decision()


def test_the_components_of_the_core_fit_their_port() -> None:
    telephony = Shelf({1: TelephonyPlan({})})
    components: tuple[Component, ...] = (
        Standing(telephony),
        CallBook(telephony, Ids()),
        WaitingRoom(telephony),
        Floor(Shelf({1: RoutingPlan(queues={})}), Ids()),
        RecordingPolicy(Shelf({1: RecordingPlan()})),
    )
    assert [component.deadline() for component in components] == [None] * 5


def test_the_journal_is_a_source_of_steps(tmp_path: Path) -> None:
    journal = Spool(tmp_path)
    journal.recover()
    source: StepSource = journal
    assert source.read(0, 10) == ()


def test_the_services_clock_is_aware() -> None:
    clock: Clock = SteadyClock()
    offset = clock.now().utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 0
