"""Ports are chosen, remembered and checked before Asterisk starts."""

import socket
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.asterisk import ports
from telephony.asterisk.faults import PortTaken
from telephony.asterisk.settings import AsteriskSettings


def free(kind: socket.SocketKind = socket.SOCK_DGRAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def settings(tmp_path: Path) -> AsteriskSettings:
    (tmp_path / "asterisk").mkdir()
    return AsteriskSettings(
        home=tmp_path, sip_port=free(), sip_bind="127.0.0.1", rtp_first=34000, rtp_last=34039
    )


def test_the_http_port_is_chosen_once(settings: AsteriskSettings) -> None:
    port = ports.http_port(settings)
    assert ports.is_free_tcp(port)
    assert ports.http_port(settings) == port
    assert ports.http_port(replace(settings, http_port=1234)) == 1234
    ports.renew_http_port(settings)
    for damaged in ("", "[]", '{"http_port": "x"}', '{"http_port": 0}'):
        (settings.root / "ports.json").write_text(damaged)
        assert ports.http_port(settings) > 0


def test_free_ports_pass(settings: AsteriskSettings) -> None:
    ports.check(settings, free(socket.SOCK_STREAM))


def test_used_ports_are_named(settings: AsteriskSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} .*HTTP"):
            ports.check(settings, port)
        assert not ports.is_free_tcp(port)
    with pytest.raises(PortTaken, match="none of this machine's"):
        ports.check(replace(settings, sip_bind="192.0.2.77"), free(socket.SOCK_STREAM))


def test_only_a_crowded_rtp_range_is_a_fault(settings: AsteriskSettings) -> None:
    with ExitStack() as stack:
        for port in range(34000, 34010):
            probe = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            probe.bind(("0.0.0.0", port))
        ports.check(settings, free(socket.SOCK_STREAM))
        for port in range(34010, 34030):
            probe = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            probe.bind(("0.0.0.0", port))
        with pytest.raises(PortTaken, match="RTP ports 34000-34039"):
            ports.check(settings, free(socket.SOCK_STREAM))
