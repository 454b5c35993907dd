"""Numbers in their one form."""

import pytest

from customers.numbers import digits_of, normalise, regions, same, shown, tail


@pytest.mark.parametrize(
    ("text", "region", "form"),
    [
        ("+49 30 123456", "", "+4930123456"),
        ("+49 (0)30 / 12 34 56", "DE", "+4930123456"),
        ("030 123456", "DE", "+4930123456"),
        ("030 123456", "", "030123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("0049 30 123456", "", "+4930123456"),
        ("4930123456", "DE", "+4930123456"),
        ("4930123456", "US", "4930123456"),
        ("(201) 555-0123", "US", "+12015550123"),
        ("8 916 123-45-67", "RU", "+79161234567"),
        ("+7 916 123-45-67", "", "+79161234567"),
        ("tel:+49-30-123456", "", "+4930123456"),
        ("sip:+4930123456@example.com", "", "+4930123456"),
        ("+49 30 123456 ext. 12", "", "+4930123456"),
        ("\uff0b4930123456", "", "+4930123456"),
        ("\u0660\u0663\u0660 123456", "DE", "+4930123456"),
        ("101", "DE", "101"),
        ("12345", "DE", "12345"),
        ("*1", "DE", "1"),
        ("+1", "", "1"),
        ("anonymous", "DE", ""),
        ("", "DE", ""),
        ("Unknown", "US", ""),
        ("+" + "9" * 70, "", "9" * 20),
        ("\x00", "DE", ""),
        ("\ud800", "DE", ""),
    ],
)
def test_a_text_becomes_its_one_form(text: str, region: str, form: str) -> None:
    assert normalise(text, region) == form
    assert normalise(form, region) == form


def test_only_what_is_certain_is_the_same() -> None:
    assert same("030 123456", "+49 30 123456", "DE")
    assert not same("030 123456", "+49 30 123456")
    assert not same("+4930123456", "+4930123457", "DE")
    assert not same("anonymous", "anonymous", "DE")
    assert not same("", "", "DE")


def test_the_last_digits_of_what_is_long_enough() -> None:
    assert tail("+4930123456") == "0123456"
    assert tail("1234567") == "1234567"
    assert tail("123456") == ""
    assert tail("") == ""


def test_people_see_a_number_as_they_write_it() -> None:
    assert shown("+4930123456", "DE") == "030 123456"
    assert shown("+4930123456", "AT") == "+49 30 123456"
    assert shown("+4930123456") == "+49 30 123456"
    assert shown("101", "DE") == "101"
    assert shown("", "DE") == ""
    assert shown("+1", "DE") == "+1"


def test_digits_in_any_script() -> None:
    assert digits_of("a1\u0662-\u00b23") == "123"
    assert {"DE", "US", "RU"} <= regions()
