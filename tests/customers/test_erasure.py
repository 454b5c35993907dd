"""The job of forgetting a customer."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from customers.card import Card, CardNumber
from customers.erasure import REMAINS, Erasure, FilesStay, from_vault
from customers.ports import Living, TracedRecording, Traces
from recording.vault import FileVault
from tests.customers.cards import NOON

SOUND = "2026/11/22/rec.wav"
EVE = Card(
    id="eve",
    created_at=NOON,
    created_by="a",
    changed_at=NOON,
    changed_by="a",
    name="Eve",
    numbers=(CardNumber("+4930123456", "030 123456"),),
)


class FakeForgetting:
    def __init__(self, *, living: bool = False) -> None:
        self.living = living
        self.forgotten: list[str] = []
        self.swept: Sequence[str] = ()

    async def recordings(self, card: Card) -> Sequence[TracedRecording]:
        if self.living:
            raise Living("a call is under way")
        return (TracedRecording("rec", SOUND), TracedRecording("lost", None))

    async def forget(self, card: Card, why: str) -> Traces:
        self.forgotten.append(why)
        return Traces(3, 7)

    async def sweep(self, needles: Sequence[str]) -> tuple[str, ...]:
        self.swept = needles
        return ("some bytes stay",)


def is_there(file: Path) -> bool:
    return file.exists()


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    file = tmp_path / SOUND
    file.parent.mkdir(parents=True)
    file.write_bytes(b"RIFF")
    return file


async def test_files_then_rows_then_bytes(tmp_path: Path, sound: Path) -> None:
    forgetting = FakeForgetting()
    done = await Erasure(forgetting, from_vault(FileVault(tmp_path))).run(EVE)
    assert not is_there(sound)
    assert (done.calls, done.facts, done.recordings) == (3, 7, 1)
    assert done.remains == ("some bytes stay", *REMAINS)
    assert forgetting.swept == ("4930123456", "Eve")
    assert forgetting.forgotten == ["erased at the customer's wish"]


async def test_a_file_that_is_gone_already_is_removed(tmp_path: Path) -> None:
    done = await Erasure(FakeForgetting(), from_vault(FileVault(tmp_path))).run(EVE)
    assert done.recordings == 1


async def test_nothing_is_forgotten_while_a_call_runs(tmp_path: Path, sound: Path) -> None:
    forgetting = FakeForgetting(living=True)
    with pytest.raises(Living):
        await Erasure(forgetting, from_vault(FileVault(tmp_path))).run(EVE)
    assert is_there(sound)
    assert not forgetting.forgotten


async def test_nothing_is_forgotten_while_files_stay(tmp_path: Path) -> None:
    async def refuse(path: str) -> bool:
        return False

    forgetting = FakeForgetting()
    with pytest.raises(FilesStay, match="cannot be removed, such as 2026/11/22/rec"):
        await Erasure(forgetting, refuse).run(EVE)
    assert not forgetting.forgotten


async def test_a_folder_in_the_place_of_a_file_stays(tmp_path: Path) -> None:
    class OddVault:
        def locate(self, path: str) -> Path:
            return tmp_path

    assert not await from_vault(OddVault())(SOUND)
