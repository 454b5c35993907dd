"""The live board: what every screen shows of this moment.

A flat map from key to card, so that a change is a short list of keys. Keys are
`service`, `standing`, `today`, `queues/<queue>`, `operators/<operator>` and `calls/<call>`.
Moments are given, never durations: a screen counts by itself and never shows a
stopped number as a live one.
"""

from datetime import date, datetime

import msgspec

from vocabulary.ids import CallId, NodeId, OperatorId, QueueId
from vocabulary.states import Activity, Availability, CallState, Direction, PhoneState


class OperatorCard(msgspec.Struct, frozen=True):
    """One operator. `since` is when availability or activity last changed.

    `occupancy` is the busy share, 0 to 1, of the time that it was at work or ready in the
    last half hour; None if it was neither. `call` is the one it is in or wraps up, of the
    queue `serves`; `disposition` what it has said of it so far, `aside` whether it is in
    there as one who was asked.
    """

    operator: OperatorId
    name: str
    extension: str
    queues: tuple[QueueId, ...]
    availability: Availability
    reason: str
    activity: Activity
    phone: PhoneState
    since: datetime
    call: CallId | None = None
    wrap_up_until: datetime | None = None
    answered_today: int = 0
    missed_today: int = 0
    occupancy: float | None = None
    serves: QueueId | None = None
    disposition: tuple[str, ...] = ()
    aside: bool = False


class PartyCard(msgspec.Struct, frozen=True):
    """A third party of a call: a colleague or an outside number.

    `state` is ringing, talking (with the operator alone) or conference (with both).
    """

    state: str
    since: datetime
    operator: OperatorId | None = None
    pii_number: str = ""


class CallCard(msgspec.Struct, frozen=True):
    """One living call. `ringing` names the operators whose phones ring for it.

    The forecast is of the remaining wait, counted from `forecast_at`; `silent` says why
    there is none (`vocabulary.decisions.Silence`). `node` is where the caller is in the
    flow, while its state is `ivr` or `outside`; `revision` is the plan that it follows.
    `menu` and `choice` are the last menu of the flow and the key that was pressed there.
    Since `held_since` the caller hears music. `paused`: nothing is written. `given_by` is
    the operator who transferred it here last; `talk_since` is when the talk with the
    present operator began.
    """

    call: CallId
    state: CallState
    dialled: str
    pii_number: str
    pii_name: str
    arrived_at: datetime
    since: datetime
    queue: QueueId | None = None
    place_since: datetime | None = None
    priority: int = 0
    ringing: tuple[OperatorId, ...] = ()
    operator: OperatorId | None = None
    recording: bool = False
    forecast_p50_s: float | None = None
    forecast_p90_s: float | None = None
    forecast_at: datetime | None = None
    silent: str = ""
    node: NodeId | None = None
    revision: int = 0
    language: str = ""
    direction: Direction = Direction.IN
    menu: NodeId | None = None
    choice: str = ""
    held_since: datetime | None = None
    muted: bool = False
    paused: bool = False
    party: PartyCard | None = None
    given_by: OperatorId | None = None
    transfers: int = 0
    talk_since: datetime | None = None


class QueueCard(msgspec.Struct, frozen=True):
    """One queue. `longest_since` is the place of whoever waits longest.

    The forecast is of the wait of a caller who would join now; `silent` says why there is
    none.
    """

    queue: QueueId
    waiting: int
    longest_since: datetime | None
    operators_ready: int
    forecast_p50_s: float | None = None
    forecast_p90_s: float | None = None
    silent: str = ""


class ServiceLevel(msgspec.Struct, frozen=True):
    """A service level with the variant that it follows. `value` is None without calls."""

    variant: str
    threshold_s: int
    objective: float
    value: float | None


class TodayCard(msgspec.Struct, frozen=True):
    """Counts since midnight in the centre's time zone.

    offered = answered + abandoned + overflowed + lost, and each call is in one of them, by
    what became of it in the end:

        answered    an operator and the caller were joined, in whatever queue
        abandoned   hung up before that
        overflowed  left a queue by a key or as the plan says, and was served without an
                    operator: asked for a callback, left a message, talked with an outside
                    number or heard what it wanted to know; never counted as abandoned
        lost        cut by a failure of ours, or served by voicemail without having left a
                    queue for it, as in the fallback

    Offered are callers who asked for somebody: one who was only in menus is not, whether
    it heard what it wanted, left a message or hung up there; refused numbers are not. A
    call that overflows from one queue to another counts once.

    `callbacks` and `messages` are all calls of today that ended with a callback asked for
    or with a message, from a queue (then among `overflowed` or `lost` too) or from menus.
    """

    day: date
    offered: int
    answered: int
    abandoned: int
    lost: int
    service_level: ServiceLevel
    answer_time_mean_s: float | None
    answer_time_p90_s: float | None
    overflowed: int = 0
    callbacks: int = 0
    messages: int = 0


class ServiceCard(msgspec.Struct, frozen=True):
    """The service itself. `lines_up`: connected to Asterisk and reconciled."""

    lines_up: bool
    since: datetime
    why: str = ""


class StandingCard(msgspec.Struct, frozen=True):
    """The plan in force and what was switched by hand.

    `closed` are calendars that somebody closed, and until when; None: until opened again.
    `incident` is the prompt that callers hear first, `incident_queues` whom it concerns.
    """

    revision: int = 0
    published_at: datetime | None = None
    published_by: str = ""
    closed: dict[str, datetime | None] = {}
    incident: str = ""
    incident_queues: tuple[QueueId, ...] = ()


Card = StandingCard | OperatorCard | CallCard | QueueCard | TodayCard | ServiceCard


class BoardDelta(msgspec.Struct, frozen=True):
    """What changed from `seq - 1` to `seq`: cards to set and keys to drop."""

    seq: int
    at: datetime
    set: dict[str, Card]
    drop: tuple[str, ...] = ()


class BoardSnapshot(msgspec.Struct, frozen=True):
    """The whole board at `seq`. `epoch` changes when numbering starts anew."""

    epoch: str
    seq: int
    at: datetime
    cards: dict[str, Card]
