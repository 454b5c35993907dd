import pytest
from prometheus_client import CollectorRegistry

from desk.server import CannotListen, create_app, open_door
from tests.support.desk_fakes import Centre, Running, running, until


async def test_a_taken_port_is_said_in_one_sentence(
    running_desk: Running, centre: Centre, tmp_path: object
) -> None:
    other = Centre(centre.root / "other")
    with pytest.raises(CannotListen) as refused:
        await open_door(create_app(other.parts()), "127.0.0.1", running_desk.door.port)
    assert f"port {running_desk.door.port}" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not other.board.listeners


async def test_port_nought_gives_a_real_one(running_desk: Running) -> None:
    assert running_desk.door.port > 1024


async def test_old_sessions_are_swept_at_start(centre: Centre) -> None:
    async with running(centre) as desk:
        await desk.signed_in("anna")
    assert len(centre.sign_ins.rows) == 1
    centre.clock.pass_by(24 * 3600 + 1)

    centre.metrics = CollectorRegistry()
    async with running(centre):
        await until(lambda: not centre.sign_ins.rows)


async def test_it_starts_with_a_database_that_is_away(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> int:
        raise OSError("away")

    monkeypatch.setattr(centre.sign_ins, "remove_older", broken)
    async with running(centre) as desk:
        assert (await desk.browser().json("GET", "/healthz"))[0] == 200
