"""What the living Asterisk has read: kept on disk, so that an adopter knows it too.

The files in HOME/asterisk/etc say what is wanted. Whoever wrote them may have been
killed before Asterisk read them, so what it has read is remembered apart.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from telephony.asterisk.config import write_private


def digests(files: dict[str, str]) -> dict[str, str]:
    """File name → fingerprint of its text."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}


@dataclass(frozen=True)
class TakenUp:
    """`http_port` is where it listens, 0 when not known; `files` are fingerprints."""

    http_port: int = 0
    files: dict[str, str] = field(default_factory=dict)

    def differing(self, wanted: dict[str, str]) -> frozenset[str]:
        """Names of files whose text is not the one that was read."""
        names = self.files.keys() | wanted.keys()
        return frozenset(name for name in names if self.files.get(name) != wanted.get(name))


def load(path: Path) -> TakenUp:
    """What was remembered; nothing when there is none or it is damaged."""
    try:
        kept = json.loads(path.read_text())
        return TakenUp(int(kept["http_port"]), dict(kept["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return TakenUp()


def save(path: Path, taken: TakenUp) -> None:
    """Remember it, in one step."""
    kept = {"http_port": taken.http_port, "files": taken.files}
    write_private(path, json.dumps(kept, indent=1) + "\n")
