"""`callwright bench routing`: everything that is measured of the router, in parts.

Nothing is judged. All is seeded but the times of the last two parts. The published examples
and the small models run with settings found on other seeds; see `plans/`.
"""

import os
import platform
from collections.abc import Callable, Collection
from typing import Any

from switchboard.bench.routing import models, oracles, replay, small, speed

Say = Callable[[str], None]
PARTS = ("oracles", "simplemsk", "bilingual", "wallace_whitt", "optimum", "speed", "replay")


def report(say: Say, parts: Collection[str], quick: bool, year: bool = False) -> dict[str, Any]:
    """The object of `--json`: the parts that are asked for, in their order.

    `quick` is a tenth of the work, with wide intervals. `year` plays a whole year in the last
    part. Raises ValueError if something cannot be measured.
    """
    told: dict[str, Any] = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "quick": quick,
    }
    for part in PARTS:
        if part in parts:
            told |= _measured(part, say, quick, year)
    return told


def _measured(part: str, say: Say, quick: bool, year: bool) -> dict[str, Any]:
    msk = models.MSK_QUICK if quick else models.MSK_FULL
    if part == "oracles":
        exact = oracles.oracles(oracles.QUICK if quick else oracles.FULL, say)
        return {part: exact + models.msk_oracles(msk, say)}
    if part == "simplemsk":
        return {part: models.msk(msk, say)}
    if part == "bilingual":
        weeks = models.BILINGUAL_QUICK if quick else models.BILINGUAL_FULL
        return {part: models.bilingual_centre(weeks, say)}
    if part == "wallace_whitt":
        minutes = models.WALLACE_WHITT_QUICK if quick else models.WALLACE_WHITT_FULL
        return {part: models.wallace_whitt_centre(minutes, say)}
    if part == "optimum":
        rows = small.optimum(small.QUICK if quick else small.FULL, say)
        return {part: rows, "optimum_summary": small.summary(rows)}
    if part == "speed":
        return {part: speed.speed(speed.QUICK if quick else speed.FULL, say)}
    size = replay.QUICK if quick else replay.FULL
    if year:
        size = size._replace(days=replay.YEAR_DAYS)
    return {part: replay.replay_speed(size, say)}
