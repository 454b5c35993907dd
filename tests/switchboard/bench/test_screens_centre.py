from pathlib import Path

import aiohttp
import pytest

from switchboard.bench.screens_board import watching
from switchboard.bench.screens_centre import SUPERVISOR, name_of, start_screens_centre
from switchboard.bench.screens_options import ScreensOptions
from tests.support.waiting import until

OPTIONS = ScreensOptions(operators=2, rate_per_s=1)


async def test_a_service_that_cannot_start_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "a;b"  # Asterisk cannot have such a path
    folder.mkdir()
    with pytest.raises(TimeoutError, match="ended with status 2"):
        async with start_screens_centre(folder, OPTIONS):
            pass


@pytest.mark.line
async def test_its_people_can_sign_in_and_see_the_board(tmp_path: Path) -> None:
    async with start_screens_centre(tmp_path, OPTIONS) as centre:
        pids = (centre.service_pid, centre.asterisk_pid)
        assert set(centre.passwords) == set(OPTIONS.everybody)
        cookies = [await centre.sign_in(SUPERVISOR), await centre.sign_in(name_of("2900"))]
        async with watching(centre.url, cookies, keeps=True) as (supervisor, operator):
            await until(lambda: supervisor.messages and operator.messages, 10, "both see it")
        assert b'"operators/bench2001"' in supervisor.messages[0]
        assert b'"operators/bench2900"' in operator.messages[0]
        assert b'"operators/bench2001"' not in operator.messages[0]
        with pytest.raises(aiohttp.ClientResponseError, match="401"):
            await centre.sign_in("nobody")
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 10, "both are gone")
