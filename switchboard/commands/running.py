"""`callwright run` and the service process that it supervises."""

import asyncio
import os
import sys

import structlog
import typer
import uvloop

from desk.server import CannotListen
from storage.problems import DatabaseProblem, DatabaseUrlWrong
from storage.projector import JournalGap
from storage.spool import JournalDamaged
from switchboard.commands.common import WRONG_USE, fail, plan_of, read_settings
from switchboard.heartbeat import Heartbeat
from switchboard.home import Home, HomeUnusable
from switchboard.logs import configure_logs
from switchboard.orphan import end_with_parent
from switchboard.plan import PlanError
from switchboard.service import Service
from switchboard.settings import Settings
from switchboard.supervisor import REPLACED, Supervisor
from telephony.ari.client import AccessRefused
from telephony.ari.connection import Replaced
from telephony.asterisk.faults import AsteriskFault, SettingsRefused

TROUBLES = (
    AsteriskFault,
    CannotListen,
    DatabaseProblem,
    HomeUnusable,
    JournalDamaged,
    JournalGap,
)
"""What a person can mend; anything else is a mistake of ours."""


def run() -> None:
    """Run Callwright until it is stopped.

    Starts Asterisk, the service and the screens, and keeps them running.

    Example: CALLWRIGHT_HTTP_PORT=9000 callwright run
    """
    settings = read_settings()
    plan_of(settings)
    status = Supervisor([sys.executable, "-m", "switchboard", "serve"]).run()
    raise typer.Exit(status)


def serve() -> None:
    """The service itself, without a supervisor (for systemd and other supervisors).

    Example: callwright serve
    """
    heartbeat = Heartbeat()
    end_with_parent()
    os.umask(0o077)  # Asterisk inherits it: whatever either writes is the owner's alone
    settings = read_settings()
    home = Home(settings.home)
    try:
        home.prepare()
    except HomeUnusable as error:
        fail(str(error))
    configure_logs(home.log, settings.log_level, mask=settings.mask_personal_data)
    raise typer.Exit(_serve(settings, heartbeat))


def _serve(settings: Settings, heartbeat: Heartbeat) -> int:
    service = Service(settings, heartbeat)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(service.run())
    except Replaced as error:
        fail(str(error), REPLACED)
    except (SettingsRefused, DatabaseUrlWrong, PlanError) as error:
        fail(str(error), WRONG_USE)
    except AccessRefused as error:
        fail(f"{error}. Set CALLWRIGHT_ARI_USER and CALLWRIGHT_ARI_PASSWORD as in its ari.conf")
    except TROUBLES as error:
        fail(str(error))
    except Exception:
        structlog.get_logger(__name__).exception("the service ended by a mistake of ours")
        fail(f"an unforeseen failure; its trace is in {settings.home / 'log' / 'service.log'}")
    return 0
