"""How cards look outside, and how what people send is read."""

import pytest

from desk.customers.cards_api import ENDPOINTS as CARDS
from desk.customers.file_api import ENDPOINTS as FILES
from desk.customers.joining_api import ENDPOINTS as JOINING
from desk.customers.shapes import CardBody, card_shape, read_body, with_fields
from desk.errors import Refusal
from desk.openapi import roles_of
from tests.support.customers_fakes import PLAN
from tests.support.one_customer import card


def test_who_may_do_what_with_cards() -> None:
    """Spelled out once: all read and change, leaders join, who answers takes out and erases."""
    order = ("operator", "supervisor", "manager", "administrator")
    told = {}
    for one in (*CARDS, *FILES, *JOINING):
        allowed = roles_of(one.access)
        everybody = allowed == ["signed in"]
        letters = "".join(role[0] for role in order if everybody or role in allowed)
        told[f"{one.method} {one.path.removeprefix('/api/v1/customers')}"] = letters
    assert told == {
        "GET ": "osma",
        "GET /by-number": "osma",
        "POST ": "osma",
        "GET /{id}": "osma",
        "PATCH /{id}": "osma",
        "GET /{id}/calls": "osma",
        "GET /{id}/outside": "osma",
        "GET /export": "ma",
        "POST /import": "ma",
        "POST /{id}/merge": "sma",
        "POST /{id}/split": "sma",
        "POST /{id}/erase": "ma",
    }


def test_a_card_shows_its_numbers_as_people_write_them() -> None:
    told = card_shape(card("c", "+4930123456", "101", name="Eve"), PLAN)
    assert told["numbers"] == [
        {"number": "+4930123456", "shown": "030 123456", "as_given": "+4930123456"},
        {"number": "101", "shown": "101", "as_given": "101"},
    ]
    assert list(told) == [
        "id",
        "version",
        "name",
        "company",
        "language",
        "vip",
        "preferred_operator",
        "notes",
        "numbers",
        "fields",
        "created_at",
        "changed_at",
        "changed_by",
    ]


def test_only_what_is_named_is_said() -> None:
    said = read_body(CardBody(name=" Eve ", vip=False), PLAN, whole=False)
    assert said == {"name": "Eve", "vip": False, "fields": {}}
    assert read_body(CardBody(preferred_operator=None), PLAN, whole=False) == {
        "preferred_operator": None,
        "fields": {},
    }


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (CardBody(name="a\nb"), "name", "one line"),
        (CardBody(language="English"), "language", "such as en"),
        (CardBody(preferred_operator="A B"), "preferred_operator", "sign-in name"),
        (CardBody(notes="x" * 4001), "notes", "at most 4000"),
        (CardBody(numbers=["none"]), "numbers", "no digits"),
        (CardBody(numbers=["1", "2", "3", "4"]), "numbers", "3 numbers at most"),
        (CardBody(fields={"since": "soon", "contract": ""}), "fields", "Customer since"),
        (CardBody(fields={"strange": "x"}), "fields", "no field strange"),
    ],
)
def test_what_is_wrong_is_named(body: CardBody, field: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_body(body, PLAN, whole=False)
    assert (refused.value.status, refused.value.field) == (422, field)
    assert words in refused.value.message


def test_a_new_card_has_what_is_required() -> None:
    with pytest.raises(Refusal, match="Contract: it must be given"):
        read_body(CardBody(name="Eve"), PLAN, whole=True)


def test_an_empty_field_goes() -> None:
    assert with_fields({"a": "1", "b": "2"}, {"a": "", "c": "3"}) == {"b": "2", "c": "3"}
