"""How the service is: for /readyz, for the doctor, for whoever asks on the command line."""

import shutil
from typing import Any, Protocol

from desk.ports import HealthCheck
from recording.policy import DISK_STOP_SHARE
from switchboard.archive import Archive
from switchboard.home import Home
from switchboard.lines import Lines, OwnAsterisk
from switchboard.memory import Memory

DISK_ALARM_SHARE = 0.10


class Speaking(Protocol):
    """Who speaks, as far as it matters here."""

    @property
    def detail(self) -> str:
        """In words."""
        ...

    @property
    def can_speak(self) -> bool:
        """Whether texts can be spoken."""
        ...


class Health:
    """Looks at the parts of a running service; changes none of them."""

    def __init__(
        self, memory: Memory, lines: Lines, archive: Archive, home: Home, voice: Speaking
    ) -> None:
        self._voice = voice
        self._memory = memory
        self._lines = lines
        self._archive = archive
        self._home = home
        self.asterisk: OwnAsterisk | None = None

    def checks(self) -> tuple[HealthCheck, ...]:
        """Each dependency by name, with what is wrong with it in plain words."""
        trouble = self._memory.spool.trouble
        asterisk = self.asterisk.trouble if self.asterisk is not None else ""
        projector = self._archive.projector
        return (
            HealthCheck("lines", self._lines.up, "" if self._lines.up else "not connected"),
            HealthCheck("asterisk", not asterisk, asterisk),
            HealthCheck("database", projector.up, projector.last_error),
            HealthCheck("journal", trouble is None, trouble or ""),
            # Without a voice calls are served all the same: that is no reason to be away.
            HealthCheck("speech", True, self._voice.detail),
            self._disk(),
        )

    def status(self) -> dict[str, Any]:
        """The checks, how far journal and ledger are, and every operator."""
        operators = self._memory.engine.floor.operators.values()
        return {
            "checks": [
                {"name": check.name, "ok": check.ok, "detail": check.detail}
                for check in self.checks()
            ],
            "journal_seq": self._memory.spool.seq,
            "folded_seq": self._archive.projector.last_seq,
            "calls": len(self._memory.engine.book.calls),
            "plan": self._memory.engine.standing.revision,
            "speech": {"ok": self._voice.can_speak, "detail": self._voice.detail},
            "operators": [
                {
                    "operator": operator.operator,
                    "extension": operator.extension,
                    "availability": operator.availability,
                    "activity": operator.activity,
                    "phone": operator.phone,
                }
                for operator in operators
                if not operator.unlisted
            ],
        }

    def _disk(self) -> HealthCheck:
        usage = shutil.disk_usage(self._home.root)
        share = usage.free / usage.total
        alarm = f"only {share:.1%} free" if share < DISK_ALARM_SHARE else ""
        return HealthCheck("disk", share >= DISK_STOP_SHARE, alarm)
