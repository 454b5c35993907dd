"""The time that the core is given: UTC that never steps while the service runs.

Anchored once to the machine's clock and carried on by the monotonic clock, so that a
corrected or jumping machine clock neither fires timers nor stretches waits. A difference
is taken up at the next start.
"""

import time
from datetime import UTC, datetime, timedelta


class SteadyClock:
    """`vocabulary.ports.Clock` for the running service."""

    def __init__(self) -> None:
        self._anchor = datetime.now(UTC)
        self._started_s = time.monotonic()

    def now(self) -> datetime:
        """Aware UTC."""
        return self._anchor + timedelta(seconds=time.monotonic() - self._started_s)

    def drift_s(self) -> float:
        """How far the machine's clock has moved away from ours, in seconds."""
        return (datetime.now(UTC) - self.now()).total_seconds()
