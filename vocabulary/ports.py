"""The seams: what a room needs of the world, told as protocols."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from vocabulary.board import BoardDelta, BoardSnapshot
from vocabulary.commands import Command, LineCommand, LookUp, Utterance
from vocabulary.facts import Fact, Step
from vocabulary.ids import OperatorId
from vocabulary.inputs import Input


class Decision(NamedTuple):
    """What a pure component answers: what happened and what is to be done.

    `reports` are inputs that follow from this one; they are taken one by one, in the
    same step, each against the state that the one before has left.
    """

    facts: tuple[Fact, ...] = ()
    commands: tuple[Command, ...] = ()
    reports: tuple[Input, ...] = ()


def together(decisions: Iterable[Decision]) -> Decision:
    """Several decisions as one."""
    listed = tuple(decisions)
    return Decision(
        tuple(fact for decision in listed for fact in decision.facts),
        tuple(command for decision in listed for command in decision.commands),
        tuple(report for decision in listed for report in decision.reports),
    )


class Component(Protocol):
    """A pure part of the core: a fold over facts that also decides.

    `apply` is the only method that changes it. `decide` answers an input, `react`
    answers a fact that some component (itself too) has just stated. Neither reads a
    clock: `now` is aware UTC.
    """

    def decide(self, now: datetime, given: Input) -> Decision: ...

    def react(self, now: datetime, fact: Fact) -> Decision: ...

    def apply(self, at: datetime, fact: Fact) -> None: ...

    def deadline(self) -> datetime | None: ...


class Clock(Protocol):
    """Aware UTC that never steps while the service runs."""

    def now(self) -> datetime: ...


class Inbox(Protocol):
    """The one way in."""

    def put(self, given: Input) -> None: ...


class Line(Protocol):
    """Whoever carries out line commands; replies arrive in the inbox."""

    def submit(self, command: LineCommand) -> None: ...


class CannotSpeak(Exception):
    """There is no sound for what was to be said; the message says why and what to do."""


class DialRefused(ValueError):
    """A number may not be called; `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Dialling(Protocol):
    """Which numbers operators may call out, as the plan in force says."""

    def number(self, operator: OperatorId, pii_typed: str) -> str:
        """What was typed, in the one form that is dialled. Raises `DialRefused`."""
        ...


class Speech(Protocol):
    """Turns what is to be said into sound that Asterisk can play."""

    async def media(
        self, say: Sequence[Utterance], language: str, revision: int
    ) -> tuple[str, ...]:
        """Addresses such as `sound:beep`, in order. Raises `CannotSpeak`."""
        ...


class LookUps(Protocol):
    """Whoever asks customer data; answers arrive in the inbox as `LookUpDone`."""

    def submit(self, command: LookUp) -> None: ...


class Listener(Protocol):
    """Whoever folds facts as they happen. Must return at once and never raise."""

    def __call__(self, step: Step) -> None: ...


class StepSource(Protocol):
    """Steps as the journal holds them, for whoever reads behind the line."""

    def read(self, after: int, limit: int) -> tuple[Step, ...]:
        """At most `limit` steps with `seq` greater than `after`, in order."""
        ...


class Vault(Protocol):
    """Where finished recordings are."""

    def locate(self, path: str) -> Path:
        """The file of a catalogue row's `path`. Raises `LookupError` when it is not there."""
        ...


class Board(Protocol):
    """The live board, kept by `stats` and shown by the desk."""

    def snapshot(self) -> BoardSnapshot: ...

    def since(self, epoch: str, seq: int) -> tuple[BoardDelta, ...] | None:
        """The deltas after `seq`, or None when they are not all kept any more."""
        ...

    def subscribe(self, listener: Callable[[BoardDelta], None]) -> Callable[[], None]:
        """Hear every later delta; call the answer to stop. The listener must not block."""
        ...
