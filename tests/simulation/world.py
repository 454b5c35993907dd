"""A simulated world around the real core: a line that loses, repeats and reorders.

Seeded and without a clock: time moves when the world moves it. The line keeps its own
truth (which legs live, who is joined), so a survey tells what is, whatever was lost.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from switchboard.compose import build_engine
from switchboard.engine import Engine, EngineState
from switchboard.plan import Plan, parse_plan
from switchboard.shelves import Shelves
from telephony.call import Call
from tests.simulation.laws import Watch
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    Command,
    ConfirmFeature,
    GatherLegs,
    HangUpLeg,
    HoldLeg,
    JoinLegs,
    LookUp,
    MuteLeg,
    PauseRecording,
    PlayPrompt,
    RecordMessage,
    RingOperator,
    RingOutside,
    StartMusic,
    StartRecording,
    StartRinging,
    StopPrompt,
    StopRecording,
    StopRinging,
    StoreRecording,
)
from vocabulary.facts import Caller, Fact, RecordingFact, Step
from vocabulary.ids import CallId, LegId, OperatorId, QueueId, RecordingId
from vocabulary.inputs import (
    CallerArrived,
    DigitPressed,
    Input,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegRang,
    LegSeen,
    LegsJoined,
    LinesDropped,
    LinesSurveyed,
    LookUpDone,
    MessageEnded,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    PlanGiven,
    PromptEnded,
    RecordingBegan,
    RecordingBroke,
    RecordingFinished,
    RecordingStored,
    RecordingTurned,
    Starting,
    Tick,
)
from vocabulary.states import CallState, EndCause, LookUpResult, PhoneState

RECORDING = (RecordingFact, StartRecording, StopRecording, StoreRecording, PauseRecording)
OPERATORS = ("anna", "boris", "vera", "gleb", "dora")
PLAN = """
name: simulated
skills: [greek, billing]
languages: [en, el]
prompts:
  hello: {en: Hello.}
  menu: {en: Press a key.}
  outage: {en: We have an outage.}
incidents: [outage]
hours:
  office: {week: {mon-sun: "HOURS"}}
outside: ["+4930555"]
outgoing: {allow: ["+4930"], per_operator_day: 5000, per_number_day: 1000}
flow:
  helloREV: {kind: say, say: hello, next: support}
  greekREV: {kind: say, say: hello, next: greek}
  languageREV: {kind: language, say: menu, keys: {"1": en, "2": el}, next: whoREV}
  whoREV: {kind: recognise, vip: urgentREV, otherwise: hoursREV}
  hoursREV: {kind: hours, hours: office, open: mainREV, closed: messageREV}
  urgentREV: {kind: criteria, priority: 3, next: support}
  mainREV:
    kind: menu
    say: menu
    keys: {"1": support, "2": sales, "3": accountREV, "4": outsideREV, "5": messageREV,
           "6": callbackREV, "7": languageREV, "8": byeREV}
    otherwise: support
  accountREV: {kind: digits, say: menu, name: account, most: 4, read_back: true, next: lookREV,
               otherwise: support}
  lookREV: {kind: look_up, key: account, say: hello, found: urgentREV, missing: secretREV}
  secretREV: {kind: digits, say: menu, name: secret, most: 4, sensitive: true,
              next: mainREV, otherwise: support}
  outsideREV: {kind: transfer, number: "+4930555", otherwise: messageREV}
  messageREV: {kind: message, next: askREV}
  callbackREV: {kind: callback, queue: support, otherwise: support}
  askREV: {kind: survey, say: menu, question: csat, next: byeREV}
  byeREV: {kind: hang_up, say: hello}
numbers:
  - {number: "100", queue: support}
  - {number: "200", start: helloREV}
  - {number: "300", queue: support, priority: 5}
  - {number: "400", queue: sales, last_operator: true}
  - {number: "500", queue: greek}
  - {number: "600", start: greekREV, needs: {billing: 4}}
  - {number: "700", start: languageREV, person: support}
queues:
  - {queue: support, name: Support, wrap_up_s: 2, ring_s: 10, ring_at_once: RING, keep_free: 1,
     takes_kept_after_s: 15,
     waiting: {keys: {"1": callbackREV, "2": greek}, after_talk: askREV,
               announce: {first_s: 4, every_s: 10, place: true, wait: true, comfort: [hello]}}}
  - {queue: sales, name: Sales, wrap_up_s: 1, ring_s: 8, ring_at_once: RING, urgency: 2,
     operators: [anna, boris, gleb], hold_preferred_s: 5, takes_kept_after_s: 10,
     waiting: {hours: office, closed: messageREV, at_closing: callbackREV,
               overflow: [{when: too_many, waiting: 2, to: support},
                          {when: too_long, after_s: 40, to: support}]}}
  - {queue: greek, name: Greek, wrap_up_s: 2, ring_s: 10, ring_at_once: RING,
     operators: [anna, vera, dora], requires: {greek: 6}, prefers: [billing],
     takes_kept_after_s: 12,
     widen: [{after_s: 7.3, requires: {greek: 3}}, {after_s: 25, requires: {}, join: all}]}
