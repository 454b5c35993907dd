import os
from pathlib import Path

import pytest

from switchboard.bench.messages import read_events
from switchboard.bench.parties import caller, phone
from switchboard.bench.sipp import SippBroke, SippJob, SippRun, read_result, run_sipp
from tests.support.ports import free_udp_port


def job(remote_port: int, *, calls: int = 3, timeout_s: float = 20) -> SippJob:
    return SippJob(
        caller("100"),
        ("127.0.0.71", free_udp_port("127.0.0.71")),
        ("127.0.0.72", remote_port),
        timeout_s,
        calls=calls,
        rate_per_s=50,
        rows=[(f"70{i}",) for i in range(calls)],
    )


@pytest.mark.line
async def test_callers_and_phones_meet_and_are_counted(
    sipp_argv: tuple[str, ...], tmp_path: Path
) -> None:
    port = free_udp_port("127.0.0.72")
    answering = SippJob(
        phone(answer_after_ms=50, talk_ms=50),
        ("127.0.0.72", port),
        ("127.0.0.71", 5060),
        timeout_s=30,
    )
    async with SippRun(sipp_argv, tmp_path / "phones", answering) as phones:
        await phones.listening()
        result = await run_sipp(sipp_argv, tmp_path / "callers", job(port))
        rang = await phones.stop()
    assert (result.exit_code, result.created, result.succeeded, result.failed) == (0, 3, 3, 0)
    assert (rang.created, rang.succeeded, rang.failed) == (3, 3, 0)
    numbers = {each.from_user for each in read_events(rang.messages) if each.method == "INVITE"}
    assert numbers == {"700", "701", "702"}
    assert result.errors == ""


@pytest.mark.line
async def test_a_run_against_nobody_ends_and_says_that_it_failed(
    sipp_argv: tuple[str, ...], tmp_path: Path
) -> None:
    result = await run_sipp(
        sipp_argv, tmp_path, job(free_udp_port("127.0.0.72"), calls=1, timeout_s=2)
    )
    assert result.exit_code != 0
    assert result.succeeded == 0


@pytest.mark.line
async def test_leaving_the_context_ends_the_process(
    sipp_argv: tuple[str, ...], tmp_path: Path
) -> None:
    port = free_udp_port("127.0.0.72")
    answering = SippJob(
        phone(answer_after_ms=1, talk_ms=None), ("127.0.0.72", port), ("127.0.0.71", 5060), 60
    )
    async with SippRun(sipp_argv, tmp_path, answering) as run:
        await run.listening()
        os.kill(run.pid, 0)  # it lives
        run.kill()
    assert run.ended


async def test_a_missing_sipp_is_told_with_a_mend(tmp_path: Path) -> None:
    with pytest.raises(SippBroke, match="callwright doctor"):
        await run_sipp([str(tmp_path / "no-sipp")], tmp_path / "run", job(5060))


async def test_a_program_that_ends_at_once_is_told_in_its_own_words(tmp_path: Path) -> None:
    program = tmp_path / "not-sipp"
    program.write_text("#!/bin/sh\necho wrong option\nexit 255\n")
    program.chmod(0o755)
    async with SippRun([str(program)], tmp_path / "run", job(5060)) as run:
        with pytest.raises(SippBroke, match="wrong option"):
            await run.listening()
        with pytest.raises(SippBroke, match="counted nothing: wrong option"):
            await run.result()


def test_counts_are_those_of_the_last_line(tmp_path: Path) -> None:
    (tmp_path / "stat.csv").write_text(
        "StartTime;TotalCallCreated;SuccessfulCall(C);FailedCall(C);\na;1;0;0;\nb;7;5;2;\n"
    )
    (tmp_path / "errors.log").write_text("x receive timeout, jumping to label 1\nreal trouble\n")
    result = read_result(tmp_path, 1)
    assert (result.created, result.succeeded, result.failed) == (7, 5, 2)
    assert result.errors == "real trouble"


@pytest.mark.parametrize("value", ["a;b", "a\nb"])
async def test_a_field_that_would_break_the_csv_is_refused(tmp_path: Path, value: str) -> None:
    spoilt = SippJob(caller("1"), ("127.0.0.71", 1), ("127.0.0.72", 1), 1, calls=1, rows=[(value,)])
    with pytest.raises(ValueError, match="CSV field"):
        await run_sipp(["true"], tmp_path, spoilt)
