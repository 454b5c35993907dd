import asyncio
from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from telephony.ari.lanes import Lanes
from tests.support.waiting import until


class Work:
    """Jobs that begin, wait to be let go, and end; in order of what happened."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self._gates: dict[str, asyncio.Event] = {}

    def job(self, name: str, error: Exception | None = None) -> Callable[[], Awaitable[None]]:
        gate = self._gates[name] = asyncio.Event()

        async def run() -> None:
            self.happened.append(f"{name} begins")
            await gate.wait()
            self.happened.append(f"{name} ends")
            if error is not None:
                raise error

        return run

    def let_go(self, *names: str) -> None:
        for name in names:
            self._gates[name].set()

    async def until(self, what: str) -> None:
        await until(lambda: what in self.happened, 5, what)


async def test_jobs_of_one_lane_keep_their_order() -> None:
    lanes, work = Lanes(), Work()
    for name in "abc":
        lanes.run(["x"], work.job(name))
    work.let_go("c", "b")
    await work.until("a begins")
    assert work.happened == ["a begins"]
    work.let_go("a")
    await ended(lanes)
    assert work.happened == [f"{name} {how}" for name in "abc" for how in ("begins", "ends")]


async def test_jobs_without_a_shared_lane_run_at_once() -> None:
    lanes, work = Lanes(), Work()
    for name in "abc":
        lanes.run([name], work.job(name))
    await until(lambda: len(work.happened) == 3, 5, "all three begin")
    work.let_go(*"abc")
    await ended(lanes)


async def test_a_job_of_two_lanes_waits_for_both_and_holds_both_up() -> None:
    lanes, work = Lanes(), Work()
    lanes.run(["x"], work.job("a"))
    lanes.run(["y"], work.job("b"))
    lanes.run(["x", "y"], work.job("both"))
    lanes.run(["x"], work.job("c"))
    lanes.run(["y"], work.job("d"))
    work.let_go("a", "c", "d")
    await work.until("a ends")
    await work.until("b begins")
    assert "both begins" not in work.happened
    work.let_go("b")
    await work.until("both begins")
    assert not {"c begins", "d begins"} & set(work.happened)
    work.let_go("both")
    await ended(lanes)
    assert {"c ends", "d ends"} <= set(work.happened)


async def test_a_job_that_names_a_lane_twice_does_not_wait_for_itself() -> None:
    lanes, work = Lanes(), Work()
    lanes.run(["x", "x"], work.job("a"))
    work.let_go("a")
    await ended(lanes)


async def test_a_failing_job_is_told_and_does_not_stop_its_lane() -> None:
    lanes, work = Lanes(), Work()
    with capture_logs() as logs:
        lanes.run(["x"], work.job("a", RuntimeError("broken")))
        lanes.run(["x"], work.job("b"))
        work.let_go("a", "b")
        await ended(lanes)
    assert work.happened[-1] == "b ends"
    assert [each["log_level"] for each in logs] == ["error"]
    assert str(logs[0]["exc_info"]) == "broken"


async def test_nothing_is_kept_of_what_is_over() -> None:
    lanes, work = Lanes(), Work()
    for number in range(200):
        lanes.run([f"lane {number % 7}", f"own {number}"], work.job(str(number)))
    work.let_go(*map(str, range(200)))
    await ended(lanes)
    assert not lanes._last
    assert not lanes._running


async def test_in_stillness_no_job_begins() -> None:
    lanes, work = Lanes(), Work()
    lanes.run(["x"], work.job("a"))
    await work.until("a begins")
    work.let_go("a")
    async with lanes.still(5):
        assert work.happened == ["a begins", "a ends"]
        lanes.run(["x"], work.job("b"))
        lanes.run(["y"], work.job("c"))
        await let_others_run()
        assert work.happened == ["a begins", "a ends"]
    work.let_go("b", "c")
    await ended(lanes)
    assert {"b ends", "c ends"} <= set(work.happened)


async def test_stillness_does_not_wait_for_a_job_for_ever_nor_for_those_behind_it() -> None:
    lanes, work = Lanes(), Work()
    lanes.run(["x"], work.job("a"))
    lanes.run(["x"], work.job("b"))
    await work.until("a begins")
    async with lanes.still(0.01):
        work.let_go("a", "b")
        await work.until("a ends")
        await let_others_run()
        assert "b begins" not in work.happened
    await ended(lanes)
    async with lanes.still(5):
        assert work.happened[-1] == "b ends"


async def test_a_failure_in_stillness_opens_the_lanes_again() -> None:
    lanes, work = Lanes(), Work()
    with pytest.raises(OSError, match="survey"):
        async with lanes.still(5):
            raise OSError("no survey")
    lanes.run(["x"], work.job("a"))
    work.let_go("a")
    await ended(lanes)


async def let_others_run() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def ended(lanes: Lanes) -> None:
    await until(lambda: not lanes._running, 5, "all jobs are over")


async def test_cancel_ends_what_runs_and_what_waits() -> None:
    lanes, work = Lanes(), Work()
    for name in "abc":
        lanes.run(["x"], work.job(name))
    await work.until("a begins")
    lanes.cancel()
    await ended(lanes)
    assert work.happened == ["a begins"]
    lanes.run(["x"], work.job("d"))
    work.let_go("d")
    await ended(lanes)
    assert work.happened[-1] == "d ends"


async def test_what_runs_aside_is_in_nobodys_way_and_ends_with_the_rest() -> None:
    lanes, work = Lanes(), Work()
    lanes.aside(work.job("aside"))
    await work.until("aside begins")
    async with lanes.still(5):
        lanes.aside(work.job("more"))
        await work.until("more begins")
        assert "aside ends" not in work.happened
    lanes.run(["x"], work.job("a"))
    work.let_go("a", "aside")
    await work.until("a ends")
    await work.until("aside ends")
    lanes.cancel()
    await ended(lanes)
    assert "more ends" not in work.happened


@pytest.mark.parametrize("lanes_named", [[], ["x"]])
async def test_a_job_may_start_another_of_its_own_lane(lanes_named: list[str]) -> None:
    lanes, work = Lanes(), Work()
    inner = work.job("inner")

    async def outer() -> None:
        lanes.run(lanes_named, inner)

    lanes.run(lanes_named, outer)
    work.let_go("inner")
    await work.until("inner ends")
    await ended(lanes)
