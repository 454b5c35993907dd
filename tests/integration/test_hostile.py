"""Callers whose number or name is an attack: it is text, and the call works.

A number is sent percent-encoded, as SIP wants it; Asterisk decodes it, so whatever it
hides arrives in the dialplan, on the operator's phone and in the ledger.
"""

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from switchboard.bench.parties import phone as sipp_phone
from switchboard.testcall.caller import Caller
from tests.integration.crowd import cards
from tests.integration.scene import EXTENSIONS, PATIENCE_S, Scene
from tests.support.scenarios import HOSTILE_NAMES, anonymous_caller, hostile_caller
from tests.support.service import Service, running_service
from tests.support.sipp import Sipp
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

PLAN = """
name: Hostile
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support, wrap_up_s: 0}]
"""
NUMBERS = (
    "../../../etc/passwd",
    "5\r\nX-Evil: yes",
    "<script>alert(1)</script>",
    "'\" OR 1=1 --",
    "a,b|c&d",
    "=1+1",
    "[bold]$[1+1]",
    "\x1b[2J",
    "电话🙂",
    "9" * 400,
)
"""Numbers that nobody honest has. One that runs a program is added by the test."""
KEPT = 79  # characters that Asterisk itself keeps of a number or a name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "plan.yaml").write_text(PLAN)
    environment = {"CALLWRIGHT_PLAN": str(folder / "plan.yaml")}
    async with running_service(folder / "home", environment) as service:
        yield service


@pytest.fixture
def marker() -> Iterator[Path]:
    """A file that is there when a caller's text was carried out; its path is short enough."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        assert max(map(len, running(path))) < KEPT
        yield path
        assert not path.exists(), "a caller's text was carried out"


def running(marker: Path) -> tuple[str, ...]:
    """Texts that would make the marker if anything of them were ever carried out."""
    touch = f"touch {marker}"
    return f"${{SHELL({touch})}}", f"$({touch})", f"`{touch}`"


async def rows_after(service: Service, known: set[str], count: int) -> list[dict[str, Any]]:
    """So many ended calls that were not there before, in the order of their arrival."""

    async def new() -> list[dict[str, Any]] | None:
        rows = [row for row in await service.calls() if row["id"] not in known]
        return rows if len(rows) >= count and all(row["ended_at"] for row in rows) else None

    rows = await until(new, PATIENCE_S, f"{count} more calls", poll_s=0.1)
    assert len(rows) == count
    return sorted(rows, key=lambda row: str(row["arrived_at"]))


async def ids(service: Service) -> set[str]:
    return {row["id"] for row in await service.calls()}


async def is_talking(service: Service) -> bool:
    """The only call is a conversation."""
    return [call["state"] for call in await cards(service, "calls")] == ["talking"]


async def hostile_names(
    sipp: Sipp, names: tuple[str, ...], hang_up_after_ms: int
) -> dict[str, str]:
    """Everybody of these names calls at once; answers names by their plain numbers."""
    by_number = {f"65{place:04}": name for place, name in enumerate(names)}
    runs = [
        await sipp.start_calls(
            hostile_caller("100", name, number=number, hang_up_after_ms=hang_up_after_ms),
            numbers=["-"],
        )
        for number, name in by_number.items()
    ]
    nobody = anonymous_caller("100", hang_up_after_ms=hang_up_after_ms)
    runs.append(await sipp.start_calls(nobody, numbers=["-"]))
    results = [await run.result() for run in runs]
    assert [result.failed for result in results] == [0] * len(runs)
    return {**by_number, "anonymous": "Anonymous"}


def is_text_of(stored: str, sent: str) -> bool:
    """Stored as sent; SIP's own backslashes stay, and what is too long is cut."""
    return stored in {sent[:KEPT], sent.replace("\\", "\\\\")[:KEPT]}


async def test_names_reach_the_operators_and_the_ledger_as_text(
    scene: Scene, sipp_argv: tuple[str, ...], tmp_path: Path, marker: Path
) -> None:
    service = scene.service
    async with Sipp(sipp_argv, tmp_path, service.sip) as sipp:
        await sipp.phones(scene.lend(*EXTENSIONS), sipp_phone(answer_after_ms=20, talk_ms=100))
        for name in EXTENSIONS:
            await service.wait_card(f"operators/{name}", phone="free")
            await service.set_availability(name, "ready")
        known = await ids(service)
        sent = await hostile_names(sipp, (*HOSTILE_NAMES, *running(marker)), 10_000)
        rows = await rows_after(service, known, len(sent))
    assert {row["caller"] for row in rows} == set(sent)
    assert {row["outcome"] for row in rows} == {"answered"}
    for row in rows:
        assert is_text_of(row["caller_name"], sent[row["caller"]])


