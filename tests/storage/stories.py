"""Journals for tests of storage: calls as the core would tell them, and sources of steps."""

from datetime import UTC, datetime, timedelta
from itertools import chain

from sqlalchemy import select

from storage.database import Database
from storage.projector import JournalSource, Projector
from storage.tables import facts, projection, recordings
from storage.tables_work import calls, talks
from vocabulary.facts import (
    CallAnswered,
    CallArrived,
    CallConnected,
    CallEnded,
    Caller,
    CallHeld,
    CallPlaced,
    CallQueued,
    CallResumed,
    CallTransferred,
    DigitsCollected,
    DispositionChosen,
    Fact,
    MessageStarted,
    MessageTaken,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OfferRang,
    OperatorLost,
    OperatorPickedUp,
    OperatorRung,
    QueueLeft,
    RecordingKept,
    RecordingStarted,
    RecordingStopped,
    Step,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import (
    CallId,
    LegId,
    NodeId,
    OfferId,
    OperatorId,
    QueueId,
    RecordingId,
    message_of,
)
from vocabulary.states import EndReason, OfferResult, Outcome, QueueExit, TransferKind

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Moment = tuple[datetime, tuple[Fact, ...]]
SUPPORT = QueueId("support")
ANNA, BORIS = OperatorId("anna"), OperatorId("boris")


HOSTILE = (
    "'; DROP TABLE calls; --",
    'Robert"); DELETE FROM people; --',
    "a\x00b",
    "half \ud800 pair",
    "\udfff",
    "x" * 4096,
    "\N{TELEPHONE RECEIVER}\N{VARIATION SELECTOR-16} \N{FAMILY}",
    "../../etc/passwd",
    "line\r\nbreak",
    "${SHELL(id)}",
    "<script>alert(1)</script>",
    "100% _sure_ /slash\\",
    "\u202eright to left",
    "",
)


class Journal:
    """A journal in memory, and a way to write it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    @property
    def seq(self) -> int:
        return self.steps[-1].seq if self.steps else 0

    def write(self, at: datetime, *facts: Fact) -> Step:
        step = Step(self.seq + 1, at, facts)
        self.steps.append(step)
        return step

    def tell(self, *visits: list[Moment]) -> None:
        """Write whole visits, mixed as time mixes them."""
        for at, told in sorted(chain(*visits), key=lambda moment: moment[0]):
            self.write(at, *told)

    def read(self, after: int, limit: int) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.seq > after)[:limit]


async def fold_all(database: Database, journal: JournalSource) -> None:
    """Bring the database up to the journal."""
    projector = Projector(database, journal)
    while await projector.fold_batch():
        pass


async def dump(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All that the projector keeps, row by row."""
    async with database.reading() as connection:
        return {
            table.name: [
                tuple(row)
                for row in await connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in (facts, calls, talks, recordings, projection)
        }


def after(seconds: float, since: datetime = NOON) -> datetime:
    return since + timedelta(seconds=seconds)


def arrival(call: str, number: str = "+4930123456", name: str = "Ada") -> CallArrived:
    return CallArrived(CallId(call), LegId(f"leg-{call}"), "100", Caller(number, name))


def queued(call: str, at: datetime, queue: QueueId = SUPPORT) -> CallQueued:
    return CallQueued(CallId(call), queue, at)


def at_node(call: str, node: str) -> NodeEntered:
    return NodeEntered(CallId(call), NodeId(node), "say", "next")


def left(call: str, why: QueueExit, to: str, queue: QueueId = SUPPORT) -> QueueLeft:
    return QueueLeft(CallId(call), queue, why, to)


def offered(call: str, operator: OperatorId = ANNA, number: int = 1) -> OfferMade:
    return OfferMade(
        OfferId(f"offer-{call}-{number}"),
        CallId(call),
        operator,
        LegId(f"leg-{call}-{operator}-{number}"),
        "101",
        after(3600),
        ("idle longest",),
    )


def connected(call: str, operator: OperatorId = ANNA) -> CallConnected:
    return CallConnected(CallId(call), operator, LegId(f"leg-{call}-{operator}"))


def ended(
    call: str,
    outcome: Outcome = Outcome.ANSWERED,
    reason: EndReason = EndReason.CALLER_HUNG_UP,
    operator: OperatorId | None = None,
) -> CallEnded:
    return CallEnded(CallId(call), outcome, reason, operator)


def answered_visit(
    call: str, since: datetime, operator: OperatorId = ANNA, number: str = "+4930123456"
) -> list[Moment]:
    """A whole answered call: 13 facts in 8 decisions. Waits 9 s, talks 60 s."""
    it, recording = CallId(call), RecordingId(f"rec-{call}")
    offer = offered(call, operator)

    def at(seconds: float) -> datetime:
        return after(seconds, since)

    return [
        (at(0), (arrival(call, number),)),
        (at(1), (CallAnswered(it), queued(call, at(1)))),
        (at(1), (offer,)),
        (at(2), (OfferRang(offer.offer, it, operator),)),
        (
            at(10),
            (
                OfferEnded(offer.offer, it, operator, OfferResult.ACCEPTED),
                connected(call, operator),
                RecordingStarted(recording, it, operator),
            ),
        ),
        (
            at(70),
            (
                ended(call, operator=operator),
                RecordingStopped(recording, it),
                WrapUpStarted(operator, it, at(100)),
            ),
        ),
        (at(72), (RecordingKept(recording, it, f"2026/11/{call}.wav", 60.0, 960_044),)),
        (at(100), (WrapUpEnded(operator, it),)),
    ]


def abandoned_visit(call: str, since: datetime) -> list[Moment]:
    """A caller who waits 20 s and leaves: 4 facts in 3 decisions."""
    return [
        (after(0, since), (arrival(call),)),
        (after(1, since), (CallAnswered(CallId(call)), queued(call, after(1, since)))),
        (after(21, since), (ended(call, Outcome.ABANDONED, EndReason.LEFT_IN_QUEUE),)),
    ]


def menu_visit(call: str, since: datetime) -> list[Moment]:
    """A caller in menus for 8 s, waits 30 s, presses a key and leaves a message."""
    it, message = CallId(call), message_of(CallId(call), 1)

    def at(seconds: float) -> datetime:
        return after(seconds, since)

    arrived = CallArrived(it, LegId(f"leg-{call}"), "100", Caller("+4930123456", "Ada"), 7)
    typed = DigitsCollected(it, NodeId("number"), "order", 4, pii_digits="4711")
    waits = CallQueued(it, SUPPORT, at(9), language="ru", revision=7)
    return [
        (at(0), (arrived,)),
        (at(1), (CallAnswered(it), at_node(call, "main"))),
        (at(3), (at_node(call, "number"),)),
        (at(9), (typed, waits)),
        (at(39), (left(call, QueueExit.KEY, "mailbox"), at_node(call, "mailbox"))),
        (at(41), (MessageStarted(it, NodeId("mailbox"), message),)),
        (
            at(53),
            (
                MessageTaken(it, message),
                ended(call, Outcome.VOICEMAIL, EndReason.LEFT_MESSAGE),
            ),
        ),
        (at(54), (RecordingKept(message, it, f"2026/11/{call}.wav", 12.0, 96_044, 1),)),
    ]


def placed(call: str, operator: OperatorId = ANNA) -> CallPlaced:
    """Anna calls a number out for support."""
    return CallPlaced(
        call=CallId(call),
        operator=operator,
        operator_leg=LegId(f"leg-{call}-1"),
        extension="101",
        leg=LegId(f"leg-{call}-2"),
        dialled="100",
        caller=Caller("+4930777777", "Bob"),
        ring_s=30.0,
        queue=SUPPORT,
        revision=7,
    )


def transferred(
    call: str,
    kind: TransferKind = TransferKind.CONSULTED,
    operator: OperatorId = ANNA,
    **to: OperatorId | QueueId | str,
) -> CallTransferred:
    """Whoever has the call gives it to `to`, `queue` or `pii_number`."""
    return CallTransferred(CallId(call), operator, kind, **to)  # type: ignore[arg-type]


def worked_visit(call: str, since: datetime) -> list[Moment]:
    """Anna talks 30 s, holds 10 s, gives it to Boris, who is lost for 5 s and talks 25 s more.

    Waits 9 s; Anna's part is 40 s, of which 10 held, Boris's 30 s, of which 5; the 2 s between
    them are nobody's. Boris says in his wrap-up what it came to.
    """
    it, talk = CallId(call), answered_visit(call, since)

    def at(seconds: float) -> datetime:
        return after(seconds, since)

    return [
        *talk[:5],
        (at(40), (CallHeld(it, ANNA),)),
        (at(50), (transferred(call, to=BORIS), WrapUpStarted(ANNA, it, at(80)))),
        (at(52), (connected(call, BORIS),)),
        (at(62), (OperatorLost(it, BORIS, at(92)),)),
        (at(65), (OperatorRung(it, BORIS, LegId("again")),)),
        (at(67), (connected(call, BORIS),)),
        (at(82), (ended(call, operator=BORIS), WrapUpStarted(BORIS, it, at(110)))),
        (at(85), (DispositionChosen(it, BORIS, ("billing", "refund"), BORIS),)),
    ]


def placed_visit(call: str, since: datetime) -> list[Moment]:
    """A call out: Anna's phone rings 2 s, the number 8 s; they talk 20 s, 4 of them held."""
    it = CallId(call)

    def at(seconds: float) -> datetime:
        return after(seconds, since)

    return [
        (at(0), (placed(call),)),
        (at(2), (OperatorPickedUp(it, ANNA),)),
        (at(10), (CallAnswered(it), connected(call))),
        (at(15), (CallHeld(it, ANNA, by_phone=True),)),
        (at(19), (CallResumed(it, ANNA, by_phone=True),)),
        (at(30), (ended(call, Outcome.ANSWERED, EndReason.OPERATOR_HUNG_UP, ANNA),)),
    ]
