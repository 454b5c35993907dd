"""What the commands that read a call log share: the file, the centre that it shows."""

import gzip
import io
import zlib
from pathlib import Path

import numpy as np

from routing.calllog import CallLogError, LoggedCall, read_calls
from routing.plan import RoutingPlan
from routing.simulation.calibration import Fit, calibrate
from routing.simulation.logmodel import LogModel, estimate
from routing.simulation.planned import queue_plans
from routing.simulation.statistics import Rules, Tally
from stats.metrics import Counts, ServiceLevelVariant, service_level
from switchboard.commands.common import WRONG_USE, err, fail, printable

GZIP_SIGN = b"\x1f\x8b"


def read_log(path: Path) -> list[LoggedCall]:
    """All calls of a log, plain or gzip, or the end of the command with what is wrong."""
    try:
        with path.open("rb") as file:
            packed = file.read(len(GZIP_SIGN)) == GZIP_SIGN
        with (
            gzip.open(path) if packed else path.open("rb") as binary,
            io.TextIOWrapper(binary, encoding="utf-8", newline="") as text,
        ):
            return read_calls(text)
    except CallLogError as error:
        told = "\n".join(printable(line) for line in str(error).splitlines())
        fail(f"{path}: {told}", WRONG_USE)
    except UnicodeDecodeError:
        fail(f"{path}: not UTF-8 text; save the call log as UTF-8", WRONG_USE)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        fail(f"{path}: the gzip file is damaged or cut short; copy it again", WRONG_USE)
    except OSError as error:
        fail(f"{path}: {error.strerror}", WRONG_USE)


def model_of(calls: list[LoggedCall], seed: int) -> tuple[LogModel, Fit]:
    """The centre that a log shows, fitted so that a replay is like what happened."""
    say(f"estimating from {len(calls)} calls")
    try:
        model = estimate(calls, seed)
    except ValueError as error:
        fail(f"cannot replay: {error}")
    say("fitting the replay to the log")
    return calibrate(model)


def level_rules(model: LogModel, plan: RoutingPlan, variant: ServiceLevelVariant) -> Rules:
    """How calls are counted: each queue's thresholds, the plan's variant of service level."""
    plans = queue_plans(model.table.queues, plan)

    def level(tally: Tally) -> float | None:
        return service_level(variant, Counts(*tally))

    return Rules(
        np.array([float(queue.threshold_s) for queue in plans.values()]),
        np.array([float(queue.short_abandon_s) for queue in plans.values()]),
        level,
    )


def say(what: str) -> None:
    """Progress, on standard error."""
    err.print(f"{what} ...", markup=False)
