"""SIP: transports, operators' phones and trunks.

Who may do what is decided by the context of an endpoint: a trunk's leads in and has no
way out, a phone's reaches the centre, its colleagues and the feature codes. There is no
endpoint for strangers. Out through the trunk goes only what the service itself rings: the
trunk has an address for that, and no dialplan leads there.
"""

import ipaddress

from telephony.asterisk.conf_dialplan import INBOUND, PHONES
from telephony.asterisk.conf_text import document, label, section
from telephony.asterisk.settings import (
    AsteriskSettings,
    Extension,
    TrunkByAddress,
    TrunkByRegistration,
)

LOOPBACK_TRUNK = "callwright-loopback"
TRUNK = "callwright-trunk"
Lines = tuple[tuple[str, str | int], ...]
_CODECS = "ulaw,alaw,g722"
_WEB_CODECS = "ulaw,alaw"
_QUALIFY_TIMEOUT_S = 3.0
_PAGE_SILENT_S = 10
"""A page that was cut off is rung again as soon as it is back; the caller need not wait."""
_LOOPBACK = "127.0.0.0/8"
_PRIVATE_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""Taken as ours, RFC 1918, when an external address is given and nothing else is."""


def pjsip_files(
    settings: AsteriskSettings, extensions: tuple[Extension, ...], opus: bool
) -> dict[str, str]:
    """File name → text. Transports stand alone: changing them needs a restart."""
    codecs = f"{_CODECS},opus" if opus else _CODECS
    phones = [_phone_template(settings, codecs), *(_phone(each) for each in extensions)]
    if settings.websocket:
        phones.append(_web_template(settings, f"opus,{_WEB_CODECS}" if opus else _WEB_CODECS))
        phones.extend(_web_phone(each) for each in extensions)
    return {
        "pjsip.conf": document(
            "#include pjsip_transports.conf\n#include pjsip_trunks.conf\n"
            "#include pjsip_phones.conf\n",
            _global(),
            settings.extras.pjsip,
        ),
        "pjsip_transports.conf": document(*_transports(settings)),
        "pjsip_trunks.conf": document(*_trunks(settings, codecs)),
        "pjsip_phones.conf": document(*phones),
    }


def _global() -> str:
    return section(
        "global",
        [
            ("type", "global"),
            ("user_agent", "Callwright"),
            ("endpoint_identifier_order", "auth_username,username,ip"),
            ("keep_alive_interval", 30),
        ],
    )


def _transports(settings: AsteriskSettings) -> list[str]:
    address = settings.sip_bind
    bind = f"[{address}]" if ":" in address else address
    pairs: list[tuple[str, str | int]] = [("bind", f"{bind}:{settings.sip_port}")]
    if settings.external_address:
        pairs.append(("external_media_address", settings.external_address))
        pairs.append(("external_signaling_address", settings.external_address))
        networks = settings.local_networks or _PRIVATE_NETWORKS
        pairs.extend(("local_net", network) for network in (_LOOPBACK, *networks))
    shown = [
        section(f"transport-{protocol}", [("type", "transport"), ("protocol", protocol), *pairs])
        for protocol in ("udp", "tcp")
    ]
    if settings.websocket:
        # It has no port of its own: it is /ws of the HTTP server, on loopback.
        ws = [("type", "transport"), ("protocol", "ws"), ("bind", "127.0.0.1")]
        shown.append(section("transport-ws", ws))
    return shown


def _media(codecs: str, silent_s: int = 30) -> list[tuple[str, str | int]]:
    return [
        ("disallow", "all"),
        ("allow", codecs),
        ("dtmf_mode", "rfc4733"),
        ("direct_media", "no"),
        ("rtp_symmetric", "yes"),
        ("force_rport", "yes"),
        ("rewrite_contact", "yes"),
        ("rtp_timeout", silent_s),
        ("rtp_timeout_hold", 900),
        ("rtp_keepalive", 5),  # who is alone, or faces somebody muted, would get no packet
        ("allow_transfer", "no"),
        ("allow_subscribe", "no"),
    ]


def _phone_template(settings: AsteriskSettings, codecs: str) -> str:
    endpoint = section(
        "phone",
        [
            ("type", "endpoint"),
            ("context", PHONES),
            ("identify_by", "auth_username,username"),
            *_media(codecs),
            ("language", settings.language),
            ("trust_id_inbound", "no"),
        ],
        "(!)",
    )
    address = section(
        "phone-address",
        [
            ("type", "aor"),
            ("max_contacts", 1),
            ("remove_existing", "yes"),
            ("default_expiration", 120),
            ("minimum_expiration", 30),
            ("maximum_expiration", 3600),
            ("qualify_frequency", settings.qualify_s),
            ("qualify_timeout", str(_QUALIFY_TIMEOUT_S)),
        ],
        "(!)",
    )
    return endpoint + address


def _phone(each: Extension) -> str:
    number = each.extension
    name = label(each.name) or number
    return (
        section(
            number,
            [("auth", number), ("aors", number), ("callerid", f'"{name}" <{number}>')],
            "(phone)",
        )
        + section(
            number,
            [
                ("type", "auth"),
                ("auth_type", "userpass"),
                ("username", number),
                ("password", each.sip_password),
            ],
        )
        + section(number, after="(phone-address)")
    )


def _web_template(settings: AsteriskSettings, codecs: str) -> str:
    """A phone in a page: media by WebRTC, and registered for as long as its socket lives."""
    endpoint = section(
        "web-phone",
        [
            ("type", "endpoint"),
            ("context", PHONES),
            ("identify_by", "auth_username,username"),
            ("webrtc", "yes"),
            *_media(codecs, silent_s=_PAGE_SILENT_S),
            ("transport", "transport-ws"),
            ("language", settings.language),
            ("trust_id_inbound", "no"),
        ],
        "(!)",
    )
    address = section(
        "web-phone-address",
        [
            ("type", "aor"),
            ("max_contacts", 1),
            ("remove_existing", "yes"),
            ("default_expiration", 60),
            ("minimum_expiration", 30),
            ("maximum_expiration", 300),
            # The desk asks the page for a sign of life; when its socket ends, so does this.
            ("qualify_frequency", 0),
        ],
        "(!)",
    )
    return endpoint + address


def _web_phone(each: Extension) -> str:
    """Its password is not here: the service gives one for each session, and takes it back."""
    number = each.extension
    name = label(each.name) or number
    return section(
        each.web,
        [("auth", each.web), ("aors", each.web), ("callerid", f'"{name}" <{number}>')],
        "(web-phone)",
    ) + section(each.web, after="(web-phone-address)")


def _trunk_endpoint(
    name: str,
    settings: AsteriskSettings,
    codecs: str,
    way_out: Lines = (),
) -> str:
    # identify_by=ip: else anybody who calls itself by this name would be taken for it.
    return section(
        name,
        [
            ("type", "endpoint"),
            ("context", INBOUND),
            ("identify_by", "ip"),
            *_media(codecs),
            ("language", settings.language),
            ("trust_id_inbound", "no"),
            *way_out,
        ],
    )


def _address_out(host: str) -> str:
    """Where calls to outside numbers are sent. Nobody can register there."""
    return section(TRUNK, [("type", "aor"), ("contact", f"sip:{host}")])


def _first_host(hosts: tuple[str, ...]) -> str | None:
    """The first that is one machine, as it stands in a SIP address; a network takes no calls."""
    for host in hosts:
        if "/" not in host:
            return f"[{host}]" if _is_ipv6(host) else host
    return None


def _is_ipv6(host: str) -> bool:
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return False
    return True


def _identify(name: str, hosts: tuple[str, ...]) -> str:
    return section(
        name, [("type", "identify"), ("endpoint", name), *(("match", host) for host in hosts)]
    )


def _trunks(settings: AsteriskSettings, codecs: str) -> list[str]:
    shown: list[str] = []
    way_out: Lines
    if settings.loopback_trunk:
        shown.append(_trunk_endpoint(LOOPBACK_TRUNK, settings, codecs))
        shown.append(_identify(LOOPBACK_TRUNK, (_LOOPBACK,)))
    match settings.trunk:
        case TrunkByAddress(hosts=hosts):
            host = _first_host(hosts)
            way_out = (("aors", TRUNK),) if host is not None else ()
            shown.append(_trunk_endpoint(TRUNK, settings, codecs, way_out))
            shown.append(_identify(TRUNK, hosts))
            if host is not None:
                shown.append(_address_out(host))
        case TrunkByRegistration() as trunk:
            name = trunk.host.partition(":")[0]
            way_out = (("aors", TRUNK), ("outbound_auth", TRUNK), ("from_domain", name))
            shown.append(_trunk_endpoint(TRUNK, settings, codecs, way_out))
            shown.append(_identify(TRUNK, (name,)))
            shown.append(_address_out(trunk.host))
            shown.extend(_registration(trunk))
        case None:
            pass
    return shown


def _registration(trunk: TrunkByRegistration) -> list[str]:
    return [
        section(
            TRUNK,
            [
                ("type", "registration"),
                ("server_uri", f"sip:{trunk.host}"),
                ("client_uri", f"sip:{trunk.user.partition('@')[0]}@{trunk.host}"),
                ("contact_user", trunk.number),
                ("outbound_auth", TRUNK),
                ("transport", "transport-udp"),
                ("retry_interval", 30),
                ("forbidden_retry_interval", 300),
                ("fatal_retry_interval", 300),
                ("max_retries", 1_000_000),
                ("auth_rejection_permanent", "no"),
            ],
        ),
        section(
            TRUNK,
            [
                ("type", "auth"),
                ("auth_type", "userpass"),
                ("username", trunk.user),
                ("password", trunk.password),
            ],
        ),
    ]
