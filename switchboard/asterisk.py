"""Finds or fetches Asterisk with something to look at meanwhile."""

import asyncio
from pathlib import Path

import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from telephony.asterisk.runtime import Runtime, choose, default_cache

log = structlog.get_logger(__name__)


async def find_runtime(cache: Path | None) -> Runtime:
    """The Asterisk to run. Raises `RuntimeUnavailable`."""
    runtime = await asyncio.to_thread(_choose_visibly, cache or default_cache())
    for note in runtime.notes:
        log.warning("choosing Asterisk", why=note)
    return runtime


def _choose_visibly(cache: Path) -> Runtime:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Asterisk", total=1.0, visible=False)

        def tell(share: float, what: str) -> None:
            bar.update(task, completed=share, description=what, visible=True)

        return choose(cache, tell)
