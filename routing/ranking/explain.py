"""Why a pair is chosen and why a call still waits, from the terms that the choice is made of.

Read at the moment itself: before a chosen pair is taken, or while the call waits. When an
operator frees, the operator's part of the index is left out of the choice, and so is the
call's part when a call arrives. A rival is shown with the chosen pair's value for the part
that was left out, so that every index is the sum of its terms and the order shown is the
order in which the choice was made.
"""

from collections.abc import Callable, Hashable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.ranking.claims import NOBODY
from routing.ranking.dispatch import Claim
from routing.ranking.index import (
    GUARD_WORTH,
    call_terms,
    calls_open_to,
    operator_terms,
    operators_open_to,
    total,
)
from routing.ranking.ranked import Ranked
from routing.ranking.reach import exclusion
from vocabulary.decisions import DecisionTrace, Excluded, Rule, Term, Trigger, Weighed
from vocabulary.ids import CallId, OperatorId, QueueId

RIVALS_SHOWN = 5
EXCLUDED_SHOWN = 12
DIGITS = 4

RuleAgainst = Callable[[OperatorId], Rule | None]
"""What keeps an operator from any call at all: known to whoever keeps operators."""

Terms = dict[str, float]


TERMS = tuple(Term)
"""In the order in which they are told."""


class Scene(NamedTuple):
    """What an explanation looks at: the moment, the router, and what operators do."""

    now: float
    ranked: Ranked
    rule_against: RuleAgainst


class WaitState(NamedTuple):
    """Where a waiting call stands. See `vocabulary.facts.WaitExplained`."""

    waited_s: float
    step: int
    place: int
    ahead: int
    excluded: tuple[Excluded, ...]
    more_excluded: int


def explain(
    scene: Scene, queue: QueueId, call: Hashable, slot: int, trigger: Trigger
) -> DecisionTrace:
    """The trace of a pair that is about to be taken; `queue` is the call's."""
    now, ranked, _ = scene
    floor, rates = ranked.floor, ranked.rates
    claim = _claim(ranked, call)
    kind = floor.kinds.kind_of(call)
    compared = ranked.compared
    if compared is not None and compared.call == call and trigger is not Trigger.OPERATOR_FREED:
        slots, columns = compared.slots, compared.terms
    else:
        slots = operators_open_to(now, floor, rates, kind)
        columns = operator_terms(now, floor, rates, kind, slots, preferred=claim.preferred)
    operators_part = _column(columns, int(np.searchsorted(slots, slot)))
    kinds = call_terms(now, floor, rates, slot)
    calls_part = _column(kinds, kind)
    order = np.argsort(-total(columns, len(slots)), kind="stable")[: RIVALS_SHOWN + 1]
    rivals = [at for at in order.tolist() if slots[at] != slot][:RIVALS_SHOWN]
    shown = [
        _weighed(calls_part | _column(columns, at), operator=_operator(ranked, int(slots[at])))
        for at in rivals
    ]
    more = len(slots) - 1 - len(shown)
    if trigger in (Trigger.OPERATOR_FREED, Trigger.TOGETHER):
        calls, more_calls = _rival_calls(now, ranked, call, slot, kinds)
        shown += [_weighed(operators_part | terms, call=rival) for rival, terms in calls]
        more += more_calls
    excluded, more_excluded = _excluded(scene, call, slots)
    return DecisionTrace(
        trigger=trigger,
        queue=queue,
        waited_s=_rounded(now - claim.since),
        step=ranked.step(now, claim),
        chosen=_weighed(
            calls_part | operators_part, operator=_operator(ranked, slot), call=_call(call)
        ),
        rivals=tuple(shown),
        excluded=excluded,
        more_rivals=more,
        more_excluded=more_excluded,
    )


def explain_wait(scene: Scene, call: Hashable) -> WaitState:
    """Where a call stands that waits and may be rung on one more phone."""
    now, ranked, _ = scene
    claim = _claim(ranked, call)
    slots = operators_open_to(now, ranked.floor, ranked.rates, ranked.floor.kinds.kind_of(call))
    excluded, more = _excluded(scene, call, slots)
    place = _place(ranked, call, claim)
    return WaitState(
        waited_s=_rounded(now - claim.since),
        step=ranked.step(now, claim),
        place=place,
        ahead=_ahead(now, ranked, call, claim, place),
        excluded=excluded,
        more_excluded=more,
    )


