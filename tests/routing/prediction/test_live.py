import json

import numpy as np
import pytest

from routing.calllog import LoggedCall
from routing.prediction.boosting import Settings
from routing.prediction.features import WIDTH
from routing.prediction.live import (
    NOBODY,
    READY,
    TALKING,
    THIN,
    TOLD,
    WRAPPING,
    Expected,
    LivePredictor,
    Server,
    Snapshot,
    Waiter,
)
from routing.prediction.model import WaitModel
from routing.prediction.walk import ANSWER, ARRIVAL, ordered_events
from tests.support.logs import Made, made_log

SALES = frozenset({"sales"})
QUICK = Settings(trees=20, rate=0.2)


def experienced(talks: int = 60) -> LivePredictor:
    """A centre of three that has had so many talks of sales, of about 200 s."""
    live = LivePredictor()
    live.clock(1, 36_000.0)
    lengths = np.random.default_rng(2).gamma(4.0, 50.0, talks)
    for number, length in enumerate(lengths.tolist()):
        at = 500.0 * number
        live.arrived(at, number, "sales")
        live.answered(at, number, f"op{number % 3}")
        live.ended(at + length, number)
    return live


def talking(now: float, *ages: float) -> list[Server]:
    return [
        Server(f"op{place}", SALES, TALKING, now - age, "sales") for place, age in enumerate(ages)
    ]


def test_it_is_silent_while_little_is_known_and_says_why() -> None:
    now = 40_000.0
    word = experienced(20).newcomer(Snapshot(now, [], talking(now, 10.0)), "sales")
    assert word == Expected(None, None, None, THIN, 0.0, 1)
    live = experienced()
    assert live.newcomer(Snapshot(now, [], []), "sales").silence == NOBODY
    assert live.newcomer(Snapshot(now, [], talking(now, 10.0)), "other").silence == NOBODY
    told = live.newcomer(Snapshot(now, [], talking(now, 10.0)), "sales")
    assert told.silence == TOLD


def test_a_long_talk_ends_sooner_and_a_free_operator_answers_at_once() -> None:
    live, now = experienced(), 40_000.0
    fresh = live.newcomer(Snapshot(now, [], talking(now, 1.0)), "sales").p50_s
    late = live.newcomer(Snapshot(now, [], talking(now, 170.0)), "sales").p50_s
    free = live.newcomer(Snapshot(now, [], [Server("op0", SALES, READY, now - 9.0)]), "sales")
    wrapping = [Server("op0", SALES, WRAPPING, now - 1.0)]
    soon = live.newcomer(Snapshot(now, [], wrapping), "sales").p50_s
    assert free.p50_s is not None and soon is not None
    assert late is not None and fresh is not None
    assert free.p50_s < 10.0 < late < fresh
    assert soon < fresh
    assert fresh == pytest.approx(190.0, rel=0.25)


def test_who_is_further_back_waits_longer_and_credit_counts() -> None:
    live, now = experienced(), 40_000.0
    waiting = [Waiter(place, "sales", now - 50.0 + place) for place in range(5)]
    waiting.append(Waiter("vip", "sales", now - 1.0, credit_s=90.0))
    told = live.waiting(Snapshot(now, waiting, talking(now, 5.0, 60.0, 100.0)))
    middles = [told[name].p50_s or 0.0 for name in ("vip", 0, 1, 2, 3, 4)]
    assert middles == sorted(middles)
    assert [told[name].ahead for name in ("vip", 0, 4)] == [0.0, 1.0, 5.0]
    for word in told.values():
        assert word.p50_s is not None and word.p90_s is not None and word.mean_s is not None
        assert word.p50_s < word.p90_s
    assert live.waiting(Snapshot(now, [], [])) == {}


def test_calls_of_a_queue_without_common_operators_are_not_ahead() -> None:
    live, now = experienced(), 40_000.0
    alone = [Waiter("mine", "sales", now)]
    others = [Waiter(place, "help", now - 100.0) for place in range(9)]
    servers = [*talking(now, 20.0), Server("x", frozenset({"help"}), READY, now)]
    told = live.waiting(Snapshot(now, alone + others, servers))
    assert told["mine"].ahead == 0.0


def test_broken_promises_stretch_the_next_ones() -> None:
    live, now = experienced(), 40_000.0
    floor = Snapshot(now, [], talking(now, 20.0, 80.0))
    before = live.newcomer(floor, "sales")
    for number in range(30):
        live.arrived(now, f"c{number}", "sales", promised=before)
        live.answered(now + 900.0, f"c{number}", "op0")
    later = Snapshot(now + 900.0, [], talking(now + 900.0, 20.0, 80.0))
    after = live.newcomer(later, "sales")
    assert before.p90_s is not None and after.p90_s is not None
    assert after.p90_s > 1.5 * before.p90_s


