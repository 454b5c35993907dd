"""Nobody is left in silence, whatever is lost, late or told twice; and no tick spins.

Random callers, keys, reports and gaps against the core. What each caller hears is kept
from the commands alone, as a line would.
"""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from telephony.ivr.walker import SPEECH_LIMIT_S
from tests.support.walk import START, FlowText, Walk
from vocabulary.commands import (
    AnswerCaller,
    Command,
    JoinLegs,
    LookUp,
    PlayPrompt,
    RecordMessage,
    RingOperator,
    RingOutside,
    StartMusic,
    StopPrompt,
)
from vocabulary.facts import CallEnded, Caller
from vocabulary.ids import LegId, OperatorId
from vocabulary.inputs import (
    AvailabilityAsked,
    CallerArrived,
    DigitPressed,
    HoursSwitchAsked,
    IncidentSwitchAsked,
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
    PromptEnded,
    Tick,
)
from vocabulary.states import Availability, CallState, EndCause, LookUpResult

STEPS = 300
ROUNDS = 4
"""Ticks that may change nothing while another is due already."""
PEOPLE = ("anna", "boris", "carl")
FLOW: FlowText = {
    "main": {
        "kind": "menu",
        "say": "ask",
        "keys": {
            "1": "support",
            "2": "account",
            "3": "message",
            "4": "callback",
            "5": "outside",
            "6": "look",
            "7": "hello",
            "8": "language",
        },
        "tries": 2,
        "otherwise": "sales",
    },
    "account": {
        "kind": "digits",
        "say": "type",
        "name": "account",
        "least": 2,
        "most": 4,
        "read_back": True,
        "next": "found",
        "otherwise": "main",
    },
    "found": {"kind": "look_up", "key": "account", "found": "hello", "missing": "main"},
    "look": {"kind": "look_up", "say": "moment", "found": "hello", "missing": "bye"},
    "message": {"kind": "message", "max_s": 20, "next": "main"},
    "callback": {"kind": "callback", "otherwise": "support", "next": "bye"},
    "outside": {"kind": "transfer", "number": "+4930555", "ring_s": 10, "otherwise": "main"},
    "hello": {"kind": "say", "say": "hello", "next": "main"},
    "language": {"kind": "language", "say": "choose", "keys": {"1": "ru"}, "next": "hours"},
    "hours": {"kind": "hours", "hours": "office", "open": "support", "closed": "bye"},
    "opinion": {"kind": "survey", "say": "well", "question": "well", "next": "bye"},
    "bye": {"kind": "hang_up", "say": "farewell"},
}
OFFICE = {"office": {"week": {"mon-sun": "09:00-10:10"}}}


def queues(chance: random.Random) -> dict[str, dict[str, Any]]:
    return {
        "support": {
            "announce": {"first_s": chance.choice([0, 5]), "every_s": 10, "comfort": ["busy"]},
            "keys": {"1": "callback", "2": "sales", "3": "message", "4": "outside"},
            "hours": "office",
            "closed": "callback",
            "at_closing": chance.choice(["message", "bye"]),
            "overflow": [
                {"when": "too_long", "after_s": chance.choice([20, 60]), "to": "callback"},
                {"when": "nobody", "to": "message"},
                {"when": "too_many", "waiting": 3, "to": "sales"},
            ],
            "after_talk": chance.choice(["opinion", "sales"]),
        },
        "sales": {
            "overflow": [{"when": "too_long", "after_s": 90, "to": "main"}],
            "keys": {"1": "main", "2": "support"},
        },
    }


