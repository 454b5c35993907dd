"""The whole plan as a graph."""

from switchboard.plan import parse_plan
from switchboard.planning.graph import leads, of_plan, starts
from tests.support.findings import SHOP, changed

PLAN = parse_plan(SHOP, "shop")


def test_nodes_and_queues_are_in_it() -> None:
    graph = of_plan(PLAN)
    assert {way.target for way in graph["main"]} == {"support", "order", "tongue", "late"}
    assert {way.target for way in graph["support"]} == {"back", "known", "greek"}


def test_callers_come_in_by_numbers_and_by_key_0() -> None:
    assert starts(PLAN) == ["main", "support", "greek"]
    without = parse_plan(changed("start: main, person: support", "start: main"), "shop")
    assert starts(without) == ["main", "support", "greek"]
    assert [number.leads_to for number in PLAN.numbers] == ["main", "greek"]


def test_each_way_knows_where_its_target_is_written() -> None:
    places = {lead.place for lead in leads(PLAN)}
    assert ("flow", "main", "keys", "9") in places
    assert ("queues", 1, "waiting", "overflow", 0, "to") in places
    assert {lead.source for lead in leads(PLAN)} >= {"node main", "queue support"}
