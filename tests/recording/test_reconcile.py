"""No row without a file and no file without a row."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recording.capture import Stored, store
from recording.raws import raw_paths
from recording.reconcile import STRANGE_RAW_AGE_S, Reconciled, Reconciler
from recording.storing import keep
from recording.wav import header
from vocabulary.ids import CallId, RecordingId
from vocabulary.records import RecordingRow

DAY = date(2026, 11, 2)
NOW_S = datetime(2026, 11, 5, tzinfo=UTC).timestamp()


class Place:
    def __init__(self, root: Path) -> None:
        self.raw = root / "raw"
        self.vault = root / "vault"
        self.raw.mkdir()
        self.vault.mkdir()
        self.rows: list[RecordingRow] = []

    def write_raw(self, name: str, *, age_s: float = 10) -> RecordingId:
        for path in raw_paths(self.raw, RecordingId(name)):
            path.write_bytes(b"ab" * 100)
            os.utime(path, (NOW_S - age_s, NOW_S - age_s))
        return RecordingId(name)

    def store(self, name: str, *, raw_stays: bool = False) -> Stored:
        recording = self.write_raw(name)
        stored = store(self.raw, self.vault, recording, DAY)
        if not raw_stays:
            for path in raw_paths(self.raw, recording):
                path.unlink()
        return stored

    def add_row(self, name: str, state: str, stored: Stored | None = None) -> None:
        self.rows.append(
            RecordingRow(
                id=RecordingId(name),
                call=CallId("c"),
                state=state,
                started_at=datetime(2026, 11, 2, tzinfo=UTC),
                path=stored.path if stored else None,
                size_bytes=stored.size_bytes if stored else None,
            )
        )

    def run(self, *busy: str) -> Reconciled:
        reconciler = Reconciler(self.raw, self.vault, self.rows, lambda name: name in busy)
        return reconciler.run(NOW_S)

    def files(self, folder: Path) -> list[str]:
        return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_what_is_in_order_stays(place: Place) -> None:
    place.add_row("a", "kept", place.store("a"))
    before = place.files(place.vault)
    assert place.run() == Reconciled()
    assert place.files(place.vault) == before


def test_a_file_without_a_row_is_moved_aside(place: Place) -> None:
    place.store("a")
    assert place.run().orphans == ("orphans/a.wav",)
    assert place.files(place.vault) == ["orphans/a.wav"]
    place.store("a")
    assert place.run().orphans == ("orphans/a.2.wav",), "nothing is overwritten"


def test_a_file_whose_raw_sides_are_there_goes_the_normal_road(place: Place) -> None:
    place.store("a", raw_stays=True)
    assert place.run() == Reconciled()


def test_a_file_that_is_being_worked_on_is_left_alone(place: Place) -> None:
    place.store("a")
    place.write_raw("b", age_s=STRANGE_RAW_AGE_S * 2)
    part = place.vault / "2026/11/02/c.wav.part"
    part.write_bytes(b"x")
    assert place.run("a", "b", "c") == Reconciled()


@pytest.mark.parametrize("state", ["recording", "storing"])
def test_a_file_whose_fact_is_still_to_come_is_left_alone(place: Place, state: str) -> None:
    place.store("a")
    place.add_row("a", state)
    assert place.run() == Reconciled()


def test_a_row_without_a_file_is_reported(place: Place) -> None:
    stored = place.store("a")
    place.add_row("a", "kept", stored)
    (place.vault / stored.path).unlink()
    assert place.run().missing == ("a",)


def test_a_file_of_another_size_is_no_file(place: Place) -> None:
    stored = place.store("a")
    place.add_row("a", "kept", stored)
    os.truncate(place.vault / stored.path, 60)
    assert place.run().missing == ("a",)


def test_a_missing_file_is_made_again_while_the_raw_sides_are_there(place: Place) -> None:
    stored = place.store("a", raw_stays=True)
    place.add_row("a", "kept", stored)
    (place.vault / stored.path).unlink()
    found = place.run()
    assert (found.missing, found.repaired, found.raws_discarded) == ((), ("a",), 1)
    assert place.files(place.vault) == [stored.path]
    assert place.files(place.raw) == []


def test_raw_sides_of_a_kept_recording_are_removed(place: Place) -> None:
    place.add_row("a", "kept", place.store("a", raw_stays=True))
    assert place.run().raws_discarded == 1
    assert place.files(place.raw) == []


def test_raw_sides_of_a_failed_recording_stay_and_are_told(place: Place) -> None:
    place.write_raw("a")
    place.add_row("a", "failed")
    assert place.run().failed_raws == ("a",)
    assert len(place.files(place.raw)) == 2


def test_the_file_of_a_failed_row_is_moved_aside(place: Place) -> None:
    place.store("a")
    place.add_row("a", "failed")
    assert place.run().orphans == ("orphans/a.wav",)


def test_strange_raw_sides_are_moved_only_when_old(place: Place) -> None:
    place.write_raw("new", age_s=STRANGE_RAW_AGE_S - 1)
    place.write_raw("old", age_s=STRANGE_RAW_AGE_S + 1)
    (place.raw / "not ours-in.sln").write_bytes(b"x")
    assert sorted(place.run().orphans) == ["orphans/old-in.sln", "orphans/old-out.sln"]
    assert place.files(place.raw) == ["new-in.sln", "new-out.sln", "not ours-in.sln"]


def test_leftovers_of_a_crash_are_removed(place: Place) -> None:
    place.add_row("a", "kept", place.store("a"))
    part = place.vault / "2026/11/02/b.wav.part"
    part.write_bytes(b"half")
    assert place.run().parts_removed == 1
    assert not part.exists()


@pytest.mark.parametrize("path", [None, "../../etc/passwd", "2026/13/77/a.wav", "/etc/passwd"])
def test_a_row_with_a_path_that_cannot_be_is_missing(place: Place, path: str | None) -> None:
    place.write_raw("a")
    place.rows.append(
        RecordingRow(RecordingId("a"), CallId("c"), "kept", datetime.now(UTC), path=path)
    )
    assert place.run().missing == ("a",)
    assert len(place.files(place.raw)) == 2


def test_an_empty_house_is_in_order(tmp_path: Path) -> None:
    reconciler = Reconciler(tmp_path / "raw", tmp_path / "vault", [], lambda _name: False)
    assert reconciler.run(NOW_S) == Reconciled()


def test_messages_are_put_right_as_conversations_are(place: Place) -> None:
    def write(name: str, age_s: float = 10) -> Path:
        (path,) = raw_paths(place.raw, RecordingId(name))
        path.write_bytes(header(1, 200) + b"ab" * 100)
        os.utime(path, (NOW_S - age_s, NOW_S - age_s))
        return path

    for name in ("lost-m1", "kept-m1", "failed-m1", "new-m1", "old-m1"):
        write(name, STRANGE_RAW_AGE_S * 2 if name == "old-m1" else 10)
    kept = keep(place.raw, place.vault, RecordingId("kept-m1"))
    lost = keep(place.raw, place.vault, RecordingId("lost-m1"))
    (place.vault / lost.path).unlink()
    place.add_row("kept-m1", "kept", kept)
    place.add_row("lost-m1", "kept", lost)
    place.add_row("failed-m1", "failed")
    found = place.run()
    assert (found.missing, found.repaired) == ((), ("lost-m1",))
    assert found.orphans == ("orphans/old-m1-message.wav",)
    assert (found.failed_raws, found.raws_discarded) == (("failed-m1",), 2)
    assert place.files(place.raw) == ["failed-m1-message.wav", "new-m1-message.wav"]


def test_a_kept_message_without_any_file_is_missing(place: Place) -> None:
    place.rows.append(
        RecordingRow(
            RecordingId("x-m1"), CallId("x"), "kept", datetime.now(UTC), path="2026/11/02/x-m1.wav"
        )
    )
    assert place.run().missing == ("x-m1",)
