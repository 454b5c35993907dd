"""Settings are checked when they are made, each fault with its mend."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from telephony.asterisk.faults import SettingsRefused
from telephony.asterisk.settings import (
    AsteriskSettings,
    Extension,
    Extras,
    TrunkByAddress,
    TrunkByRegistration,
    check_extensions,
)

GOOD = AsteriskSettings(home=Path("/srv/callwright"))


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"home": Path("var")}, "home folder"),
        ({"home": Path("/srv/a;b")}, "home folder"),
        ({"home": Path("/srv/${SHELL(id)}")}, "home folder"),
        ({"home": Path("/srv/a\nb")}, "home folder"),
        ({"main_numbers": ()}, "main number"),
        ({"main_numbers": ("100,1",)}, "main number"),
        ({"main_numbers": ("_X.",)}, "main number"),
        ({"sip_port": 0}, "SIP port"),
        ({"sip_port": 70000}, "SIP port"),
        ({"http_port": -1}, "HTTP port"),
        ({"sip_bind": "everywhere"}, "SIP address"),
        ({"rtp_first": 100}, "first RTP port"),
        ({"rtp_first": 20000, "rtp_last": 20010}, "last RTP port"),
        ({"external_address": "a b"}, "external address"),
        ({"local_networks": ("10.0.0.0/33",)}, "local networks"),
        ({"language": "en\nx=y"}, "language"),
        ({"claim_timeout_ms": 0}, "claim timeout"),
        ({"qualify_s": -1}, "qualify"),
        ({"fallback_ring_s": 1}, "fallback ring"),
        ({"fallback_message_s": 10_000}, "fallback message"),
        ({"extras": Extras(modules=("app_queue.so\nload=x",))}, "extra module"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, Any], names: str) -> None:
    with pytest.raises(SettingsRefused, match=names) as refused:
        replace(GOOD, **changes)
    assert "\n" not in str(refused.value)
    assert refused.value.mend


@pytest.mark.parametrize("home", ["/home/иван/мой центр", "/srv/a-b_c.d~e+f@g"])
def test_ordinary_paths_are_good(home: str) -> None:
    assert replace(GOOD, home=Path(home)).ledger.name == "fallback.ledger"


def test_trunks_are_checked() -> None:
    TrunkByAddress(("sip.example.com", "192.0.2.0/24", "2001:db8::1"))
    TrunkByRegistration("sip.example.com:5080", "user", 'p;"w', "+74951234567")
    with pytest.raises(SettingsRefused, match="trunk hosts"):
        TrunkByAddress(())
    with pytest.raises(SettingsRefused, match="trunk hosts"):
        TrunkByAddress(("a\nb",))
    good = ("sip.example.com", "user", "secret", "100")
    for place, wrong in enumerate(("no host", "us er", "line\nend", "*1")):
        given = [*good]
        given[place] = wrong
        with pytest.raises(SettingsRefused, match="trunk"):
            TrunkByRegistration(*given)
    assert "secret" not in repr(TrunkByRegistration(*good))


def test_extensions_are_checked() -> None:
    anna = Extension("anna", "101", "Anna", "ABCDEFGH")
    assert "ABCDEFGH" not in repr(anna)
    check_extensions(GOOD, (anna,))
    for wrong in ("", "1a", "../1", "1" * 13):
        with pytest.raises(SettingsRefused, match="extension"):
            replace(anna, extension=wrong)
    with pytest.raises(SettingsRefused, match="SIP password"):
        replace(anna, sip_password="short;")
    with pytest.raises(SettingsRefused, match="also that of 'anna'"):
        check_extensions(GOOD, (anna, replace(anna, operator="boris")))
    with pytest.raises(SettingsRefused, match="the main number"):
        check_extensions(GOOD, (replace(anna, extension="100"),))
    many = tuple(replace(anna, extension=str(1000 + n)) for n in range(201))
    with pytest.raises(SettingsRefused, match="more than 200"):
        check_extensions(GOOD, many)