async def test_numbers_reach_the_operator_and_the_ledger_as_text(
    scene: Scene, marker: Path
) -> None:
    phone = await scene.phone("anna")
    for place, number in enumerate((*NUMBERS, *running(marker))):
        known = await ids(scene.service)
        async with await Caller.open(*scene.service.sip, quote(number, safe="")) as caller:
            await caller.dial("100", PATIENCE_S)
            ring = await phone.next_call(PATIENCE_S, place)
            await asyncio.wait_for(ring.answered.wait(), PATIENCE_S)
            await until(lambda: is_talking(scene.service), PATIENCE_S, "they talk")
        headers = ring.invite.headers
        assert headers.get("x-evil") == ""
        assert not any(sign in line for _, line in headers.lines for sign in "\r\n\0\x1b")
        (row,) = await rows_after(scene.service, known, 1)
        assert (row["caller"], row["outcome"]) == (number[:KEPT], "answered")
        await scene.service.wait_card("operators/anna", activity="idle")


async def test_the_fallback_takes_them_as_text_too(
    scene: Scene, sipp_argv: tuple[str, ...], tmp_path: Path, marker: Path
) -> None:
    service = scene.service
    known = await ids(service)
    numbers = (*NUMBERS, *running(marker))
    service.freeze_service()
    try:
        async with Sipp(sipp_argv, tmp_path, service.sip) as sipp, AsyncExitStack() as callers:
            async with asyncio.TaskGroup() as dialling:
                for number in numbers:
                    caller = await Caller.open(*service.sip, quote(number, safe=""))
                    await callers.enter_async_context(caller)
                    dialling.create_task(caller.dial("100", PATIENCE_S))
            sent = await hostile_names(sipp, (*HOSTILE_NAMES, *running(marker)), 300)
    finally:
        service.thaw_service()
    rows = await rows_after(service, known, len(numbers) + len(sent))
    assert {row["source"] for row in rows} == {"fallback"}
    stored = {row["caller"]: row["caller_name"] for row in rows}
    assert stored.keys() == {*sent, *(number[:KEPT] for number in numbers)}
    assert all(is_text_of(stored[number], name) for number, name in sent.items())


async def test_a_number_that_is_no_text_at_all_is_served_by_the_fallback(scene: Scene) -> None:
    """Asterisk cannot tell us of bytes that are not UTF-8; the dialplan serves such a caller."""
    service = scene.service
    known = await ids(service)
    async with await Caller.open(*service.sip, "%FF%FE5550100") as caller:
        await caller.dial("100", PATIENCE_S)
        await until(lambda: caller.media.loud, PATIENCE_S, "something is heard")
    (row,) = await rows_after(service, known, 1)
    assert "5550100" in row["caller"]


async def test_the_command_line_shows_them_as_text(scene: Scene) -> None:
    service = scene.service
    numbers = ("=1+1", "\x1b[2J[red]")
    for number in numbers:
        known = await ids(service)
        async with await Caller.open(*service.sip, quote(number, safe="")) as caller:
            await caller.dial("100", PATIENCE_S)
        (row,) = await rows_after(service, known, 1)
    listed, exported, shown, table = await asyncio.gather(
        service.run("calls", "list", "--json"),
        service.run("calls", "export"),
        service.run("calls", "show", row["id"]),
        service.run("calls", "list"),
    )
    assert {status for status, _, _ in (listed, exported, shown, table)} == {0}
    assert {each["caller"] for each in json.loads(listed[1])} >= set(numbers)
    cells = {each["caller"] for each in csv.DictReader(StringIO(exported[1], newline=""))}
    assert "'=1+1" in cells
    assert "=1+1" not in cells
    for _, text, _ in (shown, table):
        assert "[red]" in text, "markup was taken for markup"
        assert "\x1b" not in text, "a caller can write to the terminal"
