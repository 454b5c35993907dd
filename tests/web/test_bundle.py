"""The built screens: small enough, safe under the strict policy, and complete in words."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "desk" / "web"
DIST = WEB / "dist"
WORDS = WEB.parents[1] / "vocabulary" / "words"
BUDGET_KB = {
    "operator": 100,
    "supervisor": 45,
    "manager": 45,
    "customers": 45,
    "plan": 60,
    "people": 45,
    "account": 45,
}
PAGES = ("signin", *BUDGET_KB)
STYLES = {"styles", "plan-styles", "people-styles", "customers-styles"}
BUILD_LIMIT_S = 120


def tool(name: str) -> str | None:
    """A program of Node.js: the environment's own first, then the machine's."""
    own = str(Path(sys.executable).parent)
    return shutil.which(name, path=own) or shutil.which(name)


def sources(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from (WEB / "src").rglob(pattern)


def run(*command: str) -> str:
    node = tool("node")
    folder = str(Path(node).parent) if node else ""
    done = subprocess.run(
        command,
        cwd=WEB,
        env=os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=BUILD_LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def is_fresh() -> bool:
    manifest = DIST / "manifest.json"
    if not manifest.exists():
        return False
    built = manifest.stat().st_mtime
    inputs = [*sources("*"), *WORDS.glob("*.json")]
    inputs += [WEB / "build.mjs", WEB / "package-lock.json"]
    return all(path.stat().st_mtime <= built for path in inputs)


@pytest.fixture(scope="module")
def node() -> str:
    """Node.js with the screens' libraries; `make web` puts both there."""
    found = tool("node")
    if found is None or not (WEB / "node_modules" / "esbuild").exists():
        pytest.skip("the screens' tools are not installed: run `make web`")
    return found


@pytest.fixture(scope="module")
def dist() -> Path:
    """The built screens, built now when they are missing or older than their source."""
    if not is_fresh():
        found = tool("node")
        if found is None or not (WEB / "node_modules" / "esbuild").exists():
            pytest.skip("the screens are not built and cannot be: run `make web`")
        run(found, "build.mjs")
    return DIST


def test_pages_keep_their_budget(dist: Path) -> None:
    sizes = json.loads((dist / "sizes.json").read_text())
    assert sizes["budget_kb"] == BUDGET_KB
    assert set(sizes["gzip_kb"]) == set(PAGES)
    for page, limit in BUDGET_KB.items():
        assert 0 < sizes["gzip_kb"][page] <= limit, page


def test_the_shell_holds_nothing_that_the_policy_forbids(dist: Path) -> None:
    page = (dist / "index.html").read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page, re.IGNORECASE)
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert scripts
    for attributes, inside in scripts:
        assert re.search(r'src="/assets/[\w.-]+\.js"', attributes)
        assert inside.strip() == ""
    for address in re.findall(r'(?:src|href)="([^"]*)"', page):
        assert (dist / address.lstrip("/")).is_file(), address


def test_every_page_has_an_entry_whose_files_are_there(dist: Path) -> None:
    entry = json.loads((dist / "manifest.json").read_text())["entry"]
    assert {"boot", "theme", "icon", *STYLES, *PAGES} <= set(entry)
    for name, told in entry.items():
        for file in (told["file"], *told["imports"]):
            assert (dist / "assets" / file).is_file(), name
            assert re.fullmatch(r"[\w-]+\.[A-Z0-9]{8}\.(js|css|svg)", file)


def test_assets_come_from_nowhere_else(dist: Path) -> None:
    for style in (dist / "assets").glob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)", style.read_text()):
            assert address.strip("\"'").startswith("/assets/"), address


def test_licences_of_what_is_inside_are_shipped(dist: Path) -> None:
    text = (dist / "licences.txt").read_text()
    for name in json.loads((WEB / "package.json").read_text())["dependencies"]:
        assert name in text
    assert "SIL Open Font License" in text


@pytest.mark.parametrize("word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval("])
def test_text_never_becomes_markup(word: str) -> None:
    found = [path.name for path in sources("*.ts", "*.tsx") if word in path.read_text()]
    assert found == []


def test_no_style_attributes_and_short_modules() -> None:
    for path in sources("*.ts", "*.tsx", "*.css"):
        text = path.read_text()
        assert "style=" not in text, path.name
        assert text.count("\n") <= 300, path.name


@pytest.mark.parametrize(
    "room", [".", "customers", "manager", "operator", "people", "plan", "signin", "supervisor"]
)
def test_catalogues_have_the_same_keys(room: str) -> None:
    folder = WEB / "src" / "i18n" / room
    english = json.loads((folder / "en.json").read_text())
    others = [path for path in folder.glob("*.json") if path.name != "en.json"]
    assert others
    for path in others:
        assert list(json.loads(path.read_text())) == list(english), path.name


def test_no_two_catalogues_say_the_same() -> None:
    folder = WEB / "src" / "i18n"
    keys = [key for path in folder.rglob("en.json") for key in json.loads(path.read_text())]
    assert len(keys) == len(set(keys))


def test_words_that_the_command_line_says_too_are_not_said_anew() -> None:
    folder = WEB / "src" / "i18n"
    own = {key for path in folder.rglob("en.json") for key in json.loads(path.read_text())}
    shared = json.loads((WORDS / "en.json").read_text())
    assert shared
    assert not own & shared.keys()
    for path in WORDS.glob("*.json"):
        merged = (folder / "reasons" / f"{path.stem}.ts").read_text()
        assert f"vocabulary/words/{path.name}" in merged


def test_lockfile_names_no_address_and_versions_are_exact() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text())
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name
    told = json.loads((WEB / "package.json").read_text())
    for name, version in (told["dependencies"] | told["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name


def test_types_and_pure_modules_hold(node: str) -> None:
    typescript = str(WEB / "node_modules" / "typescript" / "bin" / "tsc")
    run(node, typescript, "-p", "tsconfig.json")
    run(node, typescript, "-p", "test/tsconfig.json")
    told = run(node, "test/run.mjs")
    passed = re.search(r"pass (\d+)", told)
    assert passed
    assert int(passed[1]) > 25
