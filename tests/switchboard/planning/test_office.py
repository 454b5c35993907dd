"""The plan's office, as the desk asks it."""

import asyncio

import pytest

from switchboard.planning.office import Office
from tests.switchboard.planning.centre import MINE, NOW, SmallCentre
from vocabulary.findings import Finding, Severity
from vocabulary.plans import (
    DraftChanged,
    EditRefused,
    PlanDraft,
    PlanOffice,
    PlanRefused,
    ReplayState,
)

LONGER = MINE.replace("ring_s: 15", "ring_s: 20")


class Studio:
    async def speak(self, text: str, language: str) -> bytes:
        return f"{language}:{text}".encode()

    async def upload(self, data: bytes, name: str, by: str) -> str:
        return f"{len(data)}-{name}-{by}"


class Rehearsal:
    def __init__(self) -> None:
        self.asked: tuple[str, str, int] | None = None

    async def start(self, published: str, draft: str, days: int) -> ReplayState:
        self.asked = (published, draft, days)
        return self.state()

    def state(self) -> ReplayState:
        return ReplayState("running" if self.asked else "none")


@pytest.fixture
def office(small: SmallCentre) -> Office:
    return Office(
        small.publisher,
        small.kept,
        in_force=lambda: small.in_force,
        now=lambda: NOW,
        studio=Studio(),
        rehearsal=Rehearsal(),
    )


async def test_a_fresh_draft_is_the_plan_in_force(office: Office) -> None:
    whole: PlanOffice = office
    assert await whole.draft() == PlanDraft(MINE, 1, 0)
    assert office.revision == 1


async def test_a_draft_grows_by_versions(office: Office) -> None:
    first = await office.save_draft(LONGER, 0, "ada")
    assert first == PlanDraft(LONGER, 1, 1, NOW, "ada")
    second = await office.save_draft("broken: [", 1, "bea")
    assert (second.version, (await office.draft()).text) == (2, "broken: [")
    for version in (0, 1, 3):
        with pytest.raises(DraftChanged, match="version 2"):
            await office.save_draft(MINE, version, "ada")
    await office.drop_draft("ada")
    assert (await office.draft()).version == 0


async def test_a_draft_has_a_limit(office: Office) -> None:
    with pytest.raises(EditRefused, match="bytes"):
        await office.save_draft("#" * (2 << 20), 0, "ada")


async def test_single_places_are_edited_with_comments_kept(office: Office) -> None:
    edits = [{"op": "set", "place": ["queues", 0, "ring_s"], "value": 20}]
    draft = await office.edit_draft(edits, 0, "ada")
    assert draft.text == LONGER
    with pytest.raises(EditRefused):
        await office.edit_draft([{"op": "remove", "place": ["x"]}], 1, "ada")
    with pytest.raises(DraftChanged):
        await office.edit_draft(edits, 0, "ada")


async def test_the_draft_is_published_and_gone(office: Office, small: SmallCentre) -> None:
    await office.save_draft(LONGER, 0, "ada")
    with pytest.raises(DraftChanged):
        await office.publish(7, "", "ada")
    revision = await office.publish(1, "calmer", "ada")
    assert (revision.revision, office.revision) == (2, 2)
    assert await office.draft() == PlanDraft(LONGER, 2, 0)
    assert [each.revision for each in await office.revisions(5)] == [2, 1]
    assert await office.text_of(1) == MINE


async def test_without_a_draft_there_is_nothing_to_publish(office: Office) -> None:
    with pytest.raises(PlanRefused, match="there is no draft"):
        await office.publish(0, "", "ada")


async def test_a_refused_draft_stays(office: Office) -> None:
    await office.save_draft("name: x", 0, "ada")
    with pytest.raises(PlanRefused):
        await office.publish(1, "", "ada")
    assert (await office.draft()).text == "name: x"


async def test_a_text_made_from_an_older_revision_is_not_published(office: Office) -> None:
    assert (await office.publish_text(LONGER, "", "ada", base=1)).revision == 2
    with pytest.raises(DraftChanged, match="revision 2 was published meanwhile"):
        await office.publish_text(MINE, "", "max", base=1)
    assert (office.revision, await office.text_of(2)) == (2, LONGER)
    assert (await office.publish_text(MINE, "", "max", base=2)).revision == 3


async def test_of_two_texts_made_from_one_revision_only_one_is_published(office: Office) -> None:
    done = await asyncio.gather(
        *(office.publish_text(text, "", "ada", base=1) for text in (LONGER, MINE + "# calm\n")),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["DraftChanged", "PlanRevision"]
    assert [each.revision for each in await office.revisions(5)] == [2, 1]


async def test_back_and_forth(office: Office) -> None:
    await office.publish_text(LONGER, "", "ada")
    back = await office.rollback(1, "too calm", "ada")
    assert (back.revision, back.rollback_of, back.note) == (3, 1, "too calm")
    assert await office.text_of(3) == MINE
    with pytest.raises(LookupError):
        await office.rollback(9, "", "ada")


async def test_texts_are_looked_at(office: Office, small: SmallCentre) -> None:
    assert office.check(MINE) == ()
    assert [each.line for each in office.check("a: [")] == [2]
    small.installation.finding = Finding(("name",), "no", Severity.ERROR)
    assert [(each.line, each.message) for each in office.check(MINE)] == [(1, "no")]
    document = office.document(MINE)
    assert document is not None
    assert document["queues"][0]["wrap_up_s"] == 15
    assert office.document("name: x") is None
    assert {box.id for box in office.picture(MINE).nodes} == {"number/100", "queue/support"}
    assert [each.told for each in office.differences(MINE, LONGER)] == [
        "queue support: ring_s 15 → 20"
    ]


async def test_weeks_of_a_calendar(office: Office) -> None:
    text = MINE + 'hours: {shop: {week: {mon: "09:00-18:00"}}}\n'
    monday, tuesday = office.weeks(text, "shop", "2026-01-05", 2)
    assert (monday.date, monday.spans[0].start, monday.spans[0].until) == ("2026-01-05", 540, 1080)
    assert tuesday.spans == ()
    with pytest.raises(LookupError):
        office.weeks(text, "nowhere", "2026-01-05", 2)
    for since, days, bad in (("today", 2, text), ("2026-01-05", 0, text), ("2026-01-05", 2, "x")):
        with pytest.raises(ValueError):
            office.weeks(bad, "shop", since, days)


async def test_trial_and_studio_are_asked(office: Office) -> None:
    await office.save_draft(LONGER, 0, "ada")
    assert office.replay().state == "none"
    assert (await office.start_replay(30, "ada")).state == "running"
    assert await office.speak("hello", "en") == b"en:hello"
    assert await office.upload(b"xyz", "a.wav", "ada") == "3-a.wav-ada"
