"""Which Asterisk is taken: one on PATH that is new enough, else a private one."""

from pathlib import Path

import pytest

from telephony.asterisk import modules, runtime
from telephony.asterisk.packages import Tree
from telephony.asterisk.platform import detect
from telephony.asterisk.runtime import Runtime, on_path, parse_version, private


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("Asterisk 22.10.1+dfsg+~cs6.17.60671434-1", (22, 10, 1)),
        ("Asterisk 22.11.0-rc1", (22, 11, 0)),
        ("Asterisk 23.1", (23, 1, 0)),
        ("Asterisk certified/20.7-cert2", (20, 7, 0)),
        ("Asterisk GIT-master-abc", None),
        ("", None),
    ],
)
def test_versions(said: str, version: tuple[int, int, int] | None) -> None:
    assert parse_version(said) == version


def install(prefix: Path, version: str, without: str = "") -> None:
    """Something that looks like an Asterisk from its own installer."""
    program = prefix / "sbin" / "asterisk"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho Asterisk {version}\n")
    program.chmod(0o755)
    module_dir = prefix / "lib" / "asterisk" / "modules"
    module_dir.mkdir(parents=True)
    for name in modules.REQUIRED:
        if name != without:
            (module_dir / f"{name}.so").write_text("")
    data = prefix / "share" / "asterisk"
    for part in ("rest-api", "documentation", "sounds/en", "sounds/ru_RU_f_IvrvoiceRU"):
        (data / part).mkdir(parents=True)
    for part in ("en", "ru_RU_f_IvrvoiceRU"):
        (data / "sounds" / part / "beep.wav").write_text("")
    (data / "sounds" / "custom").symlink_to("/nowhere")


def test_a_new_enough_one_on_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "22.10.1")
    monkeypatch.setenv("PATH", f"{tmp_path}/sbin:/usr/bin:/bin")
    found = on_path()
    assert isinstance(found, Runtime)
    assert (found.origin, found.version) == ("path", "22.10.1")
    assert set(found.sounds) == {"en", "ru"}
    assert found.moh_dir is None
    assert runtime.choose(tmp_path / "cache", lambda share, what: None) == found
    assert runtime.find(tmp_path / "cache") == found


@pytest.mark.parametrize(
    ("version", "without", "why"),
    [
        ("20.6.0", "", "22.10.1 or newer is needed"),
        ("22.10.0", "", "22.10.1 or newer is needed"),
        ("from the moon", "", "does not say its version"),
        ("22.10.1", "app_stasis_broadcast", "it lacks app_stasis_broadcast"),
        ("22.10.1", "res_pjsip", "are not found"),
    ],
)
def test_an_unfit_one_is_passed_over_with_a_note(
    version: str, without: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, version, without)
    monkeypatch.setenv("PATH", f"{tmp_path}/sbin:/usr/bin:/bin")
    found = on_path()
    assert isinstance(found, str)
    assert why in found
    assert runtime.find(tmp_path / "cache") is None


def test_the_cache_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    monkeypatch.delenv("CALLWRIGHT_CACHE", raising=False)
    assert runtime.default_cache() == Path("/x/callwright")
    monkeypatch.setenv("CALLWRIGHT_CACHE", "/y")
    assert runtime.default_cache() == Path("/y")


@pytest.mark.line
def test_the_chosen_one_is_complete(asterisk_runtime: Runtime) -> None:
    version = parse_version(f"Asterisk {asterisk_runtime.version}")
    assert version is not None
    assert version >= runtime.OLDEST
    assert set(modules.REQUIRED) <= asterisk_runtime.modules
    assert (asterisk_runtime.sounds["en"] / "vm-intro.wav").exists()
    assert (asterisk_runtime.rest_api_dir / "channels.json").exists()
    assert (asterisk_runtime.documentation_dir / "core-en_US.xml").exists()


def test_an_empty_tree_is_seen_as_such(tmp_path: Path) -> None:
    empty = private(Tree(tmp_path, {}), detect("linux", "x86_64"), notes=("why",))
    assert (empty.version, empty.modules, dict(empty.sounds)) == ("unknown", frozenset(), {})
    assert empty.notes == ("why",)
