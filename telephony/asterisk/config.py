"""Write Asterisk's configuration: everything from our settings, nothing by hand.

Files are replaced in one step each and only when their text changed, so the answer says
exactly what has to be reloaded.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from telephony.asterisk.conf_core import core_files, run_dir
from telephony.asterisk.conf_dialplan import dialplan
from telephony.asterisk.conf_pjsip import pjsip_files
from telephony.asterisk.faults import SettingsRefused
from telephony.asterisk.runtime import Runtime
from telephony.asterisk.settings import AsteriskSettings, Extension, check_extensions

RELOADED_BY = {
    "extensions.conf": "pbx_config.so",
    "pjsip.conf": "res_pjsip.so",
    "pjsip_trunks.conf": "res_pjsip.so",
    "pjsip_phones.conf": "res_pjsip.so",
    "musiconhold.conf": "res_musiconhold.so",
}
"""Files that a running Asterisk takes up by reloading a module; all others need a restart."""


def generate(
    settings: AsteriskSettings,
    extensions: tuple[Extension, ...],
    runtime: Runtime,
    http_port: int,
    ari_password: str,
) -> dict[str, str]:
    """File name → text of the whole configuration. Raises `SettingsRefused`."""
    check_extensions(settings, extensions)
    opus = "codec_opus_open_source" in runtime.modules
    return {
        **core_files(settings, runtime, http_port, ari_password),
        **pjsip_files(settings, extensions, opus),
        "extensions.conf": dialplan(settings, extensions),
    }


def write(settings: AsteriskSettings, files: dict[str, str]) -> frozenset[str]:
    """Bring HOME/asterisk/etc to `files`; answers the names that changed or went.

    Raises `SettingsRefused` when it cannot be written.
    """
    etc = settings.root / "etc"
    private_dir(etc)
    with _writing(etc):
        changed = {name for name, text in files.items() if write_private(etc / name, text)}
        for stale in etc.iterdir():
            if stale.name not in files and stale.is_file():
                stale.unlink()
                changed.add(stale.name)
    return frozenset(changed)


def prepare_folders(settings: AsteriskSettings, runtime: Runtime) -> None:
    """Make Asterisk's folders, its links to prompts and music, and the empty ledger."""
    root = settings.root
    for name in ("", "etc", "log", "db", "spool", "data", "keys", "data/sounds", "keys/keys"):
        private_dir(root / name)
    private_dir(root / "run")
    private_dir(run_dir(settings))
    private_dir(settings.voicemail_dir)
    for name in ("recording", "tmp", "system"):
        private_dir(root / "spool" / name)
    if runtime.moh_dir is None:
        private_dir(root / "data" / "moh")
    with _writing(root):
        _link(root / "data" / "documentation", runtime.documentation_dir)
        _link(root / "data" / "rest-api", runtime.rest_api_dir)
        if runtime.moh_dir is not None:
            _link(root / "data" / "moh", runtime.moh_dir)
        for language, folder in runtime.sounds.items():
            _link(root / "data" / "sounds" / language, folder)
        # Asterisk appends to it only if it is there.
        os.close(os.open(settings.ledger, os.O_CREAT | os.O_WRONLY, 0o600))


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SettingsRefused(
            "home folder",
            f"{folder} cannot be written: {error.strerror}.",
            "Free some space or mend its permissions, or set CALLWRIGHT_HOME.",
        ) from error


def private_dir(path: Path) -> None:
    """Make a folder that only we can read. Raises `SettingsRefused` when it is not ours."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_symlink() or path.stat().st_uid != os.geteuid():
            raise PermissionError(1, "it belongs to somebody else")
        path.chmod(0o700)
    except OSError as error:
        raise SettingsRefused(
            "home folder",
            f"{path} cannot be used: {error.strerror}.",
            "Give a folder that this user owns, or set CALLWRIGHT_HOME.",
        ) from error


def write_private(path: Path, text: str) -> bool:
    """Replace a 0600 file in one step if its text differs. Answers whether it did."""
    data = text.encode()
    try:
        if path.read_bytes() == data and path.stat().st_mode & 0o777 == 0o600:
            return False
    except OSError:
        pass  # not there or not readable: written anew
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    if link.is_symlink():
        link.unlink()
    if not link.exists():
        link.symlink_to(target)
