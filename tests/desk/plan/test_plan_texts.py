import asyncio

import pytest

from desk.errors import Refusal
from desk.plan.plan_texts import (
    MOST_FINDINGS,
    TEXT_LIMIT,
    check_size,
    findings_shape,
    on_draft,
    plan_refused,
)
from tests.support.desk_fakes import FakeOffice, Running


def test_a_text_is_measured_in_bytes() -> None:
    check_size("x" * TEXT_LIMIT)
    for text in ("x" * (TEXT_LIMIT + 1), "é" * (TEXT_LIMIT // 2 + 1)):
        with pytest.raises(Refusal) as refused:
            check_size(text)
        assert refused.value.status == 413
        assert "1 MB" in refused.value.message


def test_findings_are_bounded() -> None:
    findings = FakeOffice().check("wrong\n" * (MOST_FINDINGS + 3))
    told = findings_shape(findings)
    assert told["findings"] == findings[:MOST_FINDINGS]
    assert told["more_findings"] == 3
    assert len(plan_refused(findings).findings) == MOST_FINDINGS


async def test_a_change_is_carried_out_though_nobody_waits() -> None:
    begun, going, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def change() -> None:
        begun.set()
        await going.wait()
        done.set()

    task = asyncio.create_task(on_draft(None, change))  # type: ignore[arg-type]  # not looked at
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    going.set()
    async with asyncio.timeout(10):
        await done.wait()


async def test_an_unknown_revision_is_told_with_the_one_in_force(running_desk: Running) -> None:
    browser = await running_desk.signed_in("ada")
    for path in ("/api/v1/plan/revisions/9", "/api/v1/plan/differences?from=9"):
        status, told = await browser.json("GET", path)
        assert status == 404
        assert told["error"]["message"] == "There is no revision 9 of the plan. In force is 2."
