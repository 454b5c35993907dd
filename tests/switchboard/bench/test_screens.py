import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from switchboard.bench.blocks import CouldNotMeasure
from switchboard.bench.screens import Found, Tools, bench_screens, report, shares
from switchboard.bench.screens_centre import ScreensCentre
from switchboard.bench.screens_options import ScreensOptions
from switchboard.bench.screens_talk import Answers, Reloads
from switchboard.commands import bench
from switchboard.commands.bench import app
from telephony.asterisk import tools
from telephony.asterisk.tools import Tool

SIZES = {"operator": 96.5, "wall": 36.7, "review": 42.1}


def test_the_report_has_the_agreed_shape() -> None:
    found = Found(
        paints_s=[0.03] * 20,
        fanout_s=[0.004] * 99 + [0.5],
        answers=Answers([0.3, 0.4], silent=1),
        reloads=Reloads(tried=3, kept=2, spans_s=[0.9, 1.1]),
    )
    made = json.loads(json.dumps(report(ScreensOptions(), "22.10.1", SIZES, found)))
    assert {"cores", "python", "asterisk"} <= set(made["machine"])
    assert made["event_to_paint_ms"] == {"p50": 30.0, "p95": 30.0, "n": 20}
    assert made["answer_to_audio_ms"] == {"p50": 300.0, "p95": 400.0, "n": 2, "silent": 1}
    assert made["fanout"] == {
        "clients": 200,
        "event_to_client_ms": {"p50": 4.0, "p99": 4.0, "n": 100},
    }
    assert made["bundles_gz_kb"] == SIZES
    assert made["reloads"] == {
        "tried": 3,
        "calls_kept": 2,
        "reattach_ms": {"p50": 900.0, "p95": 1100.0, "n": 2},
    }


def test_lost_calls_are_told_and_not_left_out() -> None:
    found = Found([0.1], [0.1], Answers([0.1]), Reloads(tried=2))
    told = report(ScreensOptions(), "22.10.1", SIZES, found)["reloads"]
    assert told["calls_kept"] == 0
    assert told["reattach_ms"] == shares((), 50, 95) == {"p50": None, "p95": None, "n": 0}


def test_no_call_at_all_is_no_measurement() -> None:
    with pytest.raises(CouldNotMeasure, match="test-call"):
        report(ScreensOptions(), "22.10.1", SIZES, Found(fanout_s=[0.1], answers=Answers([0.1])))


async def test_what_fails_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    folders: list[Path] = []

    @asynccontextmanager
    async def start(folder: Path, options: ScreensOptions) -> AsyncIterator[ScreensCentre]:
        folders.append(folder)
        assert (folder / "microphone.wav").exists()
        raise TimeoutError("the service did not start within 120 s")
        yield

    tools = Tools(("sipp",), ("chromium",), tmp_path)
    said: list[str] = []
    with pytest.raises(CouldNotMeasure, match="make web"):
        await bench_screens(ScreensOptions(), start, tools, said.append)
    assert (folders, said) == ([], [])
    names = {"operator": 1, "supervisor": 1, "manager": 1}
    (tmp_path / "sizes.json").write_text(json.dumps({"gzip_kb": names}))
    with pytest.raises(CouldNotMeasure, match="did not start within 120 s"):
        await bench_screens(ScreensOptions(), start, tools, said.append)
    assert said
    assert not folders[0].exists()


@pytest.mark.parametrize(
    "arguments", [("--operators", "1"), ("--rate", "0"), ("--reloads", "many"), ("--clients", "-1")]
)
def test_wrong_use_is_told_before_anything_starts(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, ["screens", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert arguments[0] in result.stderr


def test_no_screens_or_no_driver_is_no_measurement_and_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def cannot(*_: object) -> dict[str, object]:
        raise CouldNotMeasure("the screens are not built: run 'make web'")

    monkeypatch.setattr(bench, "bench_screens", cannot)
    monkeypatch.setattr(tools, "sipp", lambda *_: Tool((), "", "path"))
    monkeypatch.setattr(tools, "chromium", lambda *_: Tool((), "", "path"))
    result = CliRunner().invoke(app, ["screens", "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "callwright: could not measure: the screens are not built: run 'make web'\n"
    )
