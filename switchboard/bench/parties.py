"""Callers and phones as sipp scenarios.

A caller's From user is the number that the phone sees later, so each call can be found
again on the other side by its number.
"""

from dataclasses import dataclass, field

from switchboard.bench.scenario import (
    BODY,
    CONTACT,
    NOTHING,
    REQUEST_HEAD,
    TAG,
    Scenario,
    answer,
    expect_request,
    expect_status,
    jump,
    mark,
    pause,
    send,
)


@dataclass(frozen=True)
class CallerStyle:
    """How a caller shows itself: header text as sipp reads it (keywords are expanded).

    By default the first CSV field of the call is its number. Use `literal` for any text
    that is not ours.
    """

    user: str = "[field0]"
    display: str = ""
    extra_headers: tuple[str, ...] = field(default=())

    def from_header(self) -> str:
        """The From line, without the tag."""
        display = f"{self.display} " if self.display else ""
        return f"From: {display}<sip:{self.user}@[local_ip]:[local_port]>"


def invite(dialled: str, style: CallerStyle) -> str:
    """A caller's first message."""
    extra = "".join(f"{line}\n" for line in style.extra_headers)
    return send(
        f"INVITE sip:{dialled}@[remote_ip]:[remote_port] SIP/2.0\n{REQUEST_HEAD}\n"
        f"{style.from_header()};tag={TAG}\n"
        f"To: <sip:{dialled}@[remote_ip]:[remote_port]>\n"
        f"Call-ID: [call_id]\nCSeq: 1 INVITE\n"
        f"{CONTACT.format(user='caller')}\n{extra}{BODY}",
        retransmit=True,
    )


def caller_request(
    method: str, dialled: str, style: CallerStyle, cseq: int, *, label: int | None = None
) -> str:
    """A caller's later request in the dialog: ACK or BYE."""
    return send(
        f"{method} [next_url] SIP/2.0\n{REQUEST_HEAD}\n{style.from_header()};tag={TAG}\n"
        f"To: <sip:{dialled}@[remote_ip]:[remote_port]>[peer_tag_param]\n"
        f"Call-ID: [call_id]\nCSeq: {cseq} {method}\n{NOTHING}",
        retransmit=method == "BYE",
        label=label,
    )


def same_transaction(method: str, dialled: str, style: CallerStyle, *, to_tag: bool) -> str:
    """CANCEL, or the ACK of a refusal: both repeat the INVITE's Via, as the answer gave it."""
    to = "[last_To:]" if to_tag else f"To: <sip:{dialled}@[remote_ip]:[remote_port]>"
    return send(
        f"{method} sip:{dialled}@[remote_ip]:[remote_port] SIP/2.0\n[last_Via:]\n"
        f"Max-Forwards: 70\n{style.from_header()};tag={TAG}\n{to}\n"
        f"Call-ID: [call_id]\nCSeq: 1 {method}\n{NOTHING}",
        retransmit=method == "CANCEL",
    )


def caller(
    dialled: str,
    *,
    style: CallerStyle | None = None,
    hang_up_after_ms: int | None = None,
    patience_ms: int = 60_000,
) -> Scenario:
    """A caller who is answered, then hangs up or waits for the other side's BYE.

    `hang_up_after_ms` counts from the answer; None: the other side must end the call
    within `patience_ms`, else the call counts as failed.
    """
    style = style or CallerStyle()
    steps = [
        invite(dialled, style),
        expect_status(100, optional=True),
        expect_status(180, optional=True),
        expect_status(183, optional=True),
        expect_status(200),
        caller_request("ACK", dialled, style, 1),
    ]
    if hang_up_after_ms is None:
        steps += [expect_request("BYE", timeout_ms=patience_ms), answer("200 OK", tag=False)]
    else:
        steps += [
            expect_request("BYE", timeout_ms=hang_up_after_ms, on_timeout=1),
            answer("200 OK", tag=False),
            jump(2),
            caller_request("BYE", dialled, style, 2, label=1),
            expect_status(200),
            mark(2),
        ]
    return Scenario("caller", tuple(steps))


_REMEMBER_SIDES = (
    '<action><ereg regexp=".*" search_in="hdr" header="From:" assign_to="from"/>'
    '<ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/></action>'
)


