import os
from pathlib import Path

import pytest

from switchboard.bench import home as bench_home
from switchboard.bench.centre import Wanted
from switchboard.bench.home import start_centre
from switchboard.plan import load_plan
from switchboard.settings import read_extras
from switchboard.testcall.phone import Phone, PhoneLogin
from tests.support.waiting import until

WANTED = Wanted(
    extensions=("2001", "2002"),
    ring_s=7,
    dialplan="exten => 900,1,Answer()\n same => n,Queue(bench)\n",
    queues="[bench]\nstrategy=rrmemory\n",
    modules=("app_queue",),
)


def test_its_plan_is_a_plan_and_its_extras_are_read(tmp_path: Path) -> None:
    plan = load_plan(str(bench_home.write_plan(tmp_path, WANTED)))
    (queue,) = plan.queues
    assert plan.numbers[0].number == bench_home.NUMBER
    assert (queue.ring_s, queue.wrap_up_s) == (7, 0)
    extras = read_extras(bench_home._write_extras(tmp_path, WANTED))
    assert extras.dialplan == f"[callwright-inbound](+)\n{WANTED.dialplan}"
    assert (extras.queues, extras.modules) == (WANTED.queues, ("app_queue",))


def test_settings_of_this_installation_do_not_reach_the_bench(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CALLWRIGHT_TRUNK_USER", "real")
    monkeypatch.setenv("CALLWRIGHT_CACHE", "/tmp/cache")
    environment = bench_home.foreign_environment()
    assert "CALLWRIGHT_TRUNK_USER" not in environment
    assert environment["CALLWRIGHT_CACHE"] == "/tmp/cache"
    assert environment["PATH"] == os.environ["PATH"]


async def test_a_service_that_cannot_start_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "a;b"  # Asterisk cannot have such a path
    folder.mkdir()
    with pytest.raises(TimeoutError, match="ended with status 2"):
        async with start_centre(folder, WANTED):
            pass


@pytest.mark.line
async def test_a_centre_of_its_own_comes_and_goes(tmp_path: Path) -> None:
    async with start_centre(tmp_path, WANTED) as centre:
        pids = (centre.service_pid, centre.asterisk_pid)
        assert set(centre.passwords) == set(WANTED.extensions)
        assert centre.asterisk_version.count(".") == 2
        login = PhoneLogin("2001", centre.passwords["2001"])
        async with await Phone.open(*centre.sip, login):
            await centre.make_ready(["2001"])
            await centre.make_ready([])
            await centre.make_ready(["2001"])
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 10, "both are gone")
