"""The sources of every plan in use."""

import asyncio

from customers.lookups.book import MOST_KEPT, SourceBook, make_source
from customers.lookups.rest import RestSource
from customers.lookups.source import Never, OutsideSettings
from customers.lookups.sql import SqlSource
from customers.plan import CustomersPlan, SqlSourcePlan
from tests.customers.lookups.systems import LOCAL, Crm, Hands

CRM = Crm(port=8081)


def plan(**sources: object) -> CustomersPlan:
    return CustomersPlan.model_validate({"sources": sources})


async def test_a_source_outlives_a_revision_that_leaves_it_as_it_was() -> None:
    crm, other = CRM.plan().model_dump(), CRM.plan(label="CRM", cache_s=1).model_dump()
    plans = {1: plan(crm=crm), 2: plan(crm=crm, more=other), 3: plan(crm=other)}
    hands = Hands()
    book = SourceBook(LOCAL, hands, plans.__getitem__, hands.passing)
    first, second, third = book.of(1), book.of(2), book.of(3)
    assert first["crm"] is second["crm"] is book.of(1)["crm"]
    assert third["crm"] is not first["crm"]
    assert (first["crm"].label, second["more"].label) == ("crm", "CRM")
    assert list(second) == ["crm", "more"]
    await book.close()


async def test_only_so_many_are_kept() -> None:
    hands = Hands()

    def plan_of(revision: int) -> CustomersPlan:
        return plan(crm=CRM.plan(cache_s=revision).model_dump())

    book = SourceBook(LOCAL, hands, plan_of, hands.passing)
    first = book.of(1)["crm"]
    for revision in range(2, MOST_KEPT + 2):
        book.of(revision)
    await asyncio.sleep(0)
    assert book.of(1)["crm"] is not first
    await book.close()


async def test_each_kind_has_its_adapter() -> None:
    sql = SqlSourcePlan(database="shop", query="SELECT :key")
    settings = OutsideSettings(
        loopback_hosts=LOCAL.loopback_hosts, databases={"shop": "sqlite:///x.db"}
    )
    for one, kind in ((CRM.plan(), RestSource), (sql, SqlSource)):
        source = make_source(one, settings)
        assert isinstance(source, kind)
        await source.close()
        assert isinstance(make_source(one, OutsideSettings()), Never)
