"""Asterisk's own files: folders, modules, log, HTTP, ARI, RTP, music and silence.

Files of parts that we do not use are written too, nearly empty, because Asterisk
complains about each one that is missing.
"""

import hashlib
import os
from pathlib import Path

from telephony.asterisk import modules
from telephony.asterisk.conf_text import document, section
from telephony.asterisk.runtime import Runtime
from telephony.asterisk.settings import AsteriskSettings

ARI_USER = "callwright"
MUSIC = "default"
_SESSION_LIMIT = 500  # counts the event socket and idle connections; 100 is too few
_SOCKET_PATH_LIMIT = 107  # bytes of a UNIX socket's path, unix(7)
_EMPTY_FILES = ("cli_aliases", "features", "queuerules", "websocket_client")


def entity_id(settings: AsteriskSettings) -> str:
    """An id of this node as Asterisk wants it: six bytes, ours for as long as home is."""
    digest = hashlib.sha256(str(settings.home).encode()).digest()
    # The second bit of the first byte says: locally administered, nobody else's.
    return ":".join(f"{byte:02x}" for byte in (digest[0] & 0xFC | 0x02, *digest[1:6]))


def run_dir(settings: AsteriskSettings) -> Path:
    """Where the control socket and the pid file are.

    A socket's path is limited to 107 bytes, so a deep home folder gets a short one.
    """
    usual = settings.root / "run"
    if len(os.fsencode(usual / "asterisk.ctl")) <= _SOCKET_PATH_LIMIT:
        return usual
    digest = hashlib.sha256(str(settings.home).encode()).hexdigest()[:12]
    base = os.environ.get("XDG_RUNTIME_DIR") or "/tmp"  # noqa: S108 - made 0700 and checked
    return Path(base) / f"callwright-{os.getuid()}-{digest}"


def core_files(
    settings: AsteriskSettings, runtime: Runtime, http_port: int, ari_password: str
) -> dict[str, str]:
    """File name → text of everything but SIP and the dialplan."""
    files = {f"{name}.conf": document() for name in _EMPTY_FILES}
    files |= {
        "asterisk.conf": _asterisk(settings, runtime),
        "modules.conf": _modules(settings, runtime),
        "logger.conf": _logger(settings),
        "http.conf": _http(http_port),
        "ari.conf": _ari(ari_password),
        "rtp.conf": _rtp(settings),
        "musiconhold.conf": _music(settings),
        "stasis.conf": _stasis(),
        "sorcery.conf": _sorcery(),
        "queues.conf": document(settings.extras.queues),
        "cdr.conf": document(section("general", [("enable", "no")])),
        "cel.conf": document(section("general", [("enable", "no")])),
        "manager.conf": document(section("general", [("enabled", "no")])),
        "acl.conf": document(),
        "ccss.conf": document(section("general", [("cc_max_requests", 0)])),
        "indications.conf": _indications(),
        "pjproject.conf": document(section("startup", [("log_level", 2)])),
        "udptl.conf": document(section("general")),
        "dnsmgr.conf": document(section("general", [("enable", "no")])),
        "codecs.conf": document(),
    }
    return files


def _asterisk(settings: AsteriskSettings, runtime: Runtime) -> str:
    root = settings.root
    folders = {
        "astetcdir": root / "etc",
        "astmoddir": runtime.module_dir,
        "astvarlibdir": root / "data",
        "astdbdir": root / "db",
        "astkeydir": root / "keys",
        "astdatadir": root / "data",
        "astagidir": root / "data" / "agi-bin",
        "astspooldir": root / "spool",
        "astrundir": run_dir(settings),
        "astlogdir": root / "log",
        "astsbindir": root / "run",
    }
    return document(
        section("directories", [(name, str(path)) for name, path in folders.items()]),
        section(
            "options",
            [
                ("entityid", entity_id(settings)),
                ("documentation_language", "en_US"),
                ("live_dangerously", "no"),
                # Else a provider hears nothing for as long as a message is left.
                ("transmit_silence", "yes"),
                ("defaultlanguage", settings.language),
                ("verbose", 3 if settings.log_level == "verbose" else 0),
                ("nocolor", "yes"),
            ],
        ),
        section("files", [("astctlpermissions", "0600")]),
    )


def _modules(settings: AsteriskSettings, runtime: Runtime) -> str:
    names = modules.wanted(runtime.modules, settings.websocket, settings.extras.modules)
    pairs = [("autoload", "no"), *(("load", f"{name}.so") for name in names)]
    return document(section("modules", pairs))


def _logger(settings: AsteriskSettings) -> str:
    levels = ("error", "warning", "notice", "verbose")
    shown = levels[: levels.index(settings.log_level) + 1]
    return document(
        section(
            "general",
            [
                ("dateformat", "%F %T.%3q"),
                ("use_callids", "yes"),
                ("queue_log", "no"),
                ("rotatestrategy", "rotate"),
            ],
        ),
        section("logfiles", [("messages", ",".join(shown))]),
    )


def _http(port: int) -> str:
    return document(
        section(
            "general",
            [
                ("servername", "Callwright"),
                ("enabled", "yes"),
                ("bindaddr", "127.0.0.1"),
                ("bindport", port),
                ("sessionlimit", _SESSION_LIMIT),
                ("session_inactivity", 30000),
                ("session_keep_alive", 60000),
                ("enable_static", "no"),
                ("enable_status", "no"),
            ],
        )
    )


def _ari(password: str) -> str:
    return document(
        section(
            "general",
            [("enabled", "yes"), ("pretty", "no"), ("websocket_write_timeout", 5000)],
        ),
        section(
            ARI_USER,
            [
                ("type", "user"),
                ("read_only", "no"),
                ("password_format", "plain"),
                ("password", password),
            ],
        ),
    )


def _rtp(settings: AsteriskSettings) -> str:
    return document(
        section(
            "general",
            [
                ("rtpstart", settings.rtp_first),
                ("rtpend", settings.rtp_last),
                ("strictrtp", "yes"),
                ("icesupport", "yes"),
            ],
        )
    )


def _music(settings: AsteriskSettings) -> str:
    return document(
        section(
            MUSIC,
            [
                ("mode", "files"),
                ("directory", str(settings.root / "data" / "moh")),
                ("sort", "random"),
            ],
        )
    )


def _sorcery() -> str:
    """Where Asterisk looks for passwords: those given to a page first, then those in files.

    The first are in its memory only: they leave no trace on the disk and end with it.
    """
    return document(
        section(
            "res_pjsip",
            [("auth", "memory"), ("auth", "config,pjsip.conf,criteria=type=auth")],
        )
    )


def _stasis() -> str:
    unused = (
        "ast_presence_state_message_type",
        "ast_rtp_rtcp_sent_type",
        "ast_rtp_rtcp_received_type",
        "cel_generic_type",
    )
    return document(
        section("taskpool"),
        section("declined_message_types", [("decline", name) for name in unused]),
    )


def _indications() -> str:
    return document(
        section("general", [("country", "us")]),
        section(
            "us",
            [
                ("description", "Tones of the line"),
                ("ringcadence", "2000,4000"),
                ("dial", "350+440"),
                ("busy", "480+620/500,0/500"),
                ("ring", "440+480/2000,0/4000"),
                ("congestion", "480+620/250,0/250"),
                ("record", "1400/500,0/15000"),
                ("info", "!950/330,!1400/330,!1800/330,0"),
            ],
        ),
    )
