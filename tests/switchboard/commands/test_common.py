import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from storage.problems import DatabaseUnavailable
from switchboard.commands.common import (
    fail,
    opened_database,
    printable,
    read_plan,
    read_settings,
    run_async,
    show_json,
)
from switchboard.control import ServiceAway
from switchboard.home import HomeUnusable
from telephony.asterisk.faults import PortTaken, SettingsRefused
from tests.switchboard.commands.conftest import Office


def test_a_failure_is_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    text = "[/b] is not markup, and a long sentence stays whole " + "x" * 300
    with pytest.raises(typer.Exit) as told:
        fail(text, 2)
    assert told.value.exit_code == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"callwright: {text}\n")


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (SettingsRefused("SIP port", "0 is out of range.", "Use 1 to 65535."), 2),
        (PortTaken("SIP port 5060 (UDP) is used.", "Stop it."), 1),
        (DatabaseUnavailable("the database x does not answer"), 1),
        (HomeUnusable("home x cannot be written"), 1),
        (ServiceAway("no Callwright runs in x"), 1),
    ],
)
def test_what_a_person_can_mend_is_told_without_a_trace(
    trouble: Exception, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work() -> None:
        raise trouble

    with pytest.raises(typer.Exit) as told:
        run_async(work)
    assert told.value.exit_code == status
    assert capsys.readouterr().err == f"callwright: {trouble}\n"


def test_ctrl_c_ends_a_command_quietly(capsys: pytest.CaptureFixture[str]) -> None:
    async def work() -> None:
        raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as told:
        run_async(work)
    assert told.value.exit_code == 1
    assert capsys.readouterr() == ("", "")


def test_a_mistake_of_ours_is_not_hidden() -> None:
    async def work() -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        run_async(work)


def test_json_is_one_value_with_aware_times(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"at": datetime(2026, 11, 22, 12, tzinfo=UTC), "name": "Ä\x1b", "none": None})
    out, err = capsys.readouterr()
    assert json.loads(out) == {"at": "2026-11-22T12:00:00Z", "name": "Ä\x1b", "none": None}
    assert "\x1b" not in out
    assert err == ""


def test_text_of_others_cannot_command_a_terminal() -> None:
    assert printable("\x1b[2J\x9b1mÄ b\r\n\u202e✆") == "[2J1mÄ b✆"


def test_wrong_settings_end_the_command(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALLWRIGHT_HTTP_PORT", "99999")
    monkeypatch.setenv("CALLWRIGHT_LANGUAGE", "de")
    with pytest.raises(typer.Exit) as told:
        read_settings()
    assert told.value.exit_code == 2
    err = capsys.readouterr().err
    assert "CALLWRIGHT_HTTP_PORT" in err
    assert "CALLWRIGHT_LANGUAGE" in err


def test_a_wrong_plan_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as told:
        read_plan("no-such-plan.yaml")
    assert told.value.exit_code == 2
    assert "no-such-plan.yaml" in capsys.readouterr().err


def test_a_home_that_is_not_there_is_not_made(
    tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLWRIGHT_HOME", str(tmp_path / "nowhere"))

    async def work() -> None:
        async with opened_database(read_settings()):
            pass

    with pytest.raises(HomeUnusable, match="is not there"):
        asyncio.run(work())
    assert not (tmp_path / "nowhere").exists()


def test_a_database_is_opened_with_its_tables_and_for_its_owner_alone(office: Office) -> None:
    async def work() -> None:
        async with opened_database(read_settings()) as database:
            await database.ping()

    asyncio.run(work())
    assert os.stat(office.home / "callwright.db").st_mode & 0o077 == 0
    assert office.people() == []
