"""The machine's own package sources, in both forms."""

from pathlib import Path

import pytest

from telephony.asterisk import sources
from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.sources import AptSource

ONE_LINE = """
# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib  # ours
deb-src http://mirror.example/debian bookworm main
deb https://vendor.example/apt any-suite vendor
nonsense
"""
DEB822 = """
# a comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: trixie trixie-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: trixie
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: trixie-security
Components: main
Signed-By: /k.gpg
"""


def test_one_line_sources() -> None:
    assert list(sources.parse_one_line(ONE_LINE)) == [
        AptSource("http://mirror.example/debian", ("bookworm",), ("main", "contrib"), "/k.gpg"),
        AptSource("https://vendor.example/apt", ("any-suite",), ("vendor",)),
    ]


def test_deb822_sources_with_a_key_inside() -> None:
    first, second = sources.parse_deb822(DEB822)
    assert first.suites == ("trixie", "trixie-updates")
    assert first.signed_by.splitlines()[1:] == [
        " -----BEGIN PGP PUBLIC KEY BLOCK-----",
        " .",
        " abc",
    ]
    assert second.uri.endswith("-security")


def test_the_mirror_is_used_for_another_suite() -> None:
    text = sources.debian(sources.parse_one_line(ONE_LINE), "forky")
    assert text == (
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: forky\n"
        "Components: main\nSigned-By: /k.gpg\n"
    )
    assert next(iter(sources.parse_deb822(text))).suites == ("forky",)


def test_a_mirror_on_disk_is_copied_from() -> None:
    assert "URIs: copy:/srv/mirror\n" in AptSource("file:/srv/mirror", (), ()).deb822("forky")


def test_the_own_release_comes_with_updates_and_security() -> None:
    text = sources.own(sources.parse_deb822(DEB822), "trixie")
    assert [source.suites for source in sources.parse_deb822(text)] == [
        ("trixie", "trixie-updates"),
        ("trixie-security",),
    ]


def test_without_a_debian_mirror_the_mend_is_told() -> None:
    other = AptSource("http://archive.example/ubuntu", ("noble",), ("main",))
    with pytest.raises(RuntimeUnavailable, match="Install the program yourself"):
        sources.debian([other], "forky")
    for codename in ("", "bookworm"):
        with pytest.raises(RuntimeUnavailable, match="do not name its release"):
            sources.own([other], codename)


def test_files_of_the_machine_are_read(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text(ONE_LINE)
    (tmp_path / "sources.list.d" / "a.sources").write_text(DEB822)
    (tmp_path / "sources.list.d" / "b.save").write_text(ONE_LINE)
    assert len(sources.read_sources(tmp_path)) == 4
    assert sources.read_sources(tmp_path / "none") == ()
    (tmp_path / "os-release").write_text('NAME="x"\nVERSION_CODENAME=trixie\n')
    assert sources.read_codename(tmp_path / "os-release") == "trixie"
    assert sources.read_codename(tmp_path / "none") == ""
