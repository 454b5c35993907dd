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
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("Asterisk", total=1.0)

    def tell(share: float, what: str) -> None:
        bar.start()  # only now: where nothing is fetched, there is nothing to see
        bar.update(task, completed=share, description=what)

    try:
        return choose(cache, tell)
    finally:
        if bar.live.is_started:
            bar.stop()
