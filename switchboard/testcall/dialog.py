"""A call between two sides, as SIP names it: whom to address and with which tags. Pure."""

from dataclasses import dataclass, replace

from switchboard.testcall.sip import Headers, Request, Response, parse_address

_MAX_FORWARDS = ("Max-Forwards", "70")


@dataclass(frozen=True)
class Dialog:
    """One side's view. `local` and `remote` are From and To values with their tags."""

    call_id: str
    local: str
    remote: str
    target: str
    contact: str
    routes: tuple[str, ...] = ()
    number: int = 1

    def next(self) -> "Dialog":
        """The same with the next sequence number."""
        return replace(self, number=self.number + 1)

    def request(self, method: str, via: tuple[str, str], body: bytes = b"") -> Request:
        """A request inside the dialog with the current number."""
        lines = [
            via,
            _MAX_FORWARDS,
            *(("Route", route) for route in self.routes),
            ("From", self.local),
            ("To", self.remote),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self.number} {method}"),
            ("Contact", self.contact),
        ]
        if body:
            lines.append(("Content-Type", "application/sdp"))
        return Request(method, self.target, Headers(tuple(lines)), body)


def of_caller(invite: Request, response: Response) -> Dialog:
    """What the caller knows once its INVITE is answered with 200."""
    contact = response.headers.get("contact")
    number, _, _ = invite.headers.get("cseq").partition(" ")
    return Dialog(
        call_id=invite.headers.get("call-id"),
        local=invite.headers.get("from"),
        remote=response.headers.get("to"),
        target=parse_address(contact).uri if contact else invite.uri,
        contact=invite.headers.get("contact"),
        routes=tuple(reversed(response.headers.all("record-route"))),
        number=int(number),
    )


def of_phone(invite: Request, tag: str, contact: str) -> Dialog:
    """What the called phone knows when it answers with `tag`."""
    return Dialog(
        call_id=invite.headers.get("call-id"),
        local=f"{invite.headers.get('to')};tag={tag}",
        remote=invite.headers.get("from"),
        target=parse_address(invite.headers.get("contact")).uri,
        contact=contact,
        routes=invite.headers.all("record-route"),
        number=1,
    )


def new_request(
    method: str,
    uri: str,
    via: tuple[str, str],
    *,
    sender: str,
    to: str,
    call_id: str,
    number: int,
    contact: str,
    lines: tuple[tuple[str, str], ...] = (),
    body: bytes = b"",
) -> Request:
    """A request outside of any dialog: INVITE or REGISTER."""
    head = (
        via,
        _MAX_FORWARDS,
        ("From", sender),
        ("To", to),
        ("Call-ID", call_id),
        ("CSeq", f"{number} {method}"),
        ("Contact", contact),
        *lines,
    )
    more = (("Content-Type", "application/sdp"),) if body else ()
    return Request(method, uri, Headers((*head, *more)), body)


def cancel(invite: Request) -> Request:
    """Take an unanswered INVITE back: same transaction, same address."""
    kept = tuple(
        line
        for line in invite.headers.lines
        if line[0].lower() in ("via", "from", "to", "call-id", "max-forwards")
    )
    number, _, _ = invite.headers.get("cseq").partition(" ")
    return Request("CANCEL", invite.uri, Headers((*kept, ("CSeq", f"{number} CANCEL"))))
