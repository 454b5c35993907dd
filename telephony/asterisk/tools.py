"""Programs that prompts, tests and benchmarks need, obtained by the same road as Asterisk.

`python -m telephony.asterisk.tools sipp chromium espeak asterisk` obtains them and prints
for each one line on standard output: how to start it, quoted for a shell.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn

from telephony.asterisk import packages, programs, runtime, sources
from telephony.asterisk.apt import Progress as Tell
from telephony.asterisk.faults import AsteriskFault, RuntimeUnavailable
from telephony.asterisk.platform import Platform, detect

_SIPP = packages.PackageSet("sipp", ("sip-tester",), runtime.SUITE)
_ESPEAK = packages.PackageSet("espeak", ("espeak-ng",), runtime.SUITE)
_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INSTALL = {
    "sipp": "apt-get install sip-tester",
    "chromium": "apt-get install chromium",
    "espeak": "apt-get install espeak-ng",
}
_APT_TIMEOUT_S = 900.0
_SIPP_SAID = 99
"""How sipp ends after it has told its version."""


@dataclass(frozen=True)
class Tool:
    """A program that was seen to run. `argv` starts it; arguments are appended."""

    argv: tuple[str, ...]
    version: str
    origin: Literal["path", "private", "system"]


def sipp(cache: Path, progress: Tell) -> Tool:
    """sipp, a caller and phone made of scenarios. Raises `RuntimeUnavailable`."""
    found = shutil.which("sipp")
    if found and (version := _version((found,), "-v", _SIPP_SAID)):
        return Tool((found,), version, "path")
    platform = detect()
    tree = packages.find(_SIPP, cache, platform) or packages.obtain(
        _SIPP, cache, platform, sources.debian(sources.read_sources(), runtime.SUITE), progress
    )
    terminals = ":".join(
        str(tree.root / part) for part in ("usr/share/terminfo", "usr/lib/terminfo")
    )
    env = shutil.which("env") or "/usr/bin/env"
    argv = (
        env,
        f"TERMINFO_DIRS={terminals}:/etc/terminfo:/lib/terminfo:/usr/share/terminfo",
        *platform.run_in(tree.root, "usr/bin/sipp"),
    )
    version = _version(argv, "-v", _SIPP_SAID)
    if not version:
        raise RuntimeUnavailable(
            f"The sipp that was fetched into {tree.root} does not run.",
            f"Remove that folder and try again, or install sipp: {_INSTALL['sipp']}.",
        )
    return Tool(argv, version, "private")


def espeak(cache: Path, progress: Tell) -> Tool:
    """espeak-ng, which speaks the prompts that are written as text.

    Blocks for as long as the fetching takes: call it in a thread. Raises
    `RuntimeUnavailable`.
    """
    found = shutil.which("espeak-ng")
    if found and (version := _espeak_version((found,))):
        return Tool((found,), version, "path")
    platform = detect()
    tree = packages.find(_ESPEAK, cache, platform) or packages.obtain(
        _ESPEAK, cache, platform, sources.debian(sources.read_sources(), runtime.SUITE), progress
    )
    argv = _private_espeak(tree.root, platform)
    version = _espeak_version(argv)
    if not version:
        raise RuntimeUnavailable(
            f"The espeak-ng that was fetched into {tree.root} does not run.",
            f"Remove that folder and try again, or install it: {_INSTALL['espeak']}.",
        )
    return Tool(argv, version, "private")


def _espeak_version(argv: tuple[str, ...]) -> str:
    """What it says of itself, without the place of its data."""
    return _version(argv, "--version").partition(" Data at")[0].strip()


def _private_espeak(root: Path, platform: Platform) -> tuple[str, ...]:
    """How it is run in place: its voices and one of its libraries lie in folders of their own."""
    libraries = platform.library_dir(root)
    env = shutil.which("env") or "/usr/bin/env"
    loader, option, path, program = platform.run_in(root, "usr/bin/espeak-ng")
    return (
        env,
        f"ESPEAK_DATA_PATH={libraries / 'espeak-ng-data'}",
        loader,
        option,
        f"{path}:{libraries / 'pulseaudio'}",
        program,
    )


def chromium(cache: Path, progress: Tell) -> Tool:
    """Chromium for the browser tests. Raises `RuntimeUnavailable` when none will run.

    One on PATH; else a private one of the machine's own release, with what the machine
    lacks; else, as root, the distribution's package.
    """
    found = _chromium_on_path()
    if found:
        return found
    try:
        return _private_chromium(cache, progress)
    except RuntimeUnavailable as error:
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise RuntimeUnavailable(
                f"No Chromium is on PATH and a private one cannot be had: {error.message}",
                f"Install it: {_INSTALL['chromium']}.",
            ) from error
        return _installed_chromium(error, progress)


def _chromium_on_path() -> Tool | None:
    for name in _CHROMIUM_NAMES:
        found = shutil.which(name)
        if found and (version := _version((found,), "--version")):
            return Tool((found,), version, "path")
    return None


def _private_chromium(cache: Path, progress: Tell) -> Tool:
    platform = detect()
    codename = sources.read_codename()
    wanted = packages.PackageSet("chromium", ("chromium",), codename, status="machine")
    tree = packages.find(wanted, cache, platform) or packages.obtain(
        wanted, cache, platform, sources.own(sources.read_sources(), codename), progress
    )
    starter = _write_starter(tree.root, platform)
    version = _version((str(starter),), "--version")
    if not version:
        raise RuntimeUnavailable(
            f"The Chromium that was fetched into {tree.root} does not run.",
            f"Remove that folder, then: {_INSTALL['chromium']}.",
        )
    return Tool((str(starter),), version, "private")


def _write_starter(root: Path, platform: Platform) -> Path:
    """One executable file that starts it: drivers of browsers want a path."""
    own = platform.library_dir(root)
    libraries = f"{own}:{root}/lib/{platform.triplet}:{own / 'pulseaudio'}"
    program = root / "usr" / "lib" / "chromium" / "chromium"
    starter = root / "callwright-chromium"
    starter.write_text(
        "#!/bin/sh\n"
        f"LD_LIBRARY_PATH={shlex.quote(libraries)}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\n"
        "export LD_LIBRARY_PATH\n"
        f'exec {shlex.quote(str(program))} "$@"\n'
    )
    starter.chmod(0o755)
    return starter


def _installed_chromium(reason: RuntimeUnavailable, progress: Tell) -> Tool:
    progress(0.5, "installing chromium with apt-get")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (("update",), ("install", "-y", "--no-install-recommends", "chromium")):
        programs.run(["apt-get", *arguments], env=env, timeout_s=_APT_TIMEOUT_S)
    found = _chromium_on_path()
    if found is None:
        raise RuntimeUnavailable(
            f"Neither a private nor an installed Chromium works here: {reason.message}",
            "Install any Chromium or Chrome so that it is on PATH.",
        )
    return Tool(found.argv, found.version, "system")


def _version(argv: tuple[str, ...], flag: str, good: int = 0) -> str:
    """The first line with a version that a program says; empty when it does not run.

    `good` is the status with which it ends then. A loader that misses a library names
    that one's version, so what a program says does not suffice.
    """
    try:
        result = programs.run([*argv, flag], timeout_s=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    if result.returncode not in {0, good}:
        return ""
    lines = (result.stdout + result.stderr).splitlines()
    return next((line.strip() for line in lines if any(map(str.isdigit, line))), "")


def _asterisk(cache: Path, progress: Tell) -> Tool:
    found = runtime.choose(cache, progress)
    return Tool(found.argv, found.version, found.origin)


_TOOLS: dict[str, Callable[[Path, Tell], Tool]] = {
    "asterisk": _asterisk,
    "sipp": sipp,
    "chromium": chromium,
    "espeak": espeak,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Obtain the named tools. Answers the exit status: 0 all there, 1 one is not."""
    parser = argparse.ArgumentParser(
        prog="python -m telephony.asterisk.tools",
        description="Obtain programs and print how each is started.",
        epilog="example: python -m telephony.asterisk.tools sipp asterisk",
    )
    parser.add_argument("tool", nargs="+", choices=sorted(_TOOLS))
    names = parser.parse_args(arguments).tool
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    failed = False
    with Progress(*columns, console=Console(stderr=True)) as bar:
        for name in names:
            task = bar.add_task(name, total=1.0)

            try:
                tool = _TOOLS[name](runtime.default_cache(), _teller(bar, task, name))
            except AsteriskFault as error:
                failed = True
                bar.update(task, description=f"{name}: failed")
                bar.console.print(f"{name}: {error}", markup=False)
            else:
                bar.update(task, completed=1.0, description=f"{name}: {tool.version}")
                sys.stdout.write(f"{shlex.join(tool.argv)}\n")
    return 1 if failed else 0


def _teller(bar: Progress, task: TaskID, name: str) -> Tell:
    return lambda share, what: bar.update(task, completed=share, description=f"{name}: {what}")


if __name__ == "__main__":
    sys.exit(main())
