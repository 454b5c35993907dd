"""The seams: the real parts fit them."""

from pathlib import Path

from recording.policy import RecordingPolicy
from storage.spool import Spool
from switchboard.clock import SteadyClock
from tests.support.playbook import Playbook
from vocabulary.ports import Clock, Component, Decision, StepSource


def test_a_decision_may_be_nothing_at_all() -> None:
    assert Decision() == ((), (), ())


def test_the_three_components_fit_their_port() -> None:
    play = Playbook(ready=())
    components: tuple[Component, ...] = (play.engine.book, play.engine.floor, RecordingPolicy())
    assert [component.deadline() for component in components] == [None, None, None]


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
