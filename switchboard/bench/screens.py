"""`callwright bench screens`: how soon a person sees and hears what happens.

Four stretches on a service of the bench's own. Paint: one operator's page in Chromium at a
busy centre. Fan-out: the same traffic with many clients of the live board and no browser.
Answers and reloads: one page whose softphone talks with a Python caller. The bench, its
callers, Chromium, the service and Asterisk share the machine, so every figure holds them all.

The clock of the page and of the service is the machine's; nothing is compared across machines.
"""

import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from switchboard.bench.blocks import CouldNotMeasure, Say
from switchboard.bench.figures import percentile
from switchboard.bench.screens_board import watching
from switchboard.bench.screens_browser import chromium, operator_page
from switchboard.bench.screens_bundles import bundles
from switchboard.bench.screens_centre import SUPERVISOR, ScreensCentre, name_of
from switchboard.bench.screens_ear import write_microphone
from switchboard.bench.screens_options import ScreensOptions
from switchboard.bench.screens_paint import measure_paints
from switchboard.bench.screens_probe import ears
from switchboard.bench.screens_talk import Answers, Reloads, Talker
from switchboard.bench.screens_traffic import Traffic
from switchboard.bench.sipp import SippBroke
from switchboard.testcall.caller import CallRefused

_TROUBLES = (SippBroke, LookupError, TimeoutError, CallRefused, aiohttp.ClientError, OSError)

StartScreensCentre = Callable[[Path, ScreensOptions], AbstractAsyncContextManager[ScreensCentre]]


@dataclass(frozen=True)
class Tools:
    """How sipp and Chromium are started, and where the built screens are."""

    sipp: Sequence[str]
    chromium: Sequence[str]
    dist: Path


@dataclass
class Found:
    """What was measured, in seconds."""

    paints_s: list[float] = field(default_factory=list)
    fanout_s: list[float] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)
    reloads: Reloads = field(default_factory=Reloads)


async def bench_screens(
    options: ScreensOptions, start: StartScreensCentre, tools: Tools, say: Say
) -> dict[str, Any]:
    """Measure and return the object of `--json`. `say` gets one line of progress at a time.

    Raises CouldNotMeasure with a sentence. All files of the run are removed afterwards.
    """
    sizes = bundles(tools.dist)
    folder = Path(tempfile.mkdtemp(prefix="callwright-bench-"))
    try:
        microphone = folder / "microphone.wav"
        write_microphone(microphone)
        say("starting a service, an Asterisk and a Chromium of their own")
        async with start(folder, options) as centre:
            traffic = Traffic(options, centre, tools.sipp, folder / "sipp")
            found = await _measure(options, centre, traffic, (tools.chromium, microphone), say)
            return report(options, centre.asterisk_version, sizes, found)
    except _TROUBLES as error:
        raise CouldNotMeasure(str(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(
    options: ScreensOptions,
    centre: ScreensCentre,
    traffic: Traffic,
    browsing: tuple[Sequence[str], Path],
    say: Say,
) -> Found:
    found = Found()
    await traffic.register()
    async with chromium(*browsing) as browser:
        found.paints_s = await measure_paints(centre, browser, traffic, options.watched)
        say(f"paint: {len(found.paints_s)} calls seen in the page")
    found.fanout_s = await _fan_out(options, centre, traffic)
    say(f"fan-out: {len(found.fanout_s)} messages at {options.clients} clients")
    cookie = await centre.sign_in(name_of(options.page_phone))
    async with (
        chromium(*browsing) as browser,
        operator_page(browser, centre.url, cookie, ears()) as page,
    ):
        talker = Talker(centre, page, options.page_phone)
        await talker.begin_shift()
        found.answers = await talker.answers(options.answers)
        say(f"answers: {len(found.answers.spans_s)} with sound both ways")
        found.reloads = await talker.reloads(options.reloads, say)
    return found


async def _fan_out(options: ScreensOptions, centre: ScreensCentre, traffic: Traffic) -> list[float]:
    """Seconds from each step to each client: operators in turn, one in so many a supervisor."""
    names = (SUPERVISOR, *(name_of(each) for each in options.extensions))
    cookies = [await centre.sign_in(name) for name in names]
    shared = [cookies[i % len(cookies)] for i in range(options.clients)]
    async with watching(centre.url, shared) as clients:
        await traffic.run()
    return [span for client in clients for span in client.latencies()]


def report(
    options: ScreensOptions, asterisk: str, sizes: dict[str, float], found: Found
) -> dict[str, Any]:
    """The object of `--json`."""
    if not found.paints_s or not found.fanout_s or not found.answers.spans_s:
        raise CouldNotMeasure("no call reached a page: run 'callwright test-call'")
    return {
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "asterisk": asterisk,
            "load_1_min": round(os.getloadavg()[0], 2),
        },
        "operators": options.operators,
        "rate_per_s": options.rate_per_s,
        "event_to_paint_ms": shares(found.paints_s, 50, 95),
        "answer_to_audio_ms": {
            **shares(found.answers.spans_s, 50, 95),
            "silent": found.answers.silent,
        },
        "fanout": {
            "clients": options.clients,
            "event_to_client_ms": shares(found.fanout_s, 50, 99),
        },
        "bundles_gz_kb": sizes,
        "reloads": {
            "tried": found.reloads.tried,
            "calls_kept": found.reloads.kept,
            "reattach_ms": shares(found.reloads.spans_s, 50, 95),
        },
    }


def shares(spans_s: Sequence[float], *percents: int) -> dict[str, float | int | None]:
    """Percentiles in milliseconds, and of how many."""
    told: dict[str, float | int | None] = {
        f"p{each}": round(1000 * percentile(spans_s, each / 100), 2) if spans_s else None
        for each in percents
    }
    return told | {"n": len(spans_s)}
