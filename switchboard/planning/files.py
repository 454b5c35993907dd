"""Published revisions as files in HOME/plan, so that calls need no database.

`000012.yaml` is a revision's text, `000012.json` what is told about it. A revision is
there once its text is: it is staged under another name first and then put in its place in
one step, after everything else that could fail.
"""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from vocabulary.plans import PlanRevision

_NAME = re.compile(r"([0-9]{6,9})\.yaml")
_ENDING = ".new"


class Staged:
    """A revision that is written but not there yet: `commit` it or `drop` it."""

    def __init__(self, written: Path, wanted: Path) -> None:
        self._written = written
        self._wanted = wanted

    def commit(self) -> None:
        """From now on the revision is there."""
        self._written.replace(self._wanted)
        _settle(self._wanted.parent)

    def drop(self) -> None:
        """It never was."""
        self._written.unlink(missing_ok=True)
        self._wanted.with_suffix(".json").unlink(missing_ok=True)


class PlanFiles:
    """The folder of revisions. A text that is there is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Make the folder, and remove what an interrupted publishing has left."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self._folder.glob(f"*{_ENDING}"):
            left.unlink()

    def revisions(self) -> list[int]:
        """All that are there, in order."""
        if not self._folder.is_dir():
            return []
        names = (_NAME.fullmatch(entry.name) for entry in self._folder.iterdir())
        return sorted(int(name[1]) for name in names if name is not None)

    @property
    def newest(self) -> int:
        """The highest revision; 0 before the first."""
        return max(self.revisions(), default=0)

    def text_of(self, revision: int) -> str:
        """Raises `LookupError`."""
        try:
            return self._path(revision).read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise LookupError(f"there is no revision {revision} of the plan: {error}") from error

    def about(self, revision: int) -> PlanRevision:
        """What is told about a revision; as much as its text tells, if that is lost.

        Raises `LookupError`.
        """
        told = self._path(revision).with_suffix(".json")
        with suppress(OSError, msgspec.DecodeError, msgspec.ValidationError):
            return msgspec.json.decode(told.read_bytes(), type=PlanRevision)
        text = self.text_of(revision)
        at = datetime.fromtimestamp(self._path(revision).stat().st_mtime, UTC)
        return PlanRevision(revision, at, "", sha256=digest(text))

    def stage(self, revision: PlanRevision, text: str) -> Staged:
        """Write everything, so that only a new name is missing. Raises `OSError`."""
        wanted = self._path(revision.revision)
        written = wanted.with_name(wanted.name + _ENDING)
        told = wanted.with_suffix(".json")
        staged = Staged(written, wanted)
        try:
            _write(told.with_name(told.name + _ENDING), msgspec.json.encode(revision))
            told.with_name(told.name + _ENDING).replace(told)
            _write(written, text.encode())
        except BaseException:
            staged.drop()
            raise
        return staged

    def keep(self, revision: PlanRevision, text: str) -> None:
        """Stage and commit at once. Raises `OSError`."""
        self.stage(revision, text).commit()

    def _path(self, revision: int) -> Path:
        return self._folder / f"{revision:06}.yaml"


def digest(text: str) -> str:
    """What tells two texts apart."""
    return sha256(text.encode()).hexdigest()


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Bring the folder itself to the disk: its names too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
