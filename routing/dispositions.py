"""What operators may say that a call came to: a tree of codes, as a queue's plan lists it.

An operator chooses a path from the top down to a code that has nothing below it. Codes are
kept with the call, so the names may change; a code is unique among its siblings only.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

DEPTH_LIMIT = 3
COUNT_LIMIT = 200
"""Dispositions of one queue, those below others included."""


def _told_apart(siblings: "tuple[DispositionPlan, ...]") -> "tuple[DispositionPlan, ...]":
    seen: set[str] = set()
    for one in siblings:
        if one.code in seen:
            raise ValueError(f"the code {one.code} stands here twice; give one of them another")
        seen.add(one.code)
    return siblings


class DispositionPlan(BaseModel):
    """One thing that a call may come to. With `children`, one of them has to be chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    name: str = Field(min_length=1, max_length=80)
    children: Annotated["tuple[DispositionPlan, ...]", AfterValidator(_told_apart)] = Field(
        default=(), max_length=COUNT_LIMIT
    )

    @property
    def is_leaf(self) -> bool:
        """Whether a choice may end here."""
        return not self.children


def _within_limits(tree: tuple[DispositionPlan, ...]) -> tuple[DispositionPlan, ...]:
    depth = max((level for level, _ in _walk(tree)), default=0)
    if depth > DEPTH_LIMIT:
        raise ValueError(
            f"the list is {depth} levels deep, and the most is {DEPTH_LIMIT}; nobody finds "
            "anything below that while a caller waits"
        )
    count = sum(1 for _ in _walk(tree))
    if count > COUNT_LIMIT:
        raise ValueError(
            f"there are {count} dispositions, and the most is {COUNT_LIMIT}, those below others "
            "included; leave out what nobody counts"
        )
    return tree


Dispositions = Annotated[
    tuple[DispositionPlan, ...],
    AfterValidator(_told_apart),
    AfterValidator(_within_limits),
    Field(max_length=COUNT_LIMIT),
]
"""The whole tree of a queue."""


def find(tree: Iterable[DispositionPlan], path: Sequence[str]) -> DispositionPlan | None:
    """What stands at the end of a path of codes from the top; None if there is no such path."""
    found: DispositionPlan | None = None
    level = tree
    for code in path:
        found = next((one for one in level if one.code == code), None)
        if found is None:
            return None
        level = found.children
    return found


def _walk(tree: Iterable[DispositionPlan], level: int = 1) -> Iterator[tuple[int, DispositionPlan]]:
    for one in tree:
        yield level, one
        yield from _walk(one.children, level + 1)
