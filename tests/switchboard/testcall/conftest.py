import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from switchboard.testcall.caller import Caller
from switchboard.testcall.phone import Behaviour, Phone, PhoneLogin
from tests.support.ports import free_ports

MakePair = Callable[[Behaviour], Awaitable[tuple[Caller, Phone]]]


@pytest.fixture
async def make_pair() -> AsyncIterator[MakePair]:
    """A caller and a phone that ring each other directly, without any server between."""
    async with AsyncExitStack() as stack:

        async def make(behaviour: Behaviour) -> tuple[Caller, Phone]:
            one, two = free_ports(2, socket.SOCK_DGRAM)
            login = PhoneLogin("101", "unused")
            phone = await Phone.open("127.0.0.1", one, login, behaviour, local=("127.0.0.1", two))
            stack.callback(phone.die)
            caller = await Caller.open("127.0.0.1", two, "5550001", local=("127.0.0.1", one))
            await stack.enter_async_context(caller)
            return caller, phone

        yield make
