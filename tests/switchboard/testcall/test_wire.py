import asyncio
import socket

import pytest

from switchboard.testcall.dialog import new_request
from switchboard.testcall.sip import Request, parse
from switchboard.testcall.wire import NoAnswer, SipSocket, refusal_ack
from tests.support.ports import free_ports, free_udp_port
from tests.support.waiting import until


async def pair() -> tuple[SipSocket, SipSocket]:
    one, two = free_ports(2, socket.SOCK_DGRAM)
    here = await SipSocket.open("127.0.0.1", two, ("127.0.0.1", one))
    return here, await SipSocket.open("127.0.0.1", one, ("127.0.0.1", two))


def options(wire: SipSocket, method: str = "OPTIONS") -> Request:
    return new_request(
        method,
        f"sip:{wire.peer}",
        wire.via(),
        sender="<sip:a@h>;tag=1",
        to="<sip:b@h>",
        call_id="c",
        number=1,
        contact="<sip:a@h>",
    )


async def test_a_request_is_repeated_until_it_is_answered_and_taken_once() -> None:
    here, there = await pair()
    heard: list[Request] = []
    there.on_request = heard.append
    exchange = here.exchange(options(here))
    try:
        await until(lambda: len(heard) >= 2, 5, "the repeat of an unanswered request")
        there.reply(heard[0], 200, "OK", to_tag="t")
        assert (await exchange.final(5)).status == 200
        seen = len(heard)
        here.send_bytes(exchange.request.encode())
        again = here.exchange(options(here))  # a later one proves that the repeat was handled
        await until(lambda: len(heard) > seen, 5, "the later request")
        assert len(heard) == seen + 1
        again.close()
    finally:
        exchange.close()
        here.close()
        there.close()


async def test_a_refused_invite_is_acknowledged() -> None:
    here, there = await pair()
    heard: list[Request] = []
    there.on_request = heard.append
    exchange = here.exchange(options(here, "INVITE"))
    try:
        await until(lambda: heard, 5, "the INVITE")
        there.reply(heard[0], 100, "Trying")
        there.reply(heard[0], 486, "Busy Here", to_tag="t")
        assert (await exchange.final(5)).status == 486
        ack = await until(
            lambda: next((each for each in heard if each.method == "ACK"), None), 5, "the ACK"
        )
        assert ack.headers.get("to").endswith(";tag=t")
        assert ack.headers.get("cseq") == "1 ACK"
    finally:
        exchange.close()
        here.close()
        there.close()


async def test_a_port_where_nobody_listens_is_told_at_once() -> None:
    wire = await SipSocket.open("127.0.0.1", free_udp_port())
    exchange = wire.exchange(options(wire))
    try:
        with pytest.raises(NoAnswer, match="nothing listens"):
            await exchange.final(5)
    finally:
        exchange.close()
        wire.close()


async def test_silence_is_told_too() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        wire = await SipSocket.open("127.0.0.1", silent.getsockname()[1])
        exchange = wire.exchange(options(wire))
        try:
            with pytest.raises(NoAnswer, match="did not answer OPTIONS"):
                await exchange.final(0.1)
        finally:
            exchange.close()
            wire.close()


async def test_a_name_that_leads_nowhere_is_told() -> None:
    with pytest.raises(NoAnswer, match="cannot reach"):
        await SipSocket.open("no-such-host.invalid", 5060)


async def test_rubbish_on_the_socket_is_dropped() -> None:
    here, there = await pair()
    heard: list[Request] = []
    there.on_request = heard.append
    for data in (b"", b"\r\n\r\n", b"\xff" * 500, b"INVITE sip:x SIP/2.0\r\n\r\n"):
        here.send_bytes(data)
    exchange = here.exchange(options(here))
    try:
        await until(lambda: heard, 5, "the one good request")
        assert [each.method for each in heard] == ["OPTIONS"]
    finally:
        exchange.close()
        here.close()
        there.close()


async def test_a_socket_can_be_closed_and_says_so() -> None:
    wire = await SipSocket.open("127.0.0.1", free_udp_port())
    wire.close()
    await asyncio.wait_for(wire.closed.wait(), 5)


def test_the_acknowledgement_of_a_refusal_stays_in_its_transaction() -> None:
    lines = (
        b"SIP/2.0 603 Decline\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:a@h>;tag=1\r\n"
        b"To: <sip:b@h>;tag=2\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n"
    )
    response = parse(lines)
    assert not isinstance(response, Request)
    invite = new_request(
        "INVITE",
        "sip:b@h",
        ("Via", "SIP/2.0/UDP h;branch=z9hG4bKx"),
        sender="<sip:a@h>;tag=1",
        to="<sip:b@h>",
        call_id="c",
        number=1,
        contact="<sip:a@h>",
    )
    ack = refusal_ack(invite, response)
    assert ack.headers.get("via") == invite.headers.get("via")
    assert ack.headers.get("to") == "<sip:b@h>;tag=2"
