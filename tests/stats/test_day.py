"""Today's counts: which day a call belongs to, what it counts as, and how long it waited."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from stats import day as day_module
from stats.day import DayFold, DayState
from stats.metrics import AbandonmentVariant, Counts, abandonment
from stats.queues import QueueConfig
from vocabulary import facts
from vocabulary.board import TodayCard
from vocabulary.ids import CallId, LegId, NodeId, OfferId, OperatorId, QueueId
from vocabulary.shelf import Shelf
from vocabulary.states import EndReason, OfferResult, Outcome, QueueExit, TransferKind

pytestmark = pytest.mark.pure

BERLIN = ZoneInfo("Europe/Berlin")
NINE = datetime(2026, 11, 2, 8, tzinfo=UTC)  # 9 o'clock in Berlin
GOAL = QueueConfig(QueueId("support"))
ANNA = OperatorId("anna")


class Journal:
    """Numbers steps and folds them."""

    def __init__(self, fold: DayFold) -> None:
        self.fold = fold
        self.steps: list[facts.Step] = []

    def tell(self, at: datetime, *told: facts.Fact) -> day_module.DayChange:
        self.steps.append(facts.Step(len(self.steps) + 1, at, told))
        return self.fold.apply(self.steps[-1])

    def arrive(
        self, name: str, at: datetime, queued_at: datetime | None = None, revision: int = 0
    ) -> CallId:
        call = CallId(name)
        self.tell(at, facts.CallArrived(call, LegId(name), "100", facts.Caller(), revision))
        if queued_at is not None:
            self.tell(queued_at, facts.CallQueued(call, GOAL.queue, queued_at))
        return call


def new_fold(at: datetime = NINE) -> DayFold:
    return DayFold(Shelf({0: (GOAL,)}), BERLIN, at)


def at_node(call: CallId) -> facts.NodeEntered:
    return facts.NodeEntered(call, NodeId("main"), "menu", "start")


def left(call: CallId, to: str, why: QueueExit = QueueExit.KEY) -> facts.QueueLeft:
    return facts.QueueLeft(call, GOAL.queue, why, to)


def connected(call: CallId) -> facts.CallConnected:
    return facts.CallConnected(call, ANNA, LegId("op"))


def ended(call: CallId, outcome: Outcome) -> facts.CallEnded:
    return facts.CallEnded(call, outcome, EndReason.CALLER_HUNG_UP)


@pytest.fixture
def journal() -> Journal:
    return Journal(new_fold())


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def test_an_answered_call_waited_from_its_place_to_the_join(journal: Journal) -> None:
    call = journal.arrive("a", NINE, NINE + s(6))
    change = journal.tell(NINE + s(18.5), connected(call))
    assert change.counts and change.operators == (ANNA,)
    card = journal.fold.card()
    assert (card.offered, card.answered, card.abandoned, card.lost) == (1, 1, 0, 0)
    assert card.answer_time_mean_s == card.answer_time_p90_s == 12.5
    assert card.service_level.value == 1.0
    assert card.service_level.variant == "all_offered"
    assert journal.fold.answered_by(ANNA) == 1
    assert not journal.tell(NINE + s(100), ended(call, Outcome.ANSWERED)).counts


def test_an_answered_call_never_becomes_lost(journal: Journal) -> None:
    call = journal.arrive("a", NINE, NINE)
    journal.tell(NINE + s(1), connected(call))
    journal.tell(NINE + s(2), ended(call, Outcome.INTERRUPTED))
    assert (journal.fold.card().answered, journal.fold.card().lost) == (1, 0)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.ABANDONED, (1, 0, 1, 0)),
        (Outcome.INTERRUPTED, (1, 0, 0, 1)),
        (Outcome.VOICEMAIL, (1, 0, 0, 1)),
        (Outcome.REFUSED, (0, 0, 0, 0)),
    ],
)
def test_each_unanswered_outcome(
    journal: Journal, outcome: Outcome, expected: tuple[int, ...]
) -> None:
    call = journal.arrive("a", NINE, NINE)
    journal.tell(NINE + s(30), ended(call, outcome))
    card = journal.fold.card()
    assert (card.offered, card.answered, card.abandoned, card.lost) == expected


def test_an_end_is_counted_once(journal: Journal) -> None:
    call = journal.arrive("a", NINE, NINE)
    journal.tell(NINE + s(30), ended(call, Outcome.ABANDONED))
    assert journal.tell(NINE + s(31), ended(call, Outcome.ABANDONED)) == day_module.UNCHANGED
    assert journal.fold.card().abandoned == 1


def test_a_caller_who_left_in_the_greeting_waited_no_time(journal: Journal) -> None:
    call = journal.arrive("a", NINE)
    journal.tell(NINE + s(40), ended(call, Outcome.ABANDONED))
    assert journal.fold.counts().abandoned_short == 1


def test_the_worked_thresholds(journal: Journal) -> None:
    for name, waited_s, answered in (("a", 20, True), ("b", 21, True), ("c", 5, False)):
        call = journal.arrive(name, NINE, NINE)
        fact = connected(call) if answered else ended(call, Outcome.ABANDONED)
        journal.tell(NINE + s(waited_s), fact)
    counts = journal.fold.counts()
    assert (counts.answered, counts.answered_in_time) == (2, 1)
    assert (counts.abandoned, counts.abandoned_in_time, counts.abandoned_short) == (1, 1, 1)
    assert journal.fold.card().service_level.value == 1 / 3


def test_missed_is_an_offer_that_rang_its_full_time(journal: Journal) -> None:
    call = journal.arrive("a", NINE, NINE)
    for result in OfferResult:
        journal.tell(NINE, facts.OfferEnded(OfferId("o"), call, ANNA, result))
    assert journal.fold.missed_by(ANNA) == 1
    assert journal.fold.answered_by(OperatorId("boris")) == 0


def test_midnight_is_the_centres_own(journal: Journal) -> None:
    almost = datetime(2026, 11, 2, 22, 59, 59, tzinfo=UTC)
    assert not journal.fold.roll(almost)
    assert journal.fold.roll(almost + s(1))
    assert journal.fold.card().day == date(2026, 11, 3)
    assert not journal.fold.roll(almost), "time never runs back"


def test_a_day_with_a_clock_change_has_its_own_length() -> None:
    fold = new_fold(datetime(2026, 10, 25, 12, tzinfo=UTC))
    assert not fold.roll(datetime(2026, 10, 25, 22, 59, tzinfo=UTC))
    assert fold.roll(datetime(2026, 10, 25, 23, 0, tzinfo=UTC))


def test_a_call_over_midnight_belongs_to_the_day_it_arrived(journal: Journal) -> None:
    late = datetime(2026, 11, 2, 22, 59, 50, tzinfo=UTC)
    call = journal.arrive("late", late, late)
    change = journal.tell(late + s(20), connected(call))
    assert change.rolled
    journal.tell(late + s(30), ended(call, Outcome.ANSWERED))
    assert journal.fold.card().offered == 0


def test_steps_of_earlier_days_are_not_counted(journal: Journal) -> None:
    call = journal.arrive("old", NINE - timedelta(days=1), NINE - timedelta(days=1))
    journal.tell(NINE - timedelta(days=1) + s(60), ended(call, Outcome.ABANDONED))
    assert journal.fold.card().offered == 0


def test_a_known_step_is_not_counted_again(journal: Journal) -> None:
    call = journal.arrive("a", NINE, NINE)
    journal.tell(NINE + s(1), ended(call, Outcome.ABANDONED))
    before = journal.fold.checkpoint()
    for step in journal.steps:
        assert journal.fold.apply(step) == day_module.UNCHANGED
    assert journal.fold.checkpoint() == before


def imported(
    outcome: Outcome, arrived_at: datetime, *, answered_s: float | None = None
) -> facts.FallbackCallImported:
    return facts.FallbackCallImported(
        call=CallId("f"),
        source="cdr-1",
        dialled="100",
        caller=facts.Caller(),
        arrived_at=arrived_at,
        ended_at=arrived_at + s(90),
        outcome=outcome,
        reason=EndReason.FALLBACK_ANSWERED,
        answered_at=None if answered_s is None else arrived_at + s(answered_s),
        operator=ANNA if outcome is Outcome.ANSWERED else None,
    )


def test_a_call_of_the_fallback_counts_like_any_other(journal: Journal) -> None:
    answered = imported(Outcome.ANSWERED, NINE - timedelta(hours=1), answered_s=30)
    change = journal.tell(NINE, answered)
    card = journal.fold.card()
    assert (card.offered, card.answered, card.answer_time_mean_s) == (1, 1, 30)
    assert change.operators == (ANNA,)
    message = imported(Outcome.VOICEMAIL, NINE - timedelta(hours=1))
    journal.tell(NINE, message)
    assert journal.fold.card().lost == 1


def test_a_call_of_the_fallback_counts_on_its_own_day(journal: Journal) -> None:
    yesterday = imported(Outcome.ANSWERED, NINE - timedelta(hours=10), answered_s=1)
    assert journal.tell(NINE, yesterday) == day_module.UNCHANGED
    assert journal.fold.card().offered == 0


def test_waits_are_kept_within_bounds() -> None:
    journal = Journal(DayFold(Shelf({0: (GOAL,)}), BERLIN, NINE, max_waits=100))
    for number in range(1000):
        call = journal.arrive(str(number), NINE, NINE)
        journal.tell(NINE + s(number % 100), connected(call))
        journal.tell(NINE + s(number % 100), ended(call, Outcome.ANSWERED))
    state = journal.fold.checkpoint()
    assert len(state.waits_s) <= 100
    assert state.open == {}
    card = journal.fold.card()
    assert card.answered == 1000
    assert card.answer_time_mean_s == pytest.approx(49.5)
    assert card.answer_time_p90_s == pytest.approx(89, abs=5)


def test_a_checkpoint_goes_through_json_and_on(journal: Journal) -> None:
    answered = journal.arrive("a", NINE, NINE)
    journal.tell(NINE + s(4), connected(answered))
    waiting = journal.arrive("b", NINE, NINE)
    state = msgspec.json.decode(msgspec.json.encode(journal.fold.checkpoint()), type=DayState)
    later = new_fold()
    later.restore(state)
    step = facts.Step(99, NINE + s(9), (ended(waiting, Outcome.ABANDONED),))
    later.apply(step)
    journal.fold.apply(step)
    assert later.card() == journal.fold.card()
    assert later.card().offered == 2


def figures(card: TodayCard) -> tuple[int, ...]:
    return card.offered, card.answered, card.abandoned, card.overflowed, card.lost


@pytest.mark.parametrize(
    ("outcome", "expected", "tallies"),
    [
        (Outcome.CALLBACK, (1, 0, 0, 1, 0), (1, 0)),
        (Outcome.VOICEMAIL, (1, 0, 0, 1, 0), (0, 1)),
        (Outcome.TRANSFERRED, (1, 0, 0, 1, 0), (0, 0)),
        (Outcome.INFORMED, (1, 0, 0, 1, 0), (0, 0)),
        (Outcome.ABANDONED, (1, 0, 1, 0, 0), (0, 0)),
        (Outcome.INTERRUPTED, (1, 0, 0, 0, 1), (0, 0)),
    ],
)
@pytest.mark.parametrize("why", [QueueExit.KEY, QueueExit.TOO_LONG, QueueExit.CLOSED])
def test_a_call_that_left_a_queue_counts_by_what_became_of_it(
    journal: Journal,
    outcome: Outcome,
    expected: tuple[int, ...],
    tallies: tuple[int, int],
    why: QueueExit,
) -> None:
    call = journal.arrive("a", NINE, NINE)
    journal.tell(NINE + s(30), left(call, "elsewhere", why), at_node(call))
    assert journal.tell(NINE + s(50), ended(call, outcome)).counts
    card = journal.fold.card()
    assert figures(card) == expected
    assert (card.callbacks, card.messages) == tallies


@pytest.mark.parametrize("outcome", Outcome)
def test_who_was_only_in_menus_is_not_offered(journal: Journal, outcome: Outcome) -> None:
    call = journal.arrive("a", NINE)
    journal.tell(NINE + s(1), at_node(call))
    journal.tell(NINE + s(30), ended(call, outcome))
    card = journal.fold.card()
    asked = outcome in {Outcome.ANSWERED, Outcome.INTERRUPTED}
    assert card.offered == asked
    assert card.callbacks == (outcome is Outcome.CALLBACK)
    assert card.messages == (outcome is Outcome.VOICEMAIL)


def test_an_overflow_to_another_queue_counts_once_with_the_whole_wait(journal: Journal) -> None:
    for name, ends in (("a", "answered"), ("b", "abandoned")):
        call = journal.arrive(name, NINE, NINE)
        sales = facts.CallQueued(call, QueueId("sales"), NINE)
        journal.tell(NINE + s(15), left(call, "sales", QueueExit.TOO_LONG), sales)
        fact = connected(call) if ends == "answered" else ended(call, Outcome.ABANDONED)
        journal.tell(NINE + s(25), fact)
    card = journal.fold.card()
    assert figures(card) == (2, 1, 1, 0, 0)
    assert card.answer_time_mean_s == 25.0
    counts = journal.fold.counts()
    assert (counts.answered_in_time, counts.abandoned_in_time) == (0, 0)


def test_time_in_the_flow_is_no_waiting(journal: Journal) -> None:
    call = journal.arrive("a", NINE, NINE + s(60))
    journal.tell(NINE + s(70), left(call, "offer"), at_node(call))
    journal.tell(NINE + s(300), facts.CallQueued(call, GOAL.queue, NINE + s(60)))
    journal.tell(NINE + s(305), connected(call))
    assert journal.fold.card().answer_time_mean_s == 15.0


def test_what_follows_a_talk_counts_nothing_more(journal: Journal) -> None:
    call = journal.arrive("a", NINE, NINE)
    journal.tell(NINE + s(5), connected(call))
    talk_ended = facts.TalkEnded(call, ANNA, EndReason.OPERATOR_HUNG_UP)
    journal.tell(NINE + s(60), talk_ended, at_node(call))
    journal.tell(NINE + s(90), ended(call, Outcome.ANSWERED))
    assert figures(journal.fold.card()) == (1, 1, 0, 0, 0)


def test_a_call_that_is_given_on_was_answered_once_and_stays_so(journal: Journal) -> None:
    boris, sales = OperatorId("boris"), QueueId("sales")
    call = journal.arrive("a", NINE, NINE)
    journal.tell(NINE + s(5), connected(call))
    given = facts.CallTransferred(call, ANNA, TransferKind.BLIND, queue=sales)
    journal.tell(NINE + s(60), given, facts.CallQueued(call, sales, NINE + s(60)))
    joined = facts.CallConnected(call, boris, LegId("op"))
    assert not journal.tell(NINE + s(160), joined).counts
    back = facts.CallReturned(call, OfferResult.UNREACHABLE, boris)
    journal.tell(NINE + s(200), back, facts.CallQueued(call, sales, NINE + s(60)))
    journal.tell(NINE + s(260), left(call, "out"), at_node(call))
    assert not journal.tell(NINE + s(300), ended(call, Outcome.ABANDONED)).counts
    assert figures(journal.fold.card()) == (1, 1, 0, 0, 0)
    assert journal.fold.card().answer_time_mean_s == 5.0
    assert (journal.fold.answered_by(ANNA), journal.fold.answered_by(boris)) == (1, 0)


@pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.UNREACHED, Outcome.INTERRUPTED])
def test_a_call_out_is_not_offered_and_meets_no_objective(
    journal: Journal, outcome: Outcome
) -> None:
    call, sales, caller = CallId("out"), GOAL.queue, facts.Caller("+49301")
    journal.tell(
        NINE, facts.CallPlaced(call, ANNA, LegId("o"), "1", LegId("c"), "100", caller, 20.0, sales)
    )
    if outcome is Outcome.ANSWERED:
        journal.tell(NINE + s(9), connected(call))
        given = facts.CallTransferred(call, ANNA, TransferKind.BLIND, queue=sales)
        journal.tell(NINE + s(20), given, facts.CallQueued(call, sales, NINE + s(20)))
        journal.tell(NINE + s(30), connected(call))
    journal.tell(NINE + s(60), ended(call, outcome))
    assert figures(journal.fold.card()) == (0, 0, 0, 0, 0)
    assert journal.fold.card().service_level.value is None
    assert journal.fold.answered_by(ANNA) == 0


def test_the_worked_example_of_the_metrics() -> None:
    """1000 answered, 60 abandoned; calls that overflowed change offered, no service level."""
    journal = Journal(new_fold())
    waits = [20.0] * 860 + [20.5] * 140
    for number, waited_s in enumerate(waits):
        call = journal.arrive(f"a{number}", NINE, NINE)
        journal.tell(NINE + s(waited_s), connected(call))
    for number, waited_s in enumerate([5.0] * 10 + [20.0] * 10 + [61.0] * 40):
        call = journal.arrive(f"l{number}", NINE, NINE)
        journal.tell(NINE + s(waited_s), ended(call, Outcome.ABANDONED))
    for number in range(40):
        call = journal.arrive(f"o{number}", NINE, NINE)
        journal.tell(NINE + s(30), left(call, "callback"), at_node(call))
        journal.tell(NINE + s(40), ended(call, Outcome.CALLBACK))
    assert figures(journal.fold.card()) == (1100, 1000, 60, 40, 0)
    counts, overflowed = journal.fold.counts(), journal.fold.card().overflowed
    assert counts == Counts(1000, 860, 60, 20, 10)
    assert abandonment(AbandonmentVariant.ALL, counts, overflowed) == 60 / 1100
    value = journal.fold.card().service_level.value
    assert value is not None and round(value * 100, 2) == 81.13


def test_each_call_is_held_to_the_objective_of_its_own_plan() -> None:
    strict = QueueConfig(GOAL.queue, objective=0.9, threshold_s=10)
    journal = Journal(DayFold(Shelf({1: (GOAL,), 2: (strict,)}), BERLIN, NINE))
    journal.tell(NINE - timedelta(days=3), facts.PlanPublished(1, "mara"))
    assert journal.fold.card().service_level.threshold_s == 20
    before = journal.arrive("before", NINE, NINE, revision=1)
    assert journal.tell(NINE + s(1), facts.PlanPublished(2, "mara")).counts
    after = journal.arrive("after", NINE, NINE, revision=2)
    for call in (before, after):
        journal.tell(NINE + s(15), connected(call))
    level = journal.fold.card().service_level
    assert (level.threshold_s, level.objective, level.value) == (10, 0.9, 0.5)
    journal.fold.roll(NINE + timedelta(days=1))
    assert journal.fold.card().service_level.threshold_s == 10


def test_a_plan_without_queues_counts_all_the_same() -> None:
    journal = Journal(DayFold(Shelf({1: ()}), BERLIN, NINE))
    call = journal.arrive("a", NINE, revision=1)
    journal.tell(NINE, ended(call, Outcome.ABANDONED))
    assert figures(journal.fold.card()) == (1, 0, 1, 0, 0)


def test_a_checkpoint_of_versions_before_menus_is_read() -> None:
    old = b'{"day":"2026-11-02","seq":4,"answered":1,"open":{"a":{"place_since":'
    old += b'"2026-11-02T08:00:00Z","answered":false}}}'
    journal = Journal(new_fold())
    journal.fold.restore(msgspec.json.decode(old, type=DayState))
    journal.fold.apply(facts.Step(5, NINE + s(9), (connected(CallId("a")),)))
    card = journal.fold.card()
    assert (figures(card), card.answer_time_p90_s) == ((2, 2, 0, 0, 0), 9.0)
