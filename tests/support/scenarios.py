"""sipp scenarios that only tests need: callers and phones that behave badly."""

from switchboard.bench.parties import (
    CallerStyle,
    caller,
    caller_request,
    invite,
    same_transaction,
    withdrawn,
)
from switchboard.bench.scenario import (
    Scenario,
    answer,
    expect_request,
    expect_status,
    literal,
    mark,
    pause,
    quoted,
)

HOSTILE_NAMES = (
    "../../../etc/passwd",
    "${SHELL(id)}",
    "<script>alert(1)</script>",
    "'; DROP TABLE calls; --",
    "=HYPERLINK(1)",
    "%0d%0aX-Evil: yes",
    "[field9] ${EXTEN} \\",
    "Ñandú 电话 🙂",
    "x" * 4096,
    "",
)
"""Display names that nobody honest has, and one that is empty."""


def hostile_caller(dialled: str, name: str, *, number: str, hang_up_after_ms: int) -> Scenario:
    """A caller with a display name of any text; the number stays plain, to find the call by."""
    style = CallerStyle(user=literal(number), display=literal(quoted(name)))
    return caller(dialled, style=style, hang_up_after_ms=hang_up_after_ms)


def anonymous_caller(dialled: str, *, hang_up_after_ms: int) -> Scenario:
    """A caller who shows nothing at all."""
    style = CallerStyle(
        user="anonymous", display=quoted("Anonymous"), extra_headers=("Privacy: id",)
    )
    return caller(dialled, style=style, hang_up_after_ms=hang_up_after_ms)


def caller_who_vanishes(dialled: str, *, ring_ms: int) -> Scenario:
    """A caller who takes the answer and then never says another word, no BYE either."""
    style = CallerStyle()
    return Scenario(
        "caller_who_vanishes",
        (
            invite(dialled, style),
            expect_status(100, optional=True),
            expect_status(180, optional=True),
            expect_status(183, optional=True),
            expect_status(200),
            caller_request("ACK", dialled, style, 1),
            pause(ring_ms),
        ),
    )


def refused_caller(dialled: str, status: int) -> Scenario:
    """A caller whose call is refused with that status, as it should be."""
    style = CallerStyle()
    steps = (
        invite(dialled, style),
        expect_status(100, optional=True),
        expect_status(status),
        same_transaction("ACK", dialled, style, to_tag=True),
    )
    return Scenario("refused_caller", steps)


def caller_who_gives_up(dialled: str, *, ring_ms: int) -> Scenario:
    """A caller who hears it ring and cancels before anybody answers."""
    style = CallerStyle()
    steps = (
        invite(dialled, style),
        expect_status(100, optional=True),
        expect_status(180),
        pause(ring_ms),
        same_transaction("CANCEL", dialled, style, to_tag=False),
        expect_status(200),
        expect_status(487),
        same_transaction("ACK", dialled, style, to_tag=True),
    )
    return Scenario("caller_who_gives_up", steps)


def refusing_phone(status: str) -> Scenario:
    """A phone that refuses at once: `603 Decline` or `486 Busy Here`."""
    steps = (expect_request("INVITE"), answer(status), expect_request("ACK"))
    return Scenario("refusing_phone", steps)


def ringing_phone(*, patience_ms: int = 120_000) -> Scenario:
    """A phone that rings until the offer is taken back.

    Kill its process while it rings and it is the phone that dies.
    """
    steps = (
        expect_request("INVITE"),
        answer("180 Ringing"),
        expect_request("CANCEL", timeout_ms=patience_ms),
        *withdrawn(),
        mark(1),
    )
    return Scenario("ringing_phone", steps)


def phone_declines_after(ring_ms: int) -> Scenario:
    """A phone that rings a while and then refuses by hand."""
    steps = (
        expect_request("INVITE"),
        answer("180 Ringing"),
        pause(ring_ms),
        answer("603 Decline"),
        expect_request("ACK"),
    )
    return Scenario("phone_declines_after", steps)
