"""Publishing while callers come and go: nobody is lost, nobody changes its revision."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.integration.scene import told
from tests.support.pressing import pressing_caller
from tests.support.service import Service, running_service
from tests.support.sipp import Sipp
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

PLAN = """
name: Publishing
prompts: {hello: {en: {sound: beep}}}
flow:
  first-N: {kind: say, say: hello, whole: true, next: second-N}
  second-N: {kind: say, say: hello, whole: true, next: last-N}
  last-N: {kind: hang_up, say: hello}
numbers: [{number: "100", start: first-N}]
queues: [{queue: support, name: Support}]
"""
CALLS = 270
RATE_PER_S = 27.0
PUBLICATIONS = 6


def text_of(name: int) -> str:
    return PLAN.replace("-N", f"-{name}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("publishing")
    (folder / "plan.yaml").write_text(text_of(1))
    environment = {"CALLWRIGHT_PLAN": str(folder / "plan.yaml")}
    async with running_service(folder / "home", environment) as service:
        yield service


async def publish(service: Service, text: str) -> dict[str, Any]:
    """As the screen does: save the draft, then publish that version of it."""
    version = (await service.api("GET", "/plan/draft"))["version"]
    saved = await service.api("PUT", "/plan/draft", {"text": text, "version": version})
    body = {"version": saved["version"], "note": "under load"}
    return dict(await service.api("POST", "/plan/publish", body))


def walked(facts: list[dict[str, Any]]) -> set[str]:
    """The plans through whose nodes a call went."""
    entered = [fact["node"] for fact in facts if fact["type"] == "NodeEntered"]
    assert [name.partition("-")[0] for name in entered] == ["first", "second", "last"]
    return {name.partition("-")[2] for name in entered}


async def test_publishing_under_load_loses_nobody(
    centre: Service, tmp_path: Path, sipp_argv: tuple[str, ...]
) -> None:
    numbers = [f"81{place:05}" for place in range(CALLS)]
    async with Sipp(sipp_argv, tmp_path, centre.sip) as sipp:
        callers = pressing_caller("100", ())
        run = await sipp.start_calls(callers, numbers=numbers, rate_per_s=RATE_PER_S)
        for name in range(2, PUBLICATIONS + 2):
            wanted = CALLS * (name - 1) // (PUBLICATIONS + 2)
            await until(partial(arrived, centre, wanted), 60, f"{wanted} callers")
            await publish(centre, text_of(name))
        result = await run.result()
    assert result.succeeded == CALLS, result.errors
    rows = await centre.finished_calls(CALLS)
    assert len(rows) == CALLS
    assert {row["outcome"] for row in rows} == {"informed"}
    followed: dict[int, set[str]] = {}
    for row in rows:
        (plan,) = walked(await told(centre, str(row["id"])))
        followed.setdefault(row["revision"], set()).add(plan)
    assert len(followed) > PUBLICATIONS // 2, "the publications fell between the callers"
    assert all(len(plans) == 1 for plans in followed.values()), followed


async def arrived(centre: Service, wanted: int) -> bool:
    """Whether so many callers stand in the ledger."""
    return int((await centre.api("GET", "/calls?limit=1"))["total"]) >= wanted


async def test_an_older_plan_is_taken_back_in_one_step(centre: Service) -> None:
    before = (await centre.api("GET", "/plan/revisions"))["revisions"]
    oldest = before[-1]["revision"]
    made = await centre.api("POST", "/plan/rollback", {"revision": oldest, "note": "oops"})
    assert (made["rollback_of"], made["revision"]) == (oldest, before[0]["revision"] + 1)
    assert (await centre.api("GET", "/standing"))["revision"] == made["revision"]
    old = (await centre.api("GET", f"/plan/revisions/{oldest}"))["text"]
    assert (await centre.api("GET", f"/plan/revisions/{made['revision']}"))["text"] == old
