"""The live board: numbered deltas that add up to the snapshot, whatever happens."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.board import BoardState, LiveBoard
from stats.queues import QueueConfig
from vocabulary import facts
from vocabulary.board import (
    BoardDelta,
    CallCard,
    Card,
    OperatorCard,
    QueueCard,
    StandingCard,
    TodayCard,
)
from vocabulary.decisions import Forecast
from vocabulary.ids import CallId, LegId, NodeId, OfferId, OperatorId, QueueId, RecordingId
from vocabulary.ports import Board
from vocabulary.shelf import Shelf
from vocabulary.states import (
    Activity,
    Availability,
    CallState,
    EndReason,
    OfferResult,
    Outcome,
    PhoneState,
    QueueExit,
    TransferKind,
)

pytestmark = pytest.mark.pure

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 2, 21, tzinfo=UTC)  # 22 o'clock in Berlin
QUEUES = (QueueId("support"), QueueId("sales"))
NAMES = tuple(OperatorId(name) for name in ("anna", "boris", "vera"))
UNANSWERED = tuple(outcome for outcome in Outcome if outcome is not Outcome.ANSWERED)
PLANS = {
    1: tuple(QueueConfig(queue) for queue in QUEUES),
    2: (QueueConfig(QUEUES[1], threshold_s=60), QueueConfig(QueueId("repairs"))),
    3: tuple(QueueConfig(queue, threshold_s=30) for queue in QUEUES),
}


def new_board(
    at: datetime = START, keep: int = 2000, on_error: Callable[[Exception], None] | None = None
) -> LiveBoard:
    return LiveBoard("epoch-1", Shelf(PLANS), BERLIN, at, keep=keep, on_error=on_error)


class Centre:
    """Takes numbers, gives legal steps: a call centre that knows only the law of facts."""

    def __init__(self) -> None:
        self.at = START
        self.steps: list[facts.Step] = []
        self.calls: dict[CallId, CallState] = {}
        self.queue_of: dict[CallId, QueueId] = {}
        self.owner: dict[CallId, OperatorId] = {}
        self.offers: dict[OperatorId, CallId] = {}
        self.wrapping: dict[OperatorId, CallId] = {}
        self.listed: set[OperatorId] = set()
        self.recordings: dict[CallId, RecordingId] = {}
        self.parties: dict[CallId, OperatorId | None] = {}
        self.asked: dict[OperatorId, Activity] = {}
        self.held: set[CallId] = set()
        self.made = 0

    def do(self, choice: int, pick: int, wait_s: int) -> None:
        self.at += timedelta(seconds=wait_s)
        moves = (
            self.arrive,
            self.queue,
            self.offer,
            self.end_offer,
            self.connect,
            self.requeue,
            self.hang_up,
            self.end_wrap_up,
            self.change_people,
            self.change_service,
            self.record,
            self.import_one,
            self.walk,
            self.leave_queue,
            self.end_talk,
            self.go_outside,
            self.change_plan,
            self.place,
            self.hold,
            self.consult,
            self.answer_or_part,
            self.give,
            self.take_or_return,
            self.lose,
        )
        told = moves[choice % len(moves)](pick)
        if told:
            self.steps.append(facts.Step(len(self.steps) + 1, self.at, tuple(told)))

    def new(self) -> str:
        self.made += 1
        return f"id{self.made}"

    def some(self, pick: int, *states: CallState) -> CallId | None:
        found = [call for call, state in self.calls.items() if state in states]
        return found[pick % len(found)] if found else None

    def busy(self) -> set[OperatorId]:
        return {*self.offers, *self.wrapping, *self.owner.values(), *self.asked}

    def free(self, pick: int) -> OperatorId | None:
        found = sorted(self.listed - self.busy())
        return found[pick % len(found)] if found else None

    def arrive(self, pick: int) -> list[facts.Fact]:
        call = CallId(self.new())
        self.calls[call] = CallState.ARRIVING
        told: list[facts.Fact] = [
            facts.CallArrived(call, LegId(self.new()), "100", facts.Caller("1", "x"), pick % 4)
        ]
        if pick % 2:
            told += [facts.CallAnswered(call), facts.GreetingStarted(call, "hello")]
        return told

    def queue(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.ARRIVING, CallState.IVR)
        if call is None:
            return []
        self.calls[call] = CallState.WAITING
        self.queue_of[call] = QUEUES[pick % 2]
        return [facts.CallQueued(call, QUEUES[pick % 2], self.at, pick)]

    def offer(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.WAITING)
        free = sorted(self.listed - self.busy())
        if call is None or not free:
            return []
        operator = free[pick % len(free)]
        self.offers[operator] = call
        offer = OfferId(f"o-{operator}")
        until = self.at + timedelta(seconds=20)
        return [facts.OfferMade(offer, call, operator, LegId(self.new()), "101", until)]

    def end_offer(self, pick: int) -> list[facts.Fact]:
        if not self.offers:
            return []
        operator = sorted(self.offers)[pick % len(self.offers)]
        call = self.offers.pop(operator)
        results = [*OfferResult, *[OfferResult.ACCEPTED] * 8]
        result = results[pick % len(results)]
        told: list[facts.Fact] = [
            facts.OfferEnded(OfferId(f"o-{operator}"), call, operator, result)
        ]
        if result is OfferResult.ACCEPTED:
            self.calls[call] = CallState.CONNECTING
            self.owner[call] = operator
            told += self.withdraw(call)
        return told

    def withdraw(self, call: CallId) -> list[facts.Fact]:
        ringing = [name for name, offered in self.offers.items() if offered == call]
        for name in ringing:
            del self.offers[name]
        withdrawn = OfferResult.WITHDRAWN
        return [facts.OfferEnded(OfferId(f"o-{n}"), call, n, withdrawn) for n in ringing]

    def connect(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.CONNECTING, CallState.DIALLING, CallState.RECOVERING)
        if call is None:
            return []
        self.calls[call] = CallState.TALKING
        return [facts.CallConnected(call, self.owner[call], LegId("op"))]

    def requeue(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.CONNECTING)
        if call is None:
            return []
        self.calls[call] = CallState.WAITING
        del self.owner[call]
        return [facts.CallRequeued(call)]

    def hang_up(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, *CallState)
        if call is None:
            return []
        talking = self.calls.pop(call) is CallState.TALKING
        self.part(call)
        operator = self.owner.pop(call, None)
        outcome = Outcome.ANSWERED if talking else UNANSWERED[pick % len(UNANSWERED)]
        told: list[facts.Fact] = [*self.withdraw(call)]
        told.append(facts.CallEnded(call, outcome, EndReason.CALLER_HUNG_UP, operator))
        self.recordings.pop(call, None)
        if operator in self.listed and talking and pick % 3:
            self.wrapping[operator] = call
            told.append(facts.WrapUpStarted(operator, call, self.at))
        return told

    def end_wrap_up(self, pick: int) -> list[facts.Fact]:
        if not self.wrapping:
            return []
        operator = sorted(self.wrapping)[pick % len(self.wrapping)]
        return [facts.WrapUpEnded(operator, self.wrapping.pop(operator))]

    def change_people(self, pick: int) -> list[facts.Fact]:
        operator = NAMES[pick % len(NAMES)]
        if operator not in self.listed:
            self.listed.add(operator)
            return [facts.OperatorListed(operator, operator, "101", QUEUES[: 1 + pick % 2])]
        if pick % 5 == 0 and operator not in self.busy():
            self.listed.remove(operator)
            return [facts.OperatorUnlisted(operator)]
        if pick % 2:
            phones = [*PhoneState]
            return [facts.PhoneChanged(operator, phones[pick % 3])]
        chosen = [*Availability]
        return [facts.AvailabilityChanged(operator, chosen[pick % 3], reason=str(pick % 2))]

    def change_service(self, pick: int) -> list[facts.Fact]:
        told: tuple[facts.Fact, ...] = (facts.LinesLost("gone"), facts.LinesSeen(legs=pick))
        return [told[pick % 2]]

    def record(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.TALKING)
        if call is None:
            return []
        running = self.recordings.pop(call, None)
        if running is not None:
            return [facts.RecordingStopped(running, call)]
        self.recordings[call] = RecordingId(self.new())
        return [facts.RecordingStarted(self.recordings[call], call, self.owner[call])]

    def import_one(self, pick: int) -> list[facts.Fact]:
        arrived_at = self.at - timedelta(hours=pick % 30)
        outcome = [*Outcome][pick % len(Outcome)]
        call, reason = CallId(self.new()), EndReason.FALLBACK_LEFT
        return [
            facts.FallbackCallImported(
                call, self.new(), "100", facts.Caller(), arrived_at, self.at, outcome, reason
            )
        ]

    def walk(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.ARRIVING, CallState.IVR)
        if call is None:
            return []
        self.calls[call] = CallState.IVR
        return [facts.NodeEntered(call, NodeId(f"n{pick % 3}"), "say", "next")]

    def leave_queue(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.WAITING)
        if call is None:
            return []
        queue, exits = self.queue_of.pop(call), [*QueueExit]
        told = self.withdraw(call)
        told.append(facts.QueueLeft(call, queue, exits[pick % len(exits)], "elsewhere"))
        if pick % 2:
            self.calls[call] = CallState.IVR
            return [*told, facts.NodeEntered(call, NodeId("mailbox"), "voicemail", "left")]
        self.queue_of[call] = QUEUES[1 - QUEUES.index(queue)]
        since = self.at - timedelta(seconds=pick)
        return [*told, facts.CallQueued(call, self.queue_of[call], since)]

    def end_talk(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.TALKING)
        if call is None:
            return []
        self.calls[call] = CallState.IVR
        self.part(call)
        operator = self.owner.pop(call)
        told: list[facts.Fact] = [
            facts.TalkEnded(call, operator, EndReason.OPERATOR_HUNG_UP),
            facts.NodeEntered(call, NodeId("survey"), "survey", "talked"),
        ]
        running = self.recordings.pop(call, None)
        if running is not None:
            told.append(facts.RecordingStopped(running, call))
        if operator in self.listed and pick % 3:
            self.wrapping[operator] = call
            told.append(facts.WrapUpStarted(operator, call, self.at))
        return told

    def go_outside(self, pick: int) -> list[facts.Fact]:
        outside = self.some(pick, CallState.OUTSIDE)
        if outside is not None and pick % 2:
            self.calls[outside] = CallState.IVR
            return [facts.OutsideFailed(outside, NodeId("away"), OfferResult.BUSY)]
        call = self.some(pick, CallState.IVR)
        if call is None:
            return []
        self.calls[call] = CallState.OUTSIDE
        leg = LegId(self.new())
        return [facts.OutsideChosen(call, NodeId("away"), "+49301", 20.0, leg)]

    def part(self, call: CallId) -> None:
        """Nobody is asked any more, and the caller is on hold no more."""
        asked = self.parties.pop(call, None)
        if asked is not None:
            del self.asked[asked]
        self.held.discard(call)

    def place(self, pick: int) -> list[facts.Fact]:
        operator = self.free(pick)
        if operator is None:
            return []
        call, queue = CallId(self.new()), None if pick % 3 == 0 else QUEUES[pick % 2]
        self.calls[call], self.owner[call] = CallState.DIALLING, operator
        caller = facts.Caller("+49301")
        return [
            facts.CallPlaced(
                call, operator, LegId("o"), "1", LegId("c"), "100", caller, 20.0, queue, pick % 4
            )
        ]

    def hold(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.TALKING)
        if call is None:
            return []
        operator = self.owner[call]
        if call in self.held:
            self.held.remove(call)
            return [facts.CallResumed(call, operator)]
        self.held.add(call)
        muted = facts.MuteChanged(call, operator, muted=pick % 2 > 0)
        return [facts.CallHeld(call, operator), muted]

    def consult(self, pick: int) -> list[facts.Fact]:
        call, to = self.some(pick, CallState.TALKING), self.free(pick) if pick % 4 else None
        if call is None or call in self.parties:
            return []
        operator = self.owner[call]
        self.held.add(call)
        self.parties[call] = to
        if to is not None:
            self.asked[to] = Activity.OFFERED
        number = "" if to else "+49302"
        asked = facts.ConsultStarted(call, operator, LegId("p"), self.at, to, "1", number)
        return [facts.CallHeld(call, operator), asked]

    def answer_or_part(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.TALKING)
        if call is None or call not in self.parties:
            return []
        to, leg = self.parties[call], LegId("p")
        if pick % 3 == 0:
            held = call in self.held
            self.part(call)
            self.held |= {call} if held else set()
            return [facts.ConsultEnded(call, leg, OfferResult.DECLINED, to)]
        if to is not None:
            self.asked[to] = Activity.TALKING
        told: list[facts.Fact] = [facts.ConsultAnswered(call, leg, to)]
        if pick % 3 == 2:
            told.append(facts.ConferenceStarted(call, self.owner[call], leg, to))
            if call in self.held:
                self.held.remove(call)
                told.append(facts.CallResumed(call, self.owner[call]))
        return told

    def give(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.TALKING)
        if call is None:
            return []
        operator, leg = self.owner.pop(call), LegId("p")
        to = self.parties.get(call)
        talks = to is not None and self.asked[to] is Activity.TALKING
        self.part(call)
        self.calls[call] = CallState.TRANSFERRING
        wraps: list[facts.Fact] = []
        if operator in self.listed and pick % 3:
            self.wrapping[operator] = call
            wraps.append(facts.WrapUpStarted(operator, call, self.at))
        if talks and to is not None:
            self.owner[call] = to
            kind = TransferKind.CONSULTED
            return [facts.CallTransferred(call, operator, kind, to, leg=leg), *wraps]
        if pick % 4 == 0:
            queue = QUEUES[pick % 2]
            self.calls[call], self.queue_of[call] = CallState.WAITING, queue
            given = facts.CallTransferred(call, operator, TransferKind.BLIND, queue=queue)
            return [given, facts.CallQueued(call, queue, self.at, pick), *wraps]
        to = to or self.free(pick)
        self.parties[call] = to
        if to is not None:
            self.asked[to] = Activity.OFFERED
        number = "" if to else "+49302"
        blind = TransferKind.BLIND
        return [facts.CallTransferred(call, operator, blind, to, number, leg=leg), *wraps]

    def take_or_return(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.TRANSFERRING)
        if call is None:
            return []
        to = self.owner.get(call) or self.parties.get(call)
        self.part(call)
        if pick % 3 == 0:
            self.owner.pop(call, None)
            back = facts.CallReturned(call, OfferResult.FAILED)
            self.calls[call], self.queue_of[call] = CallState.WAITING, QUEUES[0]
            gone = facts.ConsultEnded(call, LegId("p"), OfferResult.TIMED_OUT, to)
            return [gone, back, facts.CallQueued(call, QUEUES[0], self.at, pick)]
        if to is None:
            self.calls[call] = CallState.OUTSIDE
            return [facts.OutsideConnected(call, LegId("p"))]
        self.calls[call], self.owner[call] = CallState.TALKING, to
        answered = facts.ConsultAnswered(call, LegId("p"), to)
        return [answered, facts.CallConnected(call, to, LegId("p"))]

    def lose(self, pick: int) -> list[facts.Fact]:
        call = self.some(pick, CallState.TALKING, CallState.RECOVERING)
        if call is None:
            return []
        operator = self.owner[call]
        if self.calls[call] is CallState.TALKING:
            self.part(call)
            self.calls[call] = CallState.RECOVERING
            return [facts.OperatorLost(call, operator, self.at)]
        del self.owner[call]
        self.calls[call], self.queue_of[call] = CallState.WAITING, QUEUES[1]
        back = facts.CallReturned(call, OfferResult.UNREACHABLE, operator)
        return [back, facts.CallQueued(call, QUEUES[1], self.at, pick)]

    def change_plan(self, pick: int) -> list[facts.Fact]:
        told: tuple[facts.Fact, ...] = (
            facts.PlanPublished(1 + pick % 3, "mara"),
            facts.HoursSwitched(f"h{pick % 2}", closed=pick % 3 > 0, by="mara"),
            facts.IncidentSwitched("outage" if pick % 2 else "", "mara"),
        )
        return [told[pick % 3]]


def run_centre(moves: list[tuple[int, int, int]]) -> Centre:
    centre = Centre()
    for pick in range(len(NAMES)):
        centre.do(8, pick, 0)
    for choice, pick, wait_s in moves:
        centre.do(choice, pick, wait_s)
    return centre


MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 8, 8, *range(9, 24), *range(18, 24)]
        ),
        st.integers(0, 200),
        st.sampled_from([0, 1, 7, 60, 4000]),
    ),
    min_size=40,  # short lists hardly ever come as far as a connected call
    max_size=150,
)


class Client:
    """A screen that knows nothing but how to put and drop cards."""

    def __init__(self, board: LiveBoard) -> None:
        snapshot = board.snapshot()
        self.seq = snapshot.seq
        self.cards: dict[str, Card] = snapshot.cards
        board.subscribe(self.hear)

    def hear(self, delta: BoardDelta) -> None:
        assert delta.seq == self.seq + 1
        assert delta.set or delta.drop
        self.seq = delta.seq
        for key, card in delta.set.items():
            assert self.cards.get(key) != card
            self.cards[key] = card
        for key in delta.drop:
            del self.cards[key]


@settings(max_examples=100, deadline=None)
@given(MOVES)
def test_deltas_add_up_and_counts_are_true(moves: list[tuple[int, int, int]]) -> None:
    board = new_board()
    client = Client(board)
    centre = run_centre(moves)
    for step in centre.steps:
        before = board.snapshot()
        board.apply(step)
        after = board.snapshot()
        assert after.seq - before.seq in (0, 1)
        assert (after.seq == before.seq) == (after.cards == before.cards)
        check_counts(after.cards)
    assert (client.seq, client.cards) == (board.snapshot().seq, board.snapshot().cards)
    check_against(centre, board.snapshot().cards)


def check_counts(cards: dict[str, Card]) -> None:
    today = cards["today"]
    assert isinstance(today, TodayCard)
    counted = (today.answered, today.abandoned, today.overflowed, today.lost)
    assert min(counted) >= 0
    assert today.offered == sum(counted)
    assert today.service_level.value is None or 0 <= today.service_level.value <= 1
    waiting: Counter[QueueId | None] = Counter()
    ready: Counter[QueueId] = Counter()
    for card in cards.values():
        if isinstance(card, CallCard) and card.state is CallState.WAITING:
            waiting[card.queue] += 1
        if isinstance(card, OperatorCard):
            assert min(card.answered_today, card.missed_today) >= 0
            could = (
                card.availability is Availability.READY
                and card.activity is Activity.IDLE
                and card.phone is not PhoneState.UNREACHABLE
            )
            ready.update(card.queues if could else ())
    standing = cards["standing"]
    assert isinstance(standing, StandingCard)
    planned = {config.queue for config in PLANS[standing.revision or 3]}
    shown_queues = {card.queue for card in cards.values() if isinstance(card, QueueCard)}
    assert shown_queues == planned | {queue for queue in waiting if queue is not None}
    for queue in shown_queues:
        shown = cards[f"queues/{queue}"]
        assert isinstance(shown, QueueCard)
        assert (shown.waiting, shown.operators_ready) == (waiting[queue], ready[queue])
        places = [
            card.place_since
            for card in cards.values()
            if isinstance(card, CallCard)
            and card.state is CallState.WAITING
            and card.queue == queue
            and card.place_since
        ]
        assert shown.longest_since == min(places, default=None)


def check_against(centre: Centre, cards: dict[str, Card]) -> None:
    calls = {card.call: card for card in cards.values() if isinstance(card, CallCard)}
    assert set(calls) == set(centre.calls)
    for call, state in centre.calls.items():
        greeted = calls[call].state is CallState.IVR and state is CallState.ARRIVING
        assert calls[call].state is state or greeted
        assert calls[call].node is None or state in (CallState.IVR, CallState.OUTSIDE)
        assert calls[call].operator == centre.owner.get(call)
        assert calls[call].recording == (call in centre.recordings)
        assert (calls[call].held_since is not None) == (call in centre.held)
        party = calls[call].party
        if state is not CallState.OUTSIDE:
            assert (party is not None) == (call in centre.parties)
            assert party is None or party.operator == centre.parties[call]
        ringing = {name for name, offered in centre.offers.items() if offered == call}
        assert set(calls[call].ringing) == ringing
    operators = {c.operator: c for c in cards.values() if isinstance(c, OperatorCard)}
    assert set(operators) == centre.listed
    owned = {operator: call for call, operator in centre.owner.items()}
    for name, card in operators.items():
        if name in centre.offers:
            expected = (Activity.OFFERED, centre.offers[name])
        elif name in owned:
            held = owned[name] in centre.held
            expected = (Activity.HOLDING if held else Activity.TALKING, owned[name])
        elif name in centre.asked:
            (call,) = (call for call, asked in centre.parties.items() if asked == name)
            expected = (centre.asked[name], call)
        elif name in centre.wrapping:
            expected = (Activity.WRAPPING_UP, centre.wrapping[name])
        else:
            assert (card.activity, card.call, card.serves) == (Activity.IDLE, None, None)
            continue
        assert card.aside == (name in centre.asked)
        assert (card.activity, card.call) == expected


@settings(max_examples=60, deadline=None)
@given(MOVES, st.integers(0, 100))
def test_a_restart_shows_what_a_board_that_never_stopped_shows(
    moves: list[tuple[int, int, int]], cut: int
) -> None:
    steps = run_centre(moves).steps
    lived = new_board()
    for step in steps:
        lived.apply(step)
    now = steps[-1].at if steps else START
    lived.tick(now)
    expected = lived.snapshot().cards

    replayed = new_board(now)
    replayed.rebuild(steps)
    assert _but_times(replayed.snapshot().cards) == _but_times(expected)

    half = new_board()
    half.rebuild(steps[:cut])
    state = msgspec.json.decode(msgspec.json.encode(half.checkpoint()), type=BoardState)
    restored = new_board(now)
    restored.restore(state)
    restored.rebuild(steps[max(0, cut - 3) :])
    assert _but_times(restored.snapshot().cards) == _but_times(expected)
    assert restored.snapshot().seq == 0


def _but_times(cards: dict[str, Card]) -> dict[str, Card]:
    """A service card that no fact has touched yet begins with its board."""
    return {key: card for key, card in cards.items() if key != "service"}


def arrival(seq: int, at: datetime = START) -> facts.Step:
    call = CallId(f"c{seq}")
    return facts.Step(seq, at, (facts.CallArrived(call, LegId("l"), "100", facts.Caller()),))


def answered(first_seq: int, at: datetime) -> list[facts.Step]:
    call = CallId(f"c{first_seq}")
    end = facts.CallEnded(call, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, NAMES[0])
    return [
        arrival(first_seq, at),
        facts.Step(first_seq + 1, at, (facts.CallConnected(call, NAMES[0], LegId("o")),)),
        facts.Step(first_seq + 2, at, (end,)),
    ]


def today(board: LiveBoard) -> TodayCard:
    card = board.snapshot().cards["today"]
    assert isinstance(card, TodayCard)
    return card


def anna(board: LiveBoard) -> OperatorCard:
    card = board.snapshot().cards["operators/anna"]
    assert isinstance(card, OperatorCard)
    return card


def test_a_screen_goes_on_where_it_was_or_begins_anew() -> None:
    board: Board = new_board(keep=3)
    assert board.since("epoch-1", 0) == ()
    assert isinstance(board, LiveBoard)
    for seq in range(1, 6):
        board.apply(arrival(seq))
    deltas = board.since("epoch-1", 2)
    assert deltas is not None and [delta.seq for delta in deltas] == [3, 4, 5]
    assert board.since("epoch-1", 5) == ()
    assert board.since("epoch-1", 1) is None, "no longer kept"
    assert board.since("epoch-1", 6) is None, "never told"
    assert board.since("epoch-0", 4) is None, "another numbering"


def test_a_known_step_is_ignored() -> None:
    board = new_board()
    board.apply(arrival(1))
    board.apply(arrival(1))
    assert board.snapshot().seq == 1


def test_a_listener_that_raises_harms_nobody() -> None:
    errors: list[Exception] = []
    board = new_board(on_error=errors.append)
    heard: list[int] = []

    def broken(_delta: BoardDelta) -> None:
        raise OSError("gone")

    board.subscribe(broken)
    stop = board.subscribe(lambda delta: heard.append(delta.seq))
    board.apply(arrival(1))
    stop()
    stop()
    board.apply(arrival(2))
    assert heard == [1]
    assert [str(error) for error in errors] == ["gone", "gone"]


def test_midnight_comes_without_a_call() -> None:
    board = new_board()
    heard: list[BoardDelta] = []
    board.apply(facts.Step(1, START, (facts.OperatorListed(NAMES[0], "Anna", "101", ()),)))
    for step in answered(2, START):
        board.apply(step)
    assert (today(board).answered, anna(board).answered_today) == (1, 1)
    board.subscribe(heard.append)
    board.tick(START + timedelta(hours=1, minutes=59))
    assert heard == []
    board.tick(START + timedelta(hours=2))
    assert [sorted(delta.set) for delta in heard] == [["operators/anna", "today"]]
    assert (today(board).answered, anna(board).answered_today) == (0, 0)


def test_todays_part_can_be_rebuilt_from_the_ledger() -> None:
    steps = answered(1, START) + answered(4, START) + answered(7, START)
    listed = facts.Step(10, START, (facts.OperatorListed(NAMES[0], "Anna", "101", ()),))
    board = new_board()
    board.rebuild_today(steps[:6])
    board.rebuild([*steps[3:], listed])
    assert (today(board).answered, anna(board).answered_today) == (3, 3)
    assert board.snapshot().seq == 0


def test_a_board_that_has_spoken_is_not_rebuilt() -> None:
    board = new_board()
    board.apply(arrival(1))
    for again in (board.rebuild, board.rebuild_today):
        with pytest.raises(RuntimeError, match="told deltas already"):
            again([arrival(2)])
    with pytest.raises(RuntimeError, match="told deltas already"):
        board.restore(new_board().checkpoint())


def test_a_board_needs_a_queue() -> None:
    with pytest.raises(ValueError, match="at least one queue"):
        LiveBoard("e", [], BERLIN, START)
    with pytest.raises(ValueError, match="at least one queue"):
        LiveBoard("e", Shelf({1: PLANS[1], 2: ()}), BERLIN, START)


def test_a_tick_shows_what_no_fact_tells() -> None:
    board = new_board()
    heard: list[BoardDelta] = []
    board.subscribe(heard.append)
    listed = facts.OperatorListed(NAMES[0], "Anna", "101", QUEUES)
    ready = facts.AvailabilityChanged(NAMES[0], Availability.READY)
    board.apply(facts.Step(1, START, (listed, ready)))
    board.tick(START + timedelta(seconds=10), {QUEUES[0]: Forecast(5.0, 9.0)})
    assert sorted(heard[-1].set) == ["operators/anna", "queues/support"]
    before = len(heard)
    board.tick(START + timedelta(seconds=11), {QUEUES[0]: Forecast(5.0, 9.0)})
    assert len(heard) == before


def test_a_new_plan_is_followed_from_its_fact_on_and_after_a_restart() -> None:
    shelf = Shelf({1: PLANS[1]})
    board = LiveBoard("e", shelf, BERLIN, START)
    steps = [facts.Step(1, START, (facts.PlanPublished(1, "mara"),))]
    shelf.put(2, PLANS[2])
    board.apply(steps[0])
    assert today(board).service_level.threshold_s == 20
    assert "queues/repairs" not in board.snapshot().cards
    heard: list[BoardDelta] = []
    board.subscribe(heard.append)
    steps.append(facts.Step(2, START, (facts.PlanPublished(2, "mara"),)))
    board.apply(steps[1])
    assert sorted(heard[-1].set) == ["queues/repairs", "standing", "today"]
    assert heard[-1].drop == ("queues/support",)

    shelf.put(3, PLANS[3])  # stored, but the service stopped before it was in force
    replayed, restored = (LiveBoard("e", shelf, BERLIN, START) for _ in range(2))
    replayed.rebuild(steps)
    restored.restore(board.checkpoint())
    for again in (replayed, restored):
        assert again.snapshot().cards == board.snapshot().cards


def test_a_plain_list_of_queues_is_a_plan_that_never_changes() -> None:
    board = LiveBoard("e", PLANS[1], BERLIN, START)
    board.apply(facts.Step(1, START, (facts.PlanPublished(5, "mara"),)))
    assert {"queues/support", "queues/sales"} <= set(board.snapshot().cards)
