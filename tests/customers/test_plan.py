"""Customers' part of the plan, and values held against it."""

from typing import Any

import pytest
from pydantic import ValidationError

from customers.plan import CustomersPlan, FieldPlan, check_values, findings, read_value
from tests.customers.cards import PLAN
from vocabulary.findings import Severity

REST = {"url": "https://crm.example/find?phone={key}", "values": {"name": "customer.name"}}
SQL = {"kind": "sql", "database": "shop", "query": "SELECT name FROM c WHERE phone = :key"}


def refused(document: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as error:
        CustomersPlan.model_validate(document)
    return str(error.value)


def test_everything_may_be_left_out() -> None:
    plan = CustomersPlan()
    assert (plan.region, plan.fields, plan.sources, plan.limits.numbers) == ("", {}, {}, 20)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"region": "DEU"}, "there is no region 'DEU'"),
        ({"region": "de"}, "did you mean DE?"),
        ({"fields": {"name": {"label": "Name"}}}, "every card has name already"),
        ({"fields": {"Bad": {"label": "x"}}}, "pattern"),
        ({"fields": {"a": {"label": "A", "kind": "choice"}}}, "choices belong to kind: choice"),
        ({"fields": {"a": {"label": "A", "choices": ["x"]}}}, "choices belong to kind: choice"),
        (
            {"fields": {"a": {"label": "A", "kind": "choice", "choices": ["x", "x"]}}},
            "stands twice",
        ),
        ({"strange": 1}, "Extra inputs"),
        ({"limits": {"numbers": 0}}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said(document: dict[str, Any], said: str) -> None:
    assert said in refused(document)


@pytest.mark.parametrize(
    "more",
    [
        {"url": "ftp://crm.example/{key}"},
        {"url": "https://crm.example/"},
        {"url": "https://crm.example/{key}/{key}"},
        {"url": "https://crm.example/{key}?a={other}"},
        {"url": "https://{key}.example/"},
        {"url": "https://user:pass@crm.example/{key}"},
        {"url": "https://crm.example/{key}#x"},
        {"url": "https://crm.example/ {key}"},
        {"url": "/{key}"},
        {"values": {}},
        {"values": {"name": "a..b"}},
        {"header": "Bad\r\nHeader"},
        {"prefix": "Bearer\r\n"},
        {"secret": "../../etc/passwd"},
        {"at_once": 0},
    ],
)
def test_a_source_that_is_asked_by_address_is_checked(more: dict[str, Any]) -> None:
    assert "sources" in refused({"sources": {"crm": REST | {"kind": "rest"} | more}})


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE c SET name = :key",
        "SELECT 1",
        "SELECT name FROM c WHERE phone = :key AND x = :other",
        "SELECT name FROM c WHERE phone = :key; DROP TABLE c",
        "SELECT name FROM c WHERE phone = :key -- x",
        "SELECT /* :key */ 1",
        "selective :key",
    ],
)
def test_a_query_is_one_select_that_binds_the_key(query: str) -> None:
    assert "sources" in refused({"sources": {"shop": SQL | {"query": query}}})


def test_good_sources() -> None:
    plan = CustomersPlan.model_validate({"sources": {"crm": REST | {"kind": "rest"}, "shop": SQL}})
    crm, shop = plan.sources["crm"], plan.sources["shop"]
    assert crm.kind == "rest" and crm.host == "crm.example"
    assert shop.kind == "sql" and shop.database == "shop"
    cast = {"query": "select name::text from c where phone = :key"}
    assert CustomersPlan.model_validate({"sources": {"shop": SQL | cast}})


def test_phones_without_a_region_are_hardly_meant() -> None:
    fields = {"fax": {"label": "Fax", "kind": "phone"}, "x": {"label": "X"}}
    (finding,) = findings(CustomersPlan.model_validate({"fields": fields}))
    assert finding.place == ("customers", "fields", "fax")
    assert finding.severity is Severity.WARNING
    assert findings(CustomersPlan.model_validate({"fields": fields, "region": "DE"})) == ()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("contract", " K-1 ", "K-1"),
        ("since", "2026-11-22", "2026-11-22"),
        ("turnover", "1234,50", "1234.50"),
        ("turnover", "1E3", "1000"),
        ("level", "gold", "Gold"),
        ("fax", "030 123456", "+4930123456"),
        ("mail", "eve@example.com", "eve@example.com"),
        ("consent", "True", "yes"),
        ("consent", "", ""),
        ("since", "  ", ""),
    ],
)
def test_values_in_their_form(name: str, text: str, value: str) -> None:
    assert read_value(text, PLAN.fields[name], PLAN.region) == value
    assert check_values({name: text}, PLAN, whole=False) == ({name: value}, ())


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("contract", "a\nb", "one line"),
        ("contract", "x" * 501, "at most 500"),
        ("since", "22.11.2026", "write it as 2026-11-22"),
        ("turnover", "much", "is not a number"),
        ("turnover", "NaN", "too large or too small"),
        ("turnover", "1e999999", "too large or too small"),
        ("level", "Iron", "it may be: Gold, Silver"),
        ("fax", "none", "has no digits"),
        ("mail", "eve at example", "is not an e-mail address"),
        ("mail", "<eve@example.com>", "is not an e-mail address"),
        ("consent", "maybe", "neither yes nor no"),
        ("contrac", "x", "did you mean contract?"),
        ("zzz", "x", "the plan has: contract"),
    ],
)
def test_what_is_no_value_is_said_by_its_label(name: str, text: str, said: str) -> None:
    made, (wrong,) = check_values({name: text}, PLAN, whole=False)
    assert said in wrong
    assert made == {}


def test_what_is_required() -> None:
    fields = {"a": FieldPlan(label="Alpha", required=True), "b": FieldPlan(label="Beta")}
    plan = CustomersPlan(fields=fields)
    assert check_values({}, plan, whole=False)[1] == ()
    assert check_values({}, plan, whole=True)[1] == ("Alpha: it must be given",)
    assert check_values({"a": " "}, plan, whole=True)[1] == ("Alpha: it must not be empty",)
    assert check_values({"a": "x"}, plan, whole=True) == ({"a": "x"}, ())
