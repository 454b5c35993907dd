"""Made-up call logs of a centre with many queues and skills, for tests of forecasts.

A day: calls come by a bent curve with a day's own factor; operators come for shifts with
breaks; a freed operator takes the call with the most waiting plus credit among its queues,
a call takes the longest idle of its operators. Only what a log shows is given away.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from routing.calllog import COLUMNS, LoggedCall

OPENS_S, OPEN_FOR_S = 8 * 3600.0, 12 * 3600.0
DAY_S = 86400.0
ARRIVES, FREED, SHIFT, GIVES_UP = range(4)


@dataclass(frozen=True, slots=True)
class Made:
    """What to make. `drift` stretches talk times from day `drift_day` on."""

    queues: int = 6
    operators: int = 24
    days: int = 12
    calls_a_day: int = 900
    load: float = 0.94
    patience_s: float = 240.0
    priorities: tuple[tuple[int, float, float], ...] = ((0, 0.8, 0.0), (1, 0.2, 60.0))
    """(priority, share of the calls, credit of waiting in seconds)."""

    drift: float = 1.0
    drift_day: int = 10**6
    seed: int = 1
    first_day: date = date(2026, 3, 2)


class _Operator:
    def __init__(self, name: str, queues: list[int], pace: float) -> None:
        self.name, self.queues, self.pace = name, queues, pace
        self.until, self.idle_since = 0.0, -1.0
        self.breaks: list[tuple[float, float]] = []


class _Maker:
    def __init__(self, made: Made) -> None:
        self.made = made
        self.chance = np.random.Generator(np.random.PCG64(made.seed))
        volume = 1.0 / np.arange(1, made.queues + 1)
        self.volume = volume / volume.sum()
        self.talk_s = self.chance.uniform(120.0, 330.0, made.queues)
        self.hurry = self.chance.choice([0.0, 0.0, 0.0, 40.0], made.queues)
        self.operators = [self._operator(place) for place in range(made.operators)]
        self.calls: list[LoggedCall] = []

    def _operator(self, place: int) -> _Operator:
        made = self.made
        skills = int(self.chance.integers(1, 6))
        weight = self.volume**0.6
        weight = weight / weight.sum()
        picked = self.chance.choice(made.queues, min(skills, made.queues), False, weight)
        queues = {int(queue) for queue in picked} | {place % made.queues}
        return _Operator(f"op{place:03d}", sorted(queues), float(self.chance.lognormal(0.0, 0.2)))

    def run(self) -> list[LoggedCall]:
        day = self.made.first_day
        for number in range(self.made.days):
            while day.weekday() == 6:
                day += timedelta(days=1)
            self._day(number, day)
            day += timedelta(days=1)
        self.calls.sort(key=lambda call: call.arrived)
        return self.calls

    def _arrivals(self, factor: float) -> np.ndarray:
        n = self.chance.poisson(self.made.calls_a_day * factor)
        middle = np.concatenate(
            (self.chance.normal(10.5, 1.6, n), self.chance.normal(15.0, 2.2, n))
        )
        hours = self.chance.permutation(middle[(middle > 8.0) & (middle < 19.8)])[:n]
        return np.sort(hours * 3600.0)

    def _day(self, number: int, day: date) -> None:
        made, chance = self.made, self.chance
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        times = self._arrivals(float(chance.gamma(60.0, 1 / 60.0)))
        kinds = chance.choice(made.queues, len(times), p=self.volume)
        levels = chance.choice(
            len(made.priorities), len(times), p=[share for _, share, _ in made.priorities]
        )
        patience = chance.exponential(made.patience_s, len(times)) + 5.0
        stretch = made.drift if number >= made.drift_day else 1.0
        events: list[tuple[float, int, int]] = [
            (float(at), ARRIVES, call) for call, at in enumerate(times)
        ]
        events += self._shifts(len(times) * float(self.volume @ self.talk_s))
        heapq.heapify(events)
        waiting: dict[int, tuple[float, int]] = {}
        ends: dict[int, tuple[float, float, str]] = {}

        def start(now: float, call: int, operator: int) -> None:
            who, queue = self.operators[operator], int(kinds[call])
            talk = float(chance.lognormal(np.log(self.talk_s[queue]) - 0.32, 0.8))
            talk = max(talk * who.pace * stretch, 3.0)
            who.idle_since = -1.0
            ends[call] = (now, now + talk, who.name)
            wrap = float(chance.lognormal(2.5, 0.7))
            heapq.heappush(events, (now + talk + wrap, FREED, operator))

        def seek(now: float, operator: int) -> None:
            who = self.operators[operator]
            while who.breaks and who.breaks[0][0] <= now:
                _, length = who.breaks.pop(0)
                who.idle_since = -1.0
                heapq.heappush(events, (now + length, FREED, operator))
                return
            if now >= who.until:
                who.idle_since = -1.0
                return
            best = max(
                (call for call in waiting if int(kinds[call]) in who.queues),
                key=lambda call: (
                    now
                    - waiting[call][0]
                    + made.priorities[int(levels[call])][2]
                    + float(self.hurry[kinds[call]]),
                    -call,
                ),
                default=None,
            )
            if best is None:
                who.idle_since = now
                return
            del waiting[best]
            start(now, best, operator)

        while events:
            now, what, which = heapq.heappop(events)
            if what in {SHIFT, FREED}:
                seek(now, which)
            elif what == GIVES_UP:
                waiting.pop(which, None)
            else:
                free = [
                    (who.idle_since, place)
                    for place, who in enumerate(self.operators)
                    if who.idle_since >= 0.0 and int(kinds[which]) in who.queues and now < who.until
                ]
                if free:
                    start(now, which, min(free)[1])
                else:
                    waiting[which] = (now, which)
                    heapq.heappush(events, (now + float(patience[which]), GIVES_UP, which))
        for call, at in enumerate(times):
            arrived = round(midnight + float(at))
            answered, ended, operator = ends.get(call, (None, float(at + patience[call]), None))
            self.calls.append(
                LoggedCall(
                    f"{number}-{call}",
                    arrived,
                    f"Q{int(kinds[call]):02d}",
                    made.priorities[int(levels[call])][0],
                    "",
                    None if answered is None else max(round(midnight + answered), arrived),
                    operator,
                    max(round(midnight + ended), arrived),
                    day,
                    arrived - midnight,
                )
            )

    def _shifts(self, work_s: float) -> list[tuple[float, int, int]]:
        """Who works when today; enough of them that the load is about what was asked for."""
        made, chance = self.made, self.chance
        wanted = work_s / made.load / 0.84
        events = []
        given = 0.0
        for place in chance.permutation(made.operators):
            who = self.operators[int(place)]
            who.idle_since, who.until, who.breaks = -1.0, 0.0, []
            if given > wanted:
                continue
            begins = float(chance.choice([8.0, 8.0, 9.0, 10.0, 11.5])) * 3600.0
            length = float(chance.choice([4.0, 6.0, 8.5])) * 3600.0
            who.until = min(begins + length, 20 * 3600.0)
            given += who.until - begins
            pauses = np.sort(chance.uniform(begins + 1800, who.until - 900, int(length // 7200)))
            who.breaks = [(float(at), float(chance.uniform(300, 1800))) for at in pauses]
            events.append((begins + float(chance.uniform(0, 300)), SHIFT, int(place)))
        return events


def made_log(made: Made) -> list[LoggedCall]:
    """The calls of a made-up centre, by arrival."""
    return _Maker(made).run()


def csv_lines(calls: list[LoggedCall]) -> Iterator[str]:
    """The same as lines of a neutral call log."""
    yield ",".join(COLUMNS) + "\n"
    for call in calls:
        answered = "" if call.answered is None else _iso(call.answered)
        yield (
            f"{call.call},{_iso(call.arrived)},{call.queue},{call.priority},{call.caller},"
            f"{answered},{call.operator or ''},{_iso(call.ended)},"
            f"{'abandoned' if call.answered is None else 'answered'}\n"
        )


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()
