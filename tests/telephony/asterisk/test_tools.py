"""Tools are obtained and seen to run."""

import shlex
from pathlib import Path

import pytest

from telephony.asterisk import programs, tools
from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.platform import detect


def nothing(share: float, what: str) -> None:
    """A progress that nobody watches."""


@pytest.mark.line
def test_sipp_runs(sipp_argv: tuple[str, ...]) -> None:
    result = programs.run([*sipp_argv, "-v"])
    assert "SIPp v3" in result.stdout + result.stderr


def test_what_is_on_path_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, says in (("sipp", "SIPp v3.8.0"), ("google-chrome", "Chrome 150.0")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {says}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "chromium").write_text("#!/bin/sh\nexit 127\n")  # there, but does not run
    (tmp_path / "chromium").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tools.main(["sipp", "chromium"]) == 0
    out, err = capsys.readouterr()
    assert [shlex.split(line) for line in out.splitlines()] == [
        [f"{tmp_path}/sipp"],
        [f"{tmp_path}/google-chrome"],
    ]
    assert "Chrome 150.0" in err


def test_a_tool_that_cannot_be_had_is_one_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CALLWRIGHT_CACHE", str(tmp_path / "cache"))
    with pytest.raises(RuntimeUnavailable, match="Install it: apt-get install chromium"):
        tools.chromium(tmp_path / "cache", nothing)
    assert tools.main(["sipp"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err


def test_the_starter_names_its_own_libraries(tmp_path: Path) -> None:
    root = tmp_path / "a folder"
    program = root / "usr" / "lib" / "chromium" / "chromium"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$LD_LIBRARY_PATH $1"\n')
    program.chmod(0o755)
    starter = tools._write_starter(root, detect("linux", "x86_64"))
    said = programs.run([str(starter), "--version"], env={"PATH": "/usr/bin:/bin"}).stdout
    assert said == f"{root}/usr/lib/x86_64-linux-gnu:{root}/lib/x86_64-linux-gnu --version\n"
