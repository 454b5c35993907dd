"""`run` and `serve` as processes: what ends a start ends it with one line and a status."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from switchboard.commands import running
from switchboard.home import Home, HomeLock
from tests.support.ports import free_sip_port, free_tcp_port
from tests.support.service import CALLWRIGHT
from tests.switchboard.commands.conftest import Office


def start(office: Office, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """`callwright …` to its end, with these settings."""
    environment = {
        **os.environ,
        "CALLWRIGHT_HTTP_PORT": str(free_tcp_port()),
        "CALLWRIGHT_SIP_PORT": str(free_sip_port()),
        "CALLWRIGHT_PLAN": "minimal",
        **settings,
    }
    return subprocess.run(
        [str(CALLWRIGHT), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(done: "subprocess.CompletedProcess[str]", status: int, *said: str) -> None:
    """The last line says all of `said`, nothing but our own lines before it, this status."""
    assert done.returncode == status, done.stderr
    lines = done.stderr.splitlines()
    assert all(line.startswith("callwright") for line in lines), done.stderr
    line = lines[-1]
    assert "Traceback" not in done.stdout
    for piece in said:
        assert piece in line


@pytest.mark.parametrize("command", ["run", "serve"])
def test_wrong_settings_are_wrong_use(office: Office, command: str) -> None:
    refused(start(office, command, CALLWRIGHT_HTTP_PORT="0"), 2, "CALLWRIGHT_HTTP_PORT")
    refused(start(office, command, CALLWRIGHT_PLAN="nope"), 2, "plan nope", "example")
    refused(start(office, command, CALLWRIGHT_TRUNK_USER="me"), 2, "CALLWRIGHT_TRUNK_HOSTS")
    refused(start(office, command, CALLWRIGHT_DATABASE_URL="mysql://x/y"), 2, "DATABASE_URL")


def test_a_home_that_cannot_be_made(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = str(tmp_path / "file" / "home")
    refused(start(office, "run", CALLWRIGHT_HOME=home), 1, home, "CALLWRIGHT_HOME")


def test_a_home_that_another_service_has(office: Office) -> None:
    home = Home(office.home)
    home.prepare()
    lock = HomeLock(home)
    lock.take()
    refused(start(office, "run"), 1, str(office.home), "in use by another Callwright")
    lock.release()


def test_secrets_that_others_may_read(office: Office) -> None:
    (office.home / "secrets").mkdir(mode=0o755)
    refused(start(office, "run"), 1, "can be read by others", "chmod 700")


def test_a_damaged_journal(office: Office) -> None:
    Home(office.home).prepare()
    (office.home / "journal" / "steps-00000000000000000000.jsonl").write_text("garbage\n")
    refused(start(office, "run"), 1, "journal")


def test_a_port_of_the_screens_that_another_program_has(office: Office) -> None:
    away = f"http://127.0.0.1:{free_tcp_port()}/ari"
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    port = str(taken.getsockname()[1])
    with taken:  # the screens' port is somebody else's, so the start ends by itself
        done = start(office, "run", CALLWRIGHT_ARI_URL=away, CALLWRIGHT_HTTP_PORT=port)
    refused(done, 1, port, "CALLWRIGHT_HTTP_PORT")


def test_a_service_ends_with_its_supervisor(office: Office) -> None:
    """`serve` without a supervisor stops by a signal with status 0."""
    assert running.run.__doc__ is not None
    environment = {
        **os.environ,
        "CALLWRIGHT_ARI_URL": f"http://127.0.0.1:{free_tcp_port()}/ari",
        "CALLWRIGHT_HTTP_PORT": str(free_tcp_port()),
        "CALLWRIGHT_STOP_WAIT_S": "0",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "switchboard", "serve"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "open http://" in line:
            break
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert not (office.home / "run" / "service.pid").exists()
    assert (office.home / "log" / "service.log").stat().st_mode & 0o077 == 0
