"""Real raw files to real WAV files, read back by the standard library, sample by sample."""

import os
import subprocess
import sys
import wave
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recording.capture import CHUNK_SAMPLES, describe, keep, store
from recording.files import Disk, StoreError
from recording.raws import discard_raw, raw_paths
from vocabulary.ids import RecordingId

Samples = npt.NDArray[np.int16]
REC = RecordingId("call-1")
DAY = date(2026, 11, 2)


class Place:
    """A raw folder and a vault."""

    def __init__(self, root: Path) -> None:
        self.raw = root / "raw"
        self.vault = root / "vault"
        self.raw.mkdir(parents=True)

    def write(self, caller: bytes | None, operator: bytes | None) -> None:
        for path, data in zip(raw_paths(self.raw, REC), (caller, operator), strict=True):
            if data is not None:
                path.write_bytes(data)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.vault.rglob("*") if path.is_file())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def sound(seed: int, samples: int) -> bytes:
    random = np.random.default_rng(seed)
    return random.integers(-32768, 32767, samples, dtype="<i2", endpoint=True).tobytes()


def heard(path: Path) -> tuple[Samples, Samples]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8000)
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)
    return frames[:, 0], frames[:, 1]


def padded(data: bytes, samples: int) -> Samples:
    side = np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2")
    return np.concatenate([side, np.zeros(samples - len(side), dtype="<i2")])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1),
        (8000, 8000),
        (8000, 6400),  # 200 ms apart
        (6400, 8000),
        (CHUNK_SAMPLES, CHUNK_SAMPLES),
        (CHUNK_SAMPLES * 2 + 1, CHUNK_SAMPLES - 1),
        (CHUNK_SAMPLES + 1, CHUNK_SAMPLES * 3),
    ],
)
def test_every_sample_is_in_its_place(place: Place, left: int, right: int) -> None:
    caller, operator = sound(1, left), sound(2, right)
    place.write(caller, operator)
    stored = store(place.raw, place.vault, REC, DAY)
    longest = max(left, right)
    assert stored.path == "2026/11/02/call-1.wav"
    assert (stored.duration_s, stored.channels, stored.why) == (longest / 8000, 2, None)
    heard_left, heard_right = heard(place.vault / stored.path)
    assert np.array_equal(heard_left, padded(caller, longest))
    assert np.array_equal(heard_right, padded(operator, longest))
    assert stored.size_bytes == (place.vault / stored.path).stat().st_size == 44 + longest * 4


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=301), st.binary(max_size=301))
def test_any_bytes_of_any_length(
    tmp_path_factory: pytest.TempPathFactory, caller: bytes, operator: bytes
) -> None:
    place = Place(tmp_path_factory.mktemp("any"))
    place.write(caller, operator)
    longest = max(len(caller), len(operator)) // 2
    if longest == 0:
        with pytest.raises(StoreError, match="no audio"):
            store(place.raw, place.vault, REC, DAY)
        assert place.files() == []
        return
    stored = store(place.raw, place.vault, REC, DAY)
    left, right = heard(place.vault / stored.path)
    assert np.array_equal(left, padded(caller, longest))
    assert np.array_equal(right, padded(operator, longest))


def test_a_missing_side_is_silence_and_told(place: Place) -> None:
    operator = sound(2, 100)
    place.write(None, operator)
    stored = store(place.raw, place.vault, REC, DAY)
    left, right = heard(place.vault / stored.path)
    assert not left.any()
    assert np.array_equal(right, padded(operator, 100))
    assert stored.why is not None and "caller's side is missing" in stored.why


def test_the_other_side_missing(place: Place) -> None:
    caller = sound(2, 100)
    place.write(caller, b"\0")
    stored = store(place.raw, place.vault, REC, DAY)
    left, right = heard(place.vault / stored.path)
    assert np.array_equal(left, padded(caller, 100))
    assert not right.any()
    assert stored.why is not None and "operator's side is missing" in stored.why


@pytest.mark.parametrize(("caller", "operator"), [(None, None), (b"", b""), (b"x", None)])
def test_no_audio_at_all_is_a_failure(
    place: Place, caller: bytes | None, operator: bytes | None
) -> None:
    place.write(caller, operator)
    with pytest.raises(StoreError, match="no audio"):
        store(place.raw, place.vault, REC, DAY)
    with pytest.raises(StoreError, match="no audio"):
        keep(place.raw, place.vault, REC)
    assert place.files() == []


def test_a_link_is_no_raw_side(place: Place, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"ab" * 50)
    raw_paths(place.raw, REC)[0].symlink_to(secret)
    with pytest.raises(StoreError, match="no audio"):
        store(place.raw, place.vault, REC, DAY)


def test_what_a_header_cannot_say_is_refused_before_it_is_written(place: Place) -> None:
    caller = raw_paths(place.raw, REC)[0]
    caller.touch()
    os.truncate(caller, 2**31)  # a sparse file: 2^32 bytes of stereo
    with pytest.raises(StoreError, match="37 hours"):
        store(place.raw, place.vault, REC, DAY)
    assert place.files() == []


