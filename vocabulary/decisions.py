"""Why the router decided as it did: data that a screen can show in words.

A decision carries names and numbers, never sentences: terms, rules and triggers are the
stable words listed here, and each screen has its own sentence for each.
"""

from enum import StrEnum

import msgspec

from vocabulary.ids import CallId, OperatorId, QueueId


class Trigger(StrEnum):
    """What made the router look."""

    CALL_ARRIVED = "call_arrived"  # or came back to its place
    CALL_WIDENED = "call_widened"  # its criteria took a step, or a hold ended
    OPERATOR_FREED = "operator_freed"
    TOGETHER = "together"  # several calls and operators at the same moment


class Term(StrEnum):
    """One part of the index, in units of one service objective. `docs/routing.md`."""

    WAITING = "waiting"
    PRIORITY = "priority"  # and credit of waiting
    PREDICTED = "predicted"
    LATE = "late"
    HANDLING = "handling"
    GUARD = "guard"
    RANK = "rank"
    FIT = "fit"
    PREFERRED = "preferred"
    SPEED = "speed"
    IDLE = "idle"
    OCCUPANCY = "occupancy"
    IN_A_ROW = "in_a_row"
    SCARCITY = "scarcity"


class Rule(StrEnum):
    """Why an operator cannot take a call at this moment."""

    SIGNED_OUT = "signed_out"
    ON_BREAK = "on_break"
    PHONE_UNREACHABLE = "phone_unreachable"
    PHONE_BUSY = "phone_busy"
    TALKING = "talking"
    OFFERED = "offered"  # its phone rings already
    WRAPPING_UP = "wrapping_up"
    RESTING = "resting"  # refused an offer a moment ago
    NOT_IN_QUEUE = "not_in_queue"
    LANGUAGE = "language"
    SKILL = "skill"
    DELAY = "delay"  # serves this queue only after the call has waited longer
    KEPT_FREE = "kept_free"  # for calls of another queue
    HELD_FOR_ANOTHER = "held_for_another"  # the call waits for the operator it knows


class Weighed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One candidate: a call or an operator, its index and the terms that make it."""

    index: float
    terms: tuple[tuple[Term, float], ...]
    operator: OperatorId | None = None
    call: CallId | None = None


class Excluded(msgspec.Struct, frozen=True, omit_defaults=True):
    """One operator who cannot take the call, and by which rule.

    `detail` names the skill, language or queue; `has` and `wants` are levels of a skill
    or seconds.
    """

    operator: OperatorId
    rule: Rule
    detail: str = ""
    has: float | None = None
    wants: float | None = None


class DecisionTrace(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why this operator for this call.

    `chosen` has all terms of the pair. `rivals` are the next best operators and, when an
    operator had freed, the calls that waited for it too, best first; `more_rivals` counts
    those that are not listed, as `more_excluded` does. `step` counts widening steps taken.
    """

    trigger: Trigger
    queue: QueueId
    waited_s: float
    step: int
    chosen: Weighed
    rivals: tuple[Weighed, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    more_rivals: int = 0
    more_excluded: int = 0


class Silence(StrEnum):
    """Why no wait is predicted."""

    THIN_DATA = "thin_data"
    NOBODY_SERVES = "nobody_serves"  # nobody is signed in who could take the call
    BEYOND = "beyond"  # longer than anything known


class Moved(StrEnum):
    """Why a wait that was told before became longer."""

    FEWER_OPERATORS = "fewer_operators"
    OVERTAKEN = "overtaken"  # by calls of higher priority or older places
    LONGER_TALKS = "longer_talks"


class Forecast(msgspec.Struct, frozen=True, omit_defaults=True):
    """The wait from now on: half of all such calls are answered within `p50_s`, nine of
    ten within `p90_s`. Or silence, and why."""

    p50_s: float | None = None
    p90_s: float | None = None
    silent: Silence | None = None
    moved: tuple[Moved, ...] = ()