def test_unknown_calls_are_no_mistake() -> None:
    live = experienced()
    live.answered(1e6, "nobody", "op0")
    live.gave_up(1e6, "nobody")
    live.ended(1e6, "nobody")
    live.arrived(1e6, "one", "sales")
    live.gave_up(1e6 + 5, "one")
    assert live.centre.waiting_n[0] == 0.0


def test_a_call_that_goes_elsewhere_teaches_nothing() -> None:
    live = experienced()
    before = live.to_dict()
    live.arrived(1e6, "one", "sales", promised=Expected(20.0, 60.0, 30.0, TOLD))
    live.left(1e6 + 90, "one")
    live.left(1e6 + 90, "nobody")
    live.answered(1e6 + 95, "one", "op0")
    live.gave_up(1e6 + 95, "one")
    assert live.to_dict() == before


def test_what_is_kept_tells_the_same() -> None:
    live, now = experienced(), 40_000.0
    floor = Snapshot(now, [], talking(now, 20.0, 80.0))
    live.centre.handling.tabulate()
    again = LivePredictor.from_dict(json.loads(json.dumps(live.to_dict())))
    ours, theirs = live.newcomer(floor, "sales"), again.newcomer(floor, "sales")
    assert theirs.p50_s == pytest.approx(ours.p50_s, rel=0.02)
    assert theirs.p90_s == pytest.approx(ours.p90_s, rel=0.02)


def test_a_fitted_model_speaks_for_newcomers() -> None:
    rows = np.random.default_rng(1).uniform(size=(400, WIDTH)).astype(np.float32)
    model = WaitModel()
    model.fit(rows, np.full(400, 77.0), np.array(["sales"] * 400), np.arange(400) // 50, QUICK)
    live, now = experienced(), 40_000.0
    live.model = model
    word = live.newcomer(Snapshot(now, [], talking(now, 20.0)), "sales")
    assert word.p50_s == pytest.approx(77.0, rel=0.05)
    again = LivePredictor.from_dict(json.loads(json.dumps(live.to_dict())))
    assert again.model is not None


def kept_on(log: list[LoggedCall]) -> tuple[int, float, float]:
    """Promises to callers who had to wait: how many, P90 kept, P50 kept."""
    live = LivePredictor()
    words: dict[int, Expected] = {}
    kept: list[tuple[bool, bool]] = []
    talks: dict[str, tuple[float, str]] = {}
    skills: dict[str, set[str]] = {}
    for call in log:
        if call.operator is not None:
            skills.setdefault(call.operator, set()).add(call.queue)
    for what, place in zip(*ordered_events(log), strict=True):
        call = log[place]
        if what == ARRIVAL:
            live.clock(call.day.toordinal(), call.second_of_day)
            waiting = [Waiter(each, log[each].queue, log[each].arrived) for each in words]
            servers = []
            for who, (since, queue) in talks.items():
                if queue or call.arrived - since < 1200.0:
                    doing = TALKING if queue else WRAPPING
                    servers.append(Server(who, frozenset(skills[who]), doing, since, queue))
            word = live.newcomer(Snapshot(call.arrived, waiting, servers), call.queue)
            words[place] = word
            told = word if call.waited_s > 1 else None
            live.arrived(call.arrived, place, call.queue, promised=told)
        elif what == ANSWER:
            assert call.answered is not None and call.operator is not None
            word = words.pop(place)
            live.answered(call.answered, place, call.operator)
            talks[call.operator] = (call.answered, call.queue)
            if call.waited_s > 1 and word.p90_s is not None and word.p50_s is not None:
                kept.append((call.waited_s <= word.p90_s, call.waited_s <= word.p50_s))
        elif call.answered is None:
            words.pop(place)
            live.gave_up(call.ended, place)
        else:
            assert call.operator is not None
            live.ended(call.ended, place)
            talks[call.operator] = (call.ended, "")
    p90, p50 = np.array(kept).mean(axis=0).tolist()
    return len(kept), p90, p50


def test_a_centre_of_three_keeps_its_promises_from_day_one() -> None:
    made = Made(queues=2, operators=4, days=5, calls_a_day=200, load=1.0, seed=9)
    log = made_log(made)
    n, p90, p50 = kept_on(log)
    assert n > 150
    assert 0.86 < p90 < 0.94
    assert 0.4 < p50 < 0.6
