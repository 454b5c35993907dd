"""Where this machine gets its packages from, read from its own APT sources.

The private package sets come from the same mirror, checked with the same keys, so no
address is written down here. Both forms are read: one line (`*.list`) and deb822
(`*.sources`), see sources.list(5).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.platform import INSTALL_YOURSELF

_ONE_LINE = re.compile(r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<rest>.+)$")
_DEBIAN_SUITE = re.compile(
    r"^(oldstable|stable|testing|unstable|sid|bullseye|bookworm|trixie|forky|duke)$"
)


@dataclass(frozen=True)
class AptSource:
    """One package source: where, which suites and parts, and who signs it.

    `signed_by` is a keyring's path, an empty string when the machine's general keyrings
    apply, or the key itself (with line ends) as deb822 allows.
    """

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""

    def deb822(self, *suites: str) -> str:
        """This source as a deb822 stanza for the given suites, main only.

        A mirror on disk is copied from: APT would use its files where they lie.
        """
        lines = [
            "Types: deb",
            f"URIs: {re.sub(r'^file:', 'copy:', self.uri)}",
            f"Suites: {' '.join(suites)}",
            "Components: main",
        ]
        if self.signed_by:
            lines.append(f"Signed-By: {self.signed_by}")
        return "\n".join(lines) + "\n"


def parse_one_line(text: str) -> Iterator[AptSource]:
    """Sources of a `*.list` file; lines that are not understood are left out."""
    for raw in text.splitlines():
        match = _ONE_LINE.match(raw.partition("#")[0].strip())
        if match is None:
            continue
        suite, *components = match["rest"].split()
        options = dict(
            option.partition("=")[::2] for option in (match["options"] or "").split() if option
        )
        yield AptSource(
            match["uri"], (suite,), tuple(components), options.get("signed-by", "").split(",")[0]
        )


def _stanzas(text: str) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    last = ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if fields:
                yield fields
            fields, last = {}, ""
        elif line[0] in " \t":
            if last:
                fields[last] += "\n" + line
        else:
            name, _, value = line.partition(":")
            last = name.strip().lower()
            fields[last] = value.strip()


def parse_deb822(text: str) -> Iterator[AptSource]:
    """Sources of a `*.sources` file, one for each address; disabled ones are left out."""
    for fields in _stanzas(text):
        if "deb" not in fields.get("types", "").split():
            continue
        if fields.get("enabled", "yes").lower() in {"no", "false", "0", "off"}:
            continue
        for uri in fields.get("uris", "").split():
            yield AptSource(
                uri,
                tuple(fields.get("suites", "").split()),
                tuple(fields.get("components", "").split()),
                fields.get("signed-by", ""),
            )


def read_sources(apt_dir: Path = Path("/etc/apt")) -> tuple[AptSource, ...]:
    """All package sources of the machine. Files that cannot be read are left out."""
    files = [apt_dir / "sources.list", *sorted((apt_dir / "sources.list.d").glob("*"))]
    found: list[AptSource] = []
    for file in files:
        parse = {".list": parse_one_line, ".sources": parse_deb822}.get(file.suffix)
        try:
            text = file.read_text(encoding="utf-8", errors="replace") if parse else ""
        except OSError:
            continue
        if parse:
            found.extend(parse(text))
    return tuple(found)


def read_codename(os_release: Path = Path("/etc/os-release")) -> str:
    """The machine's own suite, such as a release's code name, or an empty string."""
    try:
        text = os_release.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    match = re.search(r'^VERSION_CODENAME="?([A-Za-z0-9._-]+)"?$', text, re.MULTILINE)
    return match[1] if match else ""


def debian(sources: Iterable[AptSource], suite: str) -> str:
    """The machine's Debian mirror for another suite, as the text of a sources file.

    Raises `RuntimeUnavailable` when the machine has none, as on other distributions.
    """
    for source in sources:
        if "main" in source.components and any(map(_DEBIAN_SUITE.match, source.suites)):
            return source.deb822(suite)
    raise RuntimeUnavailable(
        "This machine's package sources name no Debian mirror to fetch private programs from.",
        f"{INSTALL_YOURSELF} On Debian, add the usual mirror to /etc/apt/sources.list.d.",
    )


def own(sources: Iterable[AptSource], codename: str) -> str:
    """The machine's own release with its updates and security fixes, as such a text.

    Raises `RuntimeUnavailable` when its sources do not name its release.
    """
    stanzas: list[str] = []
    for source in sources:
        suites = [suite for suite in source.suites if suite.partition("-")[0] == codename]
        if suites and "main" in source.components:
            stanzas.append(source.deb822(*suites))
    if not stanzas or not codename:
        raise RuntimeUnavailable(
            f"This machine's package sources do not name its release ({codename or 'unknown'}).",
            "Mend /etc/apt/sources.list, or install the program yourself so that it is on PATH.",
        )
    return "\n".join(stanzas)
