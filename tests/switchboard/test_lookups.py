"""Customer data that calls ask for."""

from switchboard.lookups import PlanLookUps
from switchboard.plan import parse_plan
from vocabulary.commands import LookUp
from vocabulary.ids import CallId, NodeId
from vocabulary.inputs import Input, LookUpDone
from vocabulary.shelf import Shelf
from vocabulary.states import LookUpResult

PLAN = """
name: x
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support}]
callers:
  - {number: "+49 30 1", name: Ada, customer: "77", fields: {balance: 12.50 EUR}}
  - {number: "77", name: Bea}
"""


class Inbox:
    def __init__(self) -> None:
        self.all: list[Input] = []

    def put(self, given: Input) -> None:
        self.all.append(given)


def asked(key: str, *, source: str = "callers", revision: int = 1) -> LookUpDone:
    inbox = Inbox()
    plans = Shelf(
        {1: parse_plan(PLAN.replace('"12', "'12").replace("12.50 EUR", "'12.50 EUR'"), "x")}
    )
    plans.put(2, parse_plan(PLAN.split("callers:", maxsplit=1)[0], "x"))
    look_ups = PlanLookUps(plans, inbox)
    look_ups.submit(LookUp(CallId("c"), NodeId("n"), source, key, revision))
    (given,) = inbox.all
    assert isinstance(given, LookUpDone)
    assert (given.call, given.node) == ("c", "n")
    return given


def test_a_caller_is_found_by_the_digits_of_its_number() -> None:
    given = asked("+49301")
    assert given.result is LookUpResult.FOUND
    assert dict(given.pii_values) == {"name": "Ada", "customer": "77", "balance": "12.50 EUR"}


def test_a_customers_number_wins_over_a_phone_number() -> None:
    assert dict(asked("77").pii_values)["name"] == "Ada"


def test_who_is_not_there_is_missing() -> None:
    for key in ("999", "", "unknown"):
        assert asked(key).result is LookUpResult.MISSING


def test_each_call_is_answered_from_its_own_revision() -> None:
    assert asked("77", revision=2).result is LookUpResult.MISSING
    assert asked("77", revision=9).result is LookUpResult.MISSING  # the newest stands for it


def test_a_source_that_nobody_knows_has_failed() -> None:
    assert asked("77", source="crm").result is LookUpResult.FAILED
