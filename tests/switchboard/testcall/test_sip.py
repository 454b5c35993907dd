import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.testcall.sip import (
    MAX_DATAGRAM,
    Headers,
    Request,
    Response,
    SipError,
    branch,
    cseq,
    parse,
    parse_address,
    split_list,
)

INVITE = (
    b"INVITE sip:100@127.0.0.1 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.2:5;branch=z9hG4bKa;rport, SIP/2.0/UDP 127.0.0.3;branch=z9hG4bKb\r\n"
    b'f: "Doe, \\"J\\" <x>;tag=no" <sip:555@127.0.0.2>;tag=abc\r\n'
    b"t: <sip:100@127.0.0.1>\r\n"
    b"i: one@127.0.0.2\r\n"
    b"CSeq: 7 INVITE\r\n"
    b"Subject: folded\r\n  line\r\n"
    b"l: 4\r\n\r\nbodyTRAILING"
)

_text = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=60).map(
    str.strip
)


def test_compact_names_lists_and_folded_lines_are_understood() -> None:
    message = parse(INVITE)
    assert isinstance(message, Request)
    assert (message.method, message.uri, message.body) == ("INVITE", "sip:100@127.0.0.1", b"body")
    assert branch(message.headers) == "z9hG4bKa"
    assert len(message.headers.all("Via")) == 2
    assert cseq(message.headers) == (7, "INVITE")
    assert message.headers.get("subject") == "folded line"


def test_a_display_name_cannot_pose_as_an_address() -> None:
    message = parse(INVITE)
    sender = parse_address(message.headers.get("from"))
    assert sender.display == 'Doe, "J" <x>;tag=no'
    assert (sender.uri, sender.user, sender.tag) == ("sip:555@127.0.0.2", "555", "abc")


def test_a_bare_address_keeps_its_parameters_apart() -> None:
    sender = parse_address("sip:100@host;tag=x1")
    assert (sender.uri, sender.tag) == ("sip:100@host", "x1")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b"SIP/2.0\r\nv", b"SIP/3.0\r\nv"),
        lambda data: data.replace(b"CSeq: 7 INVITE", b"CSeq: seven INVITE"),
        lambda data: data.replace(b"CSeq: 7 INVITE", b"CSeq: 7 BYE"),
        lambda data: data.replace(b"i: one@127.0.0.2\r\n", b""),
        lambda data: data.replace(b"l: 4", b"l: 400"),
        lambda data: data.replace(b"l: 4", b"l: -4"),
        lambda data: data.replace(b"Subject: folded", b"no colon here"),
        lambda data: data.replace(b"Subject", b"Sub ject"),
        lambda data: data.split(b"\r\n\r\n")[0],
        lambda data: data.replace(b"Subject: folded", b"X: " + b"a" * 9000),
        lambda data: data.replace(b"Subject: folded", b"\r\n".join([b"X: a"] * 200)),
        lambda data: data + b"x" * MAX_DATAGRAM,
    ],
)
def test_what_is_not_sip_is_refused(spoil: object) -> None:
    assert callable(spoil)
    with pytest.raises(SipError):
        parse(spoil(INVITE))


@pytest.mark.parametrize("status", [b"99", b"700", b"2x0", b""])
def test_a_response_needs_a_real_status(status: bytes) -> None:
    rest = INVITE.split(b"\r\n", 1)[1]
    with pytest.raises(SipError):
        parse(b"SIP/2.0 " + status + b" Why\r\n" + rest)


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    with contextlib.suppress(SipError):
        parse(data)


@given(st.data())
def test_a_damaged_message_never_breaks_the_parser(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(INVITE)))
    cut = data.draw(st.integers(0, 20))
    spoilt = INVITE[:place] + data.draw(st.binary(max_size=20)) + INVITE[place + cut :]
    with contextlib.suppress(SipError):
        message = parse(spoilt)
        parse_address(message.headers.get("from"))


@given(_text, _text, st.binary(max_size=200))
def test_what_we_build_can_be_read_back(name: str, value: str, body: bytes) -> None:
    lines = (
        ("Via", "SIP/2.0/UDP h;branch=z9"),
        ("From", f"<sip:{name}@h>;tag=1" if "@" not in name else "<sip:h>;tag=1"),
        ("To", "<sip:b@h>"),
        ("Call-ID", "c"),
        ("CSeq", "1 INVITE"),
        ("Subject", value),
    )
    request = Request("INVITE", "sip:b@h", Headers(lines), body)
    again = parse(request.encode())
    assert isinstance(again, Request)
    assert again.body == body
    assert again.headers.get("subject") == value
    response = parse(Response(200, "OK", Headers(lines), body).encode())
    assert isinstance(response, Response)
    assert (response.status, response.body) == (200, body)


@pytest.mark.parametrize("evil", ["a\r\nX-Evil: yes", "a\nb", "a\0b"])
def test_no_line_end_can_be_put_into_a_header(evil: str) -> None:
    with pytest.raises(SipError):
        Request("INVITE", "sip:a@b", Headers((("Subject", evil),))).encode()
    with pytest.raises(SipError):
        Request("INVITE", f"sip:{evil}@b", Headers()).encode()


def test_lists_are_split_outside_of_quotes_and_brackets() -> None:
    assert split_list('"a, b" <sip:x,y@h>, <sip:z@h>;q=1') == (
        '"a, b" <sip:x,y@h>',
        "<sip:z@h>;q=1",
    )
