"""What a calendar can say of itself in a prompt: when it opens and closes next.

For a calendar `shop` the blanks are `{shop_opens:time}` and `{shop_opens_on:date}`, the next
opening that has not begun yet, and `{shop_closes:time}`, the next closing. In its own time.
"""

from datetime import datetime

from hours.calendar import Calendar

NAMES = ("opens", "opens_on", "closes")


def blank_names(calendar: str) -> tuple[str, ...]:
    """The names of a calendar's blanks; a prompt's blanks have no hyphens."""
    stem = calendar.replace("-", "_")
    return tuple(f"{stem}_{name}" for name in NAMES)


def told(name: str, calendar: Calendar, now: datetime) -> tuple[tuple[str, str], ...]:
    """What fills the blanks at this moment; nothing for what does not come."""
    opens, opens_on, closes = blank_names(name)
    change = calendar.next_change(now)
    if change is None:
        return ()
    found: list[tuple[str, str]] = []
    if calendar.is_open(now):
        found.append((closes, _time(calendar, change)))
        change = calendar.next_open(change)
    if change is not None:
        local = change.astimezone(calendar.zone)
        found += [(opens, f"{local:%H:%M}"), (opens_on, f"{local:%Y-%m-%d}")]
        end = calendar.next_change(change)
        if end is not None and len(found) == len(NAMES) - 1:
            found.append((closes, _time(calendar, end)))
    return tuple(found)


def _time(calendar: Calendar, at: datetime) -> str:
    return f"{at.astimezone(calendar.zone):%H:%M}"
