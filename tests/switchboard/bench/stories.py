"""Small SIP histories for the bench's arithmetic."""

from switchboard.bench.messages import SipEvent


def event(
    at_s: float,
    what: str,
    *,
    call: str,
    sender: str = "",
    to: str = "",
    sent: bool = False,
    in_dialog: bool = False,
) -> SipEvent:
    """`what` is a method, or a method and a status such as `INVITE 200`."""
    method, _, status = what.partition(" ")
    return SipEvent(at_s, sent, method, int(status or 0), call, sender, to, in_dialog)


def caller_side(number: str, at_s: float, ended_s: float) -> list[SipEvent]:
    """A caller who was answered 10 ms after it rang and hung up by the other side."""
    call = f"caller-{number}"
    return [
        event(at_s, "INVITE", call=call, sender=number, to="900", sent=True),
        event(at_s + 0.01, "INVITE 200", call=call, sender=number, to="900", in_dialog=True),
        event(at_s + 0.01, "ACK", call=call, sender=number, to="900", sent=True, in_dialog=True),
        event(ended_s, "BYE", call=call, sender="900", to=number, in_dialog=True),
    ]


def phone_side(phone: str, number: str, rang_s: float, bye_s: float) -> list[SipEvent]:
    """A phone that answers that caller and hangs up."""
    call = f"{phone}-{number}"
    return [
        event(rang_s, "INVITE", call=call, sender=number, to=phone),
        event(rang_s + 0.1, "INVITE 200", call=call, sender=number, to=phone, sent=True),
        event(rang_s + 0.11, "ACK", call=call, sender=number, to=phone, in_dialog=True),
        event(bye_s, "BYE", call=call, sender=phone, to=number, sent=True, in_dialog=True),
    ]
