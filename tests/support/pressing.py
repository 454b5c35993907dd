"""sipp callers and phones that press keys, as real RFC 4733 events in RTP.

sipp sends them itself and needs raw sockets for that, so these scenarios run as root only;
without it sipp says "Can't create raw IPv4 socket". sipp takes 0.8 s before the first of
some keys, and 0.4 s for each.
"""

from collections.abc import Sequence
from typing import NamedTuple

from switchboard.bench.parties import CallerStyle, answering, caller_request, invite, phone_bye
from switchboard.bench.scenario import (
    Scenario,
    answer,
    expect_request,
    expect_status,
    jump,
    mark,
)

_LEAD_MS, _KEY_MS = 900, 400
_KEYS = frozenset("0123456789*#")
_EVENTS = 96  # the payload type under which sipp sends keys
_FIRST_LABEL, _END = 20, 19
_MOST_STEPS = 60


class Press(NamedTuple):
    """Wait so long, then press these keys one after the other."""

    after_ms: int
    keys: str


def pressing_caller(
    dialled: str,
    script: Sequence[Press],
    *,
    hang_up_after_ms: int | None = None,
    style: CallerStyle | None = None,
    patience_ms: int = 60_000,
) -> Scenario:
    """A caller who is answered and presses keys; the first wait begins with the answer.

    Then it hangs up after that time, or waits for the other side's BYE. A BYE that comes
    before is as good: it has heard enough.
    """
    style = style or CallerStyle()
    steps = [
        _offering_keys(invite(dialled, style)),
        expect_status(100, optional=True),
        expect_status(180, optional=True),
        expect_status(183, optional=True),
        expect_status(200),
        caller_request("ACK", dialled, style, 1),
        *_pressed(script),
    ]
    bye = (caller_request("BYE", dialled, style, 2), expect_status(200))
    steps += _ended(hang_up_after_ms, patience_ms, bye)
    return Scenario("pressing_caller", tuple(steps))


def pressing_phone(
    script: Sequence[Press],
    *,
    answer_after_ms: int = 50,
    hang_up_after_ms: int | None = None,
    patience_ms: int = 60_000,
) -> Scenario:
    """A phone that answers, presses keys, and hangs up or waits to be hung up."""
    steps = [*map(_offering_keys, answering(answer_after_ms)), *_pressed(script)]
    steps += _ended(hang_up_after_ms, patience_ms, (phone_bye(), expect_status(200)))
    closing = (mark(9), '<Reference variables="from,to"/>')
    return Scenario("pressing_phone", (*steps, *closing))


def _offering_keys(step: str) -> str:
    """The same message with an SDP that offers keys beside the audio."""
    lines = f"a=rtpmap:{_EVENTS} telephone-event/8000\na=fmtp:{_EVENTS} 0-15\na=ptime"
    return step.replace("RTP/AVP 0\n", f"RTP/AVP 0 {_EVENTS}\n").replace("a=ptime", lines)


def _pressed(script: Sequence[Press]) -> list[str]:
    if len(script) > _MOST_STEPS:
        raise ValueError(f"a script has at most {_MOST_STEPS} steps")
    steps: list[str] = []
    held_ms = 0
    for number, press in enumerate(script):
        if not press.keys or set(press.keys) - _KEYS:
            raise ValueError(f"{press.keys!r} are no keys: use 0 to 9, * and #")
        label = _FIRST_LABEL + number
        steps += [
            *_unless_ended(held_ms + press.after_ms, label),
            f'{mark(label)}<nop><action><exec play_dtmf="{press.keys}"/></action></nop>',
        ]
        held_ms = _LEAD_MS + _KEY_MS * len(press.keys)
    return [*steps, *_unless_ended(held_ms, _FIRST_LABEL - 2), mark(_FIRST_LABEL - 2)]


def _unless_ended(wait_ms: int, go_on: int) -> list[str]:
    """Wait; a BYE that comes meanwhile is answered and ends the scenario well."""
    return [
        expect_request("BYE", timeout_ms=max(1, wait_ms), on_timeout=go_on),
        answer("200 OK", tag=False),
        jump(_END),
    ]


def _ended(hang_up_after_ms: int | None, patience_ms: int, bye: tuple[str, ...]) -> list[str]:
    if hang_up_after_ms is None:
        waited = [expect_request("BYE", timeout_ms=patience_ms), answer("200 OK", tag=False)]
    else:
        label = _FIRST_LABEL - 3
        waited = [*_unless_ended(hang_up_after_ms, label), mark(label), *bye]
    return [*waited, mark(_END)]
