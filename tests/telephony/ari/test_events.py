import json
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from telephony.ari import events
from telephony.ari.events import KINDS, CallBroadcast, Channel, Event, Party, StasisStart
from tests.telephony.ari.conftest import RealLine
from tests.telephony.ari.swagger import Swagger, read_swagger

_PLAIN = {str: {"string", "Date"}, int: {"int", "long"}, bool: {"boolean"}}


@pytest.mark.line
async def test_every_event_and_each_of_its_fields_is_the_servers(asterisk: RealLine) -> None:
    swagger = await read_swagger(asterisk.access)
    for kind in KINDS:
        assert kind.__name__ in swagger.event_models, f"the server has no event {kind.__name__}"
        _compare(swagger, kind, kind.__name__, kind.__name__)


def _compare(swagger: Swagger, kind: type[msgspec.Struct], model: str, place: str) -> None:
    """Our struct against the server's model, down through everything it holds."""
    properties = swagger.properties(model)
    hints = get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        here = f"{place}.{field.encode_name}"
        assert field.encode_name in properties, f"the server has no {here}"
        given = properties[field.encode_name]
        assert given.get("required") or not field.required, f"{here} may be missing"
        wanted = hints[field.name]
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            _compare(swagger, wanted, given["type"], here)
        elif get_origin(wanted) is list:
            assert given["type"] == f"List[{_name(get_args(wanted)[0])}]", here
        else:
            assert given["type"] in _PLAIN[wanted], f"{here} is {given['type']}"


def _name(kind: type) -> str:
    return {str: "string", int: "int"}[kind]


def test_every_kind_is_decoded_and_asked_for() -> None:
    assert get_origin(Event) in (UnionType, Union)
    assert set(get_args(Event)) == set(KINDS)
    assert [each["type"] for each in events.FILTER["allowed"]] == [k.__name__ for k in KINDS]


def test_an_event_is_decoded_and_what_we_do_not_use_is_left_out() -> None:
    document = {
        "type": "StasisStart",
        "application": "callwright",
        "asterisk_id": "02:00",
        "timestamp": "2026-01-05T09:00:00.000+0000",
        "args": ["caller", "100"],
        "channel": {
            "id": "1.1",
            "name": "PJSIP/x-1",
            "state": "Ring",
            "caller": {"name": "Ann", "number": "700"},
            "language": "en",
        },
    }
    channel = Channel("1.1", "PJSIP/x-1", "Ring", Party("Ann", "700"))
    wanted = StasisStart(channel, "2026-01-05T09:00:00.000+0000", ["caller", "100"])
    assert events.decode_event(json.dumps(document)) == wanted
    assert events.decode_event(json.dumps(document).encode()) == wanted


@pytest.mark.parametrize(
    "document",
    [
        {"type": "ChannelVarset", "variable": "x"},
        {"type": "CallBroadcast"},
        {"type": "CallBroadcast", "channel": None, "timestamp": ""},
        {"type": "StasisStart", "channel": {"id": 1}, "timestamp": "x"},
        {"no": "type"},
        [],
        7,
        None,
    ],
)
def test_what_is_no_event_of_ours_is_none(document: Any) -> None:
    assert events.decode_event(json.dumps(document)) is None


@pytest.mark.parametrize("text", ["", "{", "not JSON", '{"type": "StasisEnd"', "\x00", '"\\ud800"'])
def test_what_is_not_even_json_is_none_too(text: str) -> None:
    assert events.decode_event(text) is None
    assert events.decode_event(text.encode()) is None


def test_bytes_that_are_no_text_are_none() -> None:
    broken = b'{"type": "CallBroadcast", "timestamp": "\xff\xfe", "channel": {}}'
    assert events.decode_event(broken) is None


def test_a_broadcast_needs_the_channel_and_its_time() -> None:
    text = (
        '{"type": "CallBroadcast", "timestamp": "t", '
        '"channel": {"id": "1", "name": "n", "state": "Ring"}}'
    )
    assert events.decode_event(text) == CallBroadcast(Channel("1", "n", "Ring"), "t")
