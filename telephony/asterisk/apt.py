"""An APT of our own beside the machine's: own lists, own cache, any user, no root.

Only the mirror, the keys and the way to the network (proxies, sign-in) are the
machine's. APT checks every signature and checksum itself and resumes a download that
was cut. Source: apt.conf(5), APT's progress reporting (`APT::Status-Fd`).
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.platform import INSTALL_YOURSELF
from telephony.asterisk.programs import run, said

Progress = Callable[[float, str], None]
"""Told the share that is done, 0 to 1, and what is being done in a few words."""

Status = Literal["empty", "machine"]
"""Which packages count as there: none (all are fetched) or those of the machine."""

_INST = re.compile(r"^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) [^)]*\[(\w+)\]\)")
_NETWORK_KEYS = re.compile(
    r"^(Acquire::(https?|ftp)::\S|Acquire::(Retries|ForceIPv[46]|Proxy)\S* )", re.IGNORECASE
)
_EXPIRED = "is expired"
_FAULTS: tuple[tuple[str, str, str], ...] = (
    (
        r"Could not resolve|Could not connect|Unable to connect|Connection (failed|refused|timed)"
        r"|Temporary failure|Network is unreachable|No route to host|Cannot initiate",
        "The package mirror cannot be reached.",
        "Check the network and the proxy that APT uses, then try again; what was fetched is kept.",
    ),
    (
        r"NO_PUBKEY|is not signed|GPG error|EXPKEYSIG|BADSIG|couldn't be verified",
        "The package mirror's signature cannot be checked.",
        "Install a newer `debian-archive-keyring`; nothing unsigned is ever used.",
    ),
    (r"No space left", "The disk is full.", "Free some space in the cache folder and try again."),
    (
        r"Unable to locate package|has no installation candidate|unmet dependencies",
        "The package mirror does not carry what is needed.",
        INSTALL_YOURSELF,
    ),
)


@dataclass(frozen=True)
class Package:
    """One package as APT chose it. Sizes in bytes, 0 when not known."""

    name: str
    version: str
    architecture: str
    size: int = 0
    unpacked: int = 0

    @property
    def file(self) -> str:
        """The archive's name in APT's cache."""
        return f"{self.name}_{self.version.replace(':', '%3a')}_{self.architecture}.deb"


def fault_of(output: str, doing: str) -> RuntimeUnavailable:
    """One clear sentence for what APT said on its way out."""
    for pattern, message, mend in _FAULTS:
        if re.search(pattern, output, re.IGNORECASE):
            return RuntimeUnavailable(message, mend)
    lines = [line for line in output.splitlines() if line.startswith(("E:", "W:", "Err:"))]
    last = " ".join((lines or output.split("\n"))[-1:]).strip() or "it gave no reason"
    return RuntimeUnavailable(
        f"APT failed while {doing}: {last[:300]}.", f"Mend that, or: {INSTALL_YOURSELF}"
    )


def parse_plan(text: str) -> tuple[Package, ...]:
    """The packages of a simulated installation, in APT's order."""
    matches = (_INST.match(line) for line in text.splitlines())
    return tuple(Package(m[1], m[2], m[3]) for m in matches if m)


