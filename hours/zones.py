"""Time zones by name."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from vocabulary.findings import did_you_mean


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """All time zones that there are."""
    return frozenset(available_timezones())


def read_zone(name: str) -> ZoneInfo:
    """The time zone of a name such as `Europe/Berlin`. Raises `ValueError`."""
    if name not in zone_names():
        hint = did_you_mean(name, zone_names())
        raise ValueError(f"no such time zone{hint or '; write one such as Europe/Berlin'}")
    return ZoneInfo(name)
