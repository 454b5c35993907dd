"""The service and Asterisk are killed in the middle of the work; callers must not notice."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from switchboard.bench.parties import caller as sipp_caller
from switchboard.bench.parties import phone as sipp_phone
from switchboard.testcall.caller import Caller
from tests.integration.crowd import all_ready, cards, crowded_service, phone_passwords
from tests.integration.scene import (
    PATIENCE_S,
    RINGS_ON,
    Scene,
    back_after_kill,
    ended_row,
    only,
    scene_at,
    told,
    withdrawn,
)
from tests.integration.vault import kept, rows_match_files
from tests.support.service import Service, running_service
from tests.support.sipp import Sipp, byes, rung
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

PLAN = """
name: Restart
numbers:
  - {number: "100", queue: support}
  - {number: "200", start: hello}
queues: [{queue: support, name: Support, ring_s: 60, wrap_up_s: 60}]
prompts: {hello: {en: {sound: demo-congrats}}}
flow: {hello: {kind: say, say: hello, next: support}}
"""
BRIDGED = 20


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("restart")
    (folder / "plan.yaml").write_text(PLAN)
    environment = {"CALLWRIGHT_PLAN": str(folder / "plan.yaml")}
    async with running_service(folder / "home", environment) as service:
        yield service


async def test_twenty_conversations_outlive_the_service(
    tmp_path: Path,
    sipp_argv: tuple[str, ...],
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    async with (
        crowded_service(tmp_path, BRIDGED, PLAN) as service,
        Sipp(sipp_argv, tmp_path, service.sip) as sipp,
    ):
        phones = await sipp.phones(
            phone_passwords(service, BRIDGED), sipp_phone(answer_after_ms=50, talk_ms=None)
        )
        await all_ready(service, BRIDGED)
        numbers = [f"66000{number:02}" for number in range(BRIDGED)]
        callers = await sipp.start_calls(sipp_caller("100"), numbers=numbers)

        async def all_talk() -> bool:
            calls = await cards(service, "calls")
            told = [card for card in calls if card["state"] == "talking" and card["recording"]]
            return len(told) == BRIDGED

        await until(all_talk, PATIENCE_S, "all talk and are recorded", poll_s=0.05)
        before = {card["call"]: card["operator"] for card in await cards(service, "calls")}
        asterisk = service.asterisk_pid
        await back_after_kill(service)
        await until(all_talk, PATIENCE_S, "all are adopted", poll_s=0.02)
        record_testsuite_property("adopted_s", round(seconds_of_life(service.service_pid), 2))
        assert {card["call"]: card["operator"] for card in await cards(service, "calls")} == before
        assert service.asterisk_pid == asterisk
        for run in (callers, phones):
            assert byes(run, sent=True) == []
            assert byes(run, sent=False) == []
        for call in before:
            await service.api("POST", f"/calls/{call}/hangup", expect=202)
        result = await callers.result()
        assert (result.succeeded, result.failed) == (BRIDGED, 0), result.errors
        rows = await service.finished_calls(BRIDGED)
        assert Counter(row["end_reason"] for row in rows) == {"ended_from_desk": BRIDGED}
        assert {row["id"]: row["operator"] for row in rows} == before
        for row in rows:
            _, sound = await kept(service, row["id"])
            assert sound.duration_s == pytest.approx(row["talked_s"], abs=0.2)
        assert await rows_match_files(service) == BRIDGED
        assert len(rung(phones)) == BRIDGED


def seconds_of_life(pid: int) -> float:
    """How long ago a process began."""
    ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    uptime_s = float(Path("/proc/uptime").read_text().split()[0])
    return uptime_s - ticks / os.sysconf("SC_CLK_TCK")


async def test_calls_in_every_state_go_on_and_end_once(scene: Scene) -> None:
    service = scene.service
    await scene.phone("vera")
    wrapped = await scene.caller()
    await scene.talking(wrapped, "vera")
    await wrapped.hang_up()
    await service.wait_card("operators/vera", activity="wrapping_up")
    anna = await scene.phone("anna")
    talks = await scene.caller()
    await scene.talking(talks, "anna")
    boris = await scene.phone("boris", RINGS_ON)
    rings = await scene.caller()
    ring = await boris.next_call(PATIENCE_S)
    await scene.living(rings, ringing=["boris"])
    waits, greeted = await scene.caller(), await scene.caller("200")
    await scene.living(waits, state="waiting", ringing=[])
    await scene.living(greeted, state="ivr", node="hello")
    everybody = (talks, rings, waits, greeted)
    before = [(await scene.living(caller))["call"] for caller in everybody]

    await back_after_kill(service)
    assert [(await scene.living(caller))["call"] for caller in everybody] == before
    assert not any(caller.ended.is_set() for caller in everybody)
    await scene.talking(talks, "anna")
    assert (await scene.living(rings, state="waiting"))["ringing"] == ["boris"]
    await scene.living(waits, state="waiting", ringing=[])
    await service.wait_card("operators/vera", activity="wrapping_up", phone="free")
    heard = waits.media.received
    await until(lambda: waits.media.received > heard + 50, PATIENCE_S, "music goes on")

    await service.api("POST", "/operators/vera/wrap-up/end", expect=202)
    await scene.talking(waits, "vera")
    assert len(boris.calls) == 1, "the ringing phone was rung a second time"
    await rings.hang_up()
    assert await withdrawn(ring)
    await anna.hang_up()
    for caller in (waits, greeted):
        await caller.hang_up()
    reasons = {}
    for caller in (wrapped, *everybody):
        row = await scene.ended(caller)
        assert len(only(await scene.told(row), "CallEnded")) == 1
        reasons[caller.number] = row["end_reason"]
    assert reasons[wrapped.number] == "caller_hung_up"
    assert reasons[talks.number] == "operator_hung_up"
    assert reasons[rings.number] == "left_in_queue"
    assert reasons[waits.number] == "caller_hung_up"


async def test_legs_that_left_while_nobody_looked_are_cleared(scene: Scene) -> None:
    service = scene.service
    anna, left_alone = await scene.phone("anna"), await scene.caller()
    await scene.talking(left_alone, "anna")
    boris, leaves = await scene.phone("boris"), await scene.caller()
    await scene.talking(leaves, "boris")
    vera = await scene.phone("vera", RINGS_ON)
    gives_up = await scene.caller()
    ring = await vera.next_call(PATIENCE_S)
    waits = await scene.caller()
    await scene.living(waits, state="waiting", ringing=[])
    dead = service.service_pid
    service.freeze_service()
    await asyncio.gather(anna.hang_up(), leaves.hang_up(), gives_up.hang_up(), waits.hang_up())
    assert not left_alone.ended.is_set()
    service.kill_service()
    await back_after_kill(service, dead)
    await asyncio.wait_for(left_alone.ended.wait(), PATIENCE_S)
    await asyncio.wait_for(boris.calls[0].ended.wait(), PATIENCE_S)
    assert left_alone.ended_by_peer
    assert boris.calls[0].ended_by_peer
    assert await withdrawn(ring)
    for caller, outcome in (
        (left_alone, "answered"),
        (leaves, "answered"),
        (gives_up, "abandoned"),
        (waits, "abandoned"),
    ):
        row = await scene.ended(caller)
        assert (row["outcome"], row["end_reason"]) == (outcome, "left_while_away")
    assert await cards(service, "calls") == []


async def test_a_killed_asterisk_interrupts_its_calls_and_the_next_one_works(
    scene: Scene,
) -> None:
    service = scene.service
    await scene.phone("anna")
    talks = await scene.caller()
    await scene.talking(talks, "anna")
    waits = await scene.caller()
    await scene.living(waits, state="waiting")
    dead = service.asterisk_pid
    service.kill_asterisk()
    for caller in (talks, waits):
        row = await scene.ended(caller)
        assert (row["outcome"], row["end_reason"]) == ("interrupted", "asterisk_lost")
    await until(lambda: living_asterisk(service) not in (None, dead), PATIENCE_S, "Asterisk")
    await service.wait_ready()
    async with scene_at(service) as later:
        await later.phone("boris")
        caller = await later.caller()
        await later.talking(caller, "boris")
        await caller.hang_up()
        assert (await later.ended(caller))["outcome"] == "answered"
    await rows_match_files(service)


def living_asterisk(service: Service) -> int | None:
    """Its process id, None while there is none."""
    try:
        return service.asterisk_pid
    except (OSError, ValueError, IndexError):
        return None


def supervisor_of(service: Service) -> int:
    """The parent of the service."""
    stat = Path(f"/proc/{service.service_pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[1])


def processes_of(home: Path) -> list[int]:
    """Living processes that work in this home, but not this one."""
    marks = (str(home).encode(), f"CALLWRIGHT_HOME={home}\0".encode())
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            texts = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue
        if any(mark in text for mark, text in zip(marks, texts, strict=True)):
            found.append(int(entry.name))
    return found


async def test_a_clean_stop_leaves_no_process_and_says_whom_it_cut(
    tmp_path: Path,
) -> None:
    environment = {"CALLWRIGHT_STOP_WAIT_S": "0.5"}
    home = tmp_path / "home"
    async with running_service(home, environment) as service:
        async with await Caller.open(*service.sip, "7990001") as caller:
            await caller.dial("100", PATIENCE_S)
            await until(lambda: caller.media.loud, PATIENCE_S, "music")
            os.kill(supervisor_of(service), signal.SIGTERM)
            await until(lambda: not processes_of(home), PATIENCE_S, "nothing of it is left")
        assert await service.stop() == 0
    async with running_service(home, environment) as service:
        row = await ended_row(service, "7990001")
        assert (row["outcome"], row["end_reason"]) == ("interrupted", "ended_from_desk")
        assert len(only(await told(service, row["id"]), "CallEnded")) == 1


async def test_a_service_whose_supervisor_was_killed_leaves_in_good_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with running_service(home) as service:
        os.kill(supervisor_of(service), signal.SIGKILL)
        await until(lambda: not processes_of(home), PATIENCE_S, "nothing of it is left")
