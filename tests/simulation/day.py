"""A working day: people with habits, a line with delays, and now and then a fault.

Everything is drawn from one seed. Reports take a few milliseconds each, so they overtake
one another as they do on a real line; time runs as fast as the machine can think.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from tests.simulation.walk import check_settled, click, settle
from tests.simulation.world import OPERATORS, World, extension_of
from vocabulary.commands import Command, JoinLegs, RecordMessage, RingOperator, RingOutside
from vocabulary.ids import CallId, LegId, OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    ConsultMoveAsked,
    DialAsked,
    FeatureDialled,
    HangUpAsked,
    HoldAsked,
    HoursSwitchAsked,
    IncidentSwitchAsked,
    Input,
    JoinFailed,
    LinesDropped,
    PhoneLeft,
    PhoneReported,
    TakeBackAsked,
    Tick,
    WrapUpDone,
)
from vocabulary.states import Availability, CallState, ConsultMove, EndCause, PhoneState

GAP_S = 8.0
"""Mean time between two callers: a little more than five operators can serve."""
TALK_S = 25.0
PATIENCE_S = 60.0
JOIN_FAILURES = 0.02
REPORT_DELAY_S = (0.002, 0.05)
DIALLED = (
    "100",
    "100",
    "100",
    "200",
    "300",
    "400",
    "400",
    "500",
    "600",
    "700",
    "700",
    "700",
    "404",
)
FAULTS = (
    ("websocket", 0.006),
    ("crash", 0.006),
    ("asterisk", 0.001),
    ("hang_up", 0.01),
    ("break", 0.03),
    ("early", 0.05),
    ("publish", 0.01),
    ("incident", 0.01),
    ("dial", 0.03),
    ("hold", 0.08),
    ("transfer", 0.1),
    ("page", 0.02),
    ("close", 0.01),
)
"""What may happen as a caller arrives, and how likely it is."""
HABITS = (
    ("answers", 0.78),
    ("answers twice", 0.03),
    ("declines", 0.06),
    ("busy", 0.03),
    ("sleeps", 0.07),
    ("dies", 0.03),
)
"""What may become of a phone that rings."""

Act = Callable[[], None]


@dataclass
class Day(World):
    """A world in which people act by themselves."""

    operators: tuple[str, ...] = OPERATORS
    repeat: float = 0.02
    calls: int = 2000
    todo: list[tuple[datetime, int, Act]] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)
    order: "count[int]" = field(default_factory=count)
    dead: bool = False  # no service: nothing is heard, nothing is done
    deaf: bool = False  # no websocket: nothing is heard
    mute: bool = False  # no HTTP either: no command is carried out

    def live(self) -> None:
        """From the first caller to the last, then home."""
        for name in self.operators:
            self.give(AvailabilityAsked(OperatorId(name), Availability.READY, "", name))
        self.later(self.random.expovariate(1 / GAP_S), self._next_caller)
        while self.todo:
            at, _, act = heapq.heappop(self.todo)
            self.tick_until(at)
            self.now = max(self.now, at)
            act()
        self.tick_until(self.now + timedelta(minutes=10))
        settle(self)
        check_settled(self)

    def later(self, seconds: float, act: Act) -> None:
        heapq.heappush(self.todo, (self.now + timedelta(seconds=seconds), next(self.order), act))

    def give(self, given: Input, *, dies: bool = False) -> None:
        if not self.dead:
            super().give(given, dies=dies)

    def be_away(self, seconds: float) -> None:
        """People go on: they lose patience, answer, hang up and come in."""
        back_at = self.now + timedelta(seconds=seconds)
        self.dead = True
        while self.todo and self.todo[0][0] <= back_at:
            at, _, act = heapq.heappop(self.todo)
            self.now = max(self.now, at)
            act()
        self.dead = False
        self.now = back_at

    def tick_until(self, at: datetime) -> None:
        while (due := self.engine.deadline()) is not None and due <= at:
            self.now = max(self.now, due)
            self.give(Tick())

    def report(self, given: Input) -> None:
        """On its way for a moment; twice, now and then."""
        for _ in range(1 + (self.random.random() < self.repeat)):
            self.on_the_way.append(given)
            self.later(self.random.uniform(*REPORT_DELAY_S), lambda: self._arrive(given))

    def _arrive(self, given: Input) -> None:
        if given in self.on_the_way:  # not lost with the connection
            self.on_the_way.remove(given)
            if not self.deaf:
                self.give(given)

    def _next_caller(self) -> None:
        leg = self.arrive(self.random.choice(DIALLED))
        for _ in range(self.random.randrange(6)):
            digit = self.random.choice("01234456789*#12")
            self.later(self.random.uniform(0.1, 40), partial(self._presses, leg, digit))
        self.later(self.random.expovariate(1 / PATIENCE_S), lambda: self._loses_patience(leg))
        if self.arrived < self.calls:
            self.later(self.random.expovariate(1 / GAP_S), self._next_caller)
        for name, share in FAULTS:
            if self.random.random() < share:
                self.faults[name] = self.faults.get(name, 0) + 1
                self.later(self.random.uniform(0, 0.2), partial(self._fault, name))

    def _presses(self, leg: LegId, digit: str) -> None:
        if leg in self.legs:
            self.press(leg, digit)

    def _loses_patience(self, leg: LegId) -> None:
        if leg in self.legs and self.legs[leg].joined is None:
            self.end(leg)

    def _carry_out(self, command: Command) -> None:
        if self.mute:
            return
        if isinstance(command, JoinLegs) and self._join_fails(command):
            self.report(JoinFailed(command.call, command.operator_leg, "simulated"))
            return
        super()._carry_out(command)
        match command:
            case RingOperator():
                names, shares = zip(*HABITS, strict=True)
                (habit,) = self.random.choices(names, shares)
                after_s = self.random.uniform(0.5, 9)
                self.later(after_s, lambda: self._phone(command, habit))
            case RingOutside():
                end = self.random.choice([self.pick_up, self.end])
                self.later(self.random.uniform(1, 40), partial(end, command.leg))
            case RecordMessage():
                after_s = self.random.uniform(1, 30)
                self.later(after_s, partial(self.end_message, command.recording))
            case JoinLegs() if command.operator_leg in self.legs:
                leg = self.random.choice([command.caller_leg, command.operator_leg])
                self.later(self.random.expovariate(1 / TALK_S), lambda: self.end(leg))

    def _join_fails(self, command: JoinLegs) -> bool:
        """Only before the talk: the core takes no notice of a later one."""
        state = self.engine.book.calls[command.call].state
        before = state in (CallState.CONNECTING, CallState.OUTSIDE)
        return before and self.random.random() < JOIN_FAILURES

    def _phone(self, command: RingOperator, habit: str) -> None:
        match habit:
            case "answers":
                self.pick_up(command.leg)
            case "answers twice":
                self.pick_up(command.leg)
                self.end(command.leg)
            case "declines":
                self.end(command.leg, EndCause.DECLINED)
            case "busy":
                self.end(command.leg, EndCause.BUSY)
            case "dies":
                self.report(PhoneReported(command.extension, PhoneState.UNREACHABLE))
                back = PhoneReported(command.extension, PhoneState.FREE)
                self.later(30, lambda: self.report(back))
            case _:
                pass

    def _fault(self, name: str) -> None:
        operator = self.random.choice(self.operators)
        if self.dead:
            return
        match name:
            case "websocket":
                self.give(LinesDropped("simulated"))
                self.on_the_way.clear()
                self.deaf, self.mute = True, self.random.random() < 0.5
                self.later(self.random.choice([0.1, 1.5, 25]), self.survey)
            case "crash":
                self.crash(self.random.choice([0.1, 1.5, 25]))
            case "asterisk":
                self.survey(restarted=True)
            case "hang_up" if self.engine.book.calls:
                call = self.random.choice(sorted(self.engine.book.calls))
                self.give(HangUpAsked(call, "vera"))
            case "break":
                self._code(operator, "*21")
                self.later(self.random.uniform(5, 60), lambda: self._code(operator, "*1"))
            case "publish":
                self.publish()
            case "incident":
                self.give(IncidentSwitchAsked(self.random.choice(["", "outage"]), "vera"))
            case "early":
                self.give(WrapUpDone(OperatorId(operator)))
            case _:
                self._deed(name, OperatorId(operator))

    def _deed(self, name: str, operator: OperatorId) -> None:
        """Something that an operator does with its call, and what it does next."""
        talks = [call for call in self.engine.book.calls.values() if call.operator is not None]
        match name:
            case "close":
                self.give(HoursSwitchAsked("office", True, "vera"))
                again = HoursSwitchAsked("office", False, "vera")
                self.later(self.random.uniform(5, 30), partial(self.give, again))
            case "dial":
                self.give(DialAsked(operator, "+4930555123", operator, QueueId("support")))
            case "page":
                self.give(PhoneLeft(extension_of(operator)))
                back = partial(self.give, TakeBackAsked(operator))
                self.later(self.random.uniform(0.5, 60), back)
            case "hold" if talks:
                call = self.random.choice(talks).id
                self.give(HoldAsked(call, True, "vera"))
                self.later(self.random.uniform(1, 20), partial(self._resume, call))
            case "transfer" if talks:
                call = self.random.choice(talks).id
                self.give(click(self, "transfer", call, operator))
                self.later(self.random.uniform(2, 15), partial(self._move_on, call))
            case _:
                pass

    def _resume(self, call: CallId) -> None:
        self.give(HoldAsked(call, False, "vera"))

    def _move_on(self, call: CallId) -> None:
        self.give(ConsultMoveAsked(call, self.random.choice(list(ConsultMove)), "vera"))
        self.later(self.random.uniform(1, 10), partial(self._resume, call))

    def _code(self, operator: str, code: str) -> None:
        leg = LegId(f"feature-{next(self.order)}")
        self.report(FeatureDialled(leg, extension_of(operator), code))

    def survey(self, *, restarted: bool = False) -> None:
        """With the phones' states behind it, as the real one."""
        if self.dead:
            return
        self.deaf = self.mute = False
        super().survey(restarted=restarted)
        for name in self.operators:
            self.give(PhoneReported(extension_of(name), PhoneState.FREE))
            known = self.engine.floor.operators.get(OperatorId(name))
            if known is not None and known.availability is not Availability.READY:
                self._code(name, "*1")
