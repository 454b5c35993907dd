"""How large the built pages are, as the build counted them: script and words, gzipped.

A page's figure holds all that it fetches, at once or when it is needed. The wall shows
the supervisor's page and a review the manager's.
"""

import json
from pathlib import Path

from switchboard.bench.blocks import CouldNotMeasure

PAGES = {"operator": "operator", "wall": "supervisor", "review": "manager"}


def bundles(dist: Path) -> dict[str, float]:
    """Kilobytes (1000 bytes) of each page. Raises CouldNotMeasure when none are built."""
    try:
        sizes = json.loads((dist / "sizes.json").read_text())["gzip_kb"]
        return {name: float(sizes[page]) for name, page in PAGES.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CouldNotMeasure("the screens are not built: run 'make web'") from error
