"""The ports that Asterisk needs: free or not, and which one was chosen for its HTTP."""

import errno
import json
import socket
from pathlib import Path

from telephony.asterisk.config import write_private
from telephony.asterisk.faults import PortTaken
from telephony.asterisk.settings import AsteriskSettings

_LOOPBACK = "127.0.0.1"
_RTP_SAMPLE = 200


def is_free(address: str, port: int, kind: socket.SocketKind) -> bool:
    """Whether a port can be had now. False also when the address is not ours."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind == socket.SOCK_STREAM:
            # As Asterisk does: connections that ended a moment ago do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def is_free_tcp(port: int) -> bool:
    """Whether a TCP port of the loopback address can be had now."""
    return is_free(_LOOPBACK, port, socket.SOCK_STREAM)


def http_port(settings: AsteriskSettings) -> int:
    """The port of ARI: the given one, the remembered one, or a free one from now on."""
    if settings.http_port is not None:
        return settings.http_port
    remembered = _remembered(settings.root / "ports.json")
    return remembered or renew_http_port(settings)


def renew_http_port(settings: AsteriskSettings) -> int:
    """Choose a free port and remember it in HOME/asterisk/ports.json."""
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        port = int(probe.getsockname()[1])
    write_private(settings.root / "ports.json", json.dumps({"http_port": port}) + "\n")
    return port


def _remembered(path: Path) -> int | None:
    try:
        kept = json.loads(path.read_text())
        port = kept["http_port"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return port if isinstance(port, int) and 0 < port < 65536 else None


def check(settings: AsteriskSettings, ari_port: int) -> None:
    """Whether all ports can be had. Raises `PortTaken` for the first that cannot."""
    for name, kind in (("UDP", socket.SOCK_DGRAM), ("TCP", socket.SOCK_STREAM)):
        _check_sip(settings, name, kind)
    if not is_free_tcp(ari_port):
        raise PortTaken(
            f"Port {ari_port} (TCP, loopback) for Asterisk's HTTP is used by another program.",
            "Stop that program, or give another port for Asterisk's HTTP in the settings.",
        )
    _check_rtp(settings)


def _check_sip(settings: AsteriskSettings, name: str, kind: socket.SocketKind) -> None:
    if is_free(settings.sip_bind, settings.sip_port, kind):
        return
    if not is_free(settings.sip_bind, 0, kind):
        raise PortTaken(
            f"The SIP address {settings.sip_bind} is none of this machine's.",
            "Use 0.0.0.0 for all, or one of this machine's own.",
        )
    if settings.sip_port < 1024 and _is_forbidden(settings.sip_port, kind):
        raise PortTaken(
            f"SIP port {settings.sip_port} may be used by root only.",
            "Set CALLWRIGHT_SIP_PORT to a port above 1023.",
        )
    raise PortTaken(
        f"SIP port {settings.sip_port} ({name}) is used by another program.",
        "Stop that program, or set CALLWRIGHT_SIP_PORT to a free port.",
    )


def _is_forbidden(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("", port))
        except OSError as error:
            return error.errno in {errno.EACCES, errno.EPERM}
    return False


def _check_rtp(settings: AsteriskSettings) -> None:
    """Asterisk skips a used port of the range, so only a crowded range is a fault."""
    every = range(settings.rtp_first, settings.rtp_last + 1)
    sample = every[:: max(1, len(every) // _RTP_SAMPLE)]
    used = [port for port in sample if not is_free("0.0.0.0", port, socket.SOCK_DGRAM)]  # noqa: S104 - as Asterisk binds
    if len(used) * 2 > len(sample):
        raise PortTaken(
            f"Most of the RTP ports {settings.rtp_first}-{settings.rtp_last} (UDP) are used by "
            f"other programs, such as {used[0]}.",
            "Give another range of RTP ports in the settings.",
        )
