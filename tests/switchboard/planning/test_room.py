"""The plan of a running service, wired."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.batch import write_steps
from storage.ledger import SqlLedger
from switchboard.archive import Archive
from switchboard.home import Home
from switchboard.memory import Memory, recall
from switchboard.planning.room import PAGE, PlanRoom, Rows
from switchboard.service import make_id
from switchboard.settings import load_settings
from switchboard.voice import Voice
from tests.support.planned import plan_files
from tests.switchboard.planning.centre import MINE
from vocabulary.facts import CallArrived, Caller, Step
from vocabulary.ids import CallId, LegId
from vocabulary.inputs import Input
from vocabulary.plans import PlanRefused

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LONGER = MINE.replace("ring_s: 15", "ring_s: 20")


class Core:
    """The loop's inbox and clock in one, without a loop."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def put(self, given: Input) -> None:
        self._memory.engine.step(NOW, given)

    def now(self) -> datetime:
        return NOW


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PlanRoom]:
    home = Home(tmp_path / "home")
    home.prepare()
    files = plan_files(home.plan, MINE)
    memory = recall(files, home.journal, make_id, NOW)
    core = Core(memory)
    archive = Archive(f"sqlite:///{home.root / 'callwright.db'}", memory.spool)
    await archive.open(lambda: False)
    voice = Voice(home, memory.books(), command=None, cache=None)
    made = PlanRoom(
        files,
        memory=memory,
        inbox=core,
        clock=core,
        archive=archive,
        voice=voice,
        settings=load_settings(home=home.root),
    )
    made.publisher.give_newest()
    await made.publisher.reconcile()
    yield made
    await made.close()
    await voice.close()
    await archive.close()
    memory.spool.close()


async def test_a_plan_that_is_published_is_the_plan_everywhere(room: PlanRoom) -> None:
    assert (room.office.revision, room.now.queues[0].ring_s) == (1, 15)
    assert room.summaries().revision == 1
    revision = await room.office.publish_text(LONGER, "", "ada")
    assert (revision.revision, room.office.revision) == (2, 2)
    assert room.now.queues[0].ring_s == 20
    assert room.summaries().revision == 2
    await room.office.rollback(1, "", "ada")
    assert (room.office.revision, room.now.queues[0].ring_s) == (3, 15)


async def test_a_sound_that_nobody_uploaded_is_refused(room: PlanRoom) -> None:
    text = MINE + f"prompts: {{goodbye: {{en: {{file: {'0' * 32}}}}}}}\n"
    (finding,) = room.office.check(text)
    assert finding.place == ("prompts", "goodbye", "en", "file")
    with pytest.raises(PlanRefused, match="upload it again"):
        await room.office.publish_text(text, "", "ada")


async def test_calls_are_read_page_by_page(tmp_path: Path) -> None:
    archive_home = Home(tmp_path / "home")
    archive_home.prepare()
    memory = recall(plan_files(archive_home.plan, MINE), archive_home.journal, make_id, NOW)
    archive = Archive(f"sqlite:///{tmp_path / 'callwright.db'}", memory.spool)
    await archive.open(lambda: False)
    steps = [
        Step(
            number,
            NOW + timedelta(seconds=number),
            (CallArrived(CallId(f"{number:06}"), LegId(f"l{number}"), "100", Caller()),),
        )
        for number in range(1, PAGE + 11)
    ]
    async with archive.database.writing() as connection:
        await write_steps(connection, steps)
    rows = Rows(SqlLedger(archive.database))
    assert len(await rows.since(NOW, 10_000)) == PAGE + 10
    assert len(await rows.since(NOW + timedelta(seconds=PAGE + 1), 10_000)) == 10
    assert len(await rows.since(NOW, PAGE + 3)) == PAGE + 3
    await archive.close()
    memory.spool.close()
