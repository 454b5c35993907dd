"""`callwright bench line`: ours and app_queue side by side on one Asterisk, from the outside.

Callers and phones are sipp's; every figure comes from the microseconds of their SIP
messages (see `figures`). Compared with a capture of the same packets, sipp's times were
off by 0.03 ms in the middle and 1 ms at p99, so a figure under 1 ms would say nothing.

Two phases. Steady: calls at an even rate with phones to spare, for entry to ring and the
processor's time; blocks stand as app_queue half, ours whole, app_queue half, so that a
drift of the machine meets both alike and ours runs its whole minute in one piece.
Crowded: ten callers for each of a few phones, for free to ring; ours and app_queue twice
in turn. Talk times vary, because app_queue looks once a second and even times would
beat with that, and they are the same list for both.

A failure is a call that was not answered, rung, joined and ended by the phone's BYE, or
anything that sipp counts as failed at either end. Nothing sends audio but Asterisk.
"""

import os
import platform
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from switchboard.bench import app_queue
from switchboard.bench.blocks import Bench, CouldNotMeasure, Say, Sums
from switchboard.bench.centre import Centre, StartCentre, Wanted
from switchboard.bench.figures import spread
from switchboard.bench.options import RING_S, LineOptions
from switchboard.bench.sipp import SippBroke

__all__ = ["CouldNotMeasure", "LineOptions", "bench_line", "report"]


async def bench_line(
    options: LineOptions, start: StartCentre, sipp: Sequence[str], say: Say
) -> dict[str, Any]:
    """Measure and return the object of `--json`. `say` gets one line of progress at a time.

    Raises CouldNotMeasure with a sentence. All files of the run are removed afterwards.
    """
    wanted = Wanted(
        extensions=options.extensions,
        ring_s=RING_S,
        dialplan=app_queue.dialplan(),
        queues=app_queue.queues(options.extensions, len(options.few), RING_S),
        modules=app_queue.MODULES,
    )
    folder = Path(tempfile.mkdtemp(prefix="callwright-bench-"))
    try:
        say("starting a service and an Asterisk of their own")
        async with start(folder / "home", wanted) as centre:
            bench = Bench(options, centre, sipp, folder / "sipp", say)
            await bench.run()
            return report(options, centre, bench.ours, bench.other)
    except (SippBroke, LookupError, TimeoutError) as error:
        raise CouldNotMeasure(str(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report(options: LineOptions, centre: Centre, ours: Sums, other: Sums) -> dict[str, Any]:
    """The object of `--json`; `failures` at the top are ours."""
    if not ours.entry_s or not other.entry_s:
        raise CouldNotMeasure("no call reached a phone: run 'callwright test-call'")
    return {
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "asterisk": centre.asterisk_version,
        },
        "calls": options.calls,
        "rate_per_s": options.rate_per_s,
        "phones": options.phones,
        "failures": ours.failures,
        "recording": {"ours": centre.recording, "app_queue": app_queue.RECORDING},
        "ours": {
            **_section(ours),
            "service_cpu_ms_per_call": _per_call(ours.service_cpu_s, ours.steady_calls),
        },
        "app_queue": _section(other),
    }


def _section(sums: Sums) -> dict[str, Any]:
    return {
        "entry_to_ring_ms": spread(sums.entry_s).to_json(),
        "free_to_ring_ms": spread(sums.free_s).to_json(),
        "asterisk_cpu_ms_per_call": _per_call(sums.asterisk_cpu_s, sums.steady_calls),
        "calls": sums.calls,
        "failures": sums.failures,
    }


def _per_call(seconds: float, calls: int) -> float:
    return round(1000 * seconds / calls, 2)
