"""Skills edited by supervisors, in real plans."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from desk.people.skills_api import ENDPOINTS
from switchboard.planning.checking import read_plan
from switchboard.planning.edits import edit
from tests.desk.people.test_skills import TEXT
from tests.support.desk_fakes import NOON, Browser, Centre, FakeOffice, running
from vocabulary.plans import DraftChanged, EditRefused, PlanDraft, PlanRevision, TextFinding

SKILLS = "/api/v1/operators/{}/skills"
PLAN_TEXT = TEXT + "skills: [tools, patience, french]\n"


class PlansOffice(FakeOffice):
    """The fake's drafts and revisions, with the switchboard's own reading of plans."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = {1: PLAN_TEXT}
        self.rows = [PlanRevision(1, NOON, "mia")]
        self.disturbed = 0

    def check(self, text: str) -> tuple[TextFinding, ...]:
        return read_plan(text).findings

    def document(self, text: str) -> dict[str, Any] | None:
        plan = read_plan(text).usable
        return plan.model_dump(mode="json") if plan is not None else None

    async def edit_draft(
        self, edits: Sequence[Mapping[str, Any]], version: int, by: str
    ) -> PlanDraft:
        draft = await self.draft()
        if self.disturbed > 0:
            self.disturbed -= 1
            self.kept = PlanDraft(draft.text, draft.base, draft.version + 1, NOON, "max")
        if (await self.draft()).version != version:
            raise DraftChanged
        return await self.save_draft(edit(draft.text, edits), version, by)


@pytest.fixture
def office(centre: Centre) -> PlansOffice:
    centre.edit_plan = edit
    made = PlansOffice()
    centre.office = made
    return made


async def levels(office: FakeOffice, operator: str, text: str | None = None) -> dict[str, int]:
    plan = office.document(text or await office.text_of(office.revision))
    assert plan is not None
    found: dict[str, int] = plan["operators"][operator]["skills"]
    return found


async def put(browser: Browser, operator: str, skills: dict[str, Any]) -> tuple[int, Any]:
    return await browser.json("PUT", SKILLS.format(operator), json={"skills": skills})


def test_it_declares_its_routes() -> None:
    assert [one.method for one in ENDPOINTS] == ["PUT", "GET"]


async def test_the_grid(centre: Centre, office: PlansOffice) -> None:
    async with running(centre) as made:
        status, told = await (await made.signed_in("sven")).json("GET", "/api/v1/skills")
    assert status == 200
    assert (told["revision"], told["skills"]) == (1, ["french", "patience", "tools"])
    assert [(one["name"], one["skills"], one["languages"]) for one in told["operators"]] == [
        ("anna", {"tools": 8}, ["en"]),
        ("boris", {"tools": 3}, []),
    ]


async def test_a_change_is_a_revision(centre: Centre, office: PlansOffice) -> None:
    async with running(centre) as made:
        sven = await made.signed_in("sven")
        status, told = await put(sven, "boris", {"tools": 4, "french": 10})
    assert (status, told) == (
        200,
        {
            "operator": "boris",
            "skills": {"tools": 4, "french": 10},
            "revision": 2,
            "draft": "none",
            "message": "",
        },
    )
    assert (office.rows[-1].note, office.rows[-1].by) == ("skills of boris", "sven")
    assert await levels(office, "boris") == {"tools": 4, "french": 10}
    assert await levels(office, "anna") == {"tools": 8}
    assert "# the one with the tools" in office.texts[2]
    assert centre.audit.told() == [("sven", "skills_set", "operators/boris")]


async def test_two_changes_follow_each_other(centre: Centre, office: PlansOffice) -> None:
    async with running(centre) as made:
        sven = await made.signed_in("sven")
        await put(sven, "boris", {"tools": 4})
        await put(sven, "anna", {"tools": 9})
    assert (await levels(office, "boris"), await levels(office, "anna")) == (
        {"tools": 4},
        {"tools": 9},
    )


async def test_a_plan_published_meanwhile_is_not_taken_back(
    centre: Centre, office: PlansOffice
) -> None:
    def edit_slowly(text: str, edits: Sequence[Mapping[str, Any]]) -> str:
        office.texts[2] = PLAN_TEXT.replace("name: Shop", "name: Other")
        office.rows.append(PlanRevision(2, NOON, "max"))
        return edit(text, edits)

    centre.edit_plan = edit_slowly
    async with running(centre) as made:
        status, told = await put(await made.signed_in("sven"), "boris", {"tools": 4})
    assert (status, told["error"]["code"]) == (409, "plan_changed")
    assert office.revision == 2
    assert await levels(office, "boris") == {"tools": 3}


