"""Public holidays of countries."""

from datetime import date

import pytest

from hours.public import (
    PublicHoliday,
    check_country,
    check_subdivision,
    is_among,
    key,
    names_known,
    names_shown,
    public_holidays,
)


def test_names_are_in_the_countrys_language_and_in_english() -> None:
    christmas = public_holidays("DE", "", 2026)[date(2026, 12, 25)]
    assert christmas == PublicHoliday(("Erster Weihnachtstag",), ("Christmas Day",))


def test_a_subdivision_has_more_of_them() -> None:
    womens_day = date(2026, 3, 8)
    assert womens_day not in public_holidays("DE", "", 2026)
    assert public_holidays("DE", "BE", 2026)[womens_day].names == ("Frauentag",)


@pytest.mark.parametrize("country", ["US", "GB", "NZ", "JM"])
def test_a_country_that_speaks_english_has_names_too(country: str) -> None:
    assert any("Christmas" in name for name in names_shown(country, ""))


@pytest.mark.parametrize("year", [1970, 2026, 2050, 2199])
def test_years_that_the_library_hardly_knows_are_no_mistake(year: int) -> None:
    assert isinstance(dict(public_holidays("IN", "", year)), dict)


def test_a_holiday_is_among_names_however_they_are_written() -> None:
    observed = PublicHoliday(("Christmas Day (observed)",))
    assert is_among(observed, frozenset({key(" christmas day")}))
    both = PublicHoliday(("Boxing Day", "Christmas Day (observed)"))
    assert not is_among(both, frozenset({key("Boxing Day")}))
    assert is_among(both, frozenset({key("Boxing Day"), key("Christmas Day")}))
    assert not is_among(PublicHoliday(("Neujahr",)), frozenset({"new year's day"}))
    native = PublicHoliday(("Neujahr",), ("New Year's Day",))
    assert is_among(native, frozenset({"new year's day"}))


def test_names_are_known_in_both_languages() -> None:
    known = names_known("DE", "")
    assert {"karfreitag", "good friday"} <= known


@pytest.mark.parametrize(
    ("country", "told"),
    [("DX", "ISO code"), ("UK", "did you mean GB?"), ("de", "did you mean DE?")],
)
def test_an_unknown_country_is_refused(country: str, told: str) -> None:
    with pytest.raises(ValueError, match="no holidays are known for this country") as refused:
        check_country(country)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("country", "subdivision", "told"),
    [
        ("DE", "be", "DE has no such subdivision; did you mean BE?"),
        ("DE", "QQ", "it has BB, BE, BW"),
        ("JM", "X", "JM has no subdivisions; leave it out"),
    ],
)
def test_an_unknown_subdivision_is_refused(country: str, subdivision: str, told: str) -> None:
    with pytest.raises(ValueError, match="subdivision") as refused:
        check_subdivision(country, subdivision)
    assert told in str(refused.value)


def test_what_is_known_is_accepted() -> None:
    check_country("RU")
    check_subdivision("GB", "SCT")
