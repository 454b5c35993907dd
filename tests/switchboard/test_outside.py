"""All that calls and screens ask about customers, wired."""

from pathlib import Path

import pytest

from switchboard.outside import AllLookUps, outside_settings
from switchboard.settings import Settings
from switchboard.shelves import Shelves
from tests.support.playbook import START, plan_with
from tests.support.waiting import until
from vocabulary.commands import LookUp
from vocabulary.ids import CallId, NodeId
from vocabulary.inputs import Input, LookUpDone
from vocabulary.states import LookUpResult

PLAN = plan_with(
    more="""
callers: [{number: "+4930123", name: Ada}]
customers:
  region: DE
  sources:
    crm: {kind: rest, url: "https://crm.example/{key}", values: {name: name}}
flow: {hello: {kind: hang_up}}
"""
)


class Still:
    def now(self):  # type: ignore[no-untyped-def]
        return START


class Box:
    def __init__(self) -> None:
        self.given: list[Input] = []

    def put(self, given: Input) -> None:
        self.given.append(given)


def made(home: Path, box: Box) -> AllLookUps:
    shelves = Shelves.of({0: PLAN})
    return AllLookUps(Settings(home=home), shelves.plans, lambda: 0, Still(), box)


def asked(source: str) -> LookUp:
    return LookUp(CallId("c"), NodeId("n"), source, "+4930123", 0, 7)


async def test_the_plans_own_callers_are_found_as_before(tmp_path: Path) -> None:
    box = Box()
    made(tmp_path, box).submit(asked("callers"))
    (done,) = box.given
    assert isinstance(done, LookUpDone)
    assert (done.result, done.asked) == (LookUpResult.FOUND, 7)


async def test_a_host_that_the_settings_do_not_name_is_not_asked(tmp_path: Path) -> None:
    box = Box()
    look_ups = made(tmp_path, box)
    (face,) = await look_ups.ask("+4930123")
    assert face.state.status == "down"
    look_ups.submit(asked("crm"))
    done = await until(lambda: box.given and box.given[0], 10, "an answer")
    assert isinstance(done, LookUpDone)
    assert done.result is LookUpResult.FAILED
    await look_ups.close()
    assert look_ups.plan().region == "DE"


def test_what_may_be_asked_stands_in_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLWRIGHT_OUTSIDE_HOSTS", '["crm.example"]')
    monkeypatch.setenv("CALLWRIGHT_OUTSIDE_DATABASES", '{"shop": "sqlite:///x"}')
    told = outside_settings(Settings(home=tmp_path))
    assert told.may_ask("crm.example")
    assert not told.may_ask("localhost")
    assert told.databases == {"shop": "sqlite:///x"}
    assert "sqlite" not in repr(told)
