from desk.plan.plan_trial_api import ENDPOINTS
from tests.support.desk_fakes import Running
from vocabulary.plans import ReplayState

REPLAY = "/api/v1/plan/replay"


def test_it_declares_its_routes() -> None:
    assert [(one.method, one.path) for one in ENDPOINTS] == [("GET", REPLAY), ("POST", REPLAY)]


async def test_a_trial_from_its_start_to_its_end(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    _, told = await browser.json("GET", REPLAY)
    assert told == {"state": "none", "progress": 0.0, "told": "", "result": None}
    status, told = await browser.json("POST", REPLAY, json={"days": 30})
    assert (status, told["state"], told["told"]) == (202, "running", "30 days")
    assert await browser.code("POST", REPLAY, json={"days": 30}) == (409, "replay_runs")
    result = {"calls": 2, "published": {"service_level": 0.7}, "draft": {"service_level": 0.8}}
    running_desk.centre.office.trial = ReplayState("done", 1.0, "", result)
    watching = await running_desk.signed_in("sven")
    _, told = await watching.json("GET", REPLAY)
    assert (told["state"], told["result"]) == ("done", result)
    assert (await browser.json("POST", REPLAY, json={"days": 7}))[0] == 202
    details = [(row.action, row.detail) for row in running_desk.centre.audit.rows]
    assert details == [
        ("replay_started", "version 0, 30 days"),
        ("replay_started", "version 0, 7 days"),
    ]


async def test_a_draft_with_errors_is_not_tried(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    await browser.json("PUT", "/api/v1/plan/draft", json={"text": "wrong", "version": 0})
    status, told = await browser.json("POST", REPLAY, json={"days": 30})
    assert (status, told["error"]["code"]) == (422, "plan_refused")
    assert told["error"]["findings"][0]["message"] == "wrong"


async def test_days_have_limits(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    for wrong in (0, 367, -1, "30"):
        status, told = await browser.json("POST", REPLAY, json={"days": wrong})
        assert (status, told["error"]["field"]) == (422, "days")
    assert not running_desk.centre.audit.rows
