from pathlib import Path

import pytest

from switchboard.announce import show_address, show_passwords
from switchboard.people import FirstPassword
from switchboard.plan import Plan, parse_plan
from switchboard.settings import Settings, load_settings

FIRST = (
    FirstPassword("admin", "abcde-fghjk-mnpqr", None),
    FirstPassword("anna", "stuvw-xyz23-45678", "101"),
)


def plan() -> Plan:
    return parse_plan(
        "name: x\nqueues: [{queue: support, name: Support}]\n"
        'numbers: [{number: "100", queue: support}, {number: "+7999", queue: support}]\n',
        "x",
    )


def settings(home: Path) -> Settings:
    return load_settings(home=home, http_port=9000, sip_port=5070)


def test_it_says_where_to_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show_address(settings(tmp_path), plan())
    said = capsys.readouterr().out
    assert "http://localhost:9000/" in said
    assert "100, +7999" in said
    assert "5070" in said
    assert f"data in {tmp_path}" in said
    assert "password" not in said
    show_passwords(())
    assert capsys.readouterr().out == ""


def test_nothing_is_said_of_passwords_when_there_are_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_passwords(())
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("columns", ["200", "80", "40", "20"])
def test_first_passwords_are_shown_whole_however_narrow_the_terminal(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    columns: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    show_passwords(FIRST)
    said = capsys.readouterr().out
    for person in FIRST:
        assert person.name in said
        assert person.password in said, f"the password of {person.name} cannot be read"


def test_a_password_of_the_persons_own_choice_is_shown_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    odd = "[bold]x[/bold] :smile: " + "y" * 100
    show_passwords((FirstPassword("admin", odd, None),))
    assert odd in capsys.readouterr().out


def test_a_home_with_brackets_is_shown_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "[red]old[/red]"
    show_address(settings(home), plan())
    assert str(home) in capsys.readouterr().out
