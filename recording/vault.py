"""Where finished recordings are: from a catalogue row's path to a file, and no further."""

from pathlib import Path

from recording.files import FINAL_PATTERN


class FileVault:
    """Implements `vocabulary.ports.Vault` over the recordings' folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def locate(self, path: str) -> Path:
        """The file of a row's `path`, `YYYY/MM/DD/<id>.wav`.

        Anything of another form, behind a link or outside of the folder is not there.
        Raises LookupError.
        """
        if FINAL_PATTERN.fullmatch(path) is None:
            raise LookupError(f"{path[:200]!r} is not the path of a recording")
        try:
            root = self._root.resolve(strict=True)
            file = (root / path).resolve(strict=True)
        except (OSError, RuntimeError) as error:
            raise LookupError(f"the recording {path} is not in {self._root}") from error
        # Resolved and yet unchanged: no link on the way, so nothing leads outside.
        if file != root / path or not file.is_file():
            raise LookupError(f"the recording {path} is not a file of {self._root}")
        return file
