from datetime import UTC, datetime
from pathlib import Path

import pytest

from recording.keeper import Keeper
from storage.problems import DatabaseUnavailable
from storage.spool import Spool
from switchboard.archive import Archive
from vocabulary.facts import ServiceStarted, Step
from vocabulary.inputs import Input
from vocabulary.states import Role


class NoInbox:
    def put(self, given: Input) -> None:
        raise AssertionError(given)


def opened_spool(tmp_path: Path) -> Spool:
    spool = Spool(tmp_path / "journal")
    spool.recover()
    return spool


async def test_the_first_people_are_made_once(tmp_path: Path) -> None:
    archive = Archive(f"sqlite:///{tmp_path / 'a.db'}", opened_spool(tmp_path))
    await archive.open(may_wait=lambda: False)
    first = await archive.first_people("a-password-of-my-own")
    assert first[0].password == "a-password-of-my-own"
    assert {person.name: person.extension for person in first} == {
        "admin": None,
        "anna": "101",
        "boris": "102",
        "vera": "103",
    }
    admin = await archive.people.get("admin")
    assert admin is not None
    assert admin.roles == frozenset({Role.ADMINISTRATOR})
    stored = await archive.people.password_hash("anna")
    assert await archive.passwords.verify(stored, first[1].password)
    assert await archive.first_people(None) == ()
    await archive.close()


async def test_a_start_without_a_database_says_so(tmp_path: Path) -> None:
    url = "postgresql://nobody:secret@127.0.0.1:1/none"
    archive = Archive(url, opened_spool(tmp_path))
    with pytest.raises(DatabaseUnavailable) as refused:
        await archive.open(may_wait=lambda: False)
    assert "secret" not in str(refused.value)
    await archive.close()


async def test_closing_folds_in_what_the_journal_has(tmp_path: Path) -> None:
    spool = opened_spool(tmp_path)
    archive = Archive(f"sqlite:///{tmp_path / 'a.db'}", spool)
    await archive.open(may_wait=lambda: False)
    spool.append(Step(1, datetime(2026, 1, 5, tzinfo=UTC), (ServiceStarted("x"),)))
    await archive.close()
    again = Archive(f"sqlite:///{tmp_path / 'a.db'}", spool)
    await again.projector.check()
    assert again.projector.last_seq == 1
    await again.close()


async def test_reconciling_waits_for_the_ledger(tmp_path: Path) -> None:
    spool = opened_spool(tmp_path)
    archive = Archive(f"sqlite:///{tmp_path / 'a.db'}", spool)
    await archive.open(may_wait=lambda: False)
    keeper = Keeper(NoInbox(), tmp_path / "raw", tmp_path / "vault")
    stray = tmp_path / "vault" / "2026" / "01" / "05" / "x-1.wav"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"")
    (tmp_path / "raw").mkdir()
    await archive.reconcile_recordings(keeper)
    assert not stray.exists()
    assert list((tmp_path / "vault" / "orphans").rglob("*.wav"))
    await keeper.stop()
    await archive.close()
