"""What operators can do, as the plan says it, and the smallest change that says it anew."""

from collections.abc import Iterable, Mapping
from typing import Any

LEAST, MOST = 1, 10
"""Levels of a skill."""

Document = Mapping[str, Any]
Levels = Mapping[str, int]


def known_skills(plan: Document) -> tuple[str, ...]:
    """Every skill that may be given: those of the plan's list, or else all that it names."""
    listed = plan.get("skills") or ()
    return tuple(sorted(set(listed) or set(_named(plan))))


def levels_of(plan: Document, operator: str) -> dict[str, int]:
    """The operator's skills with their levels."""
    found: dict[str, int] = dict(_part(plan, operator).get("skills") or {})
    return found


def languages_of(plan: Document, operator: str) -> list[str]:
    """The operator's languages; none: any."""
    return list(_part(plan, operator).get("languages") or ())


def edits_for(operator: str, levels: Levels) -> list[dict[str, Any]]:
    """The change to a plan's text after which the operator has exactly these."""
    place = ["operators", operator, "skills"]
    return [{"op": "set", "place": place, "value": dict(sorted(levels.items()))}]


def _part(plan: Document, operator: str) -> Document:
    found = (plan.get("operators") or {}).get(operator)
    return found if isinstance(found, Mapping) else {}


def _named(plan: Document) -> Iterable[str]:
    for queue in plan.get("queues") or ():
        yield from queue.get("requires") or ()
        yield from queue.get("prefers") or ()
        for step in queue.get("widen") or ():
            yield from step.get("requires") or ()
    for operator in (plan.get("operators") or {}).values():
        yield from operator.get("skills") or ()
