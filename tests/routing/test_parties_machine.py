"""The floor under calls that are dialled, asked about and given away, in any order.

What telephony would state is stated by rules, and kept beside the floor in the simplest way:
who has each call, and who is asked for it. What must hold: an operator is in one call at
most, nobody who is busy is offered anything, each talk leaves one wrap-up, and everybody is
idle in the end.
"""

from collections import Counter, deque
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from routing.floor import Floor, FloorState
from routing.foresight import Foresight
from routing.plan import QueuePlan, RoutingPlan
from routing.state import Operator
from tests.support.ids import Ids
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    Caller,
    CallHeld,
    CallPlaced,
    CallQueued,
    CallResumed,
    CallReturned,
    CallTransferred,
    ConferenceStarted,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    Fact,
    LinesSeen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OperatorLost,
    OperatorRung,
    OutsideConnected,
    PlanPublished,
    TalkEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, NodeId, OfferId, OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    DeclineAsked,
    Input,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    Tick,
    WrapUpDone,
)
from vocabulary.shelf import Shelf
from vocabulary.states import (
    Activity,
    Availability,
    EndReason,
    OfferResult,
    Outcome,
    PhoneState,
    TransferKind,
)

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LONG, NONE = QueueId("long"), QueueId("none")
PLAN = RoutingPlan(
    queues={
        LONG: QueuePlan(queue=LONG, name="Long", wrap_up_s=8, ring_s=10),
        NONE: QueuePlan(queue=NONE, name="None", wrap_up_s=0, ring_s=10),
    }
)
NAMES = {"anna": "101", "boris": "102", "vera": "103", "dan": "104"}
PICK = st.integers(0, 50)
LEG = LegId("leg")
NUMBER = "+49301234"


class Model(msgspec.Struct):
    """A living call: who has it, and who is asked for it or rung for it."""

    queue: QueueId
    state: str = "waiting"
    operator: OperatorId | None = None
    party: str | None = None
    answered: bool = False


