"""What APT says is understood, and its faults become one clear sentence."""

import shutil
from pathlib import Path

import pytest

from telephony.asterisk.apt import Package, PrivateApt, fault_of, parse_plan, parse_sizes
from telephony.asterisk.faults import RuntimeUnavailable

PLAN = """NOTE: This is only a simulation!
Inst libc6 (2.41-1 Debian:testing [amd64])
Inst libssl3 [3.0.1-1] (3.0.2-1 Debian:12.1/stable, Debian-Security:12/x [amd64]) []
Inst asterisk (1:22.10.1-1 Debian:testing [amd64])
Inst sounds (1.6-1 Debian:testing [all])
Conf libc6 (2.41-1 Debian:testing [amd64])
"""


def test_the_plan_names_packages_and_archives() -> None:
    packages = parse_plan(PLAN)
    assert [package.name for package in packages] == ["libc6", "libssl3", "asterisk", "sounds"]
    assert packages[1].version == "3.0.2-1"
    assert packages[2].file == "asterisk_1%3a22.10.1-1_amd64.deb"
    assert packages[3].file == "sounds_1.6-1_all.deb"


def test_sizes_come_by_package_and_version() -> None:
    text = (
        "Package: a\nVersion: 1\nInstalled-Size: 10\nSize: 4096\nDescription: x\n Size: 9\n\n"
        "Package: b\nVersion: 2\nSize: 5\n\nbroken\n"
    )
    assert parse_sizes(text) == {("a", "1"): (4096, 10240), ("b", "2"): (5, 0)}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("E: Could not connect to 127.0.0.1:9", "cannot be reached"),
        ("Err: Temporary failure resolving 'x'", "cannot be reached"),
        ("W: GPG error: x NO_PUBKEY 1", "signature"),
        ("E: write error - No space left on device", "disk is full"),
        ("E: Unable to locate package asterisk", "does not carry"),
        ("E: Something new", "E: Something new"),
        ("", "no reason"),
    ],
)
def test_a_fault_is_one_sentence(said: str, message: str) -> None:
    fault = fault_of(said, "fetching")
    assert message in fault.message
    assert "\n" not in str(fault)
    assert fault.mend


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="this machine has no APT")
def test_an_unreachable_mirror_is_told_so(tmp_path: Path) -> None:
    text = "Types: deb\nURIs: http://127.0.0.1:9/debian\nSuites: forky\nComponents: main\n"
    apt = PrivateApt(tmp_path / "apt", text, "empty")
    apt.prepare()
    settings = (tmp_path / "apt" / "apt.conf").read_text()
    (tmp_path / "apt" / "apt.conf").write_text(settings + 'Acquire::Retries "0";\n')
    told: list[str] = []
    with pytest.raises(RuntimeUnavailable, match="mirror cannot be reached"):
        apt.update(lambda share, what: told.append(what))
    assert told
    with pytest.raises(RuntimeUnavailable, match="does not carry"):
        apt.plan(["asterisk"])


def test_a_machine_without_apt_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeUnavailable, match="no `apt-get`"):
        PrivateApt(tmp_path / "apt", "", "empty").prepare()


def test_what_was_unpacked_is_removed(tmp_path: Path) -> None:
    apt = PrivateApt(tmp_path, "", "empty")
    package = Package("a", "1:2", "all")
    apt.archives.mkdir()
    (apt.archives / package.file).write_text("x")
    (tmp_path / "pkgcache.bin").write_text("x")
    apt.tidy([package])
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
