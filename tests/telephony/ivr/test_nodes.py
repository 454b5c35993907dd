"""The nodes as the plan writes them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from telephony.ivr.nodes import Node

_node: TypeAdapter[Node] = TypeAdapter(Node)


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "say", "say": "hello"},  # leads nowhere
        {"kind": "menu", "say": "ask", "keys": {}, "otherwise": "x"},
        {"kind": "menu", "say": "ask", "keys": {"12": "x"}, "otherwise": "x"},
        {"kind": "menu", "say": "ask", "keys": {"1": "x"}, "otherwise": "x", "tries": 0},
        {"kind": "digits", "say": "a", "name": "A B", "next": "x", "otherwise": "x"},
        {"kind": "transfer", "number": "sip:x@y", "otherwise": "x"},
        {"kind": "say", "say": "../x", "next": "x"},
        {"kind": "dance"},
    ],
)
def test_what_no_node_may_be(document: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        _node.validate_python(document)


def test_a_kind_chooses_the_class() -> None:
    assert type(_node.validate_python({"kind": "hang_up"})).__name__ == "HangUp"
