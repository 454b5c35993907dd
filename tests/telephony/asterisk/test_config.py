"""Files are written privately, in one step, and only when they change."""

from dataclasses import replace
from pathlib import Path

import pytest

from telephony.asterisk.config import (
    RELOADED_BY,
    generate,
    prepare_folders,
    private_dir,
    write,
    write_private,
)
from telephony.asterisk.faults import SettingsRefused
from telephony.asterisk.runtime import Runtime
from telephony.asterisk.settings import AsteriskSettings, Extension

ANNA = Extension("anna", "101", "Anna", "ABCDEFGH")


@pytest.fixture
def installed(tmp_path: Path) -> Runtime:
    folders = {name: tmp_path / "runtime" / name for name in ("moh", "en", "rest", "docs")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    return Runtime(
        argv=("asterisk",),
        version="22.10.1",
        module_dir=tmp_path,
        sounds={"en": folders["en"]},
        moh_dir=folders["moh"],
        rest_api_dir=folders["rest"],
        documentation_dir=folders["docs"],
        origin="private",
        modules=frozenset(),
    )


def test_only_what_changed_is_written(tmp_path: Path, installed: Runtime) -> None:
    settings = AsteriskSettings(home=tmp_path / "home")
    first = generate(settings, (), installed, 18000, "pw")
    assert write(settings, first) == first.keys()
    assert write(settings, first) == frozenset()
    second = generate(settings, (ANNA,), installed, 18000, "pw")
    changed = write(settings, second)
    assert changed == {"extensions.conf", "pjsip_phones.conf"}
    assert changed <= RELOADED_BY.keys()
    other = generate(replace(settings, sip_port=5070), (ANNA,), installed, 18000, "pw")
    assert write(settings, other) == {"pjsip_transports.conf"}
    assert not {"pjsip_transports.conf"} & RELOADED_BY.keys()


def test_files_are_private_and_strangers_go(tmp_path: Path, installed: Runtime) -> None:
    settings = AsteriskSettings(home=tmp_path / "home")
    files = generate(settings, (), installed, 18000, "pw")
    write(settings, files)
    etc = settings.root / "etc"
    (etc / "old.conf").write_text("x")
    (etc / "ari.conf").chmod(0o644)
    assert write(settings, files) == {"old.conf", "ari.conf"}
    assert etc.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in etc.iterdir()} == {0o600}


def test_folders_links_and_the_ledger(tmp_path: Path, installed: Runtime) -> None:
    settings = AsteriskSettings(home=tmp_path / "home")
    prepare_folders(settings, installed)
    settings.ledger.write_text("kept")
    moved = replace(installed, moh_dir=tmp_path)
    prepare_folders(settings, moved)
    data = settings.root / "data"
    assert (data / "moh").readlink() == tmp_path
    assert (data / "sounds" / "en").readlink() == installed.sounds["en"]
    assert settings.ledger.read_text() == "kept"
    assert settings.ledger.stat().st_mode & 0o777 == 0o600
    assert settings.voicemail_dir.is_dir()


def test_a_home_that_cannot_be_written_is_one_clear_line(
    tmp_path: Path, installed: Runtime
) -> None:
    (tmp_path / "file").write_text("")
    settings = AsteriskSettings(home=tmp_path / "file")
    with pytest.raises(SettingsRefused, match="CALLWRIGHT_HOME"):
        prepare_folders(settings, installed)
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(SettingsRefused, match="belongs to somebody else"):
        private_dir(tmp_path / "link")


def test_a_failed_write_leaves_the_old_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    write_private(path, "old")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_private(path, "new")
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
    assert path.read_text() == "old"