class Commotion:
    """A few callers at once and a line on which anything may happen."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        leads = {"start": "main"} if self.chance.random() < 0.5 else {"queue": "support"}
        self.walk = Walk(
            FLOW,
            queues=queues(self.chance),
            number={"number": "100", **leads},
            hours=OFFICE,
            there=PEOPLE,
            at=START.replace(hour=8, minute=self.chance.choice([0, 50])),
        )
        self.heard: dict[LegId, str] = {}
        self.reports: list[Input] = []
        self.callers = 0

    def give(self, given: Input) -> None:
        if isinstance(given, PromptEnded) and self.heard.get(given.leg) == given.token:
            del self.heard[given.leg]
        self.walk.give(given)
        for command in self.walk.commands:
            self.carry_out(command)
        self.check()

    def carry_out(self, command: Command) -> None:
        """What the caller hears now, and what the line may report of it some day."""
        match command:
            case PlayPrompt():
                self.heard[command.leg] = command.token
                self.reports.append(PromptEnded(command.leg, command.token))
            case StopPrompt() if self.heard.get(command.leg) == command.token:
                del self.heard[command.leg]
            case StartMusic():
                self.heard[command.leg] = "music"
            case RecordMessage():
                self.heard.pop(command.leg, None)
                self.reports.append(MessageEnded(command.recording))
            case JoinLegs():
                self.heard.pop(command.caller_leg, None)
                self.reports.append(LegsJoined(command.call, command.operator_leg))
                self.reports.append(JoinFailed(command.call, command.operator_leg, "x"))
            case RingOperator() | RingOutside():
                cause = self.chance.choice(list(EndCause))
                self.reports += (LegRang(command.leg), LegEnded(command.leg, cause))
                self.reports.append(LegAnswered(command.leg))
            case LookUp():
                result = self.chance.choice(list(LookUpResult))
                self.reports.append(
                    LookUpDone(command.call, command.node, result, (), command.asked)
                )
            case AnswerCaller():
                self.reports.append(LegAnswered(command.leg))
            case _:
                pass

    def check(self) -> None:
        engine = self.walk.engine
        calls = engine.book.calls.values()
        for call in calls:
            if call.state is CallState.WAITING:
                assert call.leg in self.heard, f"{call.id} waits and hears nothing"
        if any(call.state is CallState.IVR for call in calls):
            due = engine.book.deadline()
            assert due is not None
            assert due <= self.walk.now + timedelta(seconds=SPEECH_LIMIT_S)
        waiting = Counter(call.queue for call in calls if call.state is CallState.WAITING)
        guests = engine._waiting.guests.values()
        assert Counter(guest.queue for guest in guests if guest.waits) == waiting
        assert +engine._waiting._waiting == waiting

    def survey(self) -> LinesSurveyed:
        seen = [
            LegSeen(leg, answered=self.chance.random() < 0.8)
            for call in self.walk.engine.book.calls.values()
            for leg in call.legs
            if self.chance.random() < 0.9
        ]
        return LinesSurveyed(tuple(seen))

    def gap(self) -> None:
        """Without a line nothing is due, so nothing is checked before it is back."""
        self.walk.give(LinesDropped("x"))
        self.give(self.survey())

    def wait(self, seconds: float) -> None:
        until, idle = self.walk.now + timedelta(seconds=seconds), 0
        while (due := self.walk.engine.deadline()) is not None and due <= until:
            self.walk.now = max(self.walk.now, due)
            before = len(self.walk.facts_told)
            self.give(Tick())
            moved = len(self.walk.facts_told) > before or self.walk.commands
            again = self.walk.engine.deadline()
            idle = 0 if moved or again is None or again > self.walk.now else idle + 1
            assert idle < ROUNDS, "a tick is due again and again, and changes nothing"
        self.walk.now = until

    def anything(self) -> None:
        chance, kind = self.chance, self.chance.random()
        legs = [call.leg for call in self.walk.engine.book.calls.values()]
        if kind < 0.08 and len(legs) < 6:
            self.callers += 1
            number = chance.choice(["+4930123", ""])
            self.give(CallerArrived(LegId(f"in-{self.callers}"), "100", Caller(number)))
        elif kind < 0.35 and legs:
            self.give(DigitPressed(LegId(chance.choice(legs)), chance.choice("0123456789*#111##")))
        elif kind < 0.75 and self.reports:
            self.give(chance.choice(self.reports[-12:]))
        elif kind < 0.78 and legs:
            self.give(LegEnded(chance.choice(legs), chance.choice(list(EndCause))))
        elif kind < 0.86:
            self.by_hand(chance)
        elif kind < 0.88:
            self.gap()
        else:
            self.wait(chance.choice([0.5, 1, 3, 8, 25, 70]))

    def by_hand(self, chance: random.Random) -> None:
        names = [name for name in PEOPLE if chance.random() < 0.7]
        everywhere = tuple(self.walk.plan.queues)
        listed = tuple(
            OperatorEntry(OperatorId(name), name, str(101 + PEOPLE.index(name)), everywhere)
            for name in names
        )
        person = OperatorId(chance.choice(PEOPLE))
        availability = chance.choice(list(Availability))
        clicks: list[Input] = [
            AvailabilityAsked(person, availability, "", "vera"),
            HoursSwitchAsked("office", chance.random() < 0.5, "vera"),
            IncidentSwitchAsked(chance.choice(["", "outage"]), "vera"),
            OperatorsListed(listed),
        ]
        self.give(chance.choice(clicks))


@pytest.mark.parametrize("seed", range(25))
def test_nobody_is_left_in_silence_and_no_tick_spins(seed: int) -> None:
    commotion = Commotion(seed)
    for _ in range(STEPS):
        commotion.anything()
    ended = Counter(fact.call for fact in commotion.walk.facts(CallEnded))
    assert set(ended.values()) <= {1}
