import asyncio
import hashlib
import re
import socket

import pytest

from switchboard.testcall.phone import Behaviour, Phone, PhoneLogin, SignInRefused
from switchboard.testcall.sip import Request, parse
from switchboard.testcall.wire import NoAnswer, SipSocket
from tests.support.ports import free_ports
from tests.support.waiting import until
from tests.switchboard.testcall.conftest import MakePair


class Registrar:
    """A small SIP server that lets extension 101 with one password in."""

    def __init__(self, wire: SipSocket, password: str) -> None:
        self._wire = wire
        self._password = password
        self.expires: list[str] = []
        wire.on_request = self._take

    def _take(self, request: Request) -> None:
        proof = request.headers.get("authorization")
        if proof and self._is_right(proof, request):
            self.expires.append(request.headers.get("expires"))
            self._wire.reply(request, 200, "OK", to_tag="r")
            return
        challenge = 'Digest realm="test", nonce="abc", algorithm=MD5, qop="auth"'
        lines = (("WWW-Authenticate", challenge),)
        self._wire.reply(request, 401, "Unauthorized", to_tag="r", lines=lines)

    def _is_right(self, proof: str, request: Request) -> bool:
        fields = dict(re.findall(r'(\w+)="?([^",]+)"?', proof))
        first = _md5(f"{fields['username']}:test:{self._password}")
        second = _md5(f"{request.method}:{fields['uri']}")
        wanted = _md5(f"{first}:abc:{fields['nc']}:{fields['cnonce']}:auth:{second}")
        return bool(fields["response"] == wanted)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


async def test_the_phone_signs_in_and_out_with_its_password() -> None:
    one, two = free_ports(2, socket.SOCK_DGRAM)
    wire = await SipSocket.open("127.0.0.1", two, ("127.0.0.1", one))
    registrar = Registrar(wire, "right")
    try:
        login = PhoneLogin("101", "right")
        phone = await Phone.open("127.0.0.1", one, login, local=("127.0.0.1", two))
        async with phone:
            assert registrar.expires == ["600"]
        assert registrar.expires == ["600", "0"]
        wrong = PhoneLogin("101", "wrong")
        stranger = await Phone.open("127.0.0.1", one, wrong, local=("127.0.0.1", two))
        with pytest.raises(SignInRefused, match="101 was not let in: 401"):
            await stranger.register()
        stranger.die()
    finally:
        wire.close()


async def test_a_busy_phone_refuses_a_second_call(make_pair: MakePair) -> None:
    caller, phone = await make_pair(Behaviour())
    await caller.dial("101", 5)
    first = await phone.next_call(5)
    probe = _second_invite(first.invite)
    caller._wire.send_bytes(probe.encode())
    second = await phone.next_call(5, 1)
    assert second.ended.is_set()
    assert not first.ended.is_set()


def _second_invite(invite: Request) -> Request:
    text = invite.encode().decode()
    text = text.replace(invite.headers.get("call-id"), "another").replace("z9hG4bK", "z9hG4bKx")
    again = parse(text.encode())
    assert isinstance(again, Request)
    return again


async def test_a_phone_that_dies_says_nothing_more(make_pair: MakePair) -> None:
    caller, phone = await make_pair(Behaviour(dies=True))
    with pytest.raises(NoAnswer):
        await caller.dial("101", 0.5)
    assert phone.calls[0].ended.is_set()
    assert caller.progress == [180]


async def test_new_terms_in_a_call_move_the_audio(make_pair: MakePair) -> None:
    caller, phone = await make_pair(Behaviour())
    await caller.dial("101", 5)
    call = await phone.next_call(5)
    await asyncio.wait_for(call.acknowledged.wait(), 5)
    assert call.dialog is not None
    again = call.dialog.next().request("INVITE", phone._wire.via(), call.invite.body)
    exchange = phone._wire.exchange(again)
    response = await exchange.final(5)
    exchange.close()
    assert response.status == 200
    assert b"m=audio" in response.body
    await until(lambda: caller.media.sent > 2, 5, "audio after the new terms")
    assert caller.talking
