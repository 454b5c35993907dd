"""The house keeps its own rules: every module has a test, no room has a stray path."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    "vocabulary",
    "telephony",
    "routing",
    "scripts_library",
    "hours",
    "prompts",
    "recording",
    "stats",
    "customers",
    "storage",
    "desk",
    "switchboard",
)


def modules() -> list[Path]:
    """Every source module that holds more than a docstring."""
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "node_modules" in relative.parts or path.name in {"__init__.py", "__main__.py"}:
                continue
            found.append(relative)
    return found


@pytest.mark.parametrize("module", modules(), ids=str)
def test_every_module_has_a_test(module: Path) -> None:
    test = ROOT / "tests" / module.parent / f"test_{module.name}"
    assert test.is_file(), f"{module} has no test at {test.relative_to(ROOT)}"
    name = ".".join(module.with_suffix("").parts)
    parent, _, leaf = name.rpartition(".")
    text = test.read_text(encoding="utf-8")
    imported = (
        re.search(rf"\b{re.escape(name)}\b", text)
        or re.search(rf"from {re.escape(parent)} import [^\n]*\b{leaf}\b", text)
        or re.search(rf"from {re.escape(parent)} import \([^)]*\b{leaf}\b", text)
    )
    assert imported, f"{test.relative_to(ROOT)} does not import {name}"


def test_no_path_of_a_machine_is_in_the_house() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    banned = re.compile(r"(?<![\w.])/(?:work|farm|root)/|registry\.npmjs|files\.pythonhosted")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.suffix in {".png", ".woff2"} or not path.is_file() or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not banned.search(text), f"{name} names a path or a host of one machine"
