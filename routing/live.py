"""The router on the live floor: the floor's records, told to a `Ranked` as they change.

Derived state. Who serves which queue comes from the facts; what each operator can do
(skills, languages, ranks, delays) from the plan in force, so that a changed plan counts
at once and the facts stay small. Only what was learnt from the past is kept in a
checkpoint; everything else is told anew.

When the plan changes, or an older revision comes or goes with the calls that follow it,
the router is made anew as after a restart, and looks again.

Times are seconds since the Unix epoch.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from types import MappingProxyType

from routing.ranking.dispatch import NEVER, Pair
from routing.ranking.handling import QUEUE_PRIOR_CALLS
from routing.ranking.memory import QueueMemory, Rate, RouterMemory, SeatMemory
from routing.ranking.ranked import Ranked, Watch
from routing.revisions import Revisions
from routing.seating import ANY_QUEUE, Seating, seconds_of
from routing.state import Operator, Waiting
from vocabulary.ids import CallId, OperatorId
from vocabulary.states import Activity

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    """An offer, a talk and a wrap-up are work; a rest after a refusal is none.

    Nor is a call in which the operator was only asked: it must not count as its load.
    """
    if operator.aside:
        return Doing.AWAY
    if operator.activity is not Activity.IDLE:
        return Doing.WORKING
    return Doing.FREE if operator.may_take() else Doing.AWAY


NOBODY: Mapping[OperatorId, Operator] = MappingProxyType({})
NOTHING: Mapping[CallId, Waiting] = MappingProxyType({})


class LiveRouter:
    """A `Ranked` that is told of operators and calls as the floor has them.

    `operators` and `waiting` are live views of the floor's records; what changes there is
    told as well.
    """

    def __init__(
        self,
        plans: Revisions,
        memory: RouterMemory,
        operators: Mapping[OperatorId, Operator] = NOBODY,
        waiting: Mapping[CallId, Waiting] = NOTHING,
    ) -> None:
        self._plans = plans
        self._operators = operators
        self._waiting = waiting
        self._make(memory)

    def _make(self, memory: RouterMemory, without: CallId | None = None) -> None:
        """From what was learnt and the records alone; `without` a call that comes only now."""
        self._seating = Seating(self._plans, self._operators, self._waiting)
        plan = self._plans.now
        queues, older = self._seating.columns()
        self.ranked = Ranked(queues, plan.weights, plan.load, older)
        self._seated: dict[OperatorId, tuple[object, ...]] = {}
        self._told: dict[OperatorId, tuple[Doing, datetime | None]] = {}
        self._now = memory.at
        for operator in self._operators.values():
            self._tell(operator)
        for call in self._waiting.values():
            if call.call != without:
                self.ranked.call_waits(
                    self._now, self._seating.claim(call, max(1, self._seating.room(call)))
                )
                self.rung(call)
        self._remember(memory)
        self.pass_over()

    # -- told --------------------------------------------------------------------------

    def at(self, at: datetime) -> None:
        """Whatever is told next happened at this moment."""
        self._now = seconds_of(at)

    def operator(self, before: Operator | None, operator: Operator) -> None:
        """An operator's record changed. A call's work that is over teaches its length."""
        if before is not None and before.wrap_up_until is not None and operator.call != before.call:
            self._handled(before)
        if self._seating.followed and (before is None or before.unlisted != operator.unlisted):
            self._man()
        self._tell(operator)

    def waits(self, call: Waiting) -> None:
        """A call wants an operator: it is new, back at its place, or wants one phone more."""
        self._follow(call)
        room = self._seating.room(call)
        if room > 0:
            self.ranked.call_waits(self._now, self._seating.claim(call, room))
        else:
            self.ranked.call_rung(call.call, 0)

    def rung(self, call: Waiting) -> None:
        """A phone more rings for the call, or it is accepted."""
        self.ranked.call_rung(call.call, self._seating.room(call))

    def gone(self, call: CallId) -> None:
        """The call wants nobody any more. It is out of the records already."""
        self.ranked.call_gone(self._now, call)
        if self._seating.followed:
            self._match_revisions()

    def plan_changed(self) -> None:
        """Another revision is in force."""
        self._make_anew()

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
        for queue, at in self.ranked.columns.first.items():
            known = QueueMemory(handling.mean_of(at), pressure.rate_of(at))
            if known.handling.n > QUEUE_PRIOR_CALLS or known.arrivals != Rate():
                queues[queue] = known
        seats: dict[str, SeatMemory] = {
            operator: self._seat_memory(operator) for operator in self._seated
        }
        return RouterMemory(self._now, float(handling.of_centre), queues, seats)

    # -- within ------------------------------------------------------------------------

    def _tell(self, operator: Operator) -> None:
        seated = operator.queues, operator.unlisted, self._seating.crews
        if self._seated.get(operator.operator) != seated:
            self._seated[operator.operator] = seated
            self.ranked.operator_listed(self._now, self._seating.seat(operator))
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
            self._now,
            operator.serves if operator.serves in self.ranked.columns.first else ANY_QUEUE.queue,
            operator.operator,
            max(0.0, handling_s),
        )

    def _follow(self, call: Waiting) -> None:
        """A call may be the first that follows its revision."""
        if self._seating.followed or self._seating.is_older(call):
            self._match_revisions(call.call)

    def _match_revisions(self, coming: CallId | None = None) -> None:
        if self._seating.wanted(self._waiting.values()) != self._seating.followed:
            self._make_anew(coming)

    def _make_anew(self, coming: CallId | None = None) -> None:
        new = coming is not None and not self.ranked.knows(coming)
        self._make(self.memory(), coming if new else None)
        self.ranked.look_again()

    def _man(self) -> None:
        """Somebody came or went: others may serve older queues in their place."""
        if self._seating.man():
            for operator in self._operators.values():
                self._tell(operator)

    def _seat_memory(self, operator: OperatorId) -> SeatMemory:
        slot = self.ranked.floor.seats.slot(operator)
        assert slot is not None  # nobody is ever dropped
        names, first = self.ranked.columns.names, self.ranked.columns.first
        means = self.ranked.floor.handling.own_means(slot)
        return SeatMemory(
            self.ranked.floor.seats.load_of(slot),
            {names[at]: mean for at, mean in means.items() if first[names[at]] == at},
        )

    def _remember(self, memory: RouterMemory) -> None:
        handling, pressure = self.ranked.floor.handling, self.ranked.floor.pressure
        columns = self.ranked.columns
        handling.of_centre = memory.handling_s
        for at, queue in enumerate(columns.names):
            pressure.remember(at, Rate())  # whoever waits was counted when it came
            known = memory.queues.get(queue)
            if known is None:
                continue
            handling.remember(at, known.handling)
            if columns.first[queue] == at:
                pressure.remember(at, known.arrivals)
        for operator, seat in memory.operators.items():
            slot = self.ranked.floor.seats.slot(operator)
            if slot is None:
                continue
            self.ranked.floor.seats.remember(slot, seat.load)
            for at, queue in enumerate(columns.names):
                if queue in seat.handling:
                    handling.remember_own(slot, at, seat.handling[queue])
