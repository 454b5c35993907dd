"""Logs: JSON lines in HOME/log/service.log, one short line each on standard error.

Personal data appears only under keys that begin with `pii_`; a setting masks them.
"""

import logging
import logging.handlers
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

LOG_BYTES = 10 << 20
LOG_FILES = 5
LINE_LIMIT = 1000
"""Longest line on standard error, in characters."""


def configure_logs(folder: Path, level: str, *, mask: bool) -> None:
    """Send everything to the home's log and warnings to standard error."""
    file = logging.handlers.RotatingFileHandler(
        folder / "service.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES
    )
    (folder / "service.log").chmod(0o600)
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(logging.WARNING)
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _masker(mask),
    ]
    file.setFormatter(_formatter(shared, structlog.processors.JSONRenderer(default=str)))
    console.setFormatter(_formatter(shared, _one_line))
    root = logging.getLogger()
    root.handlers[:] = [file, console]
    root.setLevel(level.upper())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _formatter(
    shared: list[structlog.typing.Processor], renderer: structlog.typing.Processor
) -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )


def _masker(mask: bool) -> structlog.typing.Processor:
    def hide(
        _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        if mask:
            for key in event:
                if key.startswith("pii_"):
                    event[key] = "masked"
        return event

    return hide


def _one_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    level = str(event.get("level", "info"))
    why = event.get("why")
    said = str(event.get("event", ""))
    line = f"callwright {level}: {said}" + (f": {why}" if why else "")
    # A reason may hold anything, a line end or a terminal's own commands too.
    return "".join(sign if sign.isprintable() else " " for sign in line[:LINE_LIMIT])
