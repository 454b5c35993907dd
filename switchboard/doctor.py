"""What can be wrong with an installation, each with its mend."""

import os
import shutil
import socket
import stat
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from desk import tls
from desk.tls import TlsRefused, key_is_open
from storage.database import open_database
from storage.problems import DatabaseProblem
from switchboard.control import ServiceAway, ask_service
from switchboard.desk import WEB_ROOT
from switchboard.home import Home
from switchboard.plan import PlanError
from switchboard.planning.beginning import current_plan
from switchboard.planning.files import PlanFiles
from switchboard.settings import Settings
from switchboard.tls import given_files
from telephony.asterisk import ports, procfs, runtime
from telephony.asterisk.faults import AsteriskFault, SettingsRefused

FREE_ALARM_SHARE = 0.10


class Finding(NamedTuple):
    """One check. `mend` is empty when all is well."""

    name: str
    ok: bool
    detail: str
    mend: str = ""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every check in an order that a person would take; none changes anything."""
    home = Home(settings.home)
    yield _python()
    yield _home(home)
    yield _secrets(home)
    yield _disk(home)
    yield _settings(settings)
    yield _tls(settings)
    yield _plan(settings)
    yield _screens()
    yield _asterisk(settings)
    yield await _database(settings)
    status = None
    try:
        status = await ask_service(home, "GET", "/status")
    except ServiceAway as error:
        yield Finding("service", False, "not running", str(error))
    if status is None:
        yield _speech(settings)
        for finding in _free_ports(settings):
            yield finding
        return
    yield Finding("service", True, f"{status['calls']} calls, step {status['journal_seq']}")
    for check in status["checks"]:
        if check["name"] in {"disk", "speech"}:
            continue  # looked at by themselves
        mend = "" if check["ok"] else f"see {home.log / 'service.log'}"
        yield Finding(check["name"], check["ok"], check["detail"], mend)
    yield _speech_of(status)
    yield _phones(status["operators"])


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("python", sys.version_info >= (3, 11), found, "")


def _home(home: Home) -> Finding:
    if not home.root.exists():
        return Finding("home", False, f"{home.root} is not there", "run 'callwright run' once")
    if not os.access(home.root, os.W_OK):
        return Finding(
            "home", False, f"{home.root} cannot be written", "change its owner to this user"
        )
    return Finding("home", True, str(home.root))


def _secrets(home: Home) -> Finding:
    folder = home.root / "secrets"
    if not folder.exists():
        return Finding("secrets", True, "not made yet; the first start makes them")
    open_to_others = [
        path for path in (folder, *folder.iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_to_others:
        names = " ".join(str(path) for path in open_to_others)
        return Finding("secrets", False, f"others may read {names}", f"chmod go-rwx {names}")
    return Finding("secrets", True, "readable by the owner only")


def _disk(home: Home) -> Finding:
    folder = home.root if home.root.exists() else Path.cwd()
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    mend = "" if share > FREE_ALARM_SHARE else "free some space: recording stops at 2 %"
    return Finding("disk", share > FREE_ALARM_SHARE, f"{share:.0%} free", mend)


def _settings(settings: Settings) -> Finding:
    """What fits together in Asterisk's part; each setting by itself was checked before."""
    try:
        settings.asterisk(("100",))
    except SettingsRefused as fault:
        return Finding("settings", False, fault.message, fault.mend)
    except OSError as error:
        return Finding("settings", False, str(error), "correct CALLWRIGHT_ASTERISK_EXTRAS")
    return Finding("settings", True, "fit together")


def _tls(settings: Settings) -> Finding:
    """The owner's certificate, if there is one."""
    files = given_files(settings)
    if files is None:
        return Finding("certificate", True, settings.tls)
    try:
        told = tls.examine(files, datetime.now(UTC))
    except TlsRefused as error:
        return Finding("certificate", False, error.message, error.mend)
    if key_is_open(files):
        return Finding("certificate", False, "others may read its key", f"chmod 600 {files.key}")
    return Finding("certificate", True, f"until {told.expires_at:%Y-%m-%d}")


def _plan(settings: Settings) -> Finding:
    files = PlanFiles(Home(settings.home).plan)
    try:
        plan = current_plan(files, settings.plan)
    except PlanError as error:
        return Finding("plan", False, str(error), "mend the plan and publish it")
    revision = f", revision {files.newest}" if files.newest else ", for the first start"
    return Finding("plan", True, f"{plan.name}{revision}")


def _speech(settings: Settings) -> Finding:
    """Who will speak once the service runs. Nothing is fetched here."""
    if settings.speech_command is not None:
        return Finding("speech", True, f"the settings' command: {settings.speech_command}")
    found = shutil.which("espeak-ng")
    return Finding("speech", True, found or "espeak-ng is fetched by the first start")


def _speech_of(status: dict[str, Any]) -> Finding:
    """Who speaks in the living service."""
    speech = status["speech"]
    mend = "" if speech["ok"] else "apt-get install espeak-ng, or set CALLWRIGHT_SPEECH_COMMAND"
    return Finding("speech", bool(speech["ok"]), str(speech["detail"]), mend)


def _screens() -> Finding:
    built = (WEB_ROOT / "manifest.json").exists()
    return Finding("screens", built, "built" if built else "not built", "" if built else "make web")


def _asterisk(settings: Settings) -> Finding:
    if settings.ari_url is not None:
        return Finding("asterisk program", True, f"not ours: {settings.ari_url}")
    try:
        found = runtime.find(settings.cache or runtime.default_cache())
    except AsteriskFault as fault:
        return Finding("asterisk program", False, fault.message, fault.mend)
    if found is None:
        return Finding("asterisk program", True, "not fetched yet; the first start fetches it")
    return Finding("asterisk program", True, f"{found.version} ({found.origin})")


async def _database(settings: Settings) -> Finding:
    if settings.database_url is None and not (settings.home / "callwright.db").exists():
        return Finding("database file", True, "not made yet; the first start makes it")
    try:
        database = open_database(settings.database)
        try:
            await database.ping()
        finally:
            await database.close()
    except DatabaseProblem as error:
        return Finding("database access", False, str(error), "mend what it says and try again")
    return Finding("database access", True, database.shown)


def _free_ports(settings: Settings) -> list[Finding]:
    findings = []
    living = procfs.find(settings.home / "asterisk" / "etc" / "asterisk.conf")
    if living is not None:
        findings.append(Finding("asterisk process", True, f"lives without a service ({living})"))
    elif settings.ari_url is None:
        kinds = (socket.SOCK_DGRAM, socket.SOCK_STREAM)
        free = all(ports.is_free(settings.sip_bind, settings.sip_port, kind) for kind in kinds)
        findings.append(_port("sip port", settings.sip_port, "CALLWRIGHT_SIP_PORT", free=free))
    free = ports.is_free_tcp(settings.http_port)
    findings.append(_port("http port", settings.http_port, "CALLWRIGHT_HTTP_PORT", free=free))
    return findings


def _port(name: str, port: int, setting: str, *, free: bool) -> Finding:
    mend = "" if free else f"stop the other program or set {setting}"
    return Finding(name, free, f"{port} is {'free' if free else 'taken'}", mend)


def _phones(operators: list[dict[str, str]]) -> Finding:
    away = [each["extension"] for each in operators if each["phone"] == "unreachable"]
    if operators and len(away) == len(operators):
        return Finding(
            "phones",
            False,
            "no phone is registered",
            "register a softphone; see the README, and 'callwright user sip-password NAME'",
        )
    return Finding("phones", True, f"{len(operators) - len(away)} of {len(operators)} registered")
