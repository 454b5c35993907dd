"""The router on the live floor: the floor's records, told to a `Ranked` as they change.

Derived state. Who serves which queue comes from the facts; what each operator can do
(skills, languages, ranks, delays) from the plan in force, so that a changed plan counts
at once and the facts stay small. Only what was learnt from the past is kept in a
checkpoint; everything else is told anew.

Times are seconds since the Unix epoch.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from msgspec.structs import replace

from routing.plan import OperatorPlan, QueuePlan, RoutingPlan, queue_plan
from routing.ranking.dispatch import NEVER, Claim, Membership, Pair, Seat
from routing.ranking.handling import QUEUE_PRIOR_CALLS
from routing.ranking.memory import QueueMemory, Rate, RouterMemory, SeatMemory
from routing.ranking.ranked import Ranked, Watch
from routing.state import Operator, Waiting
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.states import Activity

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ANY_QUEUE = QueuePlan.model_construct(queue=QueueId(""), name="")
"""For calls whose queue left the plan: everybody serves it, so that no caller is stuck.
Its name is none that a plan can have."""


def seconds_of(at: datetime) -> float:
    """A moment as the router counts it."""
    return at.timestamp()


def moment_of(seconds: float) -> datetime | None:
    """Inverse of `seconds_of`, never too early; None for `NEVER`."""
    if seconds == NEVER:
        return None
    at = EPOCH + timedelta(seconds=seconds)
    return at if seconds_of(at) >= seconds else at + timedelta(microseconds=1)


class Doing(Enum):
    """What the router wants to know of an operator's present."""

    FREE = auto()
    WORKING = auto()
    AWAY = auto()


def doing(operator: Operator) -> Doing:
    """An offer, a talk and a wrap-up are work; a rest after a refusal is none."""
    if operator.activity is not Activity.IDLE:
        return Doing.WORKING
    return Doing.FREE if operator.may_take() else Doing.AWAY


