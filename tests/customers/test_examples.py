"""What docs/customers.md shows works as it is shown."""

import re
from pathlib import Path

import yaml

from customers.csv_read import Row, read_rows
from customers.lookups.rest import RestSource
from customers.lookups.source import OutsideSettings
from customers.plan import CustomersPlan, RestSourcePlan, findings

TEXT = (Path(__file__).parents[2] / "docs" / "customers.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_plan_and_the_file() -> None:
    plan = CustomersPlan.model_validate(yaml.safe_load(block("yaml"))["customers"])
    assert findings(plan) == ()
    (row,) = read_rows(block("csv"), plan)
    assert isinstance(row, Row)
    assert [one.number for one in row.numbers] == ["+4930123456", "101"]
    assert row.fields == {"contract": "K-4711"}
    crm = plan.sources["crm"]
    assert isinstance(crm, RestSourcePlan)
    assert RestSource(crm, OutsideSettings(hosts=frozenset({"crm.example.com"})))
