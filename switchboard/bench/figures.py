"""From SIP messages to figures: pure arithmetic, no I/O.

Two spans are measured. Entry to ring: a caller's INVITE to the first INVITE at a phone
that carries the caller's number. Free to ring: a phone's BYE (either way) to the next
INVITE at that phone, counted only when somebody was waiting at the BYE.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from switchboard.bench.messages import SipEvent


@dataclass(frozen=True)
class CallTrace:
    """One caller, seen from both ends. Times in seconds, None where it never happened."""

    number: str
    entered_s: float
    answered_s: float | None = None
    rang_s: float | None = None
    joined_s: float | None = None
    ended_s: float | None = None

    @property
    def whole(self) -> bool:
        """Answered, rung, joined and ended, as planned."""
        return None not in (self.answered_s, self.rang_s, self.joined_s, self.ended_s)


@dataclass(frozen=True)
class Spread:
    """Percentiles in milliseconds; NaN-free: an empty sample has n = 0 and no values."""

    n: int
    p50_ms: float | None
    p99_ms: float | None

    def to_json(self) -> dict[str, float | int | None]:
        """The form of the bench's output."""
        return {"p50": self.p50_ms, "p99": self.p99_ms, "n": self.n}


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: a value that was really measured.

    `share` is over 0 and at most 1. Raises ValueError for an empty sample.
    """
    if not values or not 0 < share <= 1:
        raise ValueError("a percentile needs values and a share over 0 and at most 1")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def spread(spans_s: Sequence[float]) -> Spread:
    """p50 and p99 of spans in seconds, in milliseconds with two digits."""
    if not spans_s:
        return Spread(0, None, None)
    p50, p99 = (round(percentile(spans_s, share) * 1000, 2) for share in (0.5, 0.99))
    return Spread(len(spans_s), p50, p99)


def trace_calls(callers: Iterable[SipEvent], phones: Iterable[SipEvent]) -> list[CallTrace]:
    """Join both ends by the caller's number. Repeated messages count once, the first."""
    entered: dict[str, float] = {}
    answered: dict[str, float] = {}
    ended: dict[str, float] = {}
    for event in callers:
        if event.method == "INVITE" and event.sent and not event.status and not event.in_dialog:
            entered.setdefault(event.from_user, event.at_s)
        elif event.method == "INVITE" and event.status == 200:
            answered.setdefault(event.from_user, event.at_s)
        elif event.method == "BYE" and event.status == 0:
            # In the other side's BYE the caller stands in the To.
            ended.setdefault(event.from_user if event.sent else event.to_user, event.at_s)
    rang: dict[str, float] = {}
    joined: dict[str, float] = {}
    for event in phones:
        if event.method == "INVITE" and not event.in_dialog and not event.sent:
            rang.setdefault(event.from_user, event.at_s)
        elif event.method == "ACK" and not event.sent:
            joined.setdefault(event.from_user, event.at_s)
    return [
        CallTrace(n, at, answered.get(n), rang.get(n), joined.get(n), ended.get(n))
        for n, at in entered.items()
    ]


def entry_to_ring(traces: Iterable[CallTrace]) -> list[float]:
    """Seconds from each caller's INVITE to its first ring."""
    return [trace.rang_s - trace.entered_s for trace in traces if trace.rang_s is not None]


def free_to_ring(traces: Sequence[CallTrace], phones: Sequence[SipEvent]) -> list[float]:
    """Seconds from each phone's BYE to its next INVITE, where a caller was waiting."""
    rings: dict[str, list[float]] = {}
    freed: dict[str, tuple[str, float]] = {}
    phone_of: dict[str, str] = {}
    for event in phones:
        if event.method == "INVITE" and not event.in_dialog and not event.sent:
            if event.call_id not in phone_of:
                rings.setdefault(event.to_user, []).append(event.at_s)
            phone_of.setdefault(event.call_id, event.to_user)
        elif event.method == "BYE" and event.status == 0 and event.call_id in phone_of:
            freed.setdefault(event.call_id, (phone_of[event.call_id], event.at_s))
    spans = []
    for phone, at in freed.values():
        later = rings[phone][bisect_right(rings[phone], at) :]
        if later and waiting_at(traces, at):
            spans.append(later[0] - at)
    return spans


def waiting_at(traces: Iterable[CallTrace], at_s: float) -> int:
    """How many callers were answered and unserved at that moment."""
    return sum(
        1
        for trace in traces
        if trace.answered_s is not None
        and trace.answered_s < at_s
        and (trace.rang_s is None or trace.rang_s > at_s)
        and (trace.ended_s is None or trace.ended_s > at_s)
    )
