"""The flow as a graph: where each node, and each queue's way of waiting, may lead.

Who walks through the flow decides by itself; this is for whoever looks at a plan as a
whole: the checks and the picture.
"""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple, assert_never

from telephony.ivr.nodes import (
    ChooseLanguage,
    Criteria,
    Digits,
    HangUp,
    Hours,
    LookUpCustomer,
    Menu,
    Message,
    Node,
    OfferCallback,
    Recognise,
    Say,
    Survey,
    ToQueue,
    Transfer,
)
from telephony.waiting.plan import WaitingPlan
from vocabulary.findings import Place

MOST_CIRCLES = 50
"""Told at once; more will be told when these are mended."""


class Way(NamedTuple):
    """One way out of a node or a queue.

    `label` is a key or a word such as `closed`; `target` the name of a node or a queue,
    None: the caller is let go. An `automatic` way is taken without the caller's doing.
    `place` is where the plan writes the target, from the node on.
    """

    label: str
    target: str | None
    automatic: bool
    place: Place


def ways(place: Node | WaitingPlan) -> tuple[Way, ...]:
    """All ways out of a node of the flow, or of a queue as callers wait in it."""
    if isinstance(place, WaitingPlan):
        return tuple(_of_waiting(place))
    return tuple(_of_node(place))


def _of_node(node: Node) -> Iterator[Way]:
    match node:
        case Say() | Criteria() | Survey() | ChooseLanguage() | Message():
            yield _way("next", node.next)
        case Menu():
            yield from _keys(node.keys)
            yield _way("otherwise", node.otherwise)
        case Digits():
            yield _way("next", node.next, automatic=False)
            yield _way("otherwise", node.otherwise)
        case Hours():
            yield _way("open", node.open)
            yield _way("closed", node.closed)
            yield from _given("holiday", node.holiday)
        case Recognise():
            yield _way("blocked", node.blocked)
            yield from _given("vip", node.vip)
            yield from _given("known", node.known)
            yield _way("otherwise", node.otherwise)
        case LookUpCustomer():
            yield _way("found", node.found)
            yield _way("missing", node.missing)
            yield from _given("failed", node.failed)
        case ToQueue():
            yield _way("queue", node.queue)
        case OfferCallback():
            yield _way("next", node.next, automatic=False)
            refused = "otherwise" if node.otherwise is not None else "next"
            target = node.otherwise or node.next  # who refuses goes on as well
            yield Way("otherwise", target, automatic=True, place=(refused,))
        case Transfer():
            yield Way("talked", None, automatic=False, place=("number",))
            yield _way("otherwise", node.otherwise)
        case HangUp():
            yield Way("end", None, automatic=True, place=())
        case _:
            assert_never(node)


def _of_waiting(plan: WaitingPlan) -> Iterator[Way]:
    yield from _given("closed", plan.closed)
    yield from _given("at_closing", plan.at_closing)
    yield from _keys(plan.keys)
    for index, rule in enumerate(plan.overflow):
        yield Way(rule.when, rule.to, automatic=True, place=("overflow", index, "to"))
    if plan.after_talk is not None:  # an operator has talked in between
        yield _way("after_talk", plan.after_talk, automatic=False)


def _way(name: str, target: str | None, *, automatic: bool = True) -> Way:
    return Way(name, target, automatic, (name,))


def _given(name: str, target: str | None) -> Iterator[Way]:
    if target is not None:
        yield _way(name, target)


def _keys(keys: Mapping[str, str]) -> tuple[Way, ...]:
    return tuple(Way(key, target, False, ("keys", key)) for key, target in keys.items())


Graph = Mapping[str, tuple[Way, ...]]
"""Ways by the name of the node or queue that they lead out of."""


def reached(graph: Graph, starts: Iterable[str]) -> frozenset[str]:
    """Every name to which some way leads from `starts`, they included."""
    found: set[str] = set()
    ahead = [name for name in starts if name in graph]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(way.target for way in graph[name] if way.target and way.target in graph)
    return frozenset(found)


def circles(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """Rounds that a caller who does nothing may be led for ever.

    Where rounds share a name, one of them may hide the others until it is mended.
    """
    ahead = {name: list(_automatic(graph, name)) for name in graph}
    found: list[tuple[str, ...]] = []
    while len(found) < MOST_CIRCLES:
        try:
            TopologicalSorter(ahead).prepare()
        except CycleError as error:
            names = list(reversed(error.args[1]))[1:]
            first = min(names, key=list(graph).index)
            cut = names.index(first)
            found.append((*names[cut:], *names[:cut]))
            del ahead[first]
        else:
            break
    return tuple(found)


def _automatic(graph: Graph, name: str) -> Iterator[str]:
    for way in graph[name]:
        if way.automatic and way.target is not None and way.target in graph:
            yield way.target
