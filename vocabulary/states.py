"""The closed lists of states and reasons, each word with its meaning.

Values are the words that the journal, the API and the exports show, so a value is
never renamed, only added.
"""

from enum import StrEnum


class CallState(StrEnum):
    """Where a call is. `telephony.machine` holds the table of moves between them."""

    ARRIVING = "arriving"  # claimed from Asterisk, being answered
    IVR = "ivr"  # in the plan's flow: hears prompts, presses keys, leaves a message
    WAITING = "waiting"  # in a queue with music; phones may be ringing for it
    CONNECTING = "connecting"  # an operator accepted, the two are being joined
    TALKING = "talking"  # caller and operator hear each other
    OUTSIDE = "outside"  # an outside number rings or talks
    DIALLING = "dialling"  # we call out: the operator's phone rings, then the number
    TRANSFERRING = "transferring"  # let go by an operator, another phone rings for it
    RECOVERING = "recovering"  # the operator's phone is gone; music until it is back
    ENDED = "ended"  # over; the ledger row is final

    @classmethod
    def _missing_(cls, value: object) -> "CallState | None":
        """What versions before menus wrote in their checkpoints."""
        return cls.IVR if value == "greeting" else None


class Availability(StrEnum):
    """What an operator chose."""

    READY = "ready"
    BREAK = "break"
    SIGNED_OUT = "signed_out"


class Activity(StrEnum):
    """What the work imposes on an operator."""

    IDLE = "idle"
    OFFERED = "offered"
    TALKING = "talking"
    HOLDING = "holding"  # in a call whose caller hears music; only shown, never decided upon
    WRAPPING_UP = "wrapping_up"


class PhoneState(StrEnum):
    """What Asterisk knows of an operator's phone."""

    UNREACHABLE = "unreachable"  # not registered, or does not answer
    FREE = "free"
    BUSY = "busy"  # rings or talks, for us or for somebody else


class OfferResult(StrEnum):
    """How an offer ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"  # the operator refused
    BUSY = "busy"  # the phone was in another call
    TIMED_OUT = "timed_out"  # rang its full time
    UNREACHABLE = "unreachable"  # no phone to ring, or it died
    WITHDRAWN = "withdrawn"  # we took it back: caller gone, another accepted, break
    FAILED = "failed"  # Asterisk could not place or join it


class Outcome(StrEnum):
    """What became of the caller. Exactly one for each call."""

    ANSWERED = "answered"  # talked with an operator
    ABANDONED = "abandoned"  # left before anyone answered
    VOICEMAIL = "voicemail"  # left a message
    INTERRUPTED = "interrupted"  # cut by a failure of ours; we owe a call back
    REFUSED = "refused"  # a number that the plan does not serve, or a caller whom it blocks
    CALLBACK = "callback"  # asked to be called back
    TRANSFERRED = "transferred"  # talked with an outside number
    INFORMED = "informed"  # heard what the menus had to say; nobody was asked for
    UNREACHED = "unreached"  # we called, and nobody answered


class EndReason(StrEnum):
    """What ended the call."""

    CALLER_HUNG_UP = "caller_hung_up"
    OPERATOR_HUNG_UP = "operator_hung_up"
    ENDED_FROM_DESK = "ended_from_desk"  # somebody pressed hang up on a screen
    LEFT_IN_GREETING = "left_in_greeting"  # stated by versions before menus
    LEFT_IN_MENU = "left_in_menu"
    LEFT_IN_QUEUE = "left_in_queue"
    LEFT_WHILE_CONNECTING = "left_while_connecting"
    UNKNOWN_NUMBER = "unknown_number"
    LINE_FAILED = "line_failed"  # Asterisk refused to answer or to join
    ASTERISK_LOST = "asterisk_lost"  # Asterisk stopped under the call
    LEFT_WHILE_AWAY = "left_while_away"  # gone while the service was not running
    FALLBACK_ANSWERED = "fallback_answered"  # a phone took it without the service
    FALLBACK_LEFT = "fallback_left"  # hung up in the fallback
    FALLBACK_MESSAGE = "fallback_message"  # left a message in the fallback
    FLOW_ENDED = "flow_ended"  # the plan's flow came to its end
    FLOW_TOO_LONG = "flow_too_long"  # too many nodes or too much time in the flow
    CALLER_BLOCKED = "caller_blocked"  # the plan does not let this caller in
    LEFT_MESSAGE = "left_message"  # left a message
    CALLBACK_ASKED = "callback_asked"  # asked to be called back
    OUTSIDE_ENDED = "outside_ended"  # talked outside, and either side hung up
    LEFT_OUTSIDE = "left_outside"  # hung up while an outside number rang
    LEFT_IN_TRANSFER = "left_in_transfer"  # hung up while a colleague's phone rang for it
    LEFT_ON_HOLD = "left_on_hold"  # hung up while it was on hold
    OPERATOR_LOST = "operator_lost"  # the operator's phone was lost and did not come back
    CALLEE_BUSY = "callee_busy"  # we called: the number was busy
    CALLEE_DECLINED = "callee_declined"  # we called: the call was refused
    CALLEE_SILENT = "callee_silent"  # we called: nobody picked up in time
    CALLEE_UNREACHABLE = "callee_unreachable"  # we called: there is no such number, or no line
    OPERATOR_GAVE_UP = "operator_gave_up"  # we called: the operator hung up before an answer
    OPERATOR_SILENT = "operator_silent"  # we called: the operator's own phone was not picked up


class QueueExit(StrEnum):
    """Why a call left a queue without an operator and without hanging up."""

    KEY = "key"  # the caller pressed a key that the queue offers
    TOO_LONG = "too_long"  # waited for as long as the plan allows
    TOO_MANY = "too_many"  # found as many others waiting as the plan allows
    RATIO = "ratio"  # more waiting calls to each operator than the plan allows
    NOBODY = "nobody"  # nobody who serves the queue is signed in
    CLOSED = "closed"  # the queue's hours are over, or somebody closed it


class Direction(StrEnum):
    """Who called whom."""

    IN = "in"
    OUT = "out"


class TransferKind(StrEnum):
    """How an operator gave a call away."""

    BLIND = "blind"  # let go at once
    CONSULTED = "consulted"  # after a talk with whoever takes it


class ConsultMove(StrEnum):
    """What an operator does with a third party whom it asked."""

    COMPLETE = "complete"  # give the caller to the third party and leave
    CANCEL = "cancel"  # let the third party go, back to the caller
    CONFERENCE = "conference"  # all three hear each other


class CallerKind(StrEnum):
    """Whom the plan takes a caller for."""

    BLOCKED = "blocked"
    VIP = "vip"
    KNOWN = "known"
    UNKNOWN = "unknown"


class InputFault(StrEnum):
    """Why what a caller pressed is of no use."""

    MISSING = "missing"  # pressed nothing in time
    WRONG = "wrong"  # pressed what is not offered
    DISMISSED = "dismissed"  # heard the digits read back and did not confirm them


class LookUpResult(StrEnum):
    """What came of asking for a customer's data."""

    FOUND = "found"
    MISSING = "missing"  # there is no such customer
    FAILED = "failed"  # no answer in time, or an error


class EndCause(StrEnum):
    """Why a leg is gone, as far as the line knows."""

    HANG_UP = "hang_up"
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    GONE = "gone"  # found missing after a gap
    LINE_LOST = "line_lost"  # Asterisk itself stopped


class Role(StrEnum):
    """What a person may do. A person has one or more."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