def _rival_calls(
    now: float, ranked: Ranked, call: Hashable, slot: int, kinds: dict[str, NDArray[np.float64]]
) -> tuple[list[tuple[CallId, Terms]], int]:
    """The next best calls that this operator could have taken, and how many more there are.

    Of every other kind the oldest, of the chosen kind those behind the chosen call.
    """
    floor, rates = ranked.floor, ranked.rates
    own = floor.kinds.kind_of(call)
    may = np.flatnonzero(calls_open_to(now, floor, rates, slot))
    found: list[tuple[CallId, Terms]] = []
    for kind in map(int, may):
        if kind != own:
            found.append((_call(floor.kinds.oldest(kind)), _column(kinds, kind)))
    for behind in floor.kinds.calls(own, RIVALS_SHOWN + 2):
        if behind != call:
            since = _claim(ranked, behind).since
            found.append((_call(behind), _aged(now, ranked, own, since, _column(kinds, own))))
    found.sort(key=lambda one: (-round(sum(one[1].values()), DIGITS), ranked.number(one[0])))
    size = sum(floor.kinds.size(int(kind)) for kind in may)
    shown = found[:RIVALS_SHOWN]
    return shown, max(0, size - 1 - len(shown))


def _aged(now: float, ranked: Ranked, kind: int, since: float, terms: Terms) -> Terms:
    """The call's part for a call of a kind that is not its oldest."""
    queue, weights = int(ranked.floor.kinds.queue[kind]), ranked.rates.weights
    waited = now - since
    aged = terms | {"waiting": float(ranked.rates.slope[queue]) * waited}
    if "late" in aged:
        late = waited > weights.late_after * ranked.rates.threshold[queue]
        aged["late"] = -weights.late if late else 0.0
    if "guard" in aged:
        aged["guard"] = GUARD_WORTH + waited if waited >= weights.guard_s else 0.0
    return aged


def _place(ranked: Ranked, call: Hashable, claim: Claim) -> int:
    """From 1, within the queue: by waiting, with priority and credit counted as waiting."""
    kinds = ranked.floor.kinds
    own = kinds.kind_of(call)
    order = ranked.number(call)
    ahead = 0
    for queue in ranked.columns.alike[int(kinds.queue[own])]:
        for kind in np.flatnonzero(kinds.queue[: kinds.count] == queue):
            lead = float(kinds.lead_s[kind] - kinds.lead_s[own])
            ahead += kinds.before(int(kind), claim.since + lead, order)
    return ahead + 1


def _ahead(now: float, ranked: Ranked, call: Hashable, claim: Claim, place: int) -> int:
    """Calls of any queue that an operator who serves this call would take first."""
    floor, rates = ranked.floor, ranked.rates
    kinds = floor.kinds
    own = kinds.kind_of(call)
    slot = _typical(ranked, int(kinds.reach[own]))
    if slot is None:
        return place - 1
    terms = call_terms(now, floor, rates, slot)
    terms.pop("guard", None)
    index = total(terms, kinds.count)
    slope = rates.slope[kinds.queue[: kinds.count]]
    mine = float(index[own] - slope[own] * (claim.since - kinds.since[own]))
    held = kinds.held_for[: kinds.count]
    may = floor.reaches.may[kinds.reach[: kinds.count], slot] & ((held == NOBODY) | (held == slot))
    order = ranked.number(call)
    guarded = now - claim.since >= rates.weights.guard_s
    ahead = kinds.before(own, claim.since, order)
    for kind in map(int, np.flatnonzero(may)):
        if kind == own:
            continue
        since = float(kinds.since[kind] + (index[kind] - mine) / slope[kind])
        since = claim.since if guarded else max(since, now - rates.weights.guard_s)
        ahead += kinds.before(kind, since, order)
    return ahead


def _typical(ranked: Ranked, row: int) -> int | None:
    """Somebody who may take calls of these criteria, at work if anybody is."""
    seats = ranked.floor.seats
    may = np.flatnonzero(ranked.floor.reaches.may[row])
    at_work = (int(slot) for slot in may if not seats.is_away(int(slot)))
    return next(at_work, int(may[0]) if len(may) else None)


