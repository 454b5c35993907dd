"""Publishing: a checked text becomes a revision, and the revision comes into force."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from storage.problems import DatabaseUnavailable
from switchboard.planning.files import digest
from switchboard.planning.publishing import given
from tests.support.planned import plan_files
from tests.switchboard.planning.centre import ANNA, MINE, NOW, SmallCentre
from vocabulary.findings import Finding, Severity
from vocabulary.inputs import OperatorsListed, PlanGiven
from vocabulary.plans import PlanRefused, PlanRevision

LONGER = MINE.replace("ring_s: 15", "ring_s: 20")


async def test_a_good_text_is_kept_twice_and_comes_into_force(small: SmallCentre) -> None:
    revision = await small.publisher.publish(LONGER, "calmer", "ada")
    assert revision == PlanRevision(
        2, NOW, "ada", "calmer", ("queue support: ring_s 15 → 20",), sha256=digest(LONGER)
    )
    assert small.files.text_of(2) == await small.kept.text_of(2) == LONGER
    assert small.files.about(2) == (await small.kept.revisions(1))[0] == revision
    told, listed = small.inbox
    assert (
        told == PlanGiven(2, "ada", "calmer", ("queue support: ring_s 15 → 20",)) == given(revision)
    )
    assert isinstance(listed, OperatorsListed)
    assert [entry.operator for entry in listed.operators] == [ANNA.name]
    assert small.installation.told == ["keep [1]", "prepare 2", "take up ['100']"]
    assert small.shelves.routing.of(2).queues["support"].ring_s == 20  # type: ignore[index]


async def test_a_text_with_errors_is_refused_and_leaves_nothing(small: SmallCentre) -> None:
    with pytest.raises(PlanRefused) as refused:
        await small.publisher.publish(MINE.replace("queue: support}", "queue: x}"), "", "ada")
    (finding,) = refused.value.findings
    assert (finding.line, finding.place) == (2, ("numbers", 0, "queue"))
    assert small.files.newest == 1
    assert small.inbox == []


async def test_warnings_do_not_stop_it(small: SmallCentre) -> None:
    text = MINE + "flow: {lost: {kind: hang_up}}\n"
    assert (await small.publisher.publish(text, "", "ada")).revision == 2


async def test_what_this_installation_cannot_do_is_refused(small: SmallCentre) -> None:
    small.installation.finding = Finding(("numbers",), "no such sound")
    assert [each.message for each in small.publisher.refuses(LONGER)] == ["no such sound"]
    assert small.publisher.refuses("a: [") == ()
    with pytest.raises(PlanRefused, match="no such sound") as refused:
        await small.publisher.publish(LONGER, "", "ada")
    assert refused.value.findings[0].line == 2
    small.installation.finding = Finding((), "odd", Severity.WARNING)
    assert (await small.publisher.publish(LONGER, "", "ada")).revision == 2


async def test_a_number_that_is_somebodys_extension_is_refused(small: SmallCentre) -> None:
    with pytest.raises(PlanRefused, match="number 101 is the extension of anna") as refused:
        await small.publisher.publish(MINE.replace('"100"', '"101"'), "", "ada")
    assert refused.value.findings[0].line == 2
    assert small.files.newest == 1


@pytest.mark.parametrize("away_for", ["all", "add"])
async def test_without_a_database_it_is_refused_and_nothing_is_half_done(
    small: SmallCentre, away_for: str
) -> None:
    before = sorted((small.folder / "plan").iterdir())
    small.kept.away_for = away_for
    with pytest.raises(DatabaseUnavailable):
        await small.publisher.publish(LONGER, "", "ada")
    assert sorted((small.folder / "plan").iterdir()) == before
    assert small.inbox == []
    small.kept.away_for = ""
    assert (await small.publisher.publish(LONGER, "", "ada")).revision == 2


async def test_people_who_cannot_be_listed_stop_it_before_anything_is_kept(
    small: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> tuple[()]:
        raise DatabaseUnavailable("away")

    small.publisher._centre = small.centre()._replace(people=away)
    with pytest.raises(DatabaseUnavailable):
        await small.publisher.publish(LONGER, "", "ada")
    assert small.files.newest == 1
    assert len(await small.kept.revisions(10)) == 1


async def test_one_at_a_time(small: SmallCentre) -> None:
    texts = [MINE.replace("15", str(seconds)) for seconds in (20, 25, 30)]
    done = await asyncio.gather(*(small.publisher.publish(text, "", "ada") for text in texts))
    assert [revision.revision for revision in done] == [2, 3, 4]
    assert done[2].changes == ("queue support: ring_s 25 → 30",)
    assert small.given() == [2, 3, 4]


async def test_it_is_finished_even_if_whoever_asked_went_away(small: SmallCentre) -> None:
    asked = asyncio.create_task(small.publisher.publish(LONGER, "", "ada"))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await small.publisher.publish(MINE, "", "ada")
    assert small.given() == [2, 3]


async def test_a_service_that_stops_waits_for_what_is_being_published(small: SmallCentre) -> None:
    asked = asyncio.create_task(small.publisher.publish(LONGER, "", "ada"))
    await asyncio.sleep(0)
    await small.publisher.close()
    assert small.given() == [2]
    assert (await asked).revision == 2


async def test_rolled_back_is_published_anew(small: SmallCentre) -> None:
    await small.publisher.publish(LONGER, "", "ada")
    text = await small.publisher.text_of(1)
    revision = await small.publisher.publish(text, "", "ada", rollback_of=1)
    assert (revision.revision, revision.rollback_of) == (3, 1)
    assert small.inbox[-2] == given(revision)
    with pytest.raises(LookupError):
        await small.publisher.text_of(9)


async def restarted(small: SmallCentre, in_force: int) -> SmallCentre:
    """The next life of the same home; the journal knows `in_force`."""
    again = SmallCentre(small.folder, small.files, small.database)
    again.in_force = in_force
    again.publisher.give_newest()
    await again.publisher.reconcile()
    return again


async def test_a_crash_after_the_file_brings_it_into_force_at_the_next_start(
    small: SmallCentre,
) -> None:
    small.files.keep(PlanRevision(2, NOW, "ada"), LONGER)
    again = await restarted(small, 1)
    assert again.given() == [2]
    assert await again.kept.text_of(2) == LONGER


async def test_a_crash_after_the_row_writes_the_file_at_the_next_start(small: SmallCentre) -> None:
    await small.kept.add(PlanRevision(2, NOW, "ada", "a note"), LONGER)
    again = await restarted(small, 1)
    assert again.given() == [2]
    assert again.files.text_of(2) == LONGER
    assert again.files.about(2).note == "a note"
    assert again.shelves.plans.of(2).queues[0].ring_s == 20


async def test_a_start_without_news_gives_nothing(small: SmallCentre) -> None:
    assert (await restarted(small, 1)).given() == []


async def test_a_lost_folder_is_written_again_from_the_database(
    small: SmallCentre, tmp_path: Path
) -> None:
    await small.publisher.publish(LONGER, "", "ada")
    small.files = plan_files(tmp_path / "new", MINE)
    again = await restarted(small, 0)
    assert again.files.text_of(2) == LONGER
    assert again.given() == [1, 2]


async def test_another_database_is_filled_from_the_files(
    small: SmallCentre, tmp_path: Path
) -> None:
    await small.publisher.publish(LONGER, "", "ada")
    (tmp_path / "other").mkdir()
    other = await SmallCentre.open(tmp_path / "other", small.files)
    other.in_force = 2
    await other.publisher.reconcile()
    assert [row.revision for row in await other.kept.revisions(9)] == [2, 1]
    await other.database.close()


async def test_a_database_with_another_plan_is_told(small: SmallCentre, tmp_path: Path) -> None:
    files = plan_files(tmp_path / "new", LONGER, MINE)
    again = SmallCentre(small.folder, files, small.database)
    again.in_force = 2
    with capture_logs() as logs:
        await again.publisher.reconcile()
    assert [each["revision"] for each in logs if "different plans" in each["event"]] == [1]
    assert again.files.text_of(1) == LONGER
    assert again.given() == []
