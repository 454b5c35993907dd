"""No row without a file and no file without a row: put right what crashes left behind.

Run at a start, against the whole catalogue and behind nothing: its rows must be folded
up to the journal's end, or files would seem strange that are only new. Audio is never
deleted here unless its kept file stands; what nobody knows is moved aside, to
`orphans/`, where no page can reach it.
"""

import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from recording.files import (
    DISK,
    FINAL_PATTERN,
    ORPHANS,
    PART_SUFFIX,
    Disk,
    StoreError,
    finals,
    flush_folder,
    make_folders,
)
from recording.raws import discard_raw, raw_ids, raw_paths
from recording.storing import make_again
from vocabulary.ids import RecordingId
from vocabulary.records import RecordingRow

STRANGE_RAW_AGE_S = 3600
"""Raw files without a row are left alone while they may still be a call's of this hour."""

_UNDER_WAY = frozenset({"recording", "storing"})


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was found. Paths are relative to the recordings' folder.

    missing: rows that say kept, but their file is gone and could not be made again;
    repaired: their file was made again from the raw files; orphans: files that no row
    knew, where they are now; failed_raws: recordings that failed, whose raw files are
    still there for a human to look at.
    """

    missing: tuple[RecordingId, ...] = ()
    repaired: tuple[RecordingId, ...] = ()
    orphans: tuple[str, ...] = ()
    parts_removed: int = 0
    raws_discarded: int = 0
    failed_raws: tuple[RecordingId, ...] = ()


class Reconciler:
    """One run. `is_busy`: recordings that are worked on now and are not to be touched."""

    def __init__(
        self,
        raw_dir: Path,
        vault_dir: Path,
        rows: Iterable[RecordingRow],
        is_busy: Callable[[RecordingId], bool],
        disk: Disk = DISK,
    ) -> None:
        self._raw_dir = raw_dir
        self._vault_dir = vault_dir
        self._rows = {row.id: row for row in rows}
        self._is_busy = is_busy
        self._disk = disk

    def run(self, now_s: float) -> Reconciled:
        """`now_s`: seconds since 1970, to be compared with files' times. Raises OSError."""
        parts_removed = self._remove_parts()
        missing, repaired = self._check_kept()
        orphans = list(self._move_strangers())
        discarded, failed = 0, []
        for recording in raw_ids(self._raw_dir):
            row = self._rows.get(recording)
            if self._is_busy(recording):
                continue
            if row is None:
                orphans.extend(self._move_old_raws(recording, now_s))
            elif row.state == "failed":
                failed.append(recording)
            elif row.state == "kept" and recording not in missing:
                discard_raw(self._raw_dir, recording, self._disk)
                discarded += 1
        return Reconciled(
            missing=tuple(missing),
            repaired=tuple(repaired),
            orphans=tuple(orphans),
            parts_removed=parts_removed,
            raws_discarded=discarded,
            failed_raws=tuple(failed),
        )

    def _remove_parts(self) -> int:
        removed = 0
        for part in list(self._vault_dir.glob(f"[0-9]*/[0-9]*/[0-9]*/*.wav{PART_SUFFIX}")):
            recording = RecordingId(part.name.removesuffix(f".wav{PART_SUFFIX}"))
            if not self._is_busy(recording):
                self._disk.unlink(part)
                removed += 1
        return removed

    def _check_kept(self) -> tuple[list[RecordingId], list[RecordingId]]:
        missing: list[RecordingId] = []
        repaired: list[RecordingId] = []
        for row in self._rows.values():
            if row.state != "kept" or self._is_busy(row.id) or self._has_file(row):
                continue
            (repaired if self._made_again(row) else missing).append(row.id)
        return missing, repaired

    def _has_file(self, row: RecordingRow) -> bool:
        """A look at the size only: there may be a hundred thousand of them."""
        if row.path is None or FINAL_PATTERN.fullmatch(row.path) is None:
            return False
        try:
            status = (self._vault_dir / row.path).lstat()
        except OSError:
            return False
        return stat.S_ISREG(status.st_mode) and row.size_bytes in (None, status.st_size)

    def _made_again(self, row: RecordingRow) -> bool:
        if row.path is None or FINAL_PATTERN.fullmatch(row.path) is None:
            return False
        year, month, day = (int(part) for part in row.path.split("/")[:3])
        try:
            make_again(self._raw_dir, self._vault_dir, row.id, date(year, month, day), self._disk)
        except (StoreError, ValueError):
            return False
        return self._has_file(row)

    def _move_strangers(self) -> Iterator[str]:
        """Final files without a row, unless their raw files will bring them a row."""
        for relative in list(finals(self._vault_dir)):
            recording = RecordingId(Path(relative).stem)
            row = self._rows.get(recording)
            if row is not None and (row.path == relative or row.state in _UNDER_WAY):
                continue
            raws = any(path.exists() for path in raw_paths(self._raw_dir, recording))
            if (row is None and raws) or self._is_busy(recording):
                continue
            yield self._move_aside(self._vault_dir / relative)

    def _move_old_raws(self, recording: RecordingId, now_s: float) -> Iterator[str]:
        paths = [path for path in raw_paths(self._raw_dir, recording) if path.is_file()]
        if all(now_s - path.stat().st_mtime > STRANGE_RAW_AGE_S for path in paths):
            for path in paths:
                yield self._move_aside(path)

    def _move_aside(self, path: Path) -> str:
        folder = self._vault_dir / ORPHANS
        make_folders(self._vault_dir, folder, self._disk)
        target = folder / path.name
        number = 1
        while target.exists():
            number += 1
            target = folder / f"{path.stem}.{number}{path.suffix}"
        self._disk.replace(path, target)
        flush_folder(folder, self._disk)
        return f"{ORPHANS}/{target.name}"
