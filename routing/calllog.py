"""The neutral call log: one row a call, as `calls export` writes it and replays read it.

Columns: `call_id, arrived_at, queue, priority, caller, answered_at, operator, ended_at,
outcome`, ISO 8601 times with an offset. Further columns are passed over.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

COLUMNS = (
    "call_id",
    "arrived_at",
    "queue",
    "priority",
    "caller",
    "answered_at",
    "operator",
    "ended_at",
    "outcome",
)
MENU_OUTCOMES = frozenset(
    {"informed", "callback", "voicemail", "transferred", "abandoned", "refused"}
)
"""What may become of a caller who never came to a queue."""
DIRECTION, OUT = "direction", "out"
"""Where our own exports say who called whom."""
ROWS_LIMIT = 5_000_000
DAY_S = 86_400.0
MIDNIGHT_MARGIN_S = DAY_S / 2
"""A moment that lies so far before the arrival is one of the next day."""
BAD_ROWS_SHOWN = 5
PRIORITY_LIMIT = 1000


class CallLogError(ValueError):
    """A log that cannot be read: the line, what is wrong there, how to mend it."""


class LoggedCall(NamedTuple):
    """One call of a log. Moments in seconds since 1970 (UTC), `day` by the log's own clock.

    `answered` and `operator` are None for a call that nobody answered; `ended` is then the
    moment at which the caller gave up.
    """

    call: str
    arrived: float
    queue: str
    priority: int
    caller: str
    answered: float | None
    operator: str | None
    ended: float
    day: date
    second_of_day: float

    @property
    def waited_s(self) -> float:
        """From arrival to answer or end."""
        return (self.ended if self.answered is None else self.answered) - self.arrived


def read_calls(lines: Iterable[str]) -> list[LoggedCall]:
    """All calls that came to a queue, by arrival.

    A caller who was in menus only, without a queue and an answer, is passed over, and so
    is a call out, where a column `direction` tells of it. Raises
    `CallLogError` for the first rows that cannot be used.
    """
    rows = _rows(lines)
    first, header = next(rows, (0, []))
    if not header:
        raise CallLogError("the call log is empty; its first line must name the columns")
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise CallLogError(
            f"line {first}: no column {', '.join(missing)}; "
            f"the first line must name {', '.join(COLUMNS)}"
        )
    places = [header.index(name) for name in COLUMNS]
    direction = header.index(DIRECTION) if DIRECTION in header else None
    calls: list[LoggedCall] = []
    wrong: list[str] = []
    for number, row in rows:
        try:
            goes_out = direction is not None and row[direction] == OUT
            if not goes_out and not _in_menus_only(row, places):
                calls.append(_call(row, places))
        except (ValueError, IndexError) as error:
            wrong.append(f"line {number}: {error}")
            if len(wrong) == BAD_ROWS_SHOWN:
                break
        if len(calls) > ROWS_LIMIT:
            raise CallLogError(f"more than {ROWS_LIMIT} calls; give a shorter period")
    if wrong:
        raise CallLogError("\n".join(wrong))
    calls.sort(key=lambda call: call.arrived)
    return calls


def _without_mark(lines: Iterable[str]) -> Iterator[str]:
    """Lines without the byte order mark that spreadsheets put before the first."""
    for number, line in enumerate(lines):
        yield line if number else line.removeprefix("\ufeff")


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with the number of the line on which each ends."""
    reader = csv.reader(_without_mark(lines))
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CallLogError(
                f"line {reader.line_num}: {error}; give plain text with columns set off by commas"
            ) from error
        if row:
            yield reader.line_num, row


def _in_menus_only(row: list[str], places: list[int]) -> bool:
    if len(row) <= max(places):
        return False
    told = dict(zip(COLUMNS, (row[place] for place in places), strict=True))
    return not told["queue"] and not told["answered_at"] and told["outcome"] in MENU_OUTCOMES


def _call(row: list[str], places: list[int]) -> LoggedCall:
    if len(row) <= max(places):
        raise ValueError(
            f"has {len(row)} columns, fewer than the first line; leave what is unknown empty, "
            "between its commas"
        )
    call, arrived, queue, priority, caller, answered, operator, ended, outcome = (
        row[place] for place in places
    )
    began = _moment("arrived_at", arrived)
    over = _moment("ended_at", ended).timestamp()
    joined = _moment("answered_at", answered).timestamp() if answered else None
    if not queue:
        raise ValueError("no queue; name the queue of every call")
    start = began.timestamp()
    over = _past_midnight(start, over)
    joined = None if joined is None else _past_midnight(start, joined)
    if (joined is not None and not start <= joined <= over) or over < start:
        raise ValueError("its times run backwards (arrived_at <= answered_at <= ended_at)")
    if joined is not None and not operator:
        raise ValueError("answered, but no operator is named; name one or empty answered_at")
    if joined is None and outcome == "answered":
        raise ValueError("outcome is answered, but answered_at is empty; give the moment")
    midnight = began.replace(hour=0, minute=0, second=0, microsecond=0)
    return LoggedCall(
        call,
        start,
        queue,
        _priority(priority),
        caller,
        joined,
        operator if joined is not None else None,
        over,
        began.date(),
        (began - midnight).total_seconds(),
    )


def _past_midnight(start: float, moment: float) -> float:
    """Some logs stamp the end of a call past midnight with the day on which it began."""
    return moment + DAY_S if moment < start - MIDNIGHT_MARGIN_S else moment


def _priority(text: str) -> int:
    try:
        priority = int(text or 0)
    except ValueError:
        priority = PRIORITY_LIMIT + 1
    if abs(priority) > PRIORITY_LIMIT:
        raise ValueError(
            f"priority {text[:20]!r} is not a whole number from -{PRIORITY_LIMIT} to "
            f"{PRIORITY_LIMIT}; leave it empty for none"
        )
    return priority


def _moment(column: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{column} {text[:40]!r} is not a time such as 2026-03-01T09:30:00+00:00"
        ) from None
    if moment.tzinfo is None:
        raise ValueError(f"{column} {text[:40]!r} has no offset; write +00:00 for UTC")
    return moment
