import asyncio
import threading
from collections.abc import Callable

import pytest

from desk.errors import Refusal
from desk.plan.plan_reading import AT_ONCE, WAITING_LIMIT, PlanReading
from tests.support.desk_fakes import PLAN_TEXT, FakeOffice, until


def reading() -> PlanReading:
    return PlanReading(FakeOffice())


async def test_what_a_text_says() -> None:
    read = reading()
    right = await read.check(PLAN_TEXT)
    assert (right.findings, right.document) == ((), await read.document(PLAN_TEXT))
    checked, picture = await read.check_and_draw("wrong\nodd")
    assert [str(one.severity) for one in checked.findings] == ["error", "warning"]
    assert checked.document is None
    assert picture == await read.picture("wrong\nodd")
    assert [one.told for one in await read.differences("a", "a\nb")] == ["b is new."]
    days = await read.weeks(PLAN_TEXT, "shop", "2026-12-01", 2)
    assert [day.date for day in days] == ["2026-12-01", "2026-12-02"]
    with pytest.raises(LookupError):
        await read.weeks(PLAN_TEXT, "none", "2026-12-01", 2)


class Gate:
    """Work that stays in its thread until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self._open = threading.Event()

    def work(self) -> Callable[[], str]:
        def stay() -> str:
            self.begun += 1
            assert self._open.wait(10)
            return "done"

        return stay

    def let_go(self) -> None:
        self._open.set()


async def test_two_at_once_and_a_bounded_number_wait() -> None:
    read, gate = reading(), Gate()
    tasks = [asyncio.create_task(read.beside(gate.work())) for _ in range(AT_ONCE + WAITING_LIMIT)]
    await until(lambda: gate.begun == AT_ONCE)
    with pytest.raises(Refusal) as refused:
        await read.beside(gate.work())
    assert refused.value.status == 503
    assert gate.begun == AT_ONCE
    gate.let_go()
    assert await asyncio.gather(*tasks) == ["done"] * len(tasks)
    assert gate.begun == len(tasks)


async def test_a_place_is_taken_as_long_as_its_thread_works() -> None:
    read, gate, later = reading(), Gate(), Gate()
    tasks = [asyncio.create_task(read.beside(gate.work())) for _ in range(AT_ONCE)]
    await until(lambda: gate.begun == AT_ONCE)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    later.let_go()
    waiting = asyncio.create_task(read.beside(later.work()))
    assert not (await asyncio.wait([waiting], timeout=0))[0]
    assert later.begun == 0
    gate.let_go()
    assert await waiting == "done"
