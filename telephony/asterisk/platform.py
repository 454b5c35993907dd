"""What this machine is, in the words of its packages.

Source of the names: Debian's multiarch tuples and the processor supplements of the ABI
(the loader's file name is part of it).
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from telephony.asterisk.faults import RuntimeUnavailable

INSTALL_YOURSELF = (
    "Install the program yourself so that it is on PATH; instead of Asterisk (22.10.1 or newer) "
    "the address of a running one can be given in the settings."
)


@dataclass(frozen=True)
class Platform:
    """One kind of machine that private programs can be unpacked for."""

    package_architecture: str
    triplet: str
    loader: str

    def library_dir(self, tree: Path) -> Path:
        """Where an unpacked tree keeps its shared libraries."""
        return tree / "usr" / "lib" / self.triplet

    def run_in(self, tree: Path, program: str) -> tuple[str, ...]:
        """How to run `program` (relative to the tree) with the tree's own libraries.

        The tree's own loader is started with the tree's library folder, so neither root
        nor a chroot is needed and the machine's libraries stay out of it.
        """
        libraries = self.library_dir(tree)
        return (
            str(libraries / self.loader),
            "--library-path",
            str(libraries),
            str(tree / program),
        )


_PLATFORMS = {
    "x86_64": Platform("amd64", "x86_64-linux-gnu", "ld-linux-x86-64.so.2"),
    "aarch64": Platform("arm64", "aarch64-linux-gnu", "ld-linux-aarch64.so.1"),
}


def detect(system: str | None = None, machine: str | None = None) -> Platform:
    """The machine we run on. Raises `RuntimeUnavailable` where nothing can be unpacked."""
    system = system or sys.platform
    if system != "linux":
        raise RuntimeUnavailable(
            f"Private programs can be fetched on Linux only, and this is {system}.",
            INSTALL_YOURSELF,
        )
    machine = machine or os.uname().machine
    found = _PLATFORMS.get(machine)
    if found is None:
        raise RuntimeUnavailable(
            f"Private programs can be fetched for {' and '.join(_PLATFORMS)} only, "
            f"and this machine is {machine}.",
            INSTALL_YOURSELF,
        )
    return found
