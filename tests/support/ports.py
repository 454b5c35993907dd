"""Free ports of the loopback address."""

import random
import socket
from collections.abc import Iterator
from contextlib import ExitStack

_NOT_GIVEN_BY_CHANCE = (20_000, 32_000)
"""Above Asterisk's RTP ports, below those that the kernel gives to any socket."""


def free_ports(count: int, kind: socket.SocketKind, host: str = "127.0.0.1") -> Iterator[int]:
    """`count` different ports that nobody has now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket(socket.AF_INET, kind)) for _ in range(count)]
        for probe in probes:
            probe.bind((host, 0))
        ports = [int(probe.getsockname()[1]) for probe in probes]
    return iter(ports)


def free_tcp_port() -> int:
    """A TCP port that nobody has now, nor is given by chance to a connection meanwhile."""
    return _free_among((socket.SOCK_STREAM,))


def free_udp_port(host: str = "127.0.0.1") -> int:
    """A UDP port that nobody has now."""
    return next(free_ports(1, socket.SOCK_DGRAM, host))


def free_sip_port() -> int:
    """The same for a port that is wanted over UDP and TCP."""
    return _free_among((socket.SOCK_DGRAM, socket.SOCK_STREAM))


def _free_among(kinds: tuple[socket.SocketKind, ...]) -> int:
    candidates = iter(lambda: random.randrange(*_NOT_GIVEN_BY_CHANCE), None)
    return next(port for port in candidates if all(_is_free(port, kind) for kind in kinds))


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True