class LiveRouter:
    """A `Ranked` that is told of operators and calls as the floor has them."""

    def __init__(
        self,
        plan: RoutingPlan,
        memory: RouterMemory,
        operators: Iterable[Operator] = (),
        waiting: Iterable[Waiting] = (),
    ) -> None:
        self._plan = plan
        self._queues = {**plan.queues, ANY_QUEUE.queue: ANY_QUEUE}
        self.ranked = Ranked(self._queues, plan.weights, plan.load)
        self._seated: dict[OperatorId, tuple[frozenset[QueueId], bool]] = {}
        self._told: dict[OperatorId, tuple[Doing, datetime | None]] = {}
        self._now = memory.at
        for operator in operators:
            self._tell(replace(operator, unlisted=False))  # its delays are known even when gone
            self._tell(operator)
        for call in waiting:
            self.ranked.call_waits(self._now, self._claim(call, max(1, self._room(call))))
            self.rung(call)
        self._remember(memory)
        self.pass_over()

    # -- told --------------------------------------------------------------------------

    def at(self, at: datetime) -> None:
        """Whatever is told next happened at this moment."""
        self._now = seconds_of(at)

    def operator(self, before: Operator | None, operator: Operator) -> None:
        """An operator's record changed. A call's work that is over teaches its length."""
        if before is not None and before.wrap_up_until is not None and operator.call is None:
            self._handled(before)
        self._tell(operator)

    def waits(self, call: Waiting) -> None:
        """A call wants an operator: it is new, back at its place, or wants one phone more."""
        room = self._room(call)
        if room > 0:
            self.ranked.call_waits(self._now, self._claim(call, room))
        else:
            self.ranked.call_rung(call.call, 0)

    def rung(self, call: Waiting) -> None:
        """A phone more rings for the call, or it is accepted."""
        self.ranked.call_rung(call.call, self._room(call))

    def gone(self, call: CallId) -> None:
        """The call is over."""
        self.ranked.call_gone(self._now, call)

    def look_again(self) -> None:
        """Everything is to be looked at: offers may be made again."""
        self.ranked.look_again()

    def pass_over(self) -> None:
        """What was told so far was decided on before the restart."""
        self.ranked.pass_over(self._now)

    # -- asked -------------------------------------------------------------------------

    def due(self) -> datetime | None:
        """When it must be asked again though nothing happens."""
        return moment_of(self.ranked.due())

    def choose(self, now: datetime, watch: Watch) -> tuple[Sequence[Pair], tuple[Hashable, ...]]:
        """Pairs to be offered now, and calls whose criteria have widened meanwhile."""
        seconds = seconds_of(now)
        self.ranked.widen(seconds)
        widened = self.ranked.widened()
        return self.ranked.choose(seconds, watch), widened

    def wants_phone(self, call: CallId) -> bool:
        """Whether one more phone may be rung for the call."""
        return self.ranked.claim(call) is not None

    def memory(self) -> RouterMemory:
        """What was learnt, for a checkpoint."""
        handling, pressure = self.ranked.floor.handling, self.ranked.floor.pressure
        queues: dict[str, QueueMemory] = {}
        for at, queue in enumerate(self._queues):
            known = QueueMemory(handling.mean_of(at), pressure.rate_of(at))
            if known.handling.n > QUEUE_PRIOR_CALLS or known.arrivals != Rate():
                queues[queue] = known
        seats: dict[str, SeatMemory] = {
            operator: self._seat_memory(operator) for operator in self._seated
        }
        return RouterMemory(self._now, float(handling.of_centre), queues, seats)

    # -- within ------------------------------------------------------------------------

    def _tell(self, operator: Operator) -> None:
        seated = operator.queues, operator.unlisted
        if self._seated.get(operator.operator) != seated:
            self._seated[operator.operator] = seated
            self.ranked.operator_listed(self._now, self._seat(operator))
        what = doing(operator)
        told = what, operator.idle_since if what is Doing.FREE else None
        if self._told.get(operator.operator, (Doing.AWAY, None)) == told:
            return
        self._told[operator.operator] = told
        if what is Doing.FREE:
            idle_since = seconds_of(operator.idle_since)
            self.ranked.operator_free(self._now, operator.operator, idle_since)
        else:
            self.ranked.operator_busy(self._now, operator.operator, what is Doing.WORKING)

    def _handled(self, operator: Operator) -> None:
        if operator.accepted_at is None or operator.serves is None or not operator.talked:
            return
        handling_s = self._now - seconds_of(operator.accepted_at)
        self.ranked.handled(
            self._now, self._known(operator.serves), operator.operator, max(0.0, handling_s)
        )

    def _seat(self, operator: Operator) -> Seat:
        """Whoever is unlisted keeps the slot, so that slots are the same after a restart."""
        if operator.unlisted:
            return Seat(operator.operator, {})
        can = self._plan.operators.get(operator.operator) or OperatorPlan()
        queues = {ANY_QUEUE.queue: Membership(rank=99)}
        for queue in sorted(operator.queues):
            how = can.queues.get(queue)
            queues[queue] = Membership(how.rank, how.delay_s) if how else Membership()
        return Seat(operator.operator, queues, can.skills, frozenset(can.languages), can.reserve_s)

    def _claim(self, call: Waiting, room: int) -> Claim:
        since = seconds_of(call.place_since)
        plan = queue_plan(self._plan.queues, call.queue)
        return Claim(
            call=call.call,
            queue=self._known(call.queue),
            since=since,
            priority=call.priority,
            credit_s=call.credit_s,
            needs=call.needs,
            language=call.language,
            preferred=call.preferred,
            held_until=since + plan.hold_preferred_s,
            room=room,
        )

    def _room(self, call: Waiting) -> int:
        if call.held:
            return 0
        return queue_plan(self._plan.queues, call.queue).ring_at_once - len(call.offers)

    def _known(self, queue: QueueId) -> QueueId:
        return queue if queue in self._plan.queues else ANY_QUEUE.queue

    def _seat_memory(self, operator: OperatorId) -> SeatMemory:
        slot = self.ranked.floor.seats.slot(operator)
        assert slot is not None  # nobody is ever dropped
        names = list(self._queues)
        means = self.ranked.floor.handling.own_means(slot)
        return SeatMemory(
            self.ranked.floor.seats.load_of(slot),
            {names[at]: mean for at, mean in means.items()},
        )

    def _remember(self, memory: RouterMemory) -> None:
        handling, pressure = self.ranked.floor.handling, self.ranked.floor.pressure
        places = {queue: at for at, queue in enumerate(self._queues)}
        handling.of_centre = memory.handling_s
        for at in places.values():
            pressure.remember(at, Rate())  # whoever waits was counted when it came
        for queue, known in memory.queues.items():
            if queue in places:
                handling.remember(places[QueueId(queue)], known.handling)
                pressure.remember(places[QueueId(queue)], known.arrivals)
        for operator, seat in memory.operators.items():
            slot = self.ranked.floor.seats.slot(operator)
            if slot is None:
                continue
            self.ranked.floor.seats.remember(slot, seat.load)
            for queue, mean in seat.handling.items():
                if queue in places:
                    handling.remember_own(slot, places[QueueId(queue)], mean)
