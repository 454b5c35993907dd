from switchboard.testcall.dialog import cancel, new_request, of_caller, of_phone
from switchboard.testcall.sip import Headers, Request, Response, branch

VIA = ("Via", "SIP/2.0/UDP 127.0.0.2:5;branch=z9hG4bKfirst")


def invite() -> Request:
    return new_request(
        "INVITE",
        "sip:100@pbx",
        VIA,
        sender="<sip:555@127.0.0.2>;tag=caller",
        to="<sip:100@pbx>",
        call_id="one",
        number=4,
        contact="<sip:555@127.0.0.2:5>",
        body=b"v=0\r\n",
    )


def test_the_caller_follows_the_contact_and_the_recorded_routes() -> None:
    lines = (
        ("To", "<sip:100@pbx>;tag=pbx"),
        ("Contact", "<sip:asterisk@127.0.0.9:5060>"),
        ("Record-Route", "<sip:near;lr>, <sip:far;lr>"),
    )
    dialog = of_caller(invite(), Response(200, "OK", Headers(lines)))
    bye = dialog.next().request("BYE", ("Via", "SIP/2.0/UDP h;branch=z9hG4bKsecond"))
    assert bye.uri == "sip:asterisk@127.0.0.9:5060"
    assert bye.headers.get("to") == "<sip:100@pbx>;tag=pbx"
    assert bye.headers.get("from") == "<sip:555@127.0.0.2>;tag=caller"
    assert bye.headers.get("cseq") == "5 BYE"
    assert bye.headers.all("route") == ("<sip:far;lr>", "<sip:near;lr>")


def test_the_acknowledgement_has_the_invites_number() -> None:
    response = Response(200, "OK", Headers((("To", "<sip:100@pbx>;tag=pbx"),)))
    ack = of_caller(invite(), response).request("ACK", VIA)
    assert ack.headers.get("cseq") == "4 ACK"
    assert ack.uri == "sip:100@pbx"


def test_the_phone_swaps_the_sides_and_adds_its_tag() -> None:
    dialog = of_phone(invite(), "phone", "<sip:101@127.0.0.3>")
    bye = dialog.request("BYE", VIA)
    assert bye.headers.get("from") == "<sip:100@pbx>;tag=phone"
    assert bye.headers.get("to") == "<sip:555@127.0.0.2>;tag=caller"
    assert bye.uri == "sip:555@127.0.0.2:5"


def test_a_cancel_names_the_transaction_that_it_takes_back() -> None:
    taken_back = cancel(invite())
    assert branch(taken_back.headers) == "z9hG4bKfirst"
    assert taken_back.headers.get("cseq") == "4 CANCEL"
    assert taken_back.uri == "sip:100@pbx"
    assert not taken_back.body