operators:
  anna: {skills: {greek: 8, billing: 5}}
  boris: {queues: {support: {rank: 2}, sales: {delay_s: 2.7}}}
  vera: {skills: {greek: 4}}
  gleb: {reserve_s: 6.1}
  dora: {skills: {greek: 7, billing: 3}}
callers:
  - {number: "7003", priority: 2, credit_s: 20, preferred: boris}
  - {number: "+700 11", preferred: anna, vip: true}
weights: {guard_s: 60}
"""
"""Each revision has nodes of its own, so that nobody can walk through two of them."""


class Counted:
    """Ids by number, from one that is made."""

    def __init__(self, made: int) -> None:
        self._made = made

    def __call__(self) -> str:
        self._made += 1
        return f"id{self._made}"


def _story(step: Step | None, commands: Iterable[Command]) -> list[Fact | Command]:
    """Everything but recordings, which may be asked for once more after a restart."""
    everything = (*(step.facts if step else ()), *commands)
    return [one for one in everything if not isinstance(one, RECORDING)]


def plan(ring_at_once: int = 1, revision: int = 0) -> Plan:
    spans = ", ".join(f"{hour:02}:{ten}0-{hour:02}:{ten}8" for hour in (9, 10) for ten in range(6))
    text = PLAN.replace("RING", str(ring_at_once)).replace("REV", f"-{revision}")
    text = text.replace("HOURS", f"{spans}, 11:00-24:00")
    return parse_plan(text, "simulated")


def queues_of(operator: str) -> tuple[QueueId, ...]:
    return tuple(
        queue.queue
        for queue in plan().queues
        if queue.operators == "all" or operator in queue.operators
    )


def extension_of(operator: str) -> str:
    return str(101 + OPERATORS.index(operator))


@dataclass
class Leg:
    """One party as the line has it: a caller who `dialled`, the phone of an `extension`, or
    an outside number."""

    answered: bool = False
    joined: CallId | None = None
    aside: CallId | None = None
    extension: str | None = None
    dialled: str = ""


@dataclass
class World:
    """The core, the line's truth and the reports that are on their way."""

    seed: int
    loss: float = 0.0
    repeat: float = 0.0
    ring_at_once: int = 1
    mirrored: bool = False  # each input is given to restarted cores too
    operators: tuple[str, ...] = OPERATORS[:3]
    now: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    legs: dict[LegId, Leg] = field(default_factory=dict)
    recordings: dict[RecordingId, LegId] = field(default_factory=dict)
    on_the_way: list[Input] = field(default_factory=list)
    journal: list[Step] = field(default_factory=list)
    messages: dict[RecordingId, LegId] = field(default_factory=dict)
    made: int = 0
    arrived: int = 0
    published: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.plan = plan(self.ring_at_once)
        self.shelves = Shelves.of({0: self.plan})
        self.watch = Watch(self.plan)
        self.engine: Engine = build_engine(self.shelves, self.make_id)
        self.give(Starting("simulated"))
        entries = tuple(
            OperatorEntry(OperatorId(name), name.title(), extension_of(name), queues_of(name))
            for name in self.operators
        )
        self.give(OperatorsListed(entries))
        self.survey()
        for entry in entries:
            self.give(PhoneReported(entry.extension, PhoneState.FREE))

    def make_id(self) -> str:
        self.made += 1
        return f"id{self.made}"

    def give(self, given: Input, *, dies: bool = False) -> None:
        """One input. `dies`: the service is killed between its journal and its commands."""
        copies = self._copies() if self.mirrored else ()
        step, commands = self.engine.step(self.now, given)
        for copy in copies:
            again = _story(*copy.step(self.now, given))
            assert again == _story(step, commands), "decided otherwise after a restart"
        if step is not None:
            self.journal.append(step)
            self.watch.take(step)
        if not dies:
            for command in commands:
                self._carry_out(command)

    def arrive(self, dialled: str = "100") -> LegId:
        self.arrived += 1
        leg = LegId(f"in-{self.arrived}")
        self.legs[leg] = Leg(dialled=dialled)
        self.report(CallerArrived(leg, dialled, Caller(f"700{self.arrived % 40}")))
        return leg

    def end(self, leg: LegId, cause: EndCause = EndCause.HANG_UP) -> None:
        if self.legs.pop(leg, None) is not None:
            for recording in [r for r, caller in self.recordings.items() if caller == leg]:
                del self.recordings[recording]
                self.report(RecordingFinished(recording))
            for message in [r for r, caller in self.messages.items() if caller == leg]:
                self.end_message(message)
            self.report(LegEnded(leg, cause))

    def end_message(self, recording: RecordingId) -> None:
        if self.messages.pop(recording, None) is not None:
            self.report(MessageEnded(recording))

    def publish(self) -> None:
        """The next revision: the same rules, but its own flow."""
        self.published += 1
        self.shelves.put(self.published, plan(self.ring_at_once, self.published))
        self.give(PlanGiven(self.published, "vera"))
        self.shelves.keep(self.engine.revisions())

    def press(self, leg: LegId, digit: str) -> None:
        self.report(DigitPressed(leg, digit))

    def pick_up(self, leg: LegId) -> None:
        if leg in self.legs and not self.legs[leg].answered:
            self.legs[leg].answered = True
            self.report(LegAnswered(leg))

    def report(self, given: Input) -> None:
        """Put a report on its way; the line may lose it or say it twice."""
        if self.random.random() < self.loss:
            return
        self.on_the_way.append(given)
        if self.random.random() < self.repeat:
            self.on_the_way.append(given)

    def deliver(self, *, shuffled: bool = False) -> None:
        """Let everything on its way arrive, and what that brings about, too."""
        while self.on_the_way:
            index = self.random.randrange(len(self.on_the_way)) if shuffled else 0
            self.give(self.on_the_way.pop(index))

    def deliver_one(self, *, shuffled: bool) -> None:
        if self.on_the_way:
            index = self.random.randrange(len(self.on_the_way)) if shuffled else 0
            self.give(self.on_the_way.pop(index))

    def advance(self, seconds: float) -> None:
        """Move time on, ticking at every deadline on the way."""
        until = self.now + timedelta(seconds=seconds)
        while (due := self.engine.deadline()) is not None and due <= until:
            self.now = max(self.now, due)
            self.give(Tick())
        self.now = until

    def survey(self, *, restarted: bool = False) -> None:
        """Connect again: what was on its way is lost, what lives is told."""
        self.on_the_way.clear()
        if restarted:
            self.legs.clear()
            self.recordings.clear()
            self.messages.clear()
        legs = tuple(
            LegSeen(leg, seen.answered, seen.joined, seen.aside) for leg, seen in self.legs.items()
        )
        arrivals = tuple(
            CallerArrived(leg, seen.dialled, Caller("late"))
            for leg, seen in self.legs.items()
            if seen.dialled
        )
        self.give(LinesSurveyed(legs, tuple(self.recordings), restarted, arrivals))
        self._check_reconciled()

    def _check_reconciled(self) -> None:
        """After a survey the line holds what the core believes, and nothing else."""
        owned: set[LegId] = set()
        failed = {report.call for report in self.on_the_way if isinstance(report, JoinFailed)}
        for call in self.engine.book.calls.values():
            owned.update(call.legs)
            if call.state is CallState.DIALLING:
                continue
            assert self.legs[call.leg].answered, "a caller hears nobody pick up"
            for offer in call.offers:
                assert not self.legs[offer.leg].answered, "an operator waits in silence"
            if call.id not in failed:
                self._check_heard(call)
        assert set(self.legs) <= owned, "a leg that nobody owns"

    def _check_heard(self, call: Call) -> None:
        """Who is to hear whom does, and nobody else."""
        caller = self.legs[call.leg]
        operator = None if call.operator_leg is None else self.legs[call.operator_leg]
        party = None if call.party is None else self.legs[call.party.leg]
        if operator is not None and not call.held and operator.answered:
            both = caller.joined, operator.joined
            assert both == (call.id, call.id), "two do not hear each other"
        if call.held or (call.state is CallState.RECOVERING and operator is None):
            assert caller.joined is None, "a caller on hold hears somebody"
        if call.party is not None and party is not None and call.party.answered:
            assert call.id in {party.joined, party.aside}, "a third party hears nobody"
            if operator is not None and not call.party.conference:
                assert operator.aside == call.id, "an operator does not hear whom it asked"

    def restart(self, *, drop_lines: bool = True) -> None:
        """Kill the core and rebuild it from its journal."""
        self.engine = self.replayed(self.journal)
        self.give(Starting("simulated"))
        if drop_lines:
            self.give(LinesDropped("simulated"))
        self.survey()

    def crash(self, away_s: float) -> None:
        """Die over the next report, stay away, come back as the loop does: time first."""
        if self.on_the_way:
            self.give(self.on_the_way.pop(0), dies=True)
        self.be_away(away_s)
        self.engine = self.replayed(self.journal)
        living = self._living()
        self.give(Starting("simulated"))
        self.advance(0)
        self.survey()
        self.advance(0)
        cut = living - set(self.legs)
        assert not cut, f"a restart cut {cut}"

    def be_away(self, seconds: float) -> None:
        """The service is dead for a while; the world may go on without it."""
        self.now += timedelta(seconds=seconds)

    def _living(self) -> set[LegId]:
        """Legs that no restart may end: callers who wait, and both sides of a talk."""
        found: set[LegId] = set()
        for call in self.engine.book.calls.values():
            other = call.operator_leg or call.visit.outside_leg
            legs = [call.leg] if other is None else [call.leg, other]
            if all(leg in self.legs for leg in legs):
                found.update(legs)
        return found

    def replayed(self, journal: list[Step]) -> Engine:
        """A new core that knows nothing but the journal."""
        engine = build_engine(self.shelves, self.make_id)
        for step in journal:
            engine.replay(step)
        return engine

    def _copies(self) -> tuple[Engine, Engine]:
        """From a checkpoint, and from the journal alone; they make the ids that come next."""
        stored = msgspec.json.encode(self.engine.state())
        state = msgspec.json.decode(stored, type=EngineState)
        copies = (
            build_engine(self.shelves, Counted(self.made), state),
            build_engine(self.shelves, Counted(self.made)),
        )
        for step in self.journal:
            copies[1].replay(step)
        return copies

    def _carry_out(self, command: Command) -> None:
        match command:
            case AnswerCaller():
                if command.leg in self.legs:
                    self.legs[command.leg].answered = True
                    self.report(LegAnswered(command.leg))
                else:
                    self.report(LegEnded(command.leg, EndCause.HANG_UP))
            case PlayPrompt():
                assert command.say, "nothing is said"
                self.report(PromptEnded(command.leg, command.token))
            case RecordMessage():
                if command.leg in self.legs:
                    self.messages[command.recording] = command.leg
                else:
                    self.report(MessageEnded(command.recording))
            case RingOutside():
                self.legs.setdefault(command.leg, Leg())
                self.report(LegRang(command.leg))
            case LookUp():
                result = self.random.choice(list(LookUpResult))
                values = (("name", "Ada"),)
                self.report(LookUpDone(command.call, command.node, result, values, command.asked))
            case RingOperator():
                busy = [leg for leg in self.legs.values() if leg.extension == command.extension]
                assert not busy, f"{command.extension} is rung while we hold its phone"
                self.legs[command.leg] = Leg(extension=command.extension)
                self.report(LegRang(command.leg))
            case JoinLegs():
                self._join(command)
            case HoldLeg():
                if command.leg in self.legs:
                    self.legs[command.leg].joined = None
            case GatherLegs():
                self._gather(command)
            case PauseRecording():
                turned = RecordingTurned(command.recording, command.paused, command.by)
                self.report(turned)
            case HangUpLeg():
                self.end(command.leg)
            case StartRecording():
                if command.caller_leg in self.legs:
                    self.recordings[command.recording] = command.caller_leg
                    self.report(RecordingBegan(command.recording))
                else:
                    self.report(RecordingBroke(command.recording, "gone"))
            case StopRecording():
                self.recordings.pop(command.recording, None)
                self.report(RecordingFinished(command.recording))
            case StoreRecording():
                self.report(RecordingStored(command.recording, "x.wav", 1.0, 44, 2))
            case StopPrompt() | StartMusic() | CloseCall() | ConfirmFeature():
                pass
            case MuteLeg() | StartRinging() | StopRinging():
                pass

    def _join(self, command: JoinLegs) -> None:
        caller = self.legs.get(command.caller_leg)
        operator = self.legs.get(command.operator_leg)
        if caller is None or operator is None:
            self.report(JoinFailed(command.call, command.operator_leg, "gone"))
            return
        others = {leg for leg, seen in self.legs.items() if seen.joined == command.call}
        assert others <= {command.caller_leg, command.operator_leg}, "two operators in one call"
        caller.joined = operator.joined = command.call
        caller.aside = operator.aside = None
        self.report(LegsJoined(command.call, command.operator_leg))

    def _gather(self, command: GatherLegs) -> None:
        """Only these hear each other there; whoever is not named is taken out."""
        last = command.legs[-1]
        if any(leg not in self.legs for leg in command.legs):
            self.report(JoinFailed(command.call, last, "gone", command.aside))
            return
        for seen in self.legs.values():
            if command.aside and seen.aside == command.call:
                seen.aside = None
            elif not command.aside and seen.joined == command.call:
                seen.joined = None
        for leg in command.legs:
            self.legs[leg].joined = None if command.aside else command.call
            self.legs[leg].aside = command.call if command.aside else None
        self.report(LegsJoined(command.call, last, command.aside))
