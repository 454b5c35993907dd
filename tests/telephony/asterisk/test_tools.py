"""Tools are obtained and seen to run."""

import shlex
import subprocess
from pathlib import Path

import pytest

from telephony.asterisk import programs, runtime, tools
from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.platform import detect


def nothing(share: float, what: str) -> None:
    """A progress that nobody watches."""


@pytest.mark.line
def test_sipp_runs(sipp_argv: tuple[str, ...]) -> None:
    result = programs.run([*sipp_argv, "-v"])
    assert "SIPp v3" in result.stdout + result.stderr


@pytest.mark.line
def test_espeak_speaks_with_its_own_voices() -> None:
    tool = tools.espeak(runtime.default_cache(), nothing)
    assert "eSpeak NG" in tool.version
    said = subprocess.run(
        [*tool.argv, "-v", "ru", "--stdin", "--stdout"],
        input="Здравствуйте.".encode(),
        capture_output=True,
        check=True,
    ).stdout
    assert said.startswith(b"RIFF")
    assert len(said) > 20_000


def test_a_private_espeak_is_started_with_its_own_libraries_and_voices(tmp_path: Path) -> None:
    argv = tools._private_espeak(tmp_path, detect("linux", "x86_64"))
    library = f"{tmp_path}/usr/lib/x86_64-linux-gnu"
    assert argv[1:] == (
        f"ESPEAK_DATA_PATH={library}/espeak-ng-data",
        f"{library}/ld-linux-x86-64.so.2",
        "--library-path",
        f"{library}:{library}/pulseaudio",
        f"{tmp_path}/usr/bin/espeak-ng",
    )


_LACKS_A_LIBRARY = "#!/bin/sh\necho 'libpulsecommon-16.1.so: no such file' >&2\nexit 127\n"
"""There, but does not run; what it says has a number in it."""


def test_what_is_on_path_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, says in (
        ("sipp", "SIPp v3.8.0"),
        ("google-chrome", "Chrome 150.0"),
        ("espeak-ng", "eSpeak NG 1.52"),
    ):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {says}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "chromium").write_text(_LACKS_A_LIBRARY)
    (tmp_path / "chromium").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tools.main(["sipp", "chromium", "espeak"]) == 0
    out, err = capsys.readouterr()
    assert [shlex.split(line) for line in out.splitlines()] == [
        [f"{tmp_path}/sipp"],
        [f"{tmp_path}/google-chrome"],
        [f"{tmp_path}/espeak-ng"],
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
    own = f"{root}/usr/lib/x86_64-linux-gnu"
    assert said == f"{own}:{root}/lib/x86_64-linux-gnu:{own}/pulseaudio --version\n"