class PartiesMachine(RuleBasedStateMachine):
    """A centre of four operators."""

    def __init__(self) -> None:
        super().__init__()
        self.plans = Shelf({1: PLAN})
        self.ids = Ids()
        self.floor = Floor(self.plans, self.ids, None, Foresight(UTC))
        self.now = START
        self.calls: dict[CallId, Model] = {}
        self.offers: dict[OfferId, OfferMade] = {}
        self.history: list[tuple[datetime, Fact]] = []
        self.parts: Counter[OperatorId] = Counter()
        self.wrap_ups: Counter[OperatorId] = Counter()
        self.made = 0
        self.step(given=(PlanPublished(1, "test"), LinesSeen(0)))
        entries = [
            OperatorEntry(OperatorId(name), name, extension, (LONG, NONE))
            for name, extension in NAMES.items()
        ]
        self.step(OperatorsListed(tuple(entries)))
        for name, extension in NAMES.items():
            self.step(PhoneReported(extension, PhoneState.FREE))
            self.step(AvailabilityAsked(OperatorId(name), Availability.READY, "", name))

    # -- the engine's part -------------------------------------------------------------

    def step(self, *inputs: Input, given: tuple[Fact, ...] = ()) -> None:
        pending: deque[Fact] = deque(given)
        for one in inputs or (PhoneReported("999", PhoneState.FREE),):
            pending.extend(self.floor.decide(self.now, one).facts)
        self._settle(pending)
        while matched := self.floor.match(self.now):
            self._settle(deque(matched))

    def _settle(self, pending: deque[Fact]) -> None:
        while pending:
            fact = pending.popleft()
            self.floor.apply(self.now, fact)
            self.history.append((self.now, fact))
            self._judge(fact)
            pending.extend(self.floor.react(self.now, fact).facts)

    def _judge(self, fact: Fact) -> None:
        match fact:
            case OfferMade():
                assert fact.operator not in self.busy(), "somebody in a call is rung"
                assert fact.operator not in {one.operator for one in self.offers.values()}
                assert self.calls[fact.call].state == "waiting", "a call that is taken rings"
                self.offers[fact.offer] = fact
            case OfferEnded():
                del self.offers[fact.offer]
            case WrapUpStarted():
                self.wrap_ups[fact.operator] += 1

    # -- what is known without the floor -----------------------------------------------

    def busy(self) -> dict[OperatorId, tuple[CallId, bool]]:
        """Who is in which call, and whether aside."""
        found: dict[OperatorId, tuple[CallId, bool]] = {}
        for call, model in self.calls.items():
            for who, aside in ((model.operator, False), (model.party, True)):
                if who is not None and who != NUMBER:
                    assert who not in found, "the test itself lets somebody be in two calls"
                    found[OperatorId(who)] = call, aside
        return found

    def some(self, draw: int, *states: str) -> CallId | None:
        found = [call for call, model in self.calls.items() if model.state in states]
        return found[draw % len(found)] if found else None

    def somebody(self, draw: int) -> OperatorId | None:
        """Who may be asked, as telephony would find: in no call, and no phone rings there."""
        rung = {one.operator for one in self.offers.values()}
        found = [name for name in self.floor.operators if name not in {*rung, *self.busy()}]
        return found[draw % len(found)] if found else None

    def left(self, model: Model) -> None:
        """The operator's part in a call in which it has talked is over."""
        assert model.operator is not None
        self.parts[model.operator] += 1
        model.operator = None

    # -- what may happen ---------------------------------------------------------------

    @rule(long=st.booleans())
    def a_caller_waits(self, long: bool) -> None:
        self.made += 1
        call, queue = CallId(f"c{self.made}"), LONG if long else NONE
        self.calls[call] = Model(queue)
        self.step(given=(CallQueued(call, queue, self.now, revision=1),))

    @precondition(lambda self: self.offers)
    @rule(draw=PICK)
    def a_phone_answers(self, draw: int) -> None:
        offer = list(self.offers.values())[draw % len(self.offers)]
        model = self.calls[offer.call]
        model.state, model.operator = "talking", offer.operator
        taken = OfferEnded(offer.offer, offer.call, offer.operator, OfferResult.ACCEPTED)
        self.step(given=(taken,))
        self.step(given=(CallConnected(offer.call, offer.operator, LEG),))

    @precondition(lambda self: self.offers)
    @rule(draw=PICK)
    def an_operator_declines(self, draw: int) -> None:
        offer = list(self.offers.values())[draw % len(self.offers)]
        self.step(DeclineAsked(offer.operator, offer.operator))
        assert offer.offer not in self.offers

    @rule(draw=PICK, answers=st.booleans(), queue=st.sampled_from([None, LONG, NONE]))
    def an_operator_calls_out(self, draw: int, answers: bool, queue: QueueId | None) -> None:
        operator = self.somebody(draw)
        if operator is None:
            return
        self.made += 1
        call = CallId(f"c{self.made}")
        self.calls[call] = Model(queue or LONG, "dialling", operator)
        caller = Caller(NUMBER)
        placed = CallPlaced(call, operator, LEG, "101", LEG, "100", caller, 20.0, queue, 1)
        self.step(given=(placed,))
        if answers:
            self.calls[call].state = "talking"
            self.step(given=(CallConnected(call, operator, LEG),))
        else:
            del self.calls[call]
            over = CallEnded(call, Outcome.UNREACHED, EndReason.CALLEE_BUSY, operator)
            self.step(given=(over,))

    @precondition(lambda self: self.some(0, "talking"))
    @rule(draw=PICK, who=PICK, outside=st.sampled_from([False, False, True]))
    def a_colleague_is_asked(self, draw: int, who: int, outside: bool) -> None:
        call = self.some(draw, "talking")
        assert call is not None
        model, to = self.calls[call], None if outside else self.somebody(who)
        if model.party is not None or model.operator is None or (to is None and not outside):
            return
        model.party, model.answered = to or NUMBER, False
        self.step(
            given=(
                CallHeld(call, model.operator),
                ConsultStarted(call, model.operator, LEG, self.now, to, "1", "" if to else NUMBER),
            )
        )

    def _colleague(self, model: Model) -> OperatorId | None:
        return None if model.party in (None, NUMBER) else OperatorId(str(model.party))

    @precondition(lambda self: self.some(0, "talking", "transferring"))
    @rule(draw=PICK, takes=st.booleans())
    def a_third_party_answers_or_is_gone(self, draw: int, takes: bool) -> None:
        call = self.some(draw, "talking", "transferring")
        assert call is not None
        model = self.calls[call]
        if model.party is None:
            return
        to = self._colleague(model)
        if model.state == "transferring":
            self._given(call, model, to, takes)
        elif takes and not model.answered:
            model.answered = True
            self.step(given=(ConsultAnswered(call, LEG, to),))
        else:
            before = self.floor.operators[to].idle_since if to else None
            model.party = None
            result = OfferResult.ACCEPTED if model.answered else OfferResult.TIMED_OUT
            self.step(given=(ConsultEnded(call, LEG, result, to),))
            assert to is None or self.floor.operators[to].idle_since == before

    def _given(self, call: CallId, model: Model, to: OperatorId | None, takes: bool) -> None:
        """The end of a blind transfer."""
        if takes:
            self.step(given=(ConsultAnswered(call, LEG, to),))
            self._has_it(call, model, to)
            return
        model.party = None
        self.step(given=(ConsultEnded(call, LEG, OfferResult.BUSY, to),))
        self._back(call, model, None)

    def _has_it(self, call: CallId, model: Model, to: OperatorId | None) -> None:
        model.party = None
        if to is None:
            model.state = "outside"
            self.step(given=(OutsideConnected(call, LEG),))
        else:
            model.state, model.operator = "talking", to
            self.step(given=(CallConnected(call, to, LEG),))

    def _back(self, call: CallId, model: Model, lost: OperatorId | None) -> None:
        model.state = "waiting"
        back = CallReturned(call, OfferResult.UNREACHABLE, lost)
        self.step(given=(back, CallQueued(call, model.queue, START, revision=1)))

    @precondition(lambda self: self.some(0, "talking"))
    @rule(draw=PICK, three=st.booleans())
    def a_consultation_is_completed(self, draw: int, three: bool) -> None:
        call = self.some(draw, "talking")
        assert call is not None
        model = self.calls[call]
        operator, to = model.operator, self._colleague(model)
        if model.party is None or operator is None:
            return
        if three and model.answered:
            talk = ConferenceStarted(call, operator, LEG, to), CallResumed(call, operator)
            self.step(given=talk)
            return
        number = "" if to else NUMBER
        kind = TransferKind.CONSULTED if model.answered else TransferKind.BLIND
        self.left(model)
        model.state = "transferring"
        if model.answered and to is not None:
            model.operator, model.party = to, None
        self.step(given=(CallTransferred(call, operator, kind, to, number, leg=LEG),))
        if model.answered:
            self._has_it(call, model, to)

    @precondition(lambda self: self.some(0, "talking"))
    @rule(draw=PICK, who=PICK, where=st.sampled_from(["colleague", "number", "long", "none"]))
    def a_call_is_given_away(self, draw: int, who: int, where: str) -> None:
        call = self.some(draw, "talking")
        assert call is not None
        model = self.calls[call]
        operator = model.operator
        if model.party is not None or operator is None:
            return
        blind = TransferKind.BLIND
        if where in ("long", "none"):
            self.left(model)
            model.state, model.queue = "waiting", QueueId(where)
            given = CallTransferred(call, operator, blind, queue=model.queue)
            self.step(given=(given, CallQueued(call, model.queue, self.now, revision=1)))
            return
        to = self.somebody(who) if where == "colleague" else None
        if where == "colleague" and to is None:
            return
        self.left(model)
        model.state, model.party = "transferring", to or NUMBER
        number = "" if to else NUMBER
        self.step(given=(CallTransferred(call, operator, blind, to, number, leg=LEG),))

    @precondition(lambda self: self.some(0, "talking"))
    @rule(draw=PICK, comes_back=st.booleans())
    def a_phone_is_lost(self, draw: int, comes_back: bool) -> None:
        call = self.some(draw, "talking")
        assert call is not None
        model = self.calls[call]
        operator = model.operator
        if operator is None:
            return
        model.party = None
        self.step(PhoneReported(NAMES[operator], PhoneState.UNREACHABLE))
        self.step(given=(OperatorLost(call, operator, self.now),))
        assert self.floor.operators[operator].activity is Activity.TALKING
        self.step(PhoneReported(NAMES[operator], PhoneState.FREE))
        if comes_back:
            self.step(given=(OperatorRung(call, operator, LEG),))
            self.step(given=(CallConnected(call, operator, LEG),))
        else:
            self.left(model)
            self._back(call, model, operator)

    @precondition(lambda self: self.calls)
    @rule(draw=PICK, stays=st.booleans())
    def it_is_over(self, draw: int, stays: bool) -> None:
        call = list(self.calls)[draw % len(self.calls)]
        model = self.calls.pop(call)
        operator = model.operator
        talked = model.state == "talking" and operator is not None
        if talked:
            self.left(model)
        if talked and stays and operator is not None:
            self.step(given=(TalkEnded(call, operator, EndReason.OPERATOR_HUNG_UP),))
            self.step(given=(NodeEntered(call, NodeId("survey"), "survey", "talked"),))
        outcome = Outcome.ANSWERED if talked else Outcome.ABANDONED
        self.step(given=(CallEnded(call, outcome, EndReason.CALLER_HUNG_UP, operator),))

    @rule(draw=PICK)
    def a_wrap_up_is_done(self, draw: int) -> None:
        self.step(WrapUpDone(OperatorId(sorted(NAMES)[draw % len(NAMES)])))

    @rule(seconds=st.sampled_from([0.4, 3, 9, 30]))
    def time_passes(self, seconds: float) -> None:
        until = self.now + timedelta(seconds=seconds)
        for _ in range(1000):
            due = self.floor.deadline()
            if due is None or due > until:
                break
            self.now = max(self.now, due)
            self.step(Tick())
        else:
            raise AssertionError("the floor is never content")
        self.now = until

    @rule(from_journal=st.booleans())
    def the_service_restarts(self, from_journal: bool) -> None:
        before = self.floor.state(), self.floor.deadline()
        if from_journal:
            again = Floor(self.plans, self.ids, None, Foresight(UTC))
            for at, fact in self.history:
                again.apply(at, fact)
            assert (again.state(), again.deadline()) == before
        else:
            kept = msgspec.json.decode(msgspec.json.encode(before[0]), type=FloorState)
            again = Floor(self.plans, self.ids, kept)
            assert again.state().operators == before[0].operators
            assert again.state().waiting == before[0].waiting
            return  # what a forecaster keeps is not all that it knows of this moment
        self.floor = again

    @invariant()
    def everybody_is_where_the_facts_put_them(self) -> None:
        busy = self.busy()
        for name, operator in self.floor.operators.items():
            if name in busy:
                assert (operator.call, operator.aside) == busy[name]
                assert operator.activity in (Activity.TALKING, Activity.OFFERED)
                assert operator.aside or operator.activity is Activity.TALKING
                assert operator.offer is None
            else:
                self._is_in_no_call(operator)
        assert self.parts == self.wrap_ups, "one wrap-up for each talk"
        rings = {one.offer.offer for one in self.floor.operators.values() if one.offer}
        assert rings == set(self.offers)
        assert self.floor.state().left == ()

    def _is_in_no_call(self, operator: Operator) -> None:
        assert not operator.aside
        if operator.activity is Activity.WRAPPING_UP:
            assert operator.wrap_up_until is not None
        else:
            assert (operator.call, operator.serves, operator.talked) == (None, None, False)

    @invariant()
    def who_waits_is_served_as_one_who_waits(self) -> None:
        for call, model in self.calls.items():
            known = self.floor.waiting.get(call)
            if model.state == "waiting":
                assert known is not None and not known.held and known.queue == model.queue
            else:
                assert known is None or known.held
        assert set(self.floor.waiting) <= set(self.calls)

    def teardown(self) -> None:
        """Everybody is idle once all calls are over, whatever happened in them."""
        while self.calls:
            self.it_is_over(0, stays=False)
        self.time_passes(60)
        for operator in self.floor.operators.values():
            assert (operator.activity, operator.call) == (Activity.IDLE, None)


PartiesMachine.TestCase.settings = settings(
    max_examples=80, stateful_step_count=40, deadline=None, derandomize=True
)
TestPartiesMachine = PartiesMachine.TestCase
