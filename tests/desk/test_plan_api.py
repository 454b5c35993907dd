from desk.plan_api import ENDPOINTS
from tests.support.desk_fakes import Running


async def test_the_plan_for_screens(running_desk: Running) -> None:
    assert len(ENDPOINTS) == 1
    browser = await running_desk.signed_in("anna")
    assert await browser.json("GET", "/api/v1/plan") == (
        200,
        {
            "number": "100",
            "queues": [
                {"queue": "support", "name": "Support", "objective": 0.8, "threshold_s": 20}
            ],
            "break_reasons": [
                {"code": "lunch", "name": "Lunch"},
                {"code": "coffee", "name": "Coffee"},
            ],
            "timezone": "Europe/Berlin",
            "numbers": [],
            "sip_port": 5060,
        },
    )