def phone_bye(*, label: int | None = None) -> str:
    """A phone's own BYE in the dialog that it answered."""
    return send(
        f"BYE [next_url] SIP/2.0\n{REQUEST_HEAD}\nFrom:[$to];tag={TAG}\nTo:[$from]\n"
        f"Call-ID: [call_id]\nCSeq: 1 BYE\n{NOTHING}",
        retransmit=True,
        label=label,
    )


def answering(answer_after_ms: int) -> list[str]:
    """A phone's first half: it rings, then answers and the call is up.

    While it rings it takes a CANCEL in the proper way: 200, 487, end at label 9. That
    counts as a success, because a withdrawn offer is no fault of the line.
    """
    return [
        expect_request("INVITE", action=_REMEMBER_SIDES),
        answer("180 Ringing"),
        expect_request("CANCEL", timeout_ms=answer_after_ms, on_timeout=1),
        *withdrawn(),
        jump(9),
        answer("200 OK", body=True, label=1),
        expect_request("ACK"),
    ]


def phone(*, answer_after_ms: int, talk_ms: int | None, patience_ms: int = 60_000) -> Scenario:
    """A phone that rings, answers, talks and hangs up, or waits to be hung up."""
    steps = answering(answer_after_ms)
    if talk_ms is None:
        steps += [expect_request("BYE", timeout_ms=patience_ms), answer("200 OK", tag=False)]
    else:
        steps += [
            expect_request("BYE", timeout_ms=talk_ms, on_timeout=2),
            answer("200 OK", tag=False),
            jump(9),
            phone_bye(label=2),
            expect_status(200),
        ]
    # sipp refuses a variable that is set and never read.
    return Scenario("phone", (*steps, mark(9), '<Reference variables="from,to"/>'))


def phone_with_talk_times(*, answer_after_ms: int) -> Scenario:
    """A phone that talks as long as the CSV's first field says, in ms, and hangs up.

    The n-th call of a run takes the n-th row, so two systems meet the same talk times.
    A BYE from the other side before that is a failure.
    """
    talk = (
        '<nop><action><assignstr assign_to="text" value="[field0]"/>'
        '<todouble assign_to="talk" variable="text"/></action></nop>\n'
        '<pause variable="talk"/>'
    )
    steps = [*answering(answer_after_ms), talk, phone_bye(), expect_status(200), mark(9)]
    return Scenario("phone_with_talk_times", tuple(steps))


def withdrawn() -> tuple[str, ...]:
    """The end of an offer that was taken back: answer the CANCEL, then the INVITE."""
    return (
        answer("200 OK", tag=True),
        send(
            "SIP/2.0 487 Request Terminated\n[last_Via:]\n[last_From:]\n[last_To:];tag="
            f"{TAG}\n[last_Call-ID:]\nCSeq: [last_cseq_number] INVITE\n{NOTHING}",
            retransmit=True,
        ),
        expect_request("ACK"),
    )


def registering(*, expires_s: int = 3600, stay_ms: int = 300) -> Scenario:
    """Register phones: CSV fields are the extension and sipp's authentication keyword.

    Run it from the very socket where the phones will answer, because a server behind
    which phones may sit on a NAT calls back to where a REGISTER came from. It stays a
    moment, so that the server's question whether the phone lives (OPTIONS) is answered
    when sipp runs with `-aa`.
    """
    message = (
        "REGISTER sip:[remote_ip]:[remote_port] SIP/2.0\n" + REQUEST_HEAD + "\n"
        "From: <sip:[field0]@[remote_ip]:[remote_port]>;tag=" + TAG + "{round}\n"
        "To: <sip:[field0]@[remote_ip]:[remote_port]>\n"
        "Call-ID: [call_id]\nCSeq: {round} REGISTER\n"
        f"Contact: <sip:[field0]@[local_ip]:[local_port]>\nExpires: {expires_s}\n"
        "{credentials}" + NOTHING
    )
    return Scenario(
        "registering",
        (
            send(message.format(round=1, credentials=""), retransmit=True),
            '<recv response="401" auth="true"></recv>',
            send(message.format(round=2, credentials="[field1]\n"), retransmit=True),
            expect_status(200),
            pause(stay_ms),
        ),
    )


def registration_row(extension: str, password: str) -> tuple[str, str]:
    """The CSV row of one phone for `registering`."""
    return extension, f"[authentication username={extension} password={password}]"
