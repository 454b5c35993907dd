"""What a supervisor switches by hand."""

from datetime import UTC, datetime, timedelta

import pytest
import typer

from switchboard.commands import switches
from tests.switchboard.commands.conftest import Office


@pytest.fixture(autouse=True)
def minimal(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWRIGHT_PLAN", "minimal")


@pytest.mark.parametrize(
    "command",
    [("hours", "close", "shop"), ("hours", "open", "shop"), ("incident", "outage")],
)
def test_without_a_service_nothing_can_be_switched(office: Office, command: tuple[str]) -> None:
    result = office.run(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no Callwright runs" in result.stderr


@pytest.mark.parametrize("command", [("incident",), ("incident", "outage", "--off")])
def test_an_incident_is_named_or_ended(office: Office, command: tuple[str]) -> None:
    result = office.run(*command)
    assert result.exit_code == 2
    assert "--off" in result.stderr


def test_a_time_alone_is_the_next_one_of_that_time(office: Office) -> None:
    now = datetime.now(UTC)
    for minutes in (-30, 30):
        wanted = now + timedelta(minutes=minutes)
        moment = switches._moment(f"{wanted:%H:%M}")
        assert timedelta(0) < moment - now <= timedelta(days=1)
        assert (moment.hour, moment.minute) == (wanted.hour, wanted.minute)


def test_a_whole_moment_is_by_the_plans_clock(office: Office) -> None:
    assert switches._moment("2999-12-24T14:30") == datetime(2999, 12, 24, 14, 30, tzinfo=UTC)
    assert switches._moment("2999-12-24T14:30+01:00").hour == 13


@pytest.mark.parametrize("text", ["soon", "25:00", "2001-01-01T10:00", "1:2:3", "2026-13-01"])
def test_what_is_no_moment_to_come_is_wrong_use(office: Office, text: str) -> None:
    with pytest.raises(typer.Exit) as told:
        switches._moment(text)
    assert told.value.exit_code == 2