def test_storing_again_gives_the_same_and_writes_nothing(place: Place) -> None:
    place.write(sound(1, 800), sound(2, 800))
    first = store(place.raw, place.vault, REC, DAY)
    inode = (place.vault / first.path).stat().st_ino
    assert store(place.raw, place.vault, REC, DAY) == first
    assert (place.vault / first.path).stat().st_ino == inode


def test_the_day_is_the_one_on_which_it_began(place: Place) -> None:
    place.write(sound(1, 80_000), sound(2, 80_000))  # ten seconds
    end_s = datetime(2026, 11, 3, 0, 0, 5, tzinfo=UTC).timestamp()
    for path in raw_paths(place.raw, REC):
        os.utime(path, (end_s, end_s))
    assert keep(place.raw, place.vault, REC).path == "2026/11/02/call-1.wav"


def test_once_the_raw_sides_are_gone_the_file_is_found(place: Place) -> None:
    place.write(sound(1, 800), sound(2, 400))
    first = keep(place.raw, place.vault, REC)
    raw_paths(place.raw, REC)[0].unlink()  # a crash in the middle of the discarding
    assert keep(place.raw, place.vault, REC) == first
    discard_raw(place.raw, REC)
    discard_raw(place.raw, REC)
    assert list(place.raw.iterdir()) == []
    assert keep(place.raw, place.vault, REC) == first


@pytest.mark.parametrize("length", [0, 10, 43, 44 + 399])
def test_a_file_that_is_not_whole_is_not_taken_for_one(place: Place, length: int) -> None:
    place.write(sound(1, 100), sound(2, 100))
    final = place.vault / store(place.raw, place.vault, REC, DAY).path
    os.truncate(final, length)
    assert describe(place.vault, "2026/11/02/call-1.wav") is None
    again = store(place.raw, place.vault, REC, DAY)
    assert heard(place.vault / again.path)[0].size == 100


class Crash(BaseException):
    """The power goes: nothing after it runs, no clean-up either."""


class FailingDisk(Disk):
    """Crashes before or after its n-th step."""

    def __init__(self, steps: int, *, after: bool) -> None:
        self.left = steps
        self.after = after

    def fsync(self, descriptor: int) -> None:
        self._step(lambda: super(FailingDisk, self).fsync(descriptor))

    def replace(self, source: Path, target: Path) -> None:
        self._step(lambda: super(FailingDisk, self).replace(source, target))

    def unlink(self, path: Path) -> None:
        self._step(lambda: super(FailingDisk, self).unlink(path))

    def _step(self, do: Callable[[], None]) -> None:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Crash
        do()
        if self.left == 0:
            raise Crash


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_point_loses_nothing(tmp_path: Path, after: bool) -> None:
    caller, operator = sound(1, 1000), sound(2, 900)
    steps = 0
    crashed = True
    while crashed:
        steps += 1
        assert steps < 50
        place = Place(tmp_path / f"{steps}")
        place.write(caller, operator)
        crashed = False
        try:
            disk = FailingDisk(steps, after=after)
            keep(place.raw, place.vault, REC, disk)
            discard_raw(place.raw, REC, disk)
        except Crash:
            crashed = True
        # A file without `.part` is whole at every moment, and the repetition keeps it.
        for path in place.vault.rglob("*.wav"):
            assert heard(path)[0].size == 1000
        stored = keep(place.raw, place.vault, REC)
        left, right = heard(place.vault / stored.path)
        assert np.array_equal(left, padded(caller, 1000))
        assert np.array_equal(right, padded(operator, 1000))
        discard_raw(place.raw, REC)
        assert place.files() == ["call-1.wav"]
        assert list(place.raw.iterdir()) == []
    assert steps > 8, "fewer points than there are"


LIMITED = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from recording.capture import store
from recording.files import StoreError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    store(Path(sys.argv[1]), Path(sys.argv[2]), "call-1", date(2026, 11, 2))
except StoreError as error:
    print(error)
"""


def test_a_full_disk_is_one_sentence_and_keeps_the_raw_sides(place: Place) -> None:
    place.write(sound(1, 8000), sound(2, 8000))
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(place.raw), str(place.vault)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "is full: free some space; the raw sides are still there" in done.stdout
    assert done.stderr == ""
    assert place.files() == []
    assert all(path.stat().st_size == 16_000 for path in raw_paths(place.raw, REC))
    assert store(place.raw, place.vault, REC, DAY).duration_s == 1.0


def test_an_id_of_somebody_elses_making_is_refused(place: Place) -> None:
    for bad in ("../../etc/x", "a/b", ""):
        with pytest.raises(StoreError, match="cannot name a file"):
            store(place.raw, place.vault, RecordingId(bad), DAY)
        with pytest.raises(StoreError, match="cannot name a file"):
            discard_raw(place.raw, RecordingId(bad))
