from desk.board_api import ENDPOINTS
from tests.support.desk_fakes import Running


def test_it_declares_its_routes() -> None:
    assert [one.path for one in ENDPOINTS] == ["/api/v1/board", "/ws"]


async def test_the_board_by_role(running_desk: Running) -> None:
    for name in ("sven", "mia", "ada"):
        browser = await running_desk.signed_in(name)
        status, told = await browser.json("GET", "/api/v1/board")
        assert (status, told["epoch"], told["seq"]) == (200, "first", 7)
        assert set(told["cards"]) == set(running_desk.centre.board.cards)
    browser = await running_desk.signed_in("boris")
    _, told = await browser.json("GET", "/api/v1/board")
    mine = {"service", "standing", "queues/support", "operators/boris", "calls/c-boris"}
    assert set(told["cards"]) == mine
    assert told["cards"]["calls/c-boris"]["caller"] == "+4930123456"


async def test_ws_without_a_handshake(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    assert await browser.code("GET", "/ws") == (400, "websocket_only")
    assert await running_desk.browser().code("GET", "/ws") == (401, "signed_out")
