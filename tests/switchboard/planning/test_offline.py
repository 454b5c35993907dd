"""The plan of a home whose service does not run."""

from pathlib import Path

import pytest

from storage.database import open_database
from storage.plans import SqlPlans
from switchboard.home import Home, HomeLock, HomeUnusable
from switchboard.planning.files import PlanFiles
from switchboard.planning.offline import home_office
from switchboard.settings import Settings, load_settings
from tests.switchboard.planning.centre import MINE
from vocabulary.plans import PlanRefused

LONGER = MINE.replace("ring_s: 15", "ring_s: 20")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    plan = tmp_path / "mine.yaml"
    plan.write_text(MINE)
    return load_settings(home=tmp_path / "home", plan=str(plan))


async def test_what_is_published_waits_for_the_next_start(settings: Settings) -> None:
    async with home_office(settings) as office:
        revision = await office.publish_text(LONGER, "calm", "ada")
        assert revision.changes == ("queue support: ring_s 15 → 20",)
        back = await office.rollback(1, "", "ada")
        assert (back.revision, back.rollback_of) == (3, 1)
    files = PlanFiles(Home(settings.home).plan)
    assert [files.text_of(number) for number in files.revisions()] == [MINE, LONGER, MINE]
    database = open_database(settings.database)
    assert [row.revision for row in await SqlPlans(database).revisions(9)] == [3, 2, 1]
    await database.close()


async def test_a_draft_is_kept(settings: Settings) -> None:
    async with home_office(settings) as office:
        assert (await office.save_draft("name: a", "ada")).version == 1
        assert (await office.save_draft("name: b", "ada")).version == 2


async def test_what_is_wrong_is_refused(settings: Settings) -> None:
    missing = MINE + f"prompts: {{goodbye: {{en: {{file: {'0' * 32}}}}}}}\n"
    async with home_office(settings) as office:
        for text in ("name: x", missing):
            with pytest.raises(PlanRefused):
                await office.publish_text(text, "", "ada")
        with pytest.raises(LookupError):
            await office.rollback(9, "", "ada")


async def test_a_home_that_is_in_use_is_left_alone(settings: Settings) -> None:
    home = Home(settings.home)
    home.prepare()
    lock = HomeLock(home)
    lock.take()
    with pytest.raises(HomeUnusable, match="in use"):
        async with home_office(settings):
            pass
    lock.release()
