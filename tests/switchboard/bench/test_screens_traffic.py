import socket
from pathlib import Path

import pytest

from switchboard.bench.screens_board import offers_to, watching
from switchboard.bench.screens_centre import SUPERVISOR, name_of, start_screens_centre
from switchboard.bench.screens_options import ScreensOptions
from switchboard.bench.screens_traffic import Traffic, free_port


def test_a_free_port_is_free() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", free_port("127.0.0.1")))


@pytest.mark.line
async def test_every_caller_is_served_and_the_watched_operator_gets_its_share(
    sipp_argv: tuple[str, ...], tmp_path: Path
) -> None:
    options = ScreensOptions(operators=3, rate_per_s=4, seconds=3)
    async with start_screens_centre(tmp_path, options) as centre:
        traffic = Traffic(options, centre, sipp_argv, tmp_path / "sipp")
        await traffic.register()
        cookie = await centre.sign_in(SUPERVISOR)
        async with watching(centre.url, [cookie], keeps=True) as [client]:
            told = await traffic.run()
        assert (told.created, told.succeeded, told.failed) == (12, 12, 0)
        offered = [offers_to(name_of(each), client.messages) for each in options.extensions]
    assert len(set().union(*offered)) == 12
    assert len(offered[0]) >= 12 / 3
