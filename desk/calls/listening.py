"""When hearing a recording begins, so that each listening is in the audit once.

A player asks for a recording in many ranges. A listening begins with a request for the
whole or for its first byte, and with any request when this session's last row for this
recording is older than ten minutes or is not remembered. What is forgotten, by a restart
or because the memory is bounded, leads to one row more and never to one row less.
"""

import re
from collections import OrderedDict
from datetime import datetime, timedelta

REMEMBERED = 10_000
_FROM_LATER = re.compile(r"bytes=(?:0*[1-9]\d*-\d*|-\d+)")


def is_start(range_header: str | None) -> bool:
    """Whether a `Range` asks for the beginning; anything odd counts as one that does."""
    return range_header is None or not _FROM_LATER.fullmatch(range_header.strip())


class Listenings:
    """Remembers the last audit row of each session and recording."""

    def __init__(self, gap_s: float) -> None:
        self._gap = timedelta(seconds=gap_s)
        self._last: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def begins(self, now: datetime, session: str, recording: str, range_header: str | None) -> bool:
        """Whether this request begins a listening."""
        last = self._last.get((session, recording))
        return is_start(range_header) or last is None or now - last > self._gap

    def written(self, now: datetime, session: str, recording: str) -> None:
        """The audit row stands."""
        self._last[(session, recording)] = now
        self._last.move_to_end((session, recording))
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
