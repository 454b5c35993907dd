"""Programs fetched from the distribution's packages and unpacked side by side.

A package set is fetched by a private APT, unpacked into a temporary folder and renamed
into the cache in one step, so a folder of that name is always whole. Only one run works
at a time; another one waits and then finds the finished folder.
"""

import fcntl
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from telephony.asterisk.apt import Package, PrivateApt, Progress, Status
from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.platform import Platform
from telephony.asterisk.programs import run

_LAYOUT = 1  # raised when unpacked folders of before can no longer be used
_MARKER = "complete.json"
_SPARE_BYTES = 100 * 1024 * 1024  # never fill a disk to the brim
_UPDATE_SHARE, _DOWNLOAD_SHARE = 0.15, 0.75
_LOCK_WAIT_S = 900


@dataclass(frozen=True)
class PackageSet:
    """Packages that are fetched and unpacked as one. `name` goes into the folder's name."""

    name: str
    packages: tuple[str, ...]
    suite: str
    status: Status = "empty"

    def folder_name(self, platform: Platform) -> str:
        """A name that changes with anything that changes the contents, but for versions."""
        parts = (_LAYOUT, *sorted(self.packages), self.suite, self.status, platform.triplet)
        fingerprint = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:12]
        return f"{self.name}-{fingerprint}"


@dataclass(frozen=True)
class Tree:
    """An unpacked package set."""

    root: Path
    versions: dict[str, str]


def find(wanted: PackageSet, cache: Path, platform: Platform) -> Tree | None:
    """The set as it stands in the cache, or None."""
    root = cache / wanted.folder_name(platform)
    try:
        marker = json.loads((root / _MARKER).read_text())
    except (OSError, ValueError):
        return None
    versions = marker.get("versions") if isinstance(marker, dict) else None
    return Tree(root, versions) if isinstance(versions, dict) else None


def obtain(
    wanted: PackageSet,
    cache: Path,
    platform: Platform,
    sources: str,
    progress: Progress,
) -> Tree:
    """The set from the cache, or fetched into it first. Raises `RuntimeUnavailable`.

    `sources` is the text of a deb822 sources file.
    """
    found = find(wanted, cache, platform)
    if found:
        return found
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _locked(cache / f"{wanted.suite}-{wanted.status}.lock", progress):
            # Another run may have finished it while we waited.
            return find(wanted, cache, platform) or _fetch(
                wanted, cache, platform, sources, progress
            )
    except OSError as error:
        raise RuntimeUnavailable(
            f"The cache folder {cache} cannot be written: {error.strerror or error}.",
            "Make it writable, or name another one in CALLWRIGHT_CACHE.",
        ) from error


def _fetch(
    wanted: PackageSet,
    cache: Path,
    platform: Platform,
    sources: str,
    progress: Progress,
) -> Tree:
    folder = cache / f"apt-{wanted.suite}-{wanted.status}"
    apt = PrivateApt(folder, sources, wanted.status)
    apt.prepare()
    apt.update(_part(progress, 0.0, _UPDATE_SHARE))
    plan = apt.plan(wanted.packages)
    if not plan:
        raise RuntimeUnavailable(
            f"The machine says that it already has {', '.join(wanted.packages)}, "
            "but the program is not there.",
            f"Install it again: apt-get install --reinstall {' '.join(wanted.packages)}.",
        )
    _check_space(cache, apt, plan)
    apt.download(wanted.packages, _part(progress, _UPDATE_SHARE, _DOWNLOAD_SHARE))
    rest = _part(progress, _DOWNLOAD_SHARE, 1.0)
    return _unpack(wanted, cache, platform, apt=apt, plan=plan, progress=rest)


def _part(progress: Progress, start: float, end: float) -> Progress:
    return lambda share, what: progress(start + share * (end - start), what)


def _check_space(cache: Path, apt: PrivateApt, plan: Sequence[Package]) -> None:
    missing = sum(package.size for package in plan if not (apt.archives / package.file).exists())
    needed = missing + sum(package.unpacked for package in plan) + _SPARE_BYTES
    free = shutil.disk_usage(cache).free
    if free < needed:
        raise RuntimeUnavailable(
            f"The disk of {cache} has {free >> 20} MB free and {needed >> 20} MB are needed.",
            "Free some space, or name another folder in CALLWRIGHT_CACHE.",
        )


def _unpack(
    wanted: PackageSet,
    cache: Path,
    platform: Platform,
    *,
    apt: PrivateApt,
    plan: Sequence[Package],
    progress: Progress,
) -> Tree:
    final = cache / wanted.folder_name(platform)
    for left_over in cache.glob(f".{wanted.name}-*"):  # of a run that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f".{wanted.name}-", dir=cache))
    try:
        for done, package in enumerate(plan):
            progress(done / len(plan), f"unpacking {package.name}")
            _unpack_one(apt.archives / package.file, work)
        versions = {package.name: package.version for package in plan}
        marker = {"versions": versions, "fetched_at": datetime.now(UTC).isoformat()}
        (work / _MARKER).write_text(json.dumps(marker, indent=1))
        work.chmod(0o755)
        if final.exists():  # without a marker, or we would not be here
            shutil.rmtree(final)
        work.rename(final)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    apt.tidy(plan)
    progress(1.0, "unpacked")
    return Tree(final, versions)


def _unpack_one(archive: Path, folder: Path) -> None:
    result = run(["dpkg-deb", "-x", str(archive), str(folder)])
    if result.returncode:
        # A damaged archive must not be used again by the next run.
        archive.unlink(missing_ok=True)
        raise RuntimeUnavailable(
            f"The package {archive.name} cannot be unpacked: {result.stderr.strip()[:300]}.",
            "Try again; it will be fetched anew.",
        )


@contextmanager
def _locked(path: Path, progress: Progress) -> Iterator[None]:
    """Hold the lock, waiting for another run that fetches the same."""
    with path.open("a") as file:
        _wait_for_lock(file, progress)
        yield  # closing the file lets go of the lock


def _wait_for_lock(file: IO[str], progress: Progress) -> None:
    give_up_at = time.monotonic() + _LOCK_WAIT_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up_at:
                raise RuntimeUnavailable(
                    f"Another run has held {file.name} for {_LOCK_WAIT_S // 60} minutes.",
                    "Wait for it to finish, or end it.",
                ) from None
            progress(0.0, "waiting for another run that fetches the same")
            time.sleep(0.5)
        else:
            return
