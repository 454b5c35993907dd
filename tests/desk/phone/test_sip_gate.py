import pytest

from desk.phone.sip_gate import NotPassed, check, status_or_method

USER = "web-101"


def message(
    first: str = "REGISTER sip:callwright.invalid SIP/2.0",
    sender: str = "<sip:web-101@callwright.invalid>;tag=1",
    to: str = "<sip:web-101@callwright.invalid>",
    *more: str,
    body: str = "",
) -> str:
    method = first.split(" ", maxsplit=1)[0]
    lines = [
        first,
        "Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1",
        f"From: {sender}",
        f"To: {to}",
        "Call-ID: abc",
        f"CSeq: 1 {method}",
        *more,
        f"Content-Length: {len(body.encode())}",
    ]
    return "\r\n".join(lines) + "\r\n\r\n" + body


INVITE = "INVITE sip:*9@callwright.invalid SIP/2.0"
BYE = "BYE sip:asterisk@127.0.0.1 SIP/2.0"
ECHO = "<sip:*9@callwright.invalid>"


@pytest.mark.parametrize(
    ("passed", "what"),
    [
        (message(), "REGISTER"),
        (message(INVITE, to=ECHO, body="v=0\r\nж"), "INVITE"),
        (message(INVITE, '"Anna <sip:x@y>" <sip:web-101@c.invalid>;tag=1'), "INVITE"),
        (message(INVITE, "Anna <sip:web-101@c.invalid>;tag=1", "<sip:102@c>"), "INVITE"),
        # Inside a call that came in, the page's name is whatever was rung.
        (message(BYE, "<sip:k3v9@x.invalid>;tag=1", "<sip:79990001122@a>;tag=2"), "BYE"),
        (message("SIP/2.0 200 OK", "<sip:79990001122@a>;tag=2", "<sip:k3@x>;tag=1"), "200"),
        (message("SIP/2.0 180 Ringing"), "180"),
        ("\r\n\r\n", "keep-alive"),
    ],
)
def test_what_a_phone_says_in_its_own_name_passes(passed: str, what: str) -> None:
    assert check(passed, USER) == what


@pytest.mark.parametrize(
    "kept",
    [
        message(sender="<sip:web-102@callwright.invalid>;tag=1"),
        message(sender="<sip:101@callwright.invalid>;tag=1"),
        message(sender='"x" <sip:web-102@a>, <sip:web-101@a>;tag=1'),
        message(sender='"<sip:web-101@a>" <sip:web-102@a>;tag=1'),
        message(sender="<sip:web%2D101@a>;tag=1"),
        message(sender="sip:web-101@a;tag=1"),
        message(to="<sip:web-102@callwright.invalid>"),
        message("REGISTER sip:a SIP/2.0", "<sip:web-102@a>;tag=1", "<sip:web-101@a>;tag=2"),
        message(INVITE, "<sip:web-102@a>;tag=1", ECHO),
        message("OPTIONS sip:a SIP/2.0", "<sip:x@a>;tag=1", ECHO),
        message("MESSAGE sip:102@a SIP/2.0"),
        message("REFER sip:102@a SIP/2.0"),
        message("register sip:a SIP/2.0"),
        message("GET / HTTP/1.1"),
        message() + message(sender="<sip:web-102@a>;tag=1"),
    ],
)
def test_what_is_said_in_another_name_is_kept_back(kept: str) -> None:
    with pytest.raises(NotPassed):
        check(kept, USER)


@pytest.mark.parametrize(
    "line",
    [
        "From: <sip:web-102@a>;tag=1",
        "f: <sip:web-102@a>;tag=1",
        "FROM : <sip:web-102@a>;tag=1",
        "t: <sip:web-102@a>",
        " folded: on",
        "no header",
        "X: a\nFrom: <sip:web-102@a>;tag=1",
        "X: a\rFrom: <sip:web-102@a>;tag=1",
        "X: \0",
        "l: 0",
        "Content-Length: 7",
        'Authorization: Digest username="101", realm="a"',
        'Authorization: Digest username="web-101", username="101"',
        "Authorization: Digest username=101",
        'Proxy-Authorization: Digest Username = "web-102"',
        'Authorization: Digest realm="username="web-101"", username=101',
        'Authorization: Digest username="web-101" nonce="a", username="101"',
        'Authorization: Digest nonce="\\", username="web-101"", username="101"',
        'Authorization: Basic username="web-101"',
        "Authorization: Digest " + "a" * 5000,
    ],
)
def test_what_could_be_read_in_another_way_is_kept_back(line: str) -> None:
    with pytest.raises(NotPassed) as refused:
        check(message(INVITE, "<sip:web-101@a>;tag=1", ECHO, line), USER)
    assert "102" not in str(refused.value), "nothing of a message stands in a log"


@pytest.mark.parametrize("to", ['<sip:102@c>;x=";tag=1"', "<sip:102@c>;x=1", "<sip:102@c>;tag="])
def test_only_a_true_tag_makes_a_request_one_inside_a_call(to: str) -> None:
    with pytest.raises(NotPassed):
        check(message(INVITE, "<sip:web-102@a>;tag=1", to), USER)


@pytest.mark.parametrize(
    "line",
    [
        "Route: <sip:192.0.2.1;lr>",
        "record-route: <sip:192.0.2.1;lr>",
        "Path: <sip:192.0.2.1;lr>",
        "Replaces: abc;to-tag=1;from-tag=2",
        "Join: abc;to-tag=1;from-tag=2",
    ],
)
def test_nothing_leads_elsewhere_or_into_the_call_of_others(line: str) -> None:
    with pytest.raises(NotPassed):
        check(message(INVITE, "<sip:web-101@a>;tag=1", ECHO, line), USER)


@pytest.mark.parametrize(
    "proof",
    [
        'Digest algorithm=MD5, username="web-101", realm="asterisk"',
        'Digest algorithm=MD5, username="web-101", realm="asterisk", nonce="17/a1==", '
        'uri="sip:*9@callwright.invalid", response="0f", opaque="", qop=auth, cnonce="x", '
        "nc=00000001",
    ],
)
def test_its_own_proof_passes(proof: str) -> None:
    told = message(INVITE, "<sip:web-101@a>;tag=1", ECHO, f"Authorization: {proof}")
    assert check(told, USER) == "INVITE"


def test_too_many_headers_are_kept_back() -> None:
    own = "<sip:web-101@a>;tag=1"
    with pytest.raises(NotPassed):
        check(message(INVITE, own, ECHO, *("X: y" for _ in range(100))), USER)


def test_a_log_line_has_the_method_or_status_only() -> None:
    assert status_or_method(message(INVITE)) == "INVITE"
    assert status_or_method("SIP/2.0 486 Busy Here\r\n\r\n") == "486"
    assert status_or_method("secret 79990001122") == "other"
