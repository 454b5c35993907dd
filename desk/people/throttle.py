"""Back-off for sign-in: guessing is slow, and nobody can lock somebody else out.

Three tallies of failed tries, each forgotten an hour after its last one:

- the pair (account, address): five tries are free, then each costs twice the wait of the
  one before, up to five minutes. Only this tally can stop a known person at its own desk;
- the address, whatever account it tries: thirty are free, then up to a minute each, so
  that one machine cannot try one password on every account. An address from which an
  account has signed in before stays open to that account, so that a stranger in the same
  office cannot close the door for its colleagues;
- the account, from everywhere: it never refuses anybody. Above fifty failures it is under
  siege, and a pair that never succeeded has one free try instead of five and starts at a
  minute. So a thousand machines get one try each, and the owner at a new address still
  gets in at once with the right password.

A try is charged when it begins and taken back when it succeeds, so tries side by side
count too. A try that is refused costs nothing and is not verified. An IPv6 address counts
as its /64. Memory is bounded: of each tally the least recently used is forgotten.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class BackOff:
    """`free` failures cost nothing, the next waits `first_s`, each further twice that."""

    free: int
    first_s: float
    most_s: float

    def wait_s(self, failures: int) -> float:
        """How long to wait after so many failures in a row, in seconds."""
        beyond = failures - self.free
        if beyond < 0:
            return 0.0
        return float(min(self.most_s, self.first_s * 2 ** min(beyond, 30)))


PAIR = BackOff(free=5, first_s=2, most_s=300)
PAIR_UNDER_SIEGE = BackOff(free=1, first_s=60, most_s=900)
ADDRESS = BackOff(free=30, first_s=1, most_s=60)
SIEGE_AFTER = 50
FORGET_AFTER = timedelta(hours=1)
CAPACITY = 20_000


@dataclass(slots=True)
class Tally:
    """Failures in a row, when the last one was, and until when to wait."""

    failures: int
    last: datetime
    until: datetime


class Tallies(Generic[K]):
    """Tallies by key, bounded, the least recently used forgotten first."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._tallies: OrderedDict[K, Tally] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tallies)

    def failures(self, key: K, now: datetime) -> int:
        """Failures that still count."""
        tally = self._fresh(key, now)
        return tally.failures if tally else 0

    def wait_s(self, key: K, now: datetime) -> float:
        """Seconds until the key may try again, 0 when it may now."""
        tally = self._fresh(key, now)
        return max(0.0, (tally.until - now).total_seconds()) if tally else 0.0

    def charge(self, key: K, now: datetime, back_off: BackOff | None = None) -> None:
        """Count one failure more, and set the wait that comes with it."""
        failures = self.failures(key, now) + 1
        until = now + timedelta(seconds=back_off.wait_s(failures) if back_off else 0)
        self._tallies[key] = Tally(failures, now, until)
        self._tallies.move_to_end(key)
        if len(self._tallies) > self._capacity:
            self._tallies.popitem(last=False)

    def take_back(self, key: K, back_off: BackOff | None = None) -> None:
        """Undo one charge. A wait that other failures have earned stays."""
        tally = self._tallies.get(key)
        if tally is None:
            return
        tally.failures -= 1
        if back_off and back_off.wait_s(tally.failures) == 0:
            tally.until = tally.last
        if tally.failures <= 0:
            del self._tallies[key]

    def clear(self, key: K) -> None:
        """Forget the key."""
        self._tallies.pop(key, None)

    def _fresh(self, key: K, now: datetime) -> Tally | None:
        tally = self._tallies.get(key)
        if tally is not None and now - tally.last > FORGET_AFTER:
            del self._tallies[key]
            return None
        return tally


class Throttle:
    """Says who may try to sign in now. Reads no clock."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._pairs: Tallies[tuple[str, str]] = Tallies(capacity)
        self._addresses: Tallies[str] = Tallies(capacity)
        self._accounts: Tallies[str] = Tallies(capacity)
        self._familiar: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._capacity = capacity

    def begin(self, now: datetime, address: str, account: str) -> float:
        """0 when the try may go on (and is charged), else the seconds to wait."""
        place = network_of(address)
        pair = (account, place)
        familiar = pair in self._familiar
        wait_s = self._pairs.wait_s(pair, now)
        if not familiar:
            wait_s = max(wait_s, self._addresses.wait_s(place, now))
        if wait_s > 0:
            return wait_s
        siege = not familiar and self._accounts.failures(account, now) >= SIEGE_AFTER
        self._pairs.charge(pair, now, PAIR_UNDER_SIEGE if siege else PAIR)
        self._addresses.charge(place, now, ADDRESS)
        self._accounts.charge(account, now)
        return 0.0

    def succeeded(self, address: str, account: str) -> None:
        """The try that began was right: its charges are taken back."""
        place = network_of(address)
        pair = (account, place)
        self._pairs.clear(pair)
        self._addresses.take_back(place, ADDRESS)
        self._accounts.take_back(account)
        self._familiar[pair] = None
        self._familiar.move_to_end(pair)
        if len(self._familiar) > self._capacity:
            self._familiar.popitem(last=False)

    def sizes(self) -> tuple[int, int, int, int]:
        """How many pairs, addresses, accounts and familiar pairs are remembered."""
        return len(self._pairs), len(self._addresses), len(self._accounts), len(self._familiar)


def network_of(address: str) -> str:
    """The address as it is counted: IPv4 whole, IPv6 by its /64, anything else as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)
