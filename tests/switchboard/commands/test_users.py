import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.people.passwords import Passwords
from storage.audit import SqlAudit
from storage.database import open_database
from storage.second_factors import SqlSecondFactors
from switchboard.commands import users
from telephony.asterisk.secrets import load_or_create, sip_password
from tests.switchboard.commands.conftest import Office
from vocabulary.people import SecondFactor
from vocabulary.records import AuditFilter, Person
from vocabulary.states import Role

PASSWORD = "correct horse battery"
AWAY = "The service is not running; it takes this up when it starts."


def add(office: Office, *arguments: str) -> None:
    result = office.run("user", "add", *arguments, typed=PASSWORD + "\n")
    assert result.exit_code == 0, result.stderr


def test_a_person_is_added_and_listed(office: Office) -> None:
    result = office.run(
        *("user", "add", "dora", "--role", "operator", "--role", "manager"),
        *("--extension", "104", "--shown", "Dora [/b] Ü"),
        typed=PASSWORD + "\n",
    )
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [AWAY, "dora was added."]
    assert PASSWORD not in result.output
    assert json.loads(office.run("user", "list", "--json").stdout) == [
        {
            "name": "dora",
            "display_name": "Dora [/b] Ü",
            "roles": ["manager", "operator"],
            "extension": "104",
            "disabled": False,
            "team": None,
            "second_factor": False,
        }
    ]
    text = office.run("user", "list")
    assert text.exit_code == 0
    assert "Dora [/b] Ü" in text.stdout


def test_a_password_is_kept_as_argon2id_only(office: Office) -> None:
    add(office, "mia", "--role", "manager")
    stored = office.password_hash("mia")
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert Passwords().verify_now(stored, PASSWORD)
    assert office.run("user", "passwd", "mia", typed="another good one\n").exit_code == 0
    assert Passwords().verify_now(office.password_hash("mia"), "another good one")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("X", "--role", "manager"), users.NAME_FORM),
        (("a", "--role", "manager"), users.NAME_FORM),
        (("../x", "--role", "manager"), users.NAME_FORM),
        (("n" * 41, "--role", "manager"), users.NAME_FORM),
        (("ëva", "--role", "manager"), users.NAME_FORM),
        (("dora",), "--role"),
        (("dora", "--role", "queen"), "queen"),
        (("dora", "--role", "operator"), "--extension 104"),
        (("dora", "--role", "operator", "--extension", "²4"), "2 to 6 digits"),
        (("dora", "--role", "operator", "--extension", "1;rm"), "2 to 6 digits"),
        (("dora", "--role", "manager", "--extension", "x"), "2 to 6 digits"),
        (("dora", "--role", "operator", "--extension", "100"), "callers dial"),
    ],
)
def test_what_nobody_can_be_called(office: Office, arguments: tuple[str, ...], said: str) -> None:
    result = office.run("user", "add", *arguments, typed=PASSWORD + "\n")
    assert result.exit_code == 2
    assert said in result.stderr
    assert office.people() == []


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaa", "dora-dora-dora", "password123"])
def test_a_weak_password_is_refused_with_the_reason(office: Office, password: str) -> None:
    result = office.run("user", "add", "dora", "--role", "manager", typed=password + "\n")
    assert result.exit_code == 1
    assert result.stderr.startswith("callwright: The password ")
    assert office.people() == []


def test_names_and_extensions_are_given_once(office: Office) -> None:
    add(office, "dora", "--role", "operator", "--extension", "104")
    again = office.run("user", "add", "dora", "--role", "manager", typed=PASSWORD + "\n")
    assert (again.exit_code, "is taken" in again.stderr) == (1, True)
    other = office.run(
        "user", "add", "eva", "--role", "operator", "--extension", "104", typed=PASSWORD + "\n"
    )
    assert (other.exit_code, "extension 104 belongs to somebody else" in other.stderr) == (1, True)


