"""The log is rotated when it is long, and old ones go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telephony.asterisk import logs
from telephony.asterisk.control import Control

if TYPE_CHECKING:
    from pathlib import Path

    from tests.telephony.asterisk.conftest import Centre


async def test_a_short_or_missing_log_is_left_alone(tmp_path: Path) -> None:
    await logs.keep_short(tmp_path, Control(1, ""))
    (tmp_path / "messages").write_text("short")
    (tmp_path / "messages.9").write_text("old")
    await logs.keep_short(tmp_path, Control(1, ""))
    assert (tmp_path / "messages.9").exists()


@pytest.mark.line
async def test_a_long_log_is_rotated(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_MOST_BYTES", 10)
    log_dir = centre.settings.root / "log"
    for number in (3, 4, 5):
        (log_dir / f"messages.{number}").write_text("old")
    await logs.keep_short(log_dir, centre.control)
    assert (log_dir / "messages.0").stat().st_size > 10
    assert not (log_dir / "messages.5").exists()
