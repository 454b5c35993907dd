"""Supervision's questions to Asterisk, and what a refusal looks like."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from telephony.asterisk.control import Control, ControlFailed

if TYPE_CHECKING:
    from tests.telephony.asterisk.conftest import Centre


async def test_nobody_there_is_a_clear_failure() -> None:
    with pytest.raises(ControlFailed, match="GET asterisk/info"):
        await Control(1, "secret").started_at()
    assert "secret" not in repr(Control(1, "secret"))


@pytest.mark.line
async def test_a_living_asterisk_answers(centre: Centre) -> None:
    age = datetime.now(UTC) - await centre.control.started_at()
    assert 0 <= age.total_seconds() < 60
    assert await centre.control.channel_count() == 0
    await centre.control.reload("res_musiconhold.so")
    await centre.control.rotate_log("messages")
    with pytest.raises(ControlFailed, match="status 404"):
        await centre.control.reload("no_such_module.so")
    with pytest.raises(ControlFailed, match="status 401"):
        await Control(centre.process.http_port, "wrong").channel_count()