def test_a_disabled_person_stays_in_the_list_and_frees_the_extension(office: Office) -> None:
    add(office, "dora", "--role", "operator", "--extension", "104")
    assert office.run("user", "disable", "dora").stdout.splitlines() == [AWAY, "dora is disabled."]
    (dora,) = office.people()
    assert dora.disabled
    assert "disabled" in office.run("user", "list").stdout
    add(office, "eva", "--role", "operator", "--extension", "104")


def test_a_phones_password_is_the_same_until_it_is_renewed(office: Office) -> None:
    office.people(Person("dora", "Dora", frozenset({Role.OPERATOR}), "104"))
    first = office.run("user", "sip-password", "dora").stdout
    assert first == office.run("user", "sip-password", "dora").stdout
    master = load_or_create(office.home).master
    assert first == sip_password(master, "104", 1) + "\n"
    renewed = office.run("user", "sip-password", "dora", "--renew").stdout.splitlines()[-1]
    assert renewed == sip_password(master, "104", 2)
    assert office.run("user", "sip-password", "dora").stdout == renewed + "\n"


def test_somebody_without_a_phone_has_no_phone_password(office: Office) -> None:
    office.people(Person("mia", "Mia", frozenset({Role.MANAGER})))
    result = office.run("user", "sip-password", "mia")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no extension" in result.stderr


def second_factor_of(office: Office, name: str) -> SecondFactor | None:
    """The person's second factor; one is given to who has none."""

    async def work() -> SecondFactor | None:
        database = open_database(office.url)
        factors = SqlSecondFactors(database)
        found = await factors.get(name)
        if found is None:
            at = datetime(2026, 11, 22, tzinfo=UTC)
            await factors.begin(SecondFactor(name, "sealed", at))
            await factors.confirm(name, at, 1, ["code"])
        await database.close()
        return found

    return asyncio.run(work())


def audit_of(office: Office) -> list[tuple[str, str, str]]:
    async def work() -> list[tuple[str, str, str]]:
        database = open_database(office.url)
        found = await SqlAudit(database).find(AuditFilter())
        await database.close()
        return [(entry.row.person, entry.row.action, entry.row.target) for entry in found]

    return asyncio.run(work())


def test_a_lost_second_factor_is_taken_away(office: Office) -> None:
    add(office, "mia", "--role", "administrator")
    second_factor_of(office, "mia")
    assert office.people()[0].second_factor
    result = office.run("user", "reset-second-factor", "mia")
    assert result.stdout == "mia has no second factor any more.\n"
    assert not office.people()[0].second_factor
    assert "had none" in office.run("user", "reset-second-factor", "mia").stdout


def test_what_is_changed_here_is_in_the_audit_too(office: Office) -> None:
    add(office, "dora", "--role", "operator", "--extension", "104")
    for command in (("passwd", "dora"), ("sip-password", "dora", "--renew"), ("disable", "dora")):
        assert office.run("user", *command, typed="another good one\n").exit_code == 0
    assert office.run("user", "reset-second-factor", "dora").exit_code == 0
    assert audit_of(office) == [
        (users.BY, action, "users/dora")
        for action in (
            "second_factor_reset",
            "person_changed",
            "sip_password_renewed",
            "password_set",
            "person_added",
        )
    ]


@pytest.mark.parametrize("command", ["passwd", "disable", "sip-password", "reset-second-factor"])
def test_nobody_of_that_name(office: Office, command: str) -> None:
    result = office.run("user", command, "nobody", typed=PASSWORD + "\n")
    assert result.exit_code == 1
    assert result.stderr == (
        "callwright: there is nobody called nobody; see 'callwright user list'\n"
    )


def test_without_a_home_nothing_is_made(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLWRIGHT_HOME", str(tmp_path / "nowhere"))
    result = office.run("user", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Start Callwright once" in result.stderr
    assert not (tmp_path / "nowhere").exists()