async def test_what_is_so_already_is_no_revision(centre: Centre, office: PlansOffice) -> None:
    async with running(centre) as made:
        status, told = await put(await made.signed_in("sven"), "anna", {"tools": 8})
    assert (status, told["revision"], len(office.rows)) == (200, 1, 1)
    assert not centre.audit.told()


@pytest.mark.parametrize(
    ("skills", "words"),
    [
        ({"toolz": 3}, "did you mean tools"),
        ({"<b>": 3}, "french, patience, tools"),
        ({"tools": 0}, "greater than or equal to 1"),
        ({"tools": 11}, "less than or equal to 10"),
        ({"tools": "8"}, "integer"),
        ({"tools": True}, "integer"),
    ],
)
async def test_unknown_ones_are_refused_with_the_list(
    centre: Centre, office: PlansOffice, skills: dict[str, Any], words: str
) -> None:
    async with running(centre) as made:
        status, told = await put(await made.signed_in("sven"), "anna", skills)
    assert status == 422
    assert told["error"]["field"].startswith("skills.")
    assert words in told["error"]["message"]
    assert len(office.rows) == 1


async def test_the_last_one_who_can_stays(centre: Centre, office: PlansOffice) -> None:
    """The plan would have an error; it is told and nothing is published."""
    async with running(centre) as made:
        sven = await made.signed_in("sven")
        assert (await put(sven, "boris", {}))[0] == 200
        status, told = await put(sven, "anna", {"tools": 1})
    assert (status, told["error"]["code"]) == (422, "plan_refused")
    assert "nobody has skill tools" in told["error"]["findings"][0]["message"]
    assert await levels(office, "anna") == {"tools": 8}


@pytest.mark.parametrize("name", ["nobody", "sven", "otto"])
async def test_only_operators_have_skills(centre: Centre, office: PlansOffice, name: str) -> None:
    async with running(centre) as made:
        status, told = await put(await made.signed_in("sven"), name, {"tools": 3})
    assert (status, told["error"]["code"]) == (404, "not_found")


async def test_an_open_draft_takes_it_too(centre: Centre, office: PlansOffice) -> None:
    await office.save_draft(PLAN_TEXT.replace("name: Shop", "name: Draft"), 0, "mia")
    async with running(centre) as made:
        _, told = await put(await made.signed_in("sven"), "anna", {"tools": 9})
    draft = await office.draft()
    assert (told["draft"], draft.saved_by) == ("changed", "sven")
    assert await levels(office, "anna", draft.text) == {"tools": 9}
    assert "name: Draft" in draft.text


async def test_a_draft_that_somebody_saves_meanwhile(centre: Centre, office: PlansOffice) -> None:
    await office.save_draft(PLAN_TEXT, 0, "mia")
    office.disturbed = 2
    async with running(centre) as made:
        sven = await made.signed_in("sven")
        assert (await put(sven, "anna", {"tools": 9}))[1]["draft"] == "changed"
        office.disturbed = 9
        _, told = await put(sven, "anna", {"tools": 7})
    assert (told["draft"], told["revision"]) == ("refused", 3)
    assert told["message"].endswith(".")


async def test_a_draft_that_cannot_take_it(centre: Centre, office: PlansOffice) -> None:
    await office.save_draft("name: [", 0, "mia")
    async with running(centre) as made:
        _, told = await put(await made.signed_in("sven"), "anna", {"tools": 9})
    assert (told["draft"], told["revision"]) == ("refused", 2)
    assert "mend the text first" in told["message"]
    assert (await office.draft()).text == "name: ["


async def test_a_change_that_cannot_be_written(centre: Centre, office: PlansOffice) -> None:
    def refuse(text: str, edits: Sequence[Mapping[str, Any]]) -> str:
        raise EditRefused("comments stand in the way of this change; make it in the text")

    centre.edit_plan = refuse
    async with running(centre) as made:
        status, told = await put(await made.signed_in("sven"), "anna", {"tools": 2})
    assert (status, told["error"]["field"]) == (422, "skills")
    assert told["error"]["message"].startswith("Comments stand in the way")
    assert len(office.rows) == 1
