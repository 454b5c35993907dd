from pathlib import Path

import pytest
from structlog.testing import capture_logs

from switchboard import asterisk
from switchboard.asterisk import find_runtime
from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.runtime import OLDEST, default_cache

_OLD = "#!/bin/sh\necho 'Asterisk 18.10.0'\n"


@pytest.mark.line
async def test_an_asterisk_that_is_new_enough_is_found() -> None:
    found = await find_runtime(None)
    assert tuple(int(part) for part in found.version.split(".")[:3]) >= OLDEST
    assert found == await find_runtime(default_cache())


@pytest.mark.line
async def test_why_another_one_was_passed_over_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "asterisk"
    program.write_text(_OLD)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with capture_logs() as logs:
        found = await find_runtime(None)
    assert found.origin == "private"
    assert [each["log_level"] for each in logs] == ["warning"]
    assert "18.10" in logs[0]["why"]


async def test_standard_output_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is looked at meanwhile goes to standard error; a fault goes to the caller."""

    def refuse(cache: Path, tell: object) -> None:
        assert cache == tmp_path
        assert callable(tell)
        tell(0.5, "fetching [one] of two")
        raise RuntimeUnavailable("No Asterisk can be had here.", "Install one.")

    monkeypatch.setattr(asterisk, "choose", refuse)
    with pytest.raises(RuntimeUnavailable, match="Install one"):
        await find_runtime(tmp_path)
    assert capsys.readouterr().out == ""
