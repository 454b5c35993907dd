"""SIP: who is let in, as whom, and that nobody can write a line of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from telephony.asterisk.conf_pjsip import pjsip_files
from telephony.asterisk.settings import (
    AsteriskSettings,
    Extension,
    Extras,
    TrunkByAddress,
    TrunkByRegistration,
)

if TYPE_CHECKING:
    from tests.telephony.asterisk.conftest import MakeCentre

SETTINGS = AsteriskSettings(home=Path("/srv/cw"))
ANNA = Extension("anna", "101", 'Anna "x" <1>;\n[evil]\ntype=endpoint', "ABCDEFGH")


def test_a_name_stays_on_its_line() -> None:
    text = pjsip_files(SETTINGS, (ANNA,), opus=False)["pjsip_phones.conf"]
    assert "[evil]" not in text
    assert 'callerid = "Anna x 1 evil type=endpoint" <101>' in text
    nameless = replace(ANNA, name="\n;")
    text = pjsip_files(SETTINGS, (nameless,), opus=False)["pjsip_phones.conf"]
    assert 'callerid = "101" <101>' in text


def test_an_operator_has_a_phone_in_its_page_whose_password_is_in_no_file() -> None:
    text = pjsip_files(SETTINGS, (ANNA,), opus=True)["pjsip_phones.conf"]
    assert "[web-101](web-phone)\nauth = web-101\naors = web-101\n" in text
    assert "[web-101](web-phone-address)\n" in text
    assert text.count("password = ") == text.count("type = auth") == 1, "that of the desk's phone"
    template = text.partition("[web-phone](!)")[2].partition("\n\n")[0]
    for line in ("webrtc = yes", "context = callwright-phones", "allow = opus,ulaw,alaw"):
        assert f"{line}\n" in template
    without = pjsip_files(replace(SETTINGS, websocket=False), (ANNA,), opus=True)
    assert "web-" not in without["pjsip_phones.conf"]
    plain = pjsip_files(SETTINGS, (ANNA,), opus=False)["pjsip_phones.conf"]
    assert "allow = ulaw,alaw\n" in plain


def test_trunks_are_known_by_address_only_and_lead_in_only() -> None:
    settings = replace(SETTINGS, trunk=TrunkByAddress(("192.0.2.0/24", "sip.example.com")))
    text = pjsip_files(settings, (), opus=True)["pjsip_trunks.conf"]
    assert text.count("type = endpoint") == 2
    assert text.count("identify_by = ip") == 2
    assert text.count("context = callwright-inbound") == 2
    assert "match = 192.0.2.0/24\nmatch = sip.example.com\n" in text
    assert "opus" in text
    assert text.count("dtmf_mode = rfc4733") == 2


@pytest.mark.parametrize(
    ("hosts", "contact"),
    [
        (("192.0.2.0/24", "sip.example.com"), "sip:sip.example.com"),
        (("192.0.2.7", "192.0.2.8"), "sip:192.0.2.7"),
        (("sip.example.com:5080",), "sip:sip.example.com:5080"),
        (("2001:db8::1",), "sip:[2001:db8::1]"),
    ],
)
def test_outside_numbers_go_to_the_first_host_that_is_one(
    hosts: tuple[str, ...], contact: str
) -> None:
    files = pjsip_files(replace(SETTINGS, trunk=TrunkByAddress(hosts)), (), opus=False)
    text = files["pjsip_trunks.conf"]
    assert text.count("aors = callwright-trunk\n") == 1, "the loopback trunk leads nowhere"
    assert f"[callwright-trunk]\ntype = aor\ncontact = {contact}\n" in text
    assert "max_contacts" not in text, "nobody registers at a trunk"
    assert "callwright-trunk" not in files["pjsip_phones.conf"]


def test_a_trunk_of_networks_only_and_no_trunk_ring_nobody() -> None:
    for trunk in (TrunkByAddress(("192.0.2.0/24",)), None):
        text = pjsip_files(replace(SETTINGS, trunk=trunk), (), opus=False)["pjsip_trunks.conf"]
        assert "aor" not in text


def test_without_the_loopback_trunk_nobody_on_this_machine_is_one() -> None:
    files = pjsip_files(replace(SETTINGS, loopback_trunk=False), (), opus=False)
    assert "127.0.0.0/8" not in "".join(files.values())


def test_a_registration_signs_in_and_escapes_its_password() -> None:
    trunk = TrunkByRegistration("sip.example.com:5080", "user@realm", ">a;b", "+7495")
    text = pjsip_files(replace(SETTINGS, trunk=trunk), (), opus=False)["pjsip_trunks.conf"]
    assert "password = >a\\;b\n" in text
    assert "client_uri = sip:user@sip.example.com:5080\n" in text
    assert "contact_user = +7495\n" in text
    assert "match = sip.example.com\n" in text
    assert "contact = sip:sip.example.com:5080\n" in text
    assert "outbound_auth = callwright-trunk\nfrom_domain = sip.example.com\n" in text


def test_transports_follow_the_network() -> None:
    settings = replace(
        SETTINGS, external_address="198.51.100.7", local_networks=("10.1.0.0/16",), websocket=False
    )
    text = pjsip_files(settings, (), opus=False)["pjsip_transports.conf"]
    assert text.count("external_media_address = 198.51.100.7") == 2
    assert "local_net = 10.1.0.0/16" in text
    assert "local_net = 127.0.0.0/8" in text
    assert "protocol = ws" not in text
    six = pjsip_files(replace(SETTINGS, sip_bind="::1"), (), opus=False)
    assert "bind = [::1]:5060" in six["pjsip_transports.conf"]
    assert "local_net" not in six["pjsip_transports.conf"]


def test_extra_text_stands_at_the_end() -> None:
    settings = replace(SETTINGS, extras=Extras(pjsip="[bench]\ntype=endpoint\n"))
    files = pjsip_files(settings, (), opus=False)
    assert files["pjsip.conf"].endswith("[bench]\ntype=endpoint\n")


@pytest.mark.line
async def test_asterisk_takes_a_trunk_and_a_measuring_queue_beside_it(
    make_centre: MakeCentre,
) -> None:
    centre = make_centre(
        trunk=TrunkByRegistration("127.0.0.1:9", "user", 'p;"w>', "+7495"),
        external_address="198.51.100.7",
        extras=Extras(
            dialplan="[bench]\nexten => 900,1,Queue(bench)\n same => n,Hangup()\n",
            queues="[bench]\nstrategy = rrmemory\nmember => PJSIP/101\n",
            pjsip="[bench]\ntype=endpoint\ncontext=bench\ndisallow=all\nallow=ulaw\n",
            modules=("app_queue",),
        ),
    )
    await centre.process.start_or_adopt()
    endpoints = await centre.control._ask("GET", "endpoints/PJSIP")
    assert {"callwright-trunk", "bench"} <= {each["resource"] for each in endpoints}
    await centre.control.reload("app_queue.so")
    assert "ERROR" not in centre.log
