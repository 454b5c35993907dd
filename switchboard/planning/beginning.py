"""Which plan a start begins with: the newest published one, or the first of all."""

from datetime import datetime

import structlog

from switchboard.plan import Plan, PlanError, load_plan, parse_plan, plan_text, told
from switchboard.planning.checking import read_plan
from switchboard.planning.files import PlanFiles, digest
from vocabulary.plans import PlanRevision

log = structlog.get_logger(__name__)

FIRST = 1
BY_FIRST_START = "first start"


def begin(files: PlanFiles, named: str | None, usual: str, now: datetime) -> None:
    """See to it that there is a revision. Raises `PlanError`.

    `named` is the plan that CALLWRIGHT_PLAN names, if it does; it counts at the first start
    only, and `usual` is taken without it.
    """
    files.prepare()
    if files.newest:
        _warn_of_other(files, named)
        return
    source = named or usual
    text = plan_text(source)
    parse_plan(text, source)
    files.keep(PlanRevision(FIRST, now, BY_FIRST_START, sha256=digest(text)), text)


def current_plan(files: PlanFiles, first: str) -> Plan:
    """The newest published plan; before the first start the one that it will take.

    Raises `PlanError`.
    """
    return stored_plan(files, files.newest) if files.newest else load_plan(first)


def stored_plan(files: PlanFiles, revision: int) -> Plan:
    """A revision that was published once: what newer checks think of it does not matter.

    Raises `PlanError` where its types do not fit any more, `LookupError` where it is gone.
    """
    reading = read_plan(files.text_of(revision))
    if reading.plan is None:
        findings = "\n".join(
            f"plan, revision {revision}: {told(finding)}" for finding in reading.errors
        )
        raise PlanError(
            f"{findings}\nThis version cannot use it. Mend a copy of it and publish that: "
            "'callwright plan export > plan.yaml', then 'callwright plan publish plan.yaml'"
        )
    return reading.plan


def stored_plans(files: PlanFiles, wanted: set[int]) -> dict[int, Plan]:
    """The newest revision, and those of `wanted` that can be read. Raises `PlanError`."""
    newest = files.newest
    plans = {newest: stored_plan(files, newest)}
    for revision in sorted(wanted - {newest, 0}):
        try:
            plans[revision] = stored_plan(files, revision)
        except (LookupError, PlanError) as error:
            log.error(
                "calls of a revision follow the newest instead", revision=revision, why=str(error)
            )
    return plans


def _warn_of_other(files: PlanFiles, named: str | None) -> None:
    """Say so when CALLWRIGHT_PLAN names something that is not what the first start took."""
    if named is None:
        return
    try:
        other = plan_text(named) != files.text_of(FIRST)
    except (PlanError, LookupError):
        other = True
    if other:
        log.warning(
            "CALLWRIGHT_PLAN counts at the first start only; to use it, publish it",
            plan=named,
            in_force=files.newest,
            do=f"callwright plan publish {named}",
        )
