"""What kind of machine programs are unpacked for."""

from pathlib import Path

import pytest

from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.platform import detect


@pytest.mark.parametrize(
    ("machine", "triplet", "loader"),
    [
        ("x86_64", "x86_64-linux-gnu", "ld-linux-x86-64.so.2"),
        ("aarch64", "aarch64-linux-gnu", "ld-linux-aarch64.so.1"),
    ],
)
def test_a_program_runs_through_the_loader_of_its_tree(
    machine: str, triplet: str, loader: str
) -> None:
    argv = detect("linux", machine).run_in(Path("/tree"), "usr/sbin/asterisk")
    libraries = f"/tree/usr/lib/{triplet}"
    assert argv == (
        f"{libraries}/{loader}",
        "--library-path",
        libraries,
        "/tree/usr/sbin/asterisk",
    )


@pytest.mark.parametrize(("system", "machine"), [("darwin", "arm64"), ("linux", "riscv64")])
def test_other_machines_are_told_what_to_do(system: str, machine: str) -> None:
    with pytest.raises(RuntimeUnavailable, match="on PATH"):
        detect(system, machine)
