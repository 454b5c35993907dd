"""Looks at what lives on Asterisk and tells it as inputs."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import structlog

from telephony.ari import names, operations
from telephony.ari.client import AriClient, LineUnreachable
from telephony.ari.events import Channel, Endpoint, StasisStart
from telephony.ari.translate import translate
from vocabulary.ids import CallId, LegId, RecordingId
from vocabulary.inputs import CallerArrived, Input, LegSeen, LinesSurveyed

log = structlog.get_logger(__name__)

CALLER_CONTEXTS = ("callwright-inbound", "callwright-phones")
"""Where the generated dialplan lets callers in; the extension is the dialled number."""


class Survey(NamedTuple):
    """Inputs in the order in which the core is to hear them, and what is being written."""

    inputs: tuple[Input, ...]
    writing: dict[RecordingId, set[str]]
    idle_snoops: tuple[str, ...]
    legs: int


async def survey(client: AriClient, seen_file: Path) -> Survey:
    """Ask for channels, bridges, recordings and phones. Raises `LineUnreachable`.

    `seen_file` remembers which run of Asterisk we last knew.
    """
    started = await _started(client)
    restarted = _was_restarted(seen_file, started)
    channels = await _list(client, operations.LIST_CHANNELS)
    bridges = await _list(client, operations.LIST_BRIDGES)
    joined, aside = _inside(bridges, names.call_of), _inside(bridges, names.call_aside)
    members = await _members(client)
    ours = [channel for channel in channels if channel["id"] in members]
    writing, idle = await _writing(client, [channel["id"] for channel in channels])
    legs = tuple(
        LegSeen(
            LegId(channel["id"]),
            channel["state"] == "Up",
            joined.get(channel["id"]),
            aside.get(channel["id"]),
        )
        for channel in channels
        if names.is_rung(channel["id"])
        or (channel["id"] in members and names.recording_of(channel["id"]) is None)
    )
    arrivals = tuple(arrival for channel in ours if (arrival := _arrival(channel)) is not None)
    phones = await _phones(client)
    await asyncio.to_thread(_remember, seen_file, started)
    surveyed = LinesSurveyed(legs, tuple(sorted(writing)), restarted, arrivals)
    return Survey((surveyed, *phones), writing, idle, len(legs))


async def _started(client: AriClient) -> str:
    answer = await client.call(operations.INFO, query={"only": "status"})
    if not answer.ok:
        raise LineUnreachable(f"asterisk/info: {answer.why}")
    return str(answer.body["status"]["startup_time"])


def _was_restarted(seen_file: Path, started: str) -> bool:
    return seen_file.exists() and seen_file.read_text() != started


def _remember(seen_file: Path, started: str) -> None:
    """A disk that takes nothing must not keep calls from being served."""
    part = seen_file.with_suffix(".part")
    try:
        part.write_text(started)
        part.replace(seen_file)
    except OSError as error:
        log.error("it cannot be noted which Asterisk is known", why=str(error))


async def _list(client: AriClient, operation: operations.Operation, *path: str) -> list[Any]:
    answer = await client.call(operation, *path)
    if not answer.ok:
        raise LineUnreachable(f"{operation.path}: {answer.why}")
    return list(answer.body)


def _inside(bridges: list[Any], call_of: Callable[[str], CallId | None]) -> dict[str, CallId]:
    return {
        channel: call
        for bridge in bridges
        if (call := call_of(bridge["id"])) is not None
        for channel in bridge["channels"]
    }


async def _members(client: AriClient) -> frozenset[str]:
    answer = await client.call(operations.GET_APPLICATION, client.access.app)
    if not answer.ok:
        raise LineUnreachable(f"applications: {answer.why}")
    return frozenset(answer.body["channel_ids"])


def _arrival(channel: Any) -> CallerArrived | None:
    """A caller who may be unknown to us: its event was lost in the gap."""
    dialplan = channel["dialplan"]
    if dialplan["context"] not in CALLER_CONTEXTS or dialplan["exten"].startswith("*"):
        return None
    arrival = translate(
        StasisStart(msgspec.convert(channel, Channel), "", ["caller", dialplan["exten"]])
    )
    return arrival if isinstance(arrival, CallerArrived) else None


async def _writing(
    client: AriClient, channels: list[str]
) -> tuple[dict[RecordingId, set[str]], tuple[str, ...]]:
    snoops = [channel for channel in channels if names.recording_of(channel) is not None]
    files = [names.file_of_snoop(snoop) for snoop in snoops]
    answers = await asyncio.gather(*(client.call(operations.GET_RECORDING, file) for file in files))
    writing: dict[RecordingId, set[str]] = {}
    idle: list[str] = []
    for snoop, file, answer in zip(snoops, files, answers, strict=True):
        known = names.recording_in(file)
        if answer.ok and known is not None:
            writing.setdefault(known[0], set()).add(known[1])
        else:
            idle.append(snoop)
    return writing, tuple(idle)


async def _phones(client: AriClient) -> tuple[Input, ...]:
    endpoints = await _list(client, operations.LIST_ENDPOINTS, "PJSIP")
    return client.phones.learn(msgspec.convert(endpoints, list[Endpoint]))
