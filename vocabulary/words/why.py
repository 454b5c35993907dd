"""A call's moments in words: why it still waits, why this operator. For the command line.

The screens say the same with the same sentences (`desk/web/src/parts/why`); both are held
against the same examples by their tests.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from vocabulary.decisions import DecisionTrace, Excluded, Forecast, Rule, Term, Trigger, Weighed
from vocabulary.facts import OfferMade, Step, WaitExplained, WaitPromised
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.words.catalogue import Values
from vocabulary.words.speaker import Speaker, clock, round_half_up, span_words

Explained = WaitExplained | WaitPromised | OfferMade
EPSILON = 1e-9
MOST_RIVALS = 5
BETWEEN_OPERATORS = frozenset(
    {
        Term.HANDLING,
        Term.RANK,
        Term.FIT,
        Term.PREFERRED,
        Term.SPEED,
        Term.IDLE,
        Term.OCCUPANCY,
        Term.IN_A_ROW,
        Term.SCARCITY,
    }
)
"""Terms that can tell two operators apart; the rest are the call's own."""
BETWEEN_CALLS = frozenset(Term) - (BETWEEN_OPERATORS - {Term.HANDLING, Term.RANK, Term.FIT})
"""Terms that can tell two calls apart for one operator."""


@dataclass(frozen=True, slots=True)
class Group:
    """Operators who cannot take the call for the same reason."""

    reason: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One term of the index: a value for each candidate, None where it has no such term."""

    word: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One moment. The candidates are the columns of `terms`, the chosen one first."""

    lines: tuple[str, ...]
    excluded: tuple[Group, ...] = ()
    more_excluded: int = 0
    candidates: tuple[str, ...] = ()
    terms: tuple[Row, ...] = ()
    sums: tuple[float, ...] = ()
    more_candidates: int = 0


def moments_of(call: CallId, steps: Iterable[Step]) -> list[tuple[datetime, Explained]]:
    """Every fact of a call that tells why, with its moment."""
    return [
        (step.at, fact)
        for step in steps
        for fact in step.facts
        if isinstance(fact, WaitExplained | WaitPromised | OfferMade) and fact.call == call
    ]


def operators_in(fact: Explained) -> list[OperatorId]:
    """Every operator who is named in a fact, once."""
    if isinstance(fact, WaitPromised):
        return []
    if isinstance(fact, WaitExplained):
        return list(dict.fromkeys(one.operator for one in fact.excluded))
    found = [fact.operator]
    if fact.trace is not None:
        found += [one.operator for one in fact.trace.rivals if one.operator is not None]
        found += [one.operator for one in fact.trace.excluded]
    return list(dict.fromkeys(found))


def tell(fact: Explained, by: Speaker) -> Told:
    """One moment in words."""
    if isinstance(fact, WaitExplained):
        return _waiting(fact, by)
    if isinstance(fact, WaitPromised):
        return Told(_promise(fact.forecast, by))
    return _offer(fact, by)


def _waiting(fact: WaitExplained, by: Speaker) -> Told:
    values: Values = {
        "queue": by.queue(fact.queue),
        "waited": clock(fact.waited_s),
        "place": fact.place,
        "ahead": fact.ahead,
    }
    lines = [by.say("why.waiting" if fact.waited_s >= 1 else "why.joined", values)]
    if fact.step:
        lines.append(by.say("why.widened", {"n": fact.step}))
    lines.extend(forecast_lines(fact.forecast, by))
    return Told(tuple(lines), groups(fact.excluded, fact.queue, by), fact.more_excluded)


def _promise(forecast: Forecast, by: Speaker) -> tuple[str, ...]:
    span = span_words(forecast, by)
    if span:
        return (by.say("why.promised", {"span": span}),)
    silence = (by.say(f"why.silence.{forecast.silent}"),) if forecast.silent else ()
    return (by.say("why.promised_none"), *silence)


def _offer(fact: OfferMade, by: Speaker) -> Told:
    trace = fact.trace
    if trace is None:
        known = [_old_reason(reason, by) for reason in fact.why]
        offered = by.say("why.offered_plain", {"operator": by.operator(fact.operator)})
        return Told((offered, *(known or [by.say("why.no_trace")])))
    operator = by.operator(fact.operator)
    waited = clock(trace.waited_s)
    values = {"operator": operator, "waited": waited, "queue": by.queue(trace.queue)}
    lines = [
        by.say("why.offered" if trace.waited_s >= 1 else "why.offered_at_once", values),
        by.say(f"why.trigger.{trace.trigger}", {"operator": operator}),
    ]
    if trace.step:
        lines.append(by.say("why.widened", {"n": trace.step}))
    lines.extend(decisive(trace, operator, by))
    rivals = ordered(trace)
    shown = rivals[:MOST_RIVALS]
    weighed = (trace.chosen, *shown)
    return Told(
        tuple(lines),
        groups(trace.excluded, trace.queue, by),
        trace.more_excluded,
        (operator, *(rival_name(rival, by) for rival in shown)),
        term_rows(weighed, by),
        tuple(one.index for one in weighed),
        trace.more_rivals + len(rivals) - len(shown),
    )


