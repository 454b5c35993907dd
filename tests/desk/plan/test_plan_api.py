import dataclasses

from desk.plan.plan_api import ENDPOINTS
from tests.support.desk_fakes import PLAN, Running

CUSTOMER_FIELDS = [
    {"name": "city", "label": "City", "kind": "text", "choices": [], "required": False}
]


async def test_the_plan_for_screens(running_desk: Running) -> None:
    assert len(ENDPOINTS) == 1
    browser = await running_desk.signed_in("anna")
    assert await browser.json("GET", "/api/v1/plan") == (
        200,
        {
            "number": "100",
            "queues": [
                {
                    "queue": "support",
                    "name": "Support",
                    "objective": 0.8,
                    "threshold_s": 20,
                    "wrap_up_s": 15.0,
                    "dispositions": [
                        {
                            "code": "billing",
                            "name": "Billing",
                            "children": [
                                {"code": "refund", "name": "Refund", "children": []},
                                {"code": "question", "name": "Question", "children": []},
                            ],
                        },
                        {"code": "spam", "name": "Spam", "children": []},
                    ],
                    "disposition_required": False,
                }
            ],
            "break_reasons": [
                {"code": "lunch", "name": "Lunch"},
                {"code": "coffee", "name": "Coffee"},
            ],
            "timezone": "Europe/Berlin",
            "numbers": [],
            "sip_port": 5060,
            "revision": 2,
            "languages": ["en", "ru"],
            "nodes": {"main": {"title": "Main menu", "kind": "menu"}},
            "calendars": ["shop", "night"],
            "incidents": ["outage"],
            "dialling": True,
            "transfer_numbers": [{"number": "+4930111", "name": "Head office"}],
            "customer_fields": CUSTOMER_FIELDS,
        },
    )


async def test_a_plan_published_meanwhile_is_told(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    running_desk.centre.plan = dataclasses.replace(PLAN, revision=3, calendars=())
    _, told = await browser.json("GET", "/api/v1/plan")
    assert (told["revision"], told["calendars"]) == (3, [])
