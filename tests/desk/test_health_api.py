import pytest

from desk.health_api import ENDPOINTS
from desk.ports import HealthCheck
from tests.support.desk_fakes import Running


def test_it_declares_its_routes() -> None:
    assert [one.path for one in ENDPOINTS] == ["/healthz", "/readyz", "/metrics"]


async def test_alive_whatever_else_is_down(running_desk: Running) -> None:
    running_desk.centre.checks.append(HealthCheck("asterisk", False, "not connected"))
    told = await running_desk.browser().json("GET", "/healthz")
    assert told == (200, {"ok": True})


async def test_ready_names_each_dependency(running_desk: Running) -> None:
    browser = running_desk.browser()
    database = {"name": "database", "ok": True, "detail": ""}
    told = await browser.json("GET", "/readyz")
    assert told == (200, {"ready": True, "checks": [database]})
    running_desk.centre.checks.append(HealthCheck("asterisk", False, "not connected"))
    down = {"name": "asterisk", "ok": False, "detail": "not connected"}
    told = await browser.json("GET", "/readyz")
    assert told == (503, {"ready": False, "checks": [database, down]})


async def test_metrics_are_in_prometheus_form(running_desk: Running) -> None:
    browser = running_desk.browser()
    await browser.json("GET", "/healthz")
    async with browser.ask("GET", "/metrics") as answer:
        text = await answer.text()
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert 'callwright_http_requests_total{method="GET",route="/healthz",status="200"} 1.0' in text


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
async def test_metrics_are_not_for_outside(running_desk: Running, name: str) -> None:
    told = await running_desk.browser().code("GET", "/metrics", headers={name: "127.0.0.1"})
    assert told == (403, "not_allowed")
