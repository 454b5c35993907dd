"""Package sets are fetched from a small repository of our own, and stand whole or not at all."""

import fcntl
import gzip
import hashlib
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from telephony.asterisk import packages
from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.packages import PackageSet
from telephony.asterisk.platform import detect

pytestmark = pytest.mark.skipif(
    shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None,
    reason="this machine has no APT",
)
WANTED = PackageSet("hello", ("cw-hello",), "forky")


def nothing(share: float, what: str) -> None:
    """A progress that nobody watches."""


def make_package(folder: Path, name: str, depends: str = "") -> Path:
    tree = folder / name
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "usr" / "share").mkdir(parents=True)
    (tree / "usr" / "share" / name).write_text(f"{name}\n")
    (tree / "DEBIAN" / "control").write_text(
        f"Package: {name}\nVersion: 1:2.0-1\nArchitecture: all\nMaintainer: x <x@example.com>\n"
        f"Installed-Size: 1\nDescription: test\n{depends}"
    )
    file = folder / f"{name}_2.0-1_all.deb"
    subprocess.run(["dpkg-deb", "-b", tree, file], check=True, capture_output=True)
    return file


@pytest.fixture
def repository(tmp_path: Path) -> str:
    """A package source on disk, trusted as it is ours, as a deb822 text."""
    root = tmp_path / "repository"
    index = root / "dists" / "forky" / "main" / f"binary-{detect().package_architecture}"
    index.mkdir(parents=True)
    stanzas = []
    for name, depends in (("cw-hello", "Depends: cw-word\n"), ("cw-word", "")):
        file = make_package(root, name, depends)
        control = (root / name / "DEBIAN" / "control").read_text()
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        stanzas.append(
            f"{control}Filename: {file.name}\nSize: {file.stat().st_size}\nSHA256: {digest}\n"
        )
    (index / "Packages").write_text("\n".join(stanzas))
    (index / "Packages.gz").write_bytes(gzip.compress((index / "Packages").read_bytes()))
    release = ["Suite: forky", "Codename: forky", "Components: main", "SHA256:"]
    for file in sorted(index.iterdir()):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        release.append(f" {digest} {file.stat().st_size} {file.relative_to(index.parents[1])}")
    (root / "dists" / "forky" / "Release").write_text("\n".join(release) + "\n")
    return (
        f"Types: deb\nURIs: copy:{root}\nSuites: forky\nComponents: main\nTrusted: yes\n"
        f"Architectures: {detect().package_architecture}\n"
    )


def test_a_set_is_fetched_unpacked_and_found_again(tmp_path: Path, repository: str) -> None:
    told: list[float] = []
    tree = packages.obtain(
        WANTED, tmp_path / "cache", detect(), repository, lambda share, what: told.append(share)
    )
    assert (tree.root / "usr" / "share" / "cw-hello").read_text() == "cw-hello\n"
    assert (tree.root / "usr" / "share" / "cw-word").exists()
    assert tree.versions == {"cw-hello": "1:2.0-1", "cw-word": "1:2.0-1"}
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert packages.obtain(WANTED, tmp_path / "cache", detect(), "", nothing) == tree
    assert not list((tmp_path / "cache").glob(".hello-*"))


def test_a_killed_unpacking_leaves_nothing_that_counts(tmp_path: Path, repository: str) -> None:
    cache = tmp_path / "cache"
    half = cache / WANTED.folder_name(detect())
    half.mkdir(parents=True)
    (half / "junk").write_text("x")
    (cache / ".hello-dead").mkdir()
    assert packages.find(WANTED, cache, detect()) is None
    tree = packages.obtain(WANTED, cache, detect(), repository, nothing)
    assert not (tree.root / "junk").exists()
    assert not (cache / ".hello-dead").exists()


def test_a_failure_cleans_up_and_the_next_run_works(tmp_path: Path, repository: str) -> None:
    cache = tmp_path / "cache"

    def cut(share: float, what: str) -> None:
        if what.startswith("unpacking"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        packages.obtain(WANTED, cache, detect(), repository, cut)
    assert packages.find(WANTED, cache, detect()) is None
    assert not list(cache.glob(".hello-*"))
    assert packages.obtain(WANTED, cache, detect(), repository, nothing).root.is_dir()


def test_a_changed_package_is_refused(tmp_path: Path, repository: str) -> None:
    (tmp_path / "repository" / "cw-word_2.0-1_all.deb").write_bytes(b"something else")
    with pytest.raises(RuntimeUnavailable):
        packages.obtain(WANTED, tmp_path / "cache", detect(), repository, nothing)
    assert packages.find(WANTED, tmp_path / "cache", detect()) is None


def test_a_full_disk_is_told_before_anything_is_fetched(
    tmp_path: Path, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(RuntimeUnavailable, match="MB free"):
        packages.obtain(WANTED, tmp_path / "cache", detect(), repository, nothing)


def test_an_unwritable_cache_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RuntimeUnavailable, match="CALLWRIGHT_CACHE"):
        packages.obtain(WANTED, tmp_path / "file" / "cache", detect(), "", nothing)


def test_a_second_run_waits_for_the_first(tmp_path: Path, repository: str) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    waiting = threading.Event()
    with (cache / "forky-empty.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        def told(share: float, what: str) -> None:
            if what.startswith("waiting"):
                waiting.set()

        second = threading.Thread(
            target=packages.obtain, args=(WANTED, cache, detect(), repository, told)
        )
        second.start()
        assert waiting.wait(10)
        assert packages.find(WANTED, cache, detect()) is None
    second.join(30)
    assert packages.find(WANTED, cache, detect()) is not None


def test_the_folder_changes_with_what_is_in_it() -> None:
    platform = detect("linux", "x86_64")
    names = {
        each.folder_name(platform)
        for each in (
            WANTED,
            PackageSet("hello", ("cw-hello", "cw-word"), "forky"),
            PackageSet("hello", ("cw-hello",), "sid"),
            PackageSet("hello", ("cw-hello",), "forky", "machine"),
        )
    }
    assert len(names) == 4
    assert WANTED.folder_name(detect("linux", "aarch64")) not in names
