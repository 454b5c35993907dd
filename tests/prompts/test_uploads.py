"""Uploaded sounds are converted and known by their contents."""

import asyncio
from pathlib import Path

import pytest

from prompts import files
from prompts.sound import SoundRefused
from prompts.uploads import LIMIT_BYTES, Uploads
from tests.prompts.test_sound import encoded


async def test_a_sound_is_kept_by_what_it_is(uploads: Uploads) -> None:
    data = encoded(form="MP3")
    name = await uploads.keep(data)
    assert await uploads.keep(data) == name
    assert uploads.has(name)
    assert uploads.names() == {name}
    assert files.is_there(uploads.stem(name))
    assert uploads.stem(name).is_absolute()
    other = await uploads.keep(encoded(form="FLAC"))
    assert uploads.names() == {name, other}
    uploads.remove(name)
    assert not uploads.has(name)


async def test_the_same_sound_twice_at_once(uploads: Uploads) -> None:
    data = encoded()
    assert len(set(await asyncio.gather(*(uploads.keep(data) for _ in range(5))))) == 1


@pytest.mark.parametrize("name", ["", "..", "../x", "/etc/passwd", "a" * 31, "a" * 33, "G" * 32])
async def test_what_is_no_id_leads_nowhere(uploads: Uploads, name: str) -> None:
    assert not uploads.has(name)
    uploads.remove(name)
    with pytest.raises(LookupError):
        uploads.stem(name)


async def test_what_is_too_much_is_refused(tmp_path: Path, uploads: Uploads) -> None:
    with pytest.raises(SoundRefused, match="the limit is 20 MB"):
        await uploads.keep(bytes(LIMIT_BYTES + 1))
    with pytest.raises(SoundRefused, match="longer than 10 minutes"):
        await uploads.keep(encoded(seconds=601, rate=8000, channels=1, form="FLAC"))
    full = Uploads(tmp_path / "few", most=1)
    await full.keep(encoded())
    with pytest.raises(SoundRefused, match="1 uploaded sounds already"):
        await full.keep(encoded(seconds=0.5))


async def test_nothing_is_left_of_a_refused_one(tmp_path: Path, uploads: Uploads) -> None:
    with pytest.raises(SoundRefused):
        await uploads.keep(b"no sound")
    assert not list((tmp_path / "uploads").iterdir())
    assert (tmp_path / "uploads").stat().st_mode & 0o777 == 0o700


async def test_what_a_killed_service_left_is_removed(tmp_path: Path, uploads: Uploads) -> None:
    name = await uploads.keep(encoded())
    (tmp_path / "uploads" / ".half.1234").write_bytes(b"x")
    assert Uploads(tmp_path / "uploads").names() == {name}
    assert len(list((tmp_path / "uploads").iterdir())) == 2
