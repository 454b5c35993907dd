from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from storage.migrate import upgrade
from switchboard.archive import Archive
from switchboard.health import Health
from switchboard.home import Home
from switchboard.lines import Lines
from switchboard.memory import Memory, recall
from switchboard.plan import plan_text
from switchboard.service import make_id
from tests.support.planned import plan_files
from vocabulary.commands import Utterance
from vocabulary.ids import OperatorId, QueueId
from vocabulary.inputs import Input, OperatorEntry, OperatorsListed
from vocabulary.ports import CannotSpeak

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class NoInbox:
    def put(self, given: Input) -> None:
        raise AssertionError(given)


class Mute:
    detail = "nobody speaks"
    can_speak = False

    async def media(
        self, say: Sequence[Utterance], language: str, revision: int
    ) -> tuple[str, ...]:
        raise CannotSpeak(self.detail)


def make(tmp_path: Path) -> tuple[Home, Memory, Archive]:
    home = Home(tmp_path)
    home.prepare()
    memory = recall(plan_files(home.plan, plan_text("minimal")), home.journal, make_id, NOW)
    return home, memory, Archive(f"sqlite:///{tmp_path / 'callwright.db'}", memory.spool)


async def test_each_dependency_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    home, memory, archive = make(tmp_path)
    health = Health(memory, Lines(NoInbox(), home, Mute()), archive, home, Mute())
    found = {check.name: check for check in health.checks()}
    assert set(found) == {"lines", "asterisk", "database", "journal", "speech", "disk"}
    assert (found["speech"].ok, found["speech"].detail) == (True, "nobody speaks")
    assert health.status()["speech"] == {"ok": False, "detail": "nobody speaks"}
    assert not found["lines"].ok
    assert found["lines"].detail == "not connected"
    assert not found["database"].ok
    await upgrade(archive.database)
    await archive.projector.check()
    assert {check.name for check in health.checks() if check.ok} >= {"database", "journal"}
    memory.spool.trouble = "the journal cannot be written: no space left"
    journal = next(check for check in health.checks() if check.name == "journal")
    assert (journal.ok, journal.detail) == (False, memory.spool.trouble)
    await archive.close()


async def test_status_lists_operators_who_are_listed(tmp_path: Path) -> None:
    home, memory, archive = make(tmp_path)
    anna = OperatorEntry(OperatorId("anna"), "Anna", "101", (QueueId("support"),))
    memory.engine.step(NOW, OperatorsListed((anna,)))
    health = Health(memory, Lines(NoInbox(), home, Mute()), archive, home, Mute())
    assert [each["operator"] for each in health.status()["operators"]] == ["anna"]
    memory.engine.step(NOW, OperatorsListed(()))
    assert health.status()["operators"] == []
    await archive.close()
