"""Which Asterisk runs: one on PATH that is new enough, else a private one.

The private one is fetched from the distribution's packages and run in place through its
own loader, by any user. 22.10.1 is the oldest that is used: it mends 20 advisories, two
of them in the interface that we control calls by.
"""

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from telephony.asterisk import modules, packages, programs, sources
from telephony.asterisk.apt import Progress
from telephony.asterisk.platform import Platform, detect

OLDEST = (22, 10, 1)
SUITE = "forky"
_PACKAGES = (
    "asterisk",
    "asterisk-core-sounds-en-wav",
    "asterisk-core-sounds-ru-wav",
    "asterisk-moh-opsound-wav",
)
_VERSION = re.compile(r"\bAsterisk\s+(?:certified[/-])?(\d+)\.(\d+)(?:\.(\d+))?")
_DATA_DIRS = ("share/asterisk", "var/lib/asterisk", "lib/asterisk")
_LANGUAGE_OF = {"en_US_f_Allison": "en", "ru_RU_f_IvrvoiceRU": "ru"}


@dataclass(frozen=True)
class Runtime:
    """An Asterisk that can be started.

    `argv` starts it (further arguments are appended). `sounds` maps a language to the
    folder of its prompts. `modules` holds the names that `module_dir` has, without `.so`.
    `notes` are sentences for a person, such as why one on PATH was passed over.
    """

    argv: tuple[str, ...]
    version: str
    module_dir: Path
    sounds: Mapping[str, Path]
    moh_dir: Path | None
    rest_api_dir: Path
    documentation_dir: Path
    origin: Literal["path", "private"]
    modules: frozenset[str]
    notes: tuple[str, ...] = field(default=(), compare=False)


def default_cache() -> Path:
    """Where fetched programs are kept; the environment may name another folder."""
    named = os.environ.get("CALLWRIGHT_CACHE")
    if named:
        return Path(named).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().absolute() / "callwright"


def parse_version(text: str) -> tuple[int, int, int] | None:
    """The version in what `asterisk -V` says, such as `Asterisk 22.10.1~dfsg…`."""
    match = _VERSION.search(text)
    return (int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def choose(cache: Path, progress: Progress) -> Runtime:
    """The Asterisk to run, fetched first if need be. Raises `RuntimeUnavailable`.

    Blocks for as long as the fetching takes: call it in a thread.
    """
    found = find(cache)
    if found is not None:
        return found
    platform = detect()
    source = sources.debian(sources.read_sources(), SUITE)
    tree = packages.obtain(_wanted(), cache, platform, source, progress)
    return private(tree, platform, notes=_passed_over())


def find(cache: Path) -> Runtime | None:
    """The Asterisk to run, if nothing has to be fetched. Raises `RuntimeUnavailable`."""
    installed = on_path()
    if isinstance(installed, Runtime):
        return installed
    platform = detect()
    tree = packages.find(_wanted(), cache, platform)
    return private(tree, platform, notes=_passed_over()) if tree is not None else None


def _wanted() -> packages.PackageSet:
    return packages.PackageSet("asterisk", _PACKAGES, SUITE)


def _passed_over() -> tuple[str, ...]:
    """Why an installed Asterisk is not the one."""
    installed = on_path()
    return (installed,) if isinstance(installed, str) else ()


def on_path() -> Runtime | str | None:
    """The Asterisk on PATH: usable, or a sentence why not, or None when there is none."""
    program = shutil.which("asterisk", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        return None
    said = _ask_version((program,))
    version = parse_version(said)
    if version is None:
        return f"{program} was passed over: it does not say its version."
    written = ".".join(map(str, version))
    if version < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return f"{program} was passed over: it is {written} and {oldest} or newer is needed."
    return _installed(Path(program), written)


def _ask_version(argv: tuple[str, ...]) -> str:
    return programs.said([*argv, "-V"])


def _installed(program: Path, version: str) -> Runtime | str:
    """An Asterisk installed by somebody else, wherever they put its parts."""
    prefixes = dict.fromkeys((program.resolve().parent.parent, Path("/usr"), Path("/usr/local")))
    module_dir = next(
        (
            folder
            for prefix in prefixes
            for folder in sorted(prefix.glob("lib*/asterisk/modules"))
            + sorted(prefix.glob("lib/*/asterisk/modules"))
            if (folder / "res_pjsip.so").exists()
        ),
        None,
    )
    data_dir = next(
        (
            folder
            for base in (*prefixes, Path("/"))
            for folder in (base / part for part in _DATA_DIRS)
            if (folder / "rest-api").is_dir() and (folder / "documentation").is_dir()
        ),
        None,
    )
    if module_dir is None or data_dir is None:
        return f"{program} was passed over: its modules or its documentation are not found."
    available = _module_names(module_dir)
    missing = [name for name in modules.REQUIRED if name not in available]
    if missing:
        return f"{program} was passed over: it lacks {', '.join(missing[:5])}."
    sounds = _sounds(data_dir / "sounds")
    if "en" not in sounds:
        return f"{program} was passed over: it has no English prompts."
    return _runtime(
        (str(program),),
        version,
        module_dir=module_dir,
        data_dir=data_dir,
        sounds=sounds,
        origin="path",
    )


def private(tree: packages.Tree, platform: Platform, notes: tuple[str, ...] = ()) -> Runtime:
    """The Asterisk of an unpacked package set.

    Links in it that name places outside are not followed: prompts are found by the
    folders that the packages bring.
    """
    module_dir = platform.library_dir(tree.root) / "asterisk" / "modules"
    data_dir = tree.root / "usr" / "share" / "asterisk"
    argv = platform.run_in(tree.root, "usr/sbin/asterisk")
    version = ".".join(map(str, parse_version(_ask_version(argv)) or ())) or "unknown"
    return _runtime(
        argv,
        version,
        module_dir=module_dir,
        data_dir=data_dir,
        sounds=_sounds(data_dir / "sounds"),
        origin="private",
        notes=notes,
    )


def _runtime(
    argv: tuple[str, ...],
    version: str,
    *,
    module_dir: Path,
    data_dir: Path,
    sounds: dict[str, Path],
    origin: Literal["path", "private"],
    notes: tuple[str, ...] = (),
) -> Runtime:
    music = data_dir / "moh"
    return Runtime(
        argv=argv,
        version=version,
        module_dir=module_dir,
        sounds=MappingProxyType(sounds),
        moh_dir=music if any(music.glob("*.wav")) else None,
        rest_api_dir=data_dir / "rest-api",
        documentation_dir=data_dir / "documentation",
        origin=origin,
        modules=_module_names(module_dir),
        notes=notes,
    )


def _module_names(folder: Path) -> frozenset[str]:
    return frozenset(file.stem for file in folder.glob("*.so"))


def _sounds(folder: Path) -> dict[str, Path]:
    """Folders of prompts by language: `en`, or a voice's own name such as `en_US_f_…`."""
    found: dict[str, Path] = {}
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        language = _LANGUAGE_OF.get(entry.name, entry.name)
        if re.fullmatch(r"[a-z]{2}", language) and any(entry.glob("beep.*")):
            found.setdefault(language, entry.resolve())
    return found