def _excluded(
    scene: Scene, call: Hashable, open_slots: NDArray[np.intp]
) -> tuple[tuple[Excluded, ...], int]:
    """Who cannot take the call and why: whoever is nearest to it first, the rest counted."""
    floor = scene.ranked.floor
    kind = floor.kinds.kind_of(call)
    may = floor.reaches.may[int(floor.kinds.reach[kind])]
    out = np.asarray(floor.seats.member.any(axis=1))
    out[open_slots] = False
    member = floor.seats.member[:, int(floor.kinds.queue[kind])]
    nearest = [
        np.flatnonzero(group) for group in (out & may, out & ~may & member, out & ~may & ~member)
    ]
    slots = [int(slot) for slot in np.concatenate(nearest)]
    found = [_why_not(scene, call, slot, bool(may[slot])) for slot in slots[:EXCLUDED_SHOWN]]
    return tuple(found), len(slots) - len(found)


def _why_not(scene: Scene, call: Hashable, slot: int, may: bool) -> Excluded:
    now, ranked, rule_against = scene
    operator = _operator(ranked, slot)
    if not may:
        return _unfit(ranked, call, operator, slot)
    rule = rule_against(operator)
    if rule is not None:
        return Excluded(operator, rule)
    if not ranked.floor.seats.free[slot]:  # chosen for another call a moment ago
        return Excluded(operator, Rule.OFFERED)
    claim = _claim(ranked, call)
    held_for = int(ranked.floor.kinds.held_for[ranked.floor.kinds.kind_of(call)])
    if held_for not in (NOBODY, slot):
        return Excluded(operator, Rule.HELD_FOR_ANOTHER)
    queue = int(ranked.floor.kinds.queue[ranked.floor.kinds.kind_of(call)])
    delay = float(ranked.floor.seats.delay[slot, queue])
    if now < claim.since + delay:
        waited = _rounded(now - claim.since)
        return Excluded(operator, Rule.DELAY, has=waited, wants=delay)
    return Excluded(operator, Rule.KEPT_FREE, detail=_keeper(ranked, slot, queue))


def _unfit(ranked: Ranked, call: Hashable, operator: OperatorId, slot: int) -> Excluded:
    """By what the operator is and can do."""
    floor = ranked.floor
    wanted = floor.reaches.wanted(int(floor.kinds.reach[floor.kinds.kind_of(call)]))
    seat = floor.seats.seats[slot]
    assert seat is not None
    word, *rest = (exclusion(wanted, seat) or Rule.NOT_IN_QUEUE).split(":")
    match Rule(word):
        case Rule.SKILL:
            skill, has, wants = rest
            return Excluded(operator, Rule.SKILL, skill, float(has), float(wants))
        case Rule.LANGUAGE:
            return Excluded(operator, Rule.LANGUAGE, rest[0])
        case rule:
            return Excluded(operator, rule)


def _keeper(ranked: Ranked, slot: int, queue: int) -> str:
    """The queue for which the operator is kept free."""
    seats = ranked.floor.seats
    keeping = ranked.rates.keeping
    tight = keeping.tight(seats) & seats.home[slot] & keeping.beside(queue)
    tight[queue] = False
    return next((ranked.columns.names[int(at)] for at in np.flatnonzero(tight)), "")


def _column(terms: dict[str, NDArray[np.float64]], at: int) -> Terms:
    return {name: float(values[at]) for name, values in terms.items()}


def _weighed(
    terms: Terms, operator: OperatorId | None = None, call: CallId | None = None
) -> Weighed:
    shown = tuple((term, _rounded(terms[term])) for term in TERMS if term in terms)
    return Weighed(_rounded(sum(value for _, value in shown)), shown, operator, call)


def _rounded(value: float) -> float:
    return round(value, DIGITS)


def _claim(ranked: Ranked, call: Hashable) -> Claim:
    claim = ranked.claim(call)
    assert claim is not None, "only calls that wait are explained"
    return claim


def _operator(ranked: Ranked, slot: int) -> OperatorId:
    return OperatorId(str(ranked.floor.seats.operator(slot)))


def _call(call: Hashable) -> CallId:
    return CallId(str(call))
