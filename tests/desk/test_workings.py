import dataclasses
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from desk.workings import Desk
from tests.support.desk_fakes import NOON, PLAN, Centre
from vocabulary.records import AuditRow


async def test_an_audit_row_has_the_clocks_time(centre: Centre) -> None:
    desk = Desk(centre.parts())
    await desk.note("ada", "password_set", "users/anna", "10.0.0.1", "why")
    assert centre.audit.rows == [
        AuditRow(NOON, "ada", "password_set", "users/anna", "why", "10.0.0.1")
    ]


def test_the_plans_zone_is_that_of_the_moment(centre: Centre) -> None:
    assert Desk(centre.parts()).zone == ZoneInfo("Europe/Berlin")
    centre.metrics = CollectorRegistry()
    desk = Desk(centre.parts())
    centre.plan = dataclasses.replace(PLAN, timezone="Asia/Tokyo")
    assert desk.zone == ZoneInfo("Asia/Tokyo"), "a plan that was published meanwhile"
