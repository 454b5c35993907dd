"""The plan: everything a manager can change about how calls flow, in one document.

The document stands in `switchboard.planning.document`; here it comes from a file or from
a text, as whoever only needs a good one wants it.
"""

from importlib.resources import files
from pathlib import Path

from switchboard.planning.checking import read_plan
from switchboard.planning.document import Plan, QueueDocument
from switchboard.planning.reading import SIZE_LIMIT_BYTES
from vocabulary.plans import TextFinding

__all__ = ["BUILT_IN", "Plan", "PlanError", "QueueDocument", "load_plan", "parse_plan", "plan_text"]

BUILT_IN = ("example", "minimal")


class PlanError(ValueError):
    """A plan that cannot be used; one finding a line."""


def load_plan(name: str) -> Plan:
    """A built-in plan by name, or a YAML file by path. Raises `PlanError`."""
    return parse_plan(plan_text(name), name)


def plan_text(name: str) -> str:
    """The text of a built-in plan, or of a file. Raises `PlanError`."""
    if name in BUILT_IN:
        return files("switchboard").joinpath(f"plans/{name}.yaml").read_text(encoding="utf-8")
    path = Path(name)
    try:
        if path.stat().st_size > SIZE_LIMIT_BYTES:
            raise PlanError(f"plan {name}: larger than {SIZE_LIMIT_BYTES} bytes")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        built_in = ", ".join(BUILT_IN)
        raise PlanError(
            f"plan {name}: cannot be read ({error}); give {built_in} or the path of a YAML file"
        ) from error


def parse_plan(text: str, source: str) -> Plan:
    """A plan from YAML text. `source` is named in errors. Raises `PlanError`."""
    reading = read_plan(text)
    if reading.usable is None:
        raise PlanError("\n".join(f"plan {source}: {told(each)}" for each in reading.errors))
    return reading.usable


def told(finding: TextFinding) -> str:
    """A finding as a line: its place, what is wrong, and where that stands."""
    where = ".".join(str(part) for part in finding.place)
    line = f" (line {finding.line})" if finding.line else ""
    return f"{where}: {finding.message}{line}" if where else f"{finding.message}{line}"
