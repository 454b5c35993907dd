"""The phone in the page: its password, its way in, and that it goes away."""

from datetime import datetime

from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import roles
from desk.answers import no_content, reply
from desk.endpoint import Ask, endpoint
from desk.phone.phone_keys import own_extension
from desk.phone.phones import PHONES
from desk.phone.sip_socket import PhoneLine
from vocabulary.ids import web_phone
from vocabulary.states import Role

OPERATING = roles(Role.OPERATOR)
PATH = "/sip"
DOMAIN = "callwright.invalid"
"""Stands in SIP addresses where a name must stand; nobody looks it up."""


class IceServer(BaseModel):
    """A helper for media through strange networks, as browsers take it."""

    urls: list[str]


class PhoneCredentials(BaseModel):
    """What a page's phone signs in with."""

    user: str = Field(description="The SIP user: `web-` and the extension.")
    password: str
    domain: str = Field(description="The host part of SIP addresses and of the registrar.")
    path: str = Field(description="Where on this server SIP over WebSocket is spoken.")
    expires_at: datetime
    ice_servers: list[IceServer] = Field(description="None are needed on one network.")
    echo: str = Field(description="Dial this to hear yourself.")


@endpoint(
    "POST",
    "/api/v1/phone/credentials",
    allow=OPERATING,
    answer=PhoneCredentials,
    errors=(409, 429, 503),
)
async def credentials(ask: Ask) -> web.StreamResponse:
    """A password for the phone in this page.

    It is made at each call, and the one before is good no more: ask before each connection
    of the phone. It ends with the session, and at `expires_at`. Without an extension the
    answer is 409 `no_extension`; while Asterisk is away it is 503 `phones_away`.
    """
    user = web_phone(own_extension(ask.who))
    password, key = await ask.request.app[PHONES].keys.give(ask.who)
    return reply(
        PhoneCredentials(
            user=user,
            password=password,
            domain=DOMAIN,
            path=PATH,
            expires_at=key.expires_at,
            ice_servers=[],
            echo=ask.desk.settings.echo_code,
        )
    )


@endpoint("POST", "/api/v1/phone/leaving", allow=OPERATING, status=204, errors=(409,))
async def leaving(ask: Ask) -> web.StreamResponse:
    """The page with the phone goes away now; what it talks about ends.

    For `pagehide`, with `fetch(…, {keepalive: true})`. When another session has the phone
    by now, nothing happens.
    """
    extension = own_extension(ask.who)
    lines = ask.request.app[PHONES].lines
    lines.leaves(web_phone(extension), extension, ask.who.token_hash)
    return no_content()


@endpoint("GET", PATH, allow=OPERATING, status=101, errors=(400, 403, 409), socket=True)
async def sip(ask: Ask) -> web.StreamResponse:
    """SIP over WebSocket (RFC 7118, subprotocol `sip`) for the phone in the page.

    One SIP message a frame, in the name of the person's own user `web-EXTENSION`. A
    message is at most 64 kB. The server closes with 4401 when the session ended (sign in
    again), 4409 when another page has taken the phone (do not come back by yourself), 4403
    after a message in another name, 4503 while Asterisk or the service is away (connect
    again), 1012 when the extension changed (ask for credentials and connect again), 1013
    when messages were not taken fast enough, and 1008 after too many.

    A page that closes its socket by itself is taken to be gone and what its phone talked
    about ends; a connection that is lost may come back.
    """
    extension = own_extension(ask.who)
    line = PhoneLine(web_phone(extension), extension, ask.who.token_hash)
    return await ask.request.app[PHONES].lines.serve(ask.request, line)


ENDPOINTS = (credentials, leaving, sip)
