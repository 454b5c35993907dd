"""Plans as files, for whoever begins from a home."""

from datetime import UTC, datetime
from pathlib import Path

from switchboard.planning.files import PlanFiles, digest
from vocabulary.plans import PlanRevision

FIRST_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def plan_files(folder: Path, *texts: str) -> PlanFiles:
    """Files with these texts as revisions 1, 2, …; those that are there stay."""
    files = PlanFiles(folder)
    files.prepare()
    for revision, text in enumerate(texts, start=1):
        if revision not in files.revisions():
            files.keep(PlanRevision(revision, FIRST_AT, "test", sha256=digest(text)), text)
    return files
