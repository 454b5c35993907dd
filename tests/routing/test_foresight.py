"""The live forecaster: silent where little is known, honest afterwards, kept over a restart."""

from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from routing.foresight import Foresight
from routing.plan import QueuePlan, RoutingPlan
from routing.prediction.centre import ABANDONED
from routing.revisions import Revisions
from routing.state import Operator, Waiting
from vocabulary.decisions import Moved, Silence
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    CallQueued,
    CallReturned,
    CallTransferred,
    NodeEntered,
    PlanPublished,
    QueueLeft,
    TalkEnded,
)
from vocabulary.ids import CallId, LegId, NodeId, OperatorId, QueueId
from vocabulary.shelf import Shelf
from vocabulary.states import (
    Activity,
    Availability,
    EndReason,
    OfferResult,
    Outcome,
    PhoneState,
    QueueExit,
    TransferKind,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUEUE = QueueId("support")
PLAN = RoutingPlan(queues={QUEUE: QueuePlan(queue=QUEUE, name="Support", wrap_up_s=0)})
OTHER = QueueId("sales")
SALES = RoutingPlan(queues={OTHER: QueuePlan(queue=OTHER, name="Sales")})
TALK_S = 120.0


class Centre:
    """Two operators who talk for two minutes each time, and whoever waits."""

    def __init__(self, kept: object = None) -> None:
        self.now = START
        self.operators = {
            OperatorId(name): Operator(
                OperatorId(name),
                name,
                "101",
                frozenset({QUEUE}),
                START,
                Availability.READY,
                phone=PhoneState.FREE,
            )
            for name in ("anna", "boris")
        }
        self.waiting: dict[CallId, Waiting] = {}
        self.plans = Revisions(Shelf({0: PLAN, 1: PLAN, 2: SALES}), 0)
        self.foresight = Foresight(UTC, kept)  # type: ignore[arg-type]
        self.foresight.watch(self.operators, self.waiting, self.plans)

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def joins(self, name: str) -> CallId:
        call = CallId(name)
        self.later(0.01)
        self.waiting[call] = Waiting(call, QUEUE, self.now, 0)
        self.foresight.apply(self.now, CallQueued(call, QUEUE, self.now))
        return call

    def answers(self, operator: str, call: CallId) -> None:
        who = OperatorId(operator)
        self.waiting[call] = replace(self.waiting[call], held=True)
        self.operators[who] = replace(
            self.operators[who],
            activity=Activity.TALKING,
            call=call,
            serves=QUEUE,
            accepted_at=self.now,
        )
        self.foresight.apply(self.now, CallConnected(call, who, LegId("x")))

    def ends(self, operator: str) -> None:
        who = OperatorId(operator)
        call = self.operators[who].call
        assert call is not None
        del self.waiting[call]
        self.operators[who] = replace(
            self.operators[who], activity=Activity.IDLE, call=None, idle_since=self.now
        )
        over = CallEnded(call, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, who)
        self.foresight.apply(self.now, over)

    def day_of_talks(self, talks: int = 40) -> None:
        for number in range(talks):
            self.answers("anna", self.joins(f"past-{number}"))
            self.later(TALK_S)
            self.ends("anna")
            self.later(30.0)

    def busy(self) -> None:
        for operator in ("anna", "boris"):
            self.answers(operator, self.joins(f"now-{operator}"))


def test_a_first_day_is_silent() -> None:
    centre = Centre()
    centre.busy()
    assert centre.foresight.forecast(centre.now, centre.joins("c")).silent is Silence.THIN_DATA
    assert centre.foresight.for_newcomer(centre.now, QUEUE).p50_s is None


def test_known_talks_make_a_range_that_grows_with_the_line() -> None:
    centre = Centre()
    centre.day_of_talks()
    centre.busy()
    first, second = centre.joins("first"), centre.joins("second")
    one = centre.foresight.forecast(centre.now, first)
    two = centre.foresight.forecast(centre.now, second)
    centre.later(0.01)
    new = centre.foresight.for_newcomer(centre.now, QUEUE)
    assert one.silent is None
    assert one.p50_s is not None
    assert one.p90_s is not None
    assert two.p50_s is not None
    assert new.p50_s is not None
    assert 10.0 < one.p50_s <= one.p90_s < 4 * TALK_S
    assert one.p50_s < two.p50_s < new.p50_s


def test_nobody_at_work_is_said() -> None:
    centre = Centre()
    centre.day_of_talks()
    for name, operator in list(centre.operators.items()):
        centre.operators[name] = replace(operator, availability=Availability.BREAK)
    forecast = centre.foresight.forecast(centre.now, centre.joins("c"))
    assert forecast.silent is Silence.NOBODY_SERVES


def test_a_promise_stands_without_a_reason_and_moves_with_one() -> None:
    centre = Centre()
    centre.day_of_talks()
    centre.busy()
    for number in range(3):
        centre.joins(f"ahead-{number}")
    call = centre.joins("c")
    told = centre.foresight.forecast(centre.now, call)
    centre.later(5.0)
    after = centre.foresight.forecast(centre.now, call)
    assert told.p90_s is not None
    assert after.p90_s is not None
    assert abs(after.p90_s - (told.p90_s - 5.0)) < 0.2
    assert after.moved == ()
    boris = OperatorId("boris")
    centre.operators[boris] = replace(centre.operators[boris], availability=Availability.BREAK)
    centre.foresight.apply(centre.now, CallQueued(call, QUEUE, centre.now))
    worse = centre.foresight.forecast(centre.now, call)
    assert worse.p90_s is not None
    assert worse.p90_s > after.p90_s
    assert worse.moved == (Moved.FEWER_OPERATORS,)


def test_what_was_learnt_outlives_a_restart() -> None:
    centre = Centre()
    centre.day_of_talks()
    kept = msgspec.json.decode(msgspec.json.encode(centre.foresight.kept()))
    again = Centre(kept)
    again.now = centre.now
    for one in (centre, again):
        one.busy()
    new = [one.foresight.for_newcomer(one.now, QUEUE) for one in (centre, again)]
    assert new[0].p50_s is not None
    assert new[1].p50_s is not None
    assert abs(new[0].p50_s - new[1].p50_s) < 15.0


def test_unknown_calls_are_no_mistake() -> None:
    centre = Centre()
    gone = CallEnded(CallId("x"), Outcome.ABANDONED, EndReason.LEFT_IN_QUEUE)
    centre.foresight.apply(centre.now, gone)
    assert centre.foresight.forecast(centre.now, CallId("x")).silent is Silence.THIN_DATA


def test_what_an_older_version_kept_otherwise_is_learnt_anew() -> None:
    centre = Centre({"queues": ["support"], "handling": "of another shape"})
    centre.busy()
    assert centre.foresight.forecast(centre.now, centre.joins("c")).silent is Silence.THIN_DATA


def test_leaving_for_elsewhere_is_neither_impatience_nor_an_answer() -> None:
    centre = Centre()
    centre.day_of_talks()
    centre.busy()
    kept = centre.foresight.kept()
    call = centre.joins("c")
    predictor = centre.foresight._predictor
    centre.foresight.kept()
    assert predictor.centre.waiting_n.tolist()[0] == 1
    del centre.waiting[call]
    left = QueueLeft(call, QUEUE, QueueExit.TOO_LONG, "sales")
    centre.foresight.apply(centre.now, left)
    assert centre.foresight.kept() == kept
    assert predictor.centre.waiting_n.tolist()[0] == 0
    assert predictor.centre.flow[ABANDONED].sum() == 0
    centre.foresight.apply(centre.now, CallEnded(call, Outcome.CALLBACK, EndReason.FLOW_ENDED))
    assert predictor.centre.flow[ABANDONED].sum() == 0


def test_a_call_that_goes_on_into_another_queue_arrives_there() -> None:
    centre = Centre()
    call = centre.joins("c")
    left = QueueLeft(call, QUEUE, QueueExit.TOO_LONG, "sales")
    centre.foresight.apply(centre.now, left)
    centre.foresight.apply(centre.now, CallQueued(call, OTHER, START))
    centre.foresight.kept()
    assert centre.foresight._predictor.centre.waiting_n.tolist() == [0, 1]


def test_a_talk_is_as_long_as_the_operator_was_in_it() -> None:
    ends, anna = [], OperatorId("anna")
    call = CallId("c")
    for after_s, talk_ended in (
        (0.0, TalkEnded(call, anna, EndReason.OPERATOR_HUNG_UP)),
        (500.0, TalkEnded(call, anna, EndReason.OPERATOR_HUNG_UP)),
        (500.0, CallTransferred(call, anna, TransferKind.CONSULTED, OperatorId("boris"))),
        (500.0, CallReturned(call, OfferResult.UNREACHABLE, anna)),
    ):
        centre = Centre()
        centre.joins("c")
        centre.answers("anna", call)
        centre.later(TALK_S)
        centre.foresight.apply(centre.now, talk_ended)
        centre.later(after_s)
        over = CallEnded(call, Outcome.ANSWERED, EndReason.FLOW_ENDED)
        centre.foresight.apply(centre.now, over)
        ends.append(centre.foresight.kept())
    assert ends[0] == ends[1] == ends[2] == ends[3]
    assert sum(sum(counts) for counts in ends[0]["handling"]["queue_counts"]) == 1


def test_a_promise_is_over_once_the_caller_is_back_in_the_flow() -> None:
    centre = Centre()
    centre.day_of_talks()
    centre.busy()
    call = centre.joins("c")
    centre.foresight.forecast(centre.now, call)
    assert call in centre.foresight._promises.open
    centre.foresight.apply(centre.now, QueueLeft(call, QUEUE, QueueExit.KEY, "menu", "1"))
    assert call in centre.foresight._promises.open, "it may go on in another queue"
    entered = NodeEntered(call, NodeId("menu"), "menu", "left support")
    centre.foresight.apply(centre.now, entered)
    assert call not in centre.foresight._promises.open


def test_a_queue_that_left_the_plan_is_foreseen_for_those_who_wait_in_it() -> None:
    centre = Centre()
    centre.day_of_talks()
    centre.busy()
    call = centre.joins("c")
    centre.plans.publish(2)
    centre.foresight.apply(centre.now, PlanPublished(2, "test"))
    for name, operator in list(centre.operators.items()):
        centre.operators[name] = replace(operator, queues=frozenset({OTHER}))
    assert centre.foresight.forecast(centre.now, call).silent is None
    assert OTHER in centre.foresight.kept()["queues"]


def test_a_call_that_is_given_to_a_queue_waits_there_as_a_new_one() -> None:
    centre = Centre()
    call = centre.joins("c")
    centre.answers("anna", call)
    centre.later(TALK_S)
    given = CallTransferred(call, OperatorId("anna"), TransferKind.BLIND, queue=QUEUE)
    centre.foresight.apply(centre.now, given)
    centre.foresight.apply(centre.now, CallQueued(call, QUEUE, centre.now))
    centre.answers("boris", call)
    centre.later(TALK_S)
    centre.foresight.apply(centre.now, CallEnded(call, Outcome.ANSWERED, EndReason.FLOW_ENDED))
    counts = centre.foresight.kept()["handling"]["queue_counts"]
    assert sum(sum(each) for each in counts) == 2


def test_whoever_is_asked_is_not_counted_as_free() -> None:
    waits = []
    for aside in (False, True):
        centre = Centre()
        centre.day_of_talks()
        centre.answers("anna", centre.joins("now"))
        if aside:
            boris = centre.operators[OperatorId("boris")]
            centre.operators[OperatorId("boris")] = replace(
                boris, activity=Activity.OFFERED, call=CallId("now"), aside=True
            )
        waits.append(centre.foresight.for_newcomer(centre.now, QUEUE).p50_s)
    free, busy = waits
    assert free is not None
    assert busy is not None
    assert free < 10.0 < busy
