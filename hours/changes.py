"""When a calendar opens and closes, in UTC.

One rule: it is open exactly while the clock on the wall shows a time of a span. So a span
that begins in the hour that is left out in spring begins when that hour would, and an hour
that comes twice in autumn is open both times.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hours.spans import Spans

DAY_S = 24 * 60 * 60
EPOCH_DAY = date(1970, 1, 1).toordinal()


class Changes(NamedTuple):
    """The changes within one year of UTC: `moments` in order, each to the other state."""

    begins_open: bool
    moments: tuple[datetime, ...]


class _Piece(NamedTuple):
    """A time during which the wall is ahead of UTC by the same seconds."""

    since: int
    until: int
    ahead: int


def changes_of_year(year: int, zone: ZoneInfo, spans_of: Callable[[date], Spans]) -> Changes:
    """All changes of a year; its very first moment is none."""
    since = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    until = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    edges: list[int] = []
    for piece in _pieces(since, until, zone):
        for opens, closes in _open_within(piece, spans_of):
            if edges and edges[-1] == opens:
                edges[-1] = closes
            else:
                edges += (opens, closes)
    begins_open = bool(edges) and edges[0] == since
    inner = (edge for edge in edges if since < edge < until)
    return Changes(begins_open, tuple(datetime.fromtimestamp(edge, UTC) for edge in inner))


def _open_within(piece: _Piece, spans_of: Callable[[date], Spans]) -> Iterator[tuple[int, int]]:
    """The spans of the days of a piece, in seconds of UTC, cut to the piece."""
    first = (piece.since + piece.ahead) // DAY_S
    last = (piece.until + piece.ahead - 1) // DAY_S
    for day in range(first, last + 1):
        midnight = day * DAY_S - piece.ahead
        for span in spans_of(date.fromordinal(EPOCH_DAY + day)):
            opens = max(piece.since, midnight + span.start * 60)
            closes = min(piece.until, midnight + span.until * 60)
            if opens < closes:
                yield opens, closes


def _pieces(since: int, until: int, zone: ZoneInfo) -> Iterator[_Piece]:
    """A time cut where the clocks are changed. They are looked at once a day, so two
    changes within a day that undo each other would be missed; no zone has any."""
    began, here, ahead = since, since, _ahead(since, zone)
    while here < until:
        there = min(here + DAY_S, until)
        if _ahead(there, zone) == ahead:
            here = there
            continue
        here = _first_other(here, there, ahead, zone)
        if here < until:
            yield _Piece(began, here, ahead)
            began, ahead = here, _ahead(here, zone)
    yield _Piece(began, until, ahead)


def _first_other(here: int, there: int, ahead: int, zone: ZoneInfo) -> int:
    """The first second after `here` that is not ahead as much; `there` is none of those."""
    while there - here > 1:
        middle = (here + there) // 2
        if _ahead(middle, zone) == ahead:
            here = middle
        else:
            there = middle
    return there


def _ahead(second: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())
