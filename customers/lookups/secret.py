"""Secrets of outside sources, by name: from the environment, or from a file of ours."""

import os
import stat
from pathlib import Path

from customers.lookups.source import SourceFailed

ENVIRONMENT = "SOURCE_SECRET_"
_LONGEST = 4096


def read_secret(name: str, folder: Path | None) -> str:
    """The secret, read anew each time so that it can be changed. Raises `SourceFailed`."""
    told = os.environ.get(ENVIRONMENT + name.upper()) or _from_file(name, folder)
    if not told or len(told) > _LONGEST or not told.isascii() or not told.isprintable():
        raise SourceFailed(f"the secret {name} cannot be sent: it is empty or not plain text")
    return told


def _from_file(name: str, folder: Path | None) -> str:
    if folder is None:
        raise SourceFailed(_missing(name))
    try:
        handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise SourceFailed(_missing(name)) from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077:
            raise SourceFailed(f"the secret {name} can be read by others; run chmod 600 on it")
        return file.read(_LONGEST + 1).decode("utf-8", "replace").strip()


def _missing(name: str) -> str:
    return (
        f"there is no secret {name}: set {ENVIRONMENT}{name.upper()}, or put it into the file "
        f"secrets/sources/{name}"
    )
