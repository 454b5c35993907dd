"""Contract: each operation of ours is one of the running server's."""

import re

import pytest

from telephony.ari import operations
from telephony.ari.events import FILTER
from tests.telephony.ari.conftest import RealLine, Stage
from tests.telephony.ari.swagger import read_swagger


@pytest.mark.line
async def test_the_server_has_every_operation_with_every_parameter(asterisk: RealLine) -> None:
    swagger = await read_swagger(asterisk.access)
    assert len(operations.ALL) > 20
    for operation in operations.ALL:
        key = (operation.method, operation.path)
        assert key in swagger.operations, f"the server has no {key}"
        parameters = swagger.operations[key]
        query = {name for name, each in parameters.items() if each["paramType"] == "query"}
        needed = {name for name in query if parameters[name].get("required")}
        in_path = {name for name, each in parameters.items() if each["paramType"] == "path"}
        assert set(operation.query) <= query, f"{key}: the server takes {sorted(query)}"
        assert needed <= set(operation.query), f"{key}: the server wants {sorted(needed)}"
        assert in_path == set(re.findall(r"{(\w+)}", operation.path)), key


@pytest.mark.line
async def test_a_ringing_takes_variables_in_its_body(asterisk: RealLine) -> None:
    swagger = await read_swagger(asterisk.access)
    originate = operations.ORIGINATE
    variables = swagger.operations[originate.method, originate.path]["variables"]
    assert variables["paramType"] == "body"


@pytest.mark.line
async def test_the_events_socket_is_opened_as_the_server_wants_it(asterisk: RealLine) -> None:
    swagger = await read_swagger(asterisk.access)
    assert set(swagger.operations["GET", "/events"]) == {"app", "subscribeAll"}


@pytest.mark.line
async def test_the_server_takes_our_filter_and_keeps_it(stage: Stage) -> None:
    client = stage.rig.client
    answer = await client.call(operations.FILTER_EVENTS, client.access.app, body=FILTER)
    assert answer.ok, answer.why
    application = await client.call(operations.GET_APPLICATION, client.access.app)
    assert application.body["events_allowed"] == FILTER["allowed"]


def test_no_operation_is_there_twice() -> None:
    keys = [(operation.method, operation.path) for operation in operations.ALL]
    assert len(keys) == len(set(keys))
