"""Files of prompts on disk: whole or not there, for us alone."""

import os
import secrets
from pathlib import Path

from prompts.sound import NARROW_ENDING, WIDE_ENDING, Prompt

ENDINGS = (NARROW_ENDING, WIDE_ENDING)


def make_private(folder: Path) -> None:
    """A folder that nobody else can look into. Raises `ValueError` for one that cannot serve."""
    if "," in str(folder) or not str(folder).isprintable():
        # Asterisk takes a list of sounds with commas between them.
        raise ValueError(f"prompts cannot be played from {folder}: its name has a comma or worse")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def with_ending(stem: Path, ending: str) -> Path:
    """A prompt's file. Its name may have dots of its own."""
    return stem.parent / f"{stem.name}{ending}"


def write(stem: Path, made: Prompt) -> int:
    """Both files of a prompt. Answers their bytes.

    The wide one comes last, and only a prompt that has it counts as there.
    """
    make_private(stem.parent)
    for ending, data in ((NARROW_ENDING, made.narrow), (WIDE_ENDING, made.wide)):
        _write_whole(with_ending(stem, ending), data)
    return len(made.narrow) + len(made.wide)


def is_there(stem: Path) -> bool:
    """Whether both files can be played."""
    return all(with_ending(stem, ending).is_file() for ending in ENDINGS)


def size(stem: Path) -> int:
    """Bytes of both files."""
    return sum(with_ending(stem, ending).stat().st_size for ending in ENDINGS)


def remove(stem: Path) -> None:
    """Away with both. Whoever is playing one hears it to its end."""
    for ending in reversed(ENDINGS):
        with_ending(stem, ending).unlink(missing_ok=True)


def _write_whole(path: Path, data: bytes) -> None:
    work = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    descriptor = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        work.replace(path)
    except BaseException:
        work.unlink(missing_ok=True)
        raise