def _old_reason(reason: str, by: Speaker) -> str:
    """Reasons of journals from before decisions were traced: a word, or a word and a figure."""
    word, _, figure = reason.partition(":")
    if word == "longest_idle":
        return by.say("why.longest_idle")
    if word == "of_free" and figure.isdecimal():
        return by.say("why.of_free", {"n": int(figure)})
    return reason


def ordered(trace: DecisionTrace) -> list[Weighed]:
    """The rivals, those first among whom the choice was: calls when an operator had freed."""
    freed = trace.trigger is Trigger.OPERATOR_FREED
    return sorted(trace.rivals, key=lambda rival: (rival.operator is None) != freed)


def decisive(trace: DecisionTrace, operator: str, by: Speaker) -> list[str]:
    """What decided against the next best operator, and against the next best call."""
    rivals = trace.rivals
    other_operator = next((one for one in rivals if one.operator is not None), None)
    other_call = next((one for one in rivals if one.operator is None), None)
    lines = []
    if other_operator is not None:
        lines.extend(_over("operator", trace.chosen, other_operator, by))
    elif trace.trigger in {Trigger.CALL_ARRIVED, Trigger.CALL_WIDENED}:
        lines.append(by.say("why.alone_operator"))
    if other_call is not None:
        lines.extend(_over("call", trace.chosen, other_call, by))
    elif trace.trigger is Trigger.OPERATOR_FREED:
        lines.append(by.say("why.alone_call", {"operator": operator}))
    return lines


def _over(kind: str, chosen: Weighed, rival: Weighed, by: Speaker) -> list[str]:
    """Nothing where the rival was worth more: then it was not between these two."""
    if rival.index > chosen.index + EPSILON:
        return []
    name = rival_name(rival, by)
    able = BETWEEN_OPERATORS if kind == "operator" else BETWEEN_CALLS
    term = decisive_term(chosen, rival, able)
    if term is None:
        return [by.say(f"why.tie_{kind}", {"rival": name})]
    return [by.say(f"why.over_{kind}", {"rival": name, "reason": by.say(f"why.for.{term}")})]


def decisive_term(chosen: Weighed, rival: Weighed, able: Set[Term]) -> Term | None:
    """The one of some terms that speaks most for the chosen one; None when none does."""
    own, other = dict(chosen.terms), dict(rival.terms)
    names = [name for name in dict.fromkeys((*own, *other)) if name in able]
    gains = [(own.get(name, 0.0) - other.get(name, 0.0), name) for name in names]
    best = max(gains, key=lambda gain: gain[0], default=(0.0, Term.WAITING))
    return best[1] if best[0] > EPSILON else None


def rival_name(rival: Weighed, by: Speaker) -> str:
    """An operator by its name, a call by its id."""
    if rival.operator is not None:
        return by.operator(rival.operator)
    return by.call(rival.call) if rival.call is not None else "–"


def term_rows(weighed: Sequence[Weighed], by: Speaker) -> tuple[Row, ...]:
    """The terms of all candidates, in the order in which the chosen one has them."""
    columns = [dict(one.terms) for one in weighed]
    names = dict.fromkeys(name for column in columns for name in column)
    return tuple(
        Row(by.say(f"why.term.{name}"), tuple(column.get(name) for column in columns))
        for name in names
    )


def groups(excluded: Sequence[Excluded], queue: QueueId, by: Speaker) -> tuple[Group, ...]:
    """Who cannot take the call, those with the same reason together."""
    found: dict[str, list[str]] = {}
    for one in excluded:
        found.setdefault(rule_words(one, queue, by), []).append(by.operator(one.operator))
    return tuple(Group(reason, tuple(names)) for reason, names in found.items())


def rule_words(one: Excluded, queue: QueueId, by: Speaker) -> str:
    """Why one operator cannot take a call of `queue`."""
    detail, wants = one.detail, str(round_half_up(one.wants or 0.0))
    if one.rule in {Rule.NOT_IN_QUEUE, Rule.DELAY}:
        detail = by.queue(QueueId(detail) if detail else queue)
    elif one.rule is Rule.KEPT_FREE:
        detail = by.queue(QueueId(detail)) if detail else by.say("why.other_queue")
    if one.rule is Rule.DELAY:
        wants = clock(one.wants or 0.0)
    if one.rule is Rule.SKILL and not one.has:
        return by.say("why.lacks_skill", {"detail": detail, "wants": wants})
    has = str(round_half_up(one.has or 0.0))
    return by.say(f"why.rule.{one.rule}", {"detail": detail, "has": has, "wants": wants})


def forecast_lines(forecast: Forecast, by: Speaker) -> list[str]:
    """The wait from now on, in a range and in figures, or why there is none."""
    span = span_words(forecast, by)
    if span is None:
        silent = forecast.silent
        return [by.say(f"why.silence.{silent}" if silent else "why.forecast_none")]
    lines = [by.say("why.forecast", {"span": span})]
    if forecast.p50_s is not None and forecast.p90_s is not None:
        figures = {"p50": clock(forecast.p50_s), "p90": clock(forecast.p90_s)}
        lines.append(by.say("why.forecast_numbers", figures))
    return [*lines, *(by.say(f"why.moved.{moved}") for moved in forecast.moved)]