def parse_sizes(text: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Archive and unpacked bytes by package and version, of `apt-cache show`."""
    sizes: dict[tuple[str, str], tuple[int, int]] = {}
    for stanza in text.split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in stanza.splitlines() if re.match(r"[A-Z][\w-]*: ", line)
        )
        if {"Package", "Version"} <= fields.keys():
            sizes[fields["Package"], fields["Version"]] = (
                int(fields.get("Size", 0)),
                int(fields.get("Installed-Size", 0)) * 1024,
            )
    return sizes


def _network_settings() -> list[str]:
    """How the machine reaches its mirror: proxies and the like."""
    dump = said(["apt-config", "dump"])
    return [line for line in dump.splitlines() if _NETWORK_KEYS.match(line)]


class PrivateApt:
    """One private APT in `folder`, for the text of one deb822 sources file."""

    def __init__(self, folder: Path, sources: str, status: Status) -> None:
        self._folder = folder
        self._sources = sources
        self._status = status
        self._check_valid_until = True

    @property
    def archives(self) -> Path:
        """Where fetched packages lie until they are unpacked."""
        return self._folder / "archives"

    def prepare(self) -> None:
        """Write the configuration. Raises `RuntimeUnavailable` without APT."""
        for program in ("apt-get", "apt-cache", "apt-config", "dpkg-deb"):
            if shutil.which(program) is None:
                raise RuntimeUnavailable(
                    f"This machine has no `{program}`, so nothing can be fetched from packages.",
                    INSTALL_YOURSELF,
                )
        for sub in ("etc/apt.conf.d", "etc/preferences.d", "lists/partial", "archives/partial"):
            (self._folder / sub).mkdir(parents=True, exist_ok=True)
        (self._folder / "state").mkdir(exist_ok=True)
        (self._folder / "empty-status").write_text("")
        (self._folder / "etc" / "own.sources").write_text(self._sources)
        (self._folder / "apt.conf").write_text("\n".join(self._settings()) + "\n")

    def _settings(self) -> list[str]:
        folder = self._folder
        status = folder / "empty-status" if self._status == "empty" else "/var/lib/dpkg/status"
        return [
            *_network_settings(),
            f'Dir "{folder}";',
            f'Dir::Etc "{folder}/etc";',
            f'Dir::Etc::SourceList "{folder}/etc/own.sources";',
            'Dir::Etc::SourceParts "/dev/null";',
            'Dir::Etc::Trusted "/etc/apt/trusted.gpg";',
            'Dir::Etc::TrustedParts "/etc/apt/trusted.gpg.d";',
            'Dir::Etc::Netrc "/etc/apt/auth.conf";',
            'Dir::Etc::NetrcParts "/etc/apt/auth.conf.d";',
            f'Dir::State "{folder}/state";',
            f'Dir::State::Lists "{folder}/lists";',
            f'Dir::State::Status "{status}";',
            f'Dir::Cache "{folder}";',
            f'Dir::Cache::Archives "{folder}/archives";',
            'APT::Install-Recommends "false";',
            'APT::Sandbox::User "";',
            'APT::Update::Error-Mode "any";',
            'Acquire::Languages "none";',
            'Acquire::Retries "3";',
            'Acquire::GzipIndexes "true";',
            'Debug::NoLocking "true";',
            'Dpkg::Use-Pty "false";',
        ]

    def update(self, progress: Progress) -> None:
        """Fetch the list of packages. Raises `RuntimeUnavailable`.

        Some mirrors lag behind with a list that says of itself that it is too old. Then,
        and only then, its age is not checked; its signature always is.
        """
        code, output = self._run(["update"], "the list of packages", progress)
        if code and _EXPIRED in output:
            self._check_valid_until = False
            what = "the list of packages (the mirror's is past its date; its signature is checked)"
            code, output = self._run(["update"], what, progress)
        if code:
            raise fault_of(output, "fetching the list of packages")

    def plan(self, names: Sequence[str]) -> tuple[Package, ...]:
        """What has to be fetched for `names`, with sizes. Raises `RuntimeUnavailable`."""
        found = self._ask(["apt-get", "install", "-s", "-y", *names])
        packages = parse_plan(found)
        if not packages:
            return ()
        wanted = [f"{package.name}={package.version}" for package in packages]
        sizes = parse_sizes(self._ask(["apt-cache", "show", *wanted]))
        return tuple(
            Package(
                package.name,
                package.version,
                package.architecture,
                *sizes.get((package.name, package.version), (0, 0)),
            )
            for package in packages
        )

    def download(self, names: Sequence[str], progress: Progress) -> None:
        """Fetch into `archives`, going on where an earlier run was cut."""
        arguments = ["install", "-y", "--download-only", *names]
        code, output = self._run(arguments, "packages", progress)
        if code:
            raise fault_of(output, "fetching packages")

    def tidy(self, packages: Sequence[Package]) -> None:
        """Remove what an unpacked set no longer needs: its archives and APT's own indexes."""
        for package in packages:
            (self.archives / package.file).unlink(missing_ok=True)
        for index in self._folder.glob("*pkgcache.bin"):
            index.unlink(missing_ok=True)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "APT_CONFIG": str(self._folder / "apt.conf"), "LC_ALL": "C"}

    def _options(self) -> list[str]:
        return [] if self._check_valid_until else ["-o", "Acquire::Check-Valid-Until=false"]

    def _ask(self, command: Sequence[str]) -> str:
        result = run([*command, *self._options()], env=self._environment())
        if result.returncode:
            raise fault_of(result.stderr, "choosing packages")
        return result.stdout

    def _run(self, arguments: Sequence[str], what: str, progress: Progress) -> tuple[int, str]:
        """Run apt-get with progress; answers its exit status and everything it said."""
        progress(0.0, what)
        reader, writer = os.pipe()
        command = ["apt-get", *arguments, *self._options(), "-o", f"APT::Status-Fd={writer}"]
        with tempfile.TemporaryFile() as heard, os.fdopen(reader, errors="replace") as status:
            try:
                child = subprocess.Popen(  # noqa: S603 - our own words, and there is no shell
                    command,
                    env=self._environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=heard,
                    stderr=subprocess.STDOUT,
                    pass_fds=(writer,),
                )
            finally:
                os.close(writer)
            try:
                _follow(status, what, progress)
                code = child.wait()
            finally:
                if child.poll() is None:
                    child.terminate()
                    child.wait()
            heard.seek(0)
            return code, heard.read().decode(errors="replace")


def _follow(status: IO[str], what: str, progress: Progress) -> None:
    """Pass on APT's own share, lines such as `dlstatus:1:41.2:Retrieving file 3 of 9`."""
    for line in status:
        kind, _, rest = line.partition(":")
        share = rest.split(":", 2)[1:2]
        if kind != "dlstatus" or not share:
            continue
        try:
            progress(min(1.0, float(share[0]) / 100), what)
        except ValueError:
            continue
