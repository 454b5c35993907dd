"""Asterisk's own log, kept from growing for ever."""

from contextlib import suppress
from pathlib import Path

from telephony.asterisk.control import Control, ControlFailed

LOG_NAME = "messages"
_MOST_BYTES = 20 * 1024 * 1024
_KEPT = 4


async def keep_short(log_dir: Path, control: Control) -> None:
    """Begin a new log when it is long, and remove the oldest."""
    log = log_dir / LOG_NAME
    try:
        too_long = log.stat().st_size > _MOST_BYTES
    except OSError:
        return
    if not too_long:
        return
    with suppress(ControlFailed):
        await control.rotate_log(LOG_NAME)
    _remove_oldest(log_dir)


def _remove_oldest(log_dir: Path) -> None:
    for old in log_dir.glob(f"{LOG_NAME}.*"):
        if old.suffix[1:].isdecimal() and int(old.suffix[1:]) >= _KEPT:
            old.unlink(missing_ok=True)
