"""The home folder and its lock."""

import subprocess
import sys
from pathlib import Path

import pytest

from switchboard.home import Home, HomeLock, HomeUnusable

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from switchboard.home import Home, HomeLock
lock = HomeLock(Home(Path(sys.argv[1])))
lock.take()
print("taken", flush=True)
sys.stdin.read()
"""


def prepared(root: Path) -> Home:
    home = Home(root)
    home.prepare()
    return home


def test_everything_is_inside_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path)
    places = [
        getattr(home, name) for name, kind in vars(Home).items() if isinstance(kind, property)
    ]
    assert len(places) >= 8
    assert all(tmp_path in place.parents for place in places)


def test_folders_are_made_for_their_owner_only(tmp_path: Path) -> None:
    home = prepared(tmp_path / "a" / "b")
    for folder in (home.root, home.journal, home.recordings, home.run, home.log):
        assert folder.stat().st_mode & 0o777 == 0o700
    home.prepare()


def test_a_home_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusable, match="set CALLWRIGHT_HOME to another folder") as refused:
        Home(tmp_path / "file" / "home").prepare()
    assert str(tmp_path / "file" / "home") in str(refused.value)
    assert "\n" not in str(refused.value)


def test_one_service_has_the_home(tmp_path: Path) -> None:
    home = prepared(tmp_path)
    first, second = HomeLock(home), HomeLock(home)
    first.take()
    with pytest.raises(HomeUnusable, match="in use by another Callwright") as refused:
        second.take()
    assert str(tmp_path) in str(refused.value)
    first.release()
    first.release()
    second.take()
    second.release()


def test_the_lock_goes_with_its_process_however_it_ends(tmp_path: Path) -> None:
    home = prepared(tmp_path)
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "taken\n"
        with pytest.raises(HomeUnusable):
            HomeLock(home).take()
        holder.kill()
        holder.wait()
    lock = HomeLock(home)
    lock.take()
    lock.release()
