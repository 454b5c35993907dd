"""Asterisk is started, adopted, watched, brought back and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest

from telephony.asterisk import procfs
from telephony.asterisk.conf_core import ARI_USER
from telephony.asterisk.faults import PortTaken, SettingsRefused, StartFailed
from telephony.asterisk.process import Down, Up
from telephony.asterisk.settings import Extension

if TYPE_CHECKING:
    from telephony.asterisk.runtime import Runtime
    from tests.telephony.asterisk.conftest import Centre, MakeCentre

pytestmark = pytest.mark.line


def free_tcp() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def test_it_starts_with_a_clean_log(centre: Centre) -> None:
    assert centre.process.pid is not None
    assert procfs.is_ours(centre.process.pid, centre.process.config_file)
    assert "WARNING" not in centre.log
    assert "ERROR" not in centre.log
    assert (centre.settings.root / "log" / "console.log").read_text() == ""
    assert (centre.settings.root / "log" / "messages").stat().st_mode & 0o777 == 0o600


async def test_every_wanted_module_runs(centre: Centre) -> None:
    wanted = [
        line.partition("=")[2].strip()
        for line in (centre.settings.root / "etc" / "modules.conf").read_text().splitlines()
        if line.startswith("load")
    ]
    loaded = await centre.control._ask("GET", "asterisk/modules")
    running = {module["name"] for module in loaded if module["status"] == "Running"}
    # Parts of Asterisk itself are listed too, under names without an ending.
    assert set(wanted) == {name for name in running if name.endswith(".so")}


async def test_a_second_service_adopts_it_with_its_calls(make_centre: MakeCentre) -> None:
    first = make_centre()
    up = await first.process.start_or_adopt()
    second = make_centre(sip_port=first.settings.sip_port)
    caller = await first.sipp.start("caller", hold=2000)
    await first.until_channels(lambda count: count > 0)
    again = await second.process.start_or_adopt()
    assert (again.pid, again.adopted, again.started_at) == (up.pid, True, up.started_at)
    await first.sipp.ended(caller)


async def test_a_changed_port_restarts_an_idle_one_and_waits_for_a_busy_one(
    make_centre: MakeCentre,
) -> None:
    first = make_centre()
    up = await first.process.start_or_adopt()
    changed = make_centre(sip_port=first.settings.sip_port, http_port=free_tcp(), rtp_last=31500)
    caller = await first.sipp.start("caller", hold=2000)
    await first.until_channels(lambda count: count > 0)
    assert (await changed.process.start_or_adopt()).pid == up.pid
    assert changed.process.restart_owed
    assert changed.process.http_port == first.process.http_port
    assert await changed.process.restart_if_idle() is None
    await first.sipp.ended(caller)
    await first.until_channels(lambda count: count == 0)
    fresh = await changed.process.restart_if_idle()
    assert fresh is not None
    assert fresh.pid != up.pid
    assert not changed.process.restart_owed
    assert changed.process.http_port == changed.settings.http_port


async def test_killed_it_comes_back(centre: Centre) -> None:
    pid = centre.process.pid
    told: list[Up | Down] = []
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(20), contextlib.aclosing(centre.process.watch()) as watching:
        async for change in watching:
            told.append(change)
            if isinstance(change, Up):
                break
    assert isinstance(told[0], Down)
    up = told[-1]
    assert isinstance(up, Up)
    assert up.pid != pid
    assert not up.adopted
    assert await centre.control.channel_count() == 0


async def test_a_restart_while_it_is_watched_is_adopted(make_centre: MakeCentre) -> None:
    first = make_centre()
    up = await first.process.start_or_adopt()
    caller = await first.sipp.start("caller", hold=1000)
    await first.until_channels(lambda count: count > 0)
    changed = make_centre(sip_port=first.settings.sip_port, rtp_last=31500)
    await changed.process.start_or_adopt()
    await first.sipp.ended(caller)
    await first.until_channels(lambda count: count == 0)
    async with asyncio.timeout(20), contextlib.aclosing(changed.process.watch()) as watching:
        told = asyncio.ensure_future(anext(watching))
        await asyncio.sleep(0)
        fresh = await changed.process.restart_if_idle()
        assert isinstance(await told, Down)
        again = await anext(watching)
    assert fresh is not None
    assert fresh.pid != up.pid
    assert isinstance(again, Up)
    assert (again.pid, again.adopted) == (fresh.pid, True)
    assert changed.process.pid == fresh.pid


async def test_operators_can_change_while_it_is_down(make_centre: MakeCentre) -> None:
    centre = make_centre()
    await centre.process.start_or_adopt()
    await centre.process.stop()
    assert await centre.process.change_operators(centre.extensions[:1]) == frozenset()
    await centre.process.start_or_adopt()
    endpoints = await centre.control._ask("GET", "endpoints/PJSIP")
    assert {each["resource"] for each in endpoints} == {"101", "web-101", "callwright-loopback"}


async def test_stopping_ends_the_watch_and_the_process(centre: Centre) -> None:
    pid = centre.process.pid
    assert pid is not None

    async def watch() -> list[Up | Down]:
        return [change async for change in centre.process.watch()]

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    await centre.process.stop()
    assert await asyncio.wait_for(watching, 5) == []
    assert not procfs.is_ours(pid, centre.process.config_file)


async def test_a_new_operator_signs_in_without_a_restart_and_calls_go_on(centre: Centre) -> None:
    pid = centre.process.pid
    caller = await centre.sipp.start("caller", hold=2000)
    await centre.until_channels(lambda count: count > 0)
    gleb = Extension("gleb", "104", "Gleb", "ABCDEFGH23456789")
    centre.extensions = (*centre.extensions, gleb)
    reloaded = await centre.process.change_operators(centre.extensions)
    assert reloaded == {"res_pjsip.so", "pbx_config.so"}
    await centre.register("104", "127.0.0.14", 30104)
    await centre.sipp.ended(caller)
    assert centre.process.pid == pid
    without = tuple(each for each in centre.extensions if each.extension != "104")
    await centre.process.change_operators(without)
    refused = await centre.sipp.start(
        "register", service="104", replaced={"USER": "104", "PASSWORD": gleb.sip_password}
    )
    assert await refused.wait() != 0
    assert "ERROR" not in centre.log


async def test_other_numbers_are_answered_without_a_restart_and_calls_go_on(
    centre: Centre,
) -> None:
    pid = centre.process.pid
    caller = await centre.sipp.start("caller", hold=2000)
    await centre.until_channels(lambda count: count > 0)
    dialplan = centre.process.config_file.parent / "extensions.conf"
    assert await centre.process.change_numbers(("200", "100")) == {"pbx_config.so"}
    assert "exten => 200,1," in dialplan.read_text()
    await centre.sipp.ended(caller)
    assert centre.process.pid == pid
    assert await centre.process.change_numbers(("200",)) == {"pbx_config.so"}
    assert "exten => 100,1," not in dialplan.read_text()
    with pytest.raises(SettingsRefused):
        await centre.process.change_numbers(("101",))  # the extension of an operator
    assert await centre.process.change_numbers(("200",)) == frozenset()
    assert "ERROR" not in centre.log


async def test_numbers_can_change_while_it_is_down(make_centre: MakeCentre) -> None:
    centre = make_centre()
    await centre.process.start_or_adopt()
    assert "en" in centre.process.sounds
    await centre.process.stop()
    assert await centre.process.change_numbers(("200",)) == frozenset()


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
async def test_a_used_sip_port_is_one_clear_line(
    make_centre: MakeCentre, kind: socket.SocketKind
) -> None:
    centre = make_centre()
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", centre.settings.sip_port))
        if kind == socket.SOCK_STREAM:
            other.listen()
        with pytest.raises(PortTaken, match=f"SIP port {centre.settings.sip_port}") as refused:
            await centre.process.start_or_adopt()
    assert "CALLWRIGHT_SIP_PORT" in refused.value.mend
    assert centre.process.pid is None


async def test_a_remembered_http_port_that_somebody_took_is_replaced(
    make_centre: MakeCentre,
) -> None:
    first = make_centre()
    await first.process.start_or_adopt()
    port = first.process.http_port
    await first.process.stop()
    with socket.create_server(("127.0.0.1", port)):
        second = make_centre(sip_port=first.settings.sip_port)
        await second.process.start_or_adopt()
        assert second.process.http_port != port


async def test_a_start_that_fails_shows_the_log(
    make_centre: MakeCentre, asterisk_runtime: Runtime
) -> None:
    centre = make_centre()
    centre.process._runtime = replace(asterisk_runtime, argv=("/bin/sh", "-c", "echo broken", "x"))
    with pytest.raises(StartFailed) as failed:
        await centre.process.start_or_adopt()
    assert "broken" in failed.value.tail


def listening() -> list[str]:
    """Local addresses of listening TCP sockets, as /proc writes them."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [row[1] for row in rows if row[3] == "0A"]


async def test_ari_is_on_loopback_with_a_password_and_shows_no_pages(centre: Centre) -> None:
    base = f"http://127.0.0.1:{centre.process.http_port}"
    async with aiohttp.ClientSession() as session:
        for path, status in {"/ari/channels": 401, "/httpstatus": 404, "/static/": 404}.items():
            async with session.get(base + path) as reply:
                assert reply.status == status
        wrong = {"Authorization": aiohttp.encode_basic_auth(ARI_USER, "wrong")}
        async with session.get(base + "/ari/channels", headers=wrong) as reply:
            assert reply.status == 401
    port = f":{centre.process.http_port:04X}"
    assert [address for address in listening() if address.endswith(port)] == [f"0100007F{port}"]
