"""What the command line may do with the plan of a living service."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.ports import PlanSummary, QueueSummary
from switchboard.control import ControlDoor, ServiceRefused, ask_service
from switchboard.control_plan import BY, plan_routes
from switchboard.home import Home
from tests.support.desk_fakes import PLAN_TEXT, FakeOffice
from vocabulary.ids import QueueId
from vocabulary.inputs import HoursSwitchAsked, IncidentSwitchAsked, Input

SUMMARY = PlanSummary(
    "100",
    (QueueSummary("support", "Support", 0.8, 20),),
    (),
    "UTC",
    calendars=("shop",),
    incidents=("outage",),
)


class Service:
    """A door with the plan's routes, and what came in by it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.office = FakeOffice()
        self.given: list[Input] = []

    def put(self, given: Input) -> None:
        self.given.append(given)

    async def ask(self, path: str, body: dict[str, object]) -> dict[str, object]:
        return await ask_service(self.home, "POST", path, body)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    home = Home(tmp_path / "home")
    home.prepare()
    made = Service(home)

    async def people_changed() -> None:
        raise AssertionError("not asked")

    routes = plan_routes(made.office, lambda: SUMMARY, made)
    door = ControlDoor(home, people_changed, dict, made, routes)
    await door.open()
    yield made
    await door.close()


async def test_a_text_is_published(service: Service) -> None:
    told = await service.ask("/plan/publish", {"text": PLAN_TEXT + "# new\n", "note": "calm"})
    assert (told["revision"], told["by"], told["note"]) == (3, BY, "calm")


async def test_a_refusal_comes_with_its_findings(service: Service) -> None:
    with pytest.raises(ServiceRefused, match="has findings") as refused:
        await service.ask("/plan/publish", {"text": "wrong"})
    (finding,) = refused.value.findings
    assert finding["severity"] == "error"
    assert finding["line"]


async def test_back_to_an_older_revision(service: Service) -> None:
    assert (await service.ask("/plan/rollback", {"revision": 1}))["rollback_of"] == 1
    with pytest.raises(ServiceRefused):
        await service.ask("/plan/rollback", {"revision": 99})


async def test_a_text_becomes_the_draft_whatever_was_there(service: Service) -> None:
    for version in (1, 2):
        saved = await service.ask("/plan/draft", {"text": f"name: draft {version}"})
        assert saved["version"] == version


async def test_calendars_are_closed_and_opened(service: Service) -> None:
    until = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
    body = {"calendar": "shop", "closed": True, "until": until.isoformat()}
    await service.ask("/hours", body)
    await service.ask("/hours", {"calendar": "shop", "closed": False})
    assert service.given == [
        HoursSwitchAsked("shop", True, BY, until),
        HoursSwitchAsked("shop", False, BY),
    ]
    with pytest.raises(ServiceRefused, match="no calendar shp; did you mean shop"):
        await service.ask("/hours", {"calendar": "shp", "closed": True})


async def test_incidents_are_switched(service: Service) -> None:
    await service.ask("/incident", {"prompt": "outage", "queues": ["support"]})
    await service.ask("/incident", {"prompt": ""})
    assert service.given == [
        IncidentSwitchAsked("outage", BY, (QueueId("support"),)),
        IncidentSwitchAsked("", BY),
    ]
    wrong: list[dict[str, object]] = [{"prompt": "flood"}, {"prompt": "outage", "queues": ["x"]}]
    for body in wrong:
        with pytest.raises(ServiceRefused, match="the plan in force has no"):
            await service.ask("/incident", body)
