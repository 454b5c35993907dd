"""The home folder: its rooms, and the lock that lets one service in."""

import fcntl
import os
from pathlib import Path
from typing import NamedTuple


class HomeUnusable(RuntimeError):
    """The home folder cannot be used; the message says why and how to mend it."""


class Home(NamedTuple):
    """Where this installation keeps its things."""

    root: Path

    @property
    def journal(self) -> Path:
        """The journal's segments."""
        return self.root / "journal"

    @property
    def recordings(self) -> Path:
        """Finished recordings."""
        return self.root / "recordings"

    @property
    def raw_recordings(self) -> Path:
        """Where Asterisk writes the two sides of a conversation."""
        return self.root / "asterisk" / "spool" / "recording"

    @property
    def plan(self) -> Path:
        """Published revisions of the plan, as files."""
        return self.root / "plan"

    @property
    def prompts(self) -> Path:
        """Prompts that were made into sound: a cache, to be deleted at will."""
        return self.root / "prompts"

    @property
    def sounds(self) -> Path:
        """Sounds that people uploaded for prompts."""
        return self.root / "sounds"

    @property
    def run(self) -> Path:
        """Locks, process ids and the control socket."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """The service's own log."""
        return self.root / "log"

    @property
    def pid_file(self) -> Path:
        """The process id of the living service."""
        return self.run / "service.pid"

    @property
    def control_socket(self) -> Path:
        """Where the command line speaks to the living service."""
        return self.run / "control.sock"

    @property
    def line_seen(self) -> Path:
        """Which run of Asterisk was last known."""
        return self.run / "asterisk-seen"

    def prepare(self) -> None:
        """Make the folders, readable by the owner only. Raises `HomeUnusable`."""
        try:
            for folder in (self.root, *self._rooms()):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise HomeUnusable(
                f"home {self.root} cannot be written: {error.strerror}. "
                "Make it writable for this user or set CALLWRIGHT_HOME to another folder"
            ) from error
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise HomeUnusable(
                f"home {self.root} cannot be written by this user. "
                "Change its owner or set CALLWRIGHT_HOME to another folder"
            )

    def _rooms(self) -> tuple[Path, ...]:
        calls = (self.journal, self.recordings, self.plan, self.prompts, self.sounds)
        return (*calls, self.run, self.log)


class HomeLock:
    """Held by the one service of a home; gone with its process, however it ends."""

    def __init__(self, home: Home) -> None:
        self._path = home.run / "service.lock"
        self._handle: int | None = None

    def take(self) -> None:
        """Raises `HomeUnusable` when another service has it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise HomeUnusable(
                f"home {self._path.parent.parent} is in use by another Callwright. "
                "Stop that one or set CALLWRIGHT_HOME to another folder"
            ) from error
        self._handle = handle

    def release(self) -> None:
        """Let the next service in."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
