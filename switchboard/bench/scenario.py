"""The pieces of sipp scenarios, so that no XML is written by hand.

A scenario is one sequence of messages; who runs it and how often is the business of
`switchboard.bench.sipp`. Text from outside (a caller's number or name) is escaped for
sipp's own `[keywords]` and for XML, and is refused when it could break a SIP line.
"""

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

_SDP = """v=0
o=bench 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
a=ptime:20
a=sendrecv"""

REQUEST_HEAD = """Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70"""

_ANSWER_HEAD = """[last_Via:]
[last_From:]
[last_To:]{tag}
[last_Call-ID:]
[last_CSeq:]"""

TAG = "[pid]-[call_number]"
CONTACT = "Contact: <sip:{user}@[local_ip]:[local_port]>"
NOTHING = "Content-Length: 0\n\n"
BODY = f"Content-Type: application/sdp\nContent-Length: [len]\n\n{_SDP}\n"


@dataclass(frozen=True)
class Scenario:
    """A named sipp scenario. `name` is a plain word, used in file names."""

    name: str
    steps: tuple[str, ...]

    def xml(self) -> str:
        """The file that sipp reads."""
        body = "\n".join(self.steps)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        return f"{head}<scenario name={quoteattr(self.name)}>\n{body}\n</scenario>\n"


def literal(text: str) -> str:
    """Text that sipp sends as it is: no keyword is expanded, no line can be ended.

    Raises ValueError for text with a line end or a NUL: such a message would not be SIP.
    """
    if any(mark in text for mark in "\r\n\0"):
        raise ValueError("a line end or NUL cannot stand in a SIP header: percent-encode it first")
    return text.replace("\\", "\\x5c").replace("[", "\\x5b")


def quoted(name: str) -> str:
    """A display name as SIP writes it, in double quotes."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def send(message: str, *, retransmit: bool = False, label: int | None = None) -> str:
    """Send one message; `retransmit` repeats it over UDP until it is answered."""
    if "]]>" in message:
        raise ValueError("']]>' cannot stand in a scenario")
    attributes = ' retrans="500"' if retransmit else ""
    return f"{mark(label)}<send{attributes}><![CDATA[\n\n{message}\n]]></send>"


def expect_status(status: int, *, optional: bool = False, timeout_ms: int | None = None) -> str:
    """Wait for a response. Without a timeout it may take as long as sipp's own limit."""
    extra = ' optional="true"' if optional else ""
    extra += f' timeout="{timeout_ms}"' if timeout_ms else ""
    extra += ' rrs="true"' if status == 200 else ""
    return f'<recv response="{status}"{extra}></recv>'


def expect_request(
    method: str,
    *,
    timeout_ms: int | None = None,
    on_timeout: int | None = None,
    go_to: int | None = None,
    optional: bool = False,
    label: int | None = None,
    action: str = "",
) -> str:
    """Wait for a request; go on at label `on_timeout` when it does not come in time."""
    extra = f' timeout="{timeout_ms}"' if timeout_ms else ""
    extra += f' ontimeout="{on_timeout}"' if on_timeout else ""
    extra += f' next="{go_to}"' if go_to else ""
    extra += ' optional="true"' if optional else ""
    extra += ' rrs="true"' if method == "INVITE" else ""
    return f'{mark(label)}<recv request="{method}"{extra}>{action}</recv>'


def mark(label: int | None) -> str:
    """A place in the scenario to jump to."""
    return f'<label id="{label}"/>\n' if label is not None else ""


def pause(duration_ms: int, *, go_to: int | None = None) -> str:
    """Do nothing for a while."""
    extra = f' next="{go_to}"' if go_to else ""
    return f'<pause milliseconds="{duration_ms}"{extra}/>'


def jump(label: int) -> str:
    """Go on elsewhere."""
    return f'<nop next="{label}"></nop>'


def answer(status: str, *, body: bool = False, tag: bool = True, label: int | None = None) -> str:
    """Answer the request received last, for example `answer("200 OK")`."""
    head = _ANSWER_HEAD.format(tag=f";tag={TAG}" if tag else "")
    contact = CONTACT.format(user="phone")
    return send(
        f"SIP/2.0 {status}\n{head}\n{contact}\n{BODY if body else NOTHING}",
        retransmit=body,
        label=label,
    )
