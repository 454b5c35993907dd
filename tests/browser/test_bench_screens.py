"""The screens bench once, small: it measures everything that it says, and loses no call."""

from pathlib import Path

import pytest

from switchboard.bench.screens import Tools, bench_screens
from switchboard.bench.screens_centre import start_screens_centre
from switchboard.bench.screens_options import ScreensOptions
from switchboard.desk import WEB_ROOT
from telephony.asterisk import runtime, tools

pytestmark = pytest.mark.browser


async def test_the_screens_are_measured_at_a_real_service(tmp_path: Path) -> None:
    cache = runtime.default_cache()
    found_tools = Tools(
        sipp=tools.sipp(cache, lambda _share, _what: None).argv,
        chromium=tools.chromium(cache, lambda _share, _what: None).argv,
        dist=WEB_ROOT,
    )
    options = ScreensOptions(operators=3, rate_per_s=2, seconds=4, clients=10, reloads=2, answers=2)
    said: list[str] = []
    told = await bench_screens(options, start_screens_centre, found_tools, said.append)
    paints, answers, fanout = (
        told["event_to_paint_ms"],
        told["answer_to_audio_ms"],
        told["fanout"]["event_to_client_ms"],
    )
    assert paints["n"] >= 2
    assert 0 < paints["p50"] <= paints["p95"]
    assert (answers["n"], answers["silent"]) == (2, 0)
    assert 0 < answers["p50"] <= answers["p95"]
    assert fanout["n"] >= 10 * options.calls, "each client hears of each call"
    assert 0 < fanout["p50"] <= fanout["p99"]
    assert told["reloads"]["tried"] == told["reloads"]["calls_kept"] == 2
    assert told["reloads"]["reattach_ms"]["p95"] > 0
    assert min(told["bundles_gz_kb"].values()) > 0
    assert len(said) >= 4
