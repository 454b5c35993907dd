"""Why a leg is gone, and who tells it.

A caller's leg tells its end by StasisEnd, for it may have no other event. A leg that we rang
always has a ChannelDestroyed, at most a few milliseconds later, and only that one says
whether somebody hung up or the phone was lost: it alone is its end.
"""

from telephony.ari import names
from vocabulary.ids import LegId
from vocabulary.inputs import LegEnded
from vocabulary.ports import Inbox
from vocabulary.states import EndCause

_UP, _NONE = "Up", 0
_CAUSES = {
    1: EndCause.UNREACHABLE,  # no such number
    3: EndCause.UNREACHABLE,  # no route
    16: EndCause.HANG_UP,
    17: EndCause.BUSY,
    18: EndCause.NO_ANSWER,
    19: EndCause.NO_ANSWER,
    20: EndCause.UNREACHABLE,  # subscriber absent
    21: EndCause.DECLINED,
    22: EndCause.UNREACHABLE,
    26: EndCause.HANG_UP,
    27: EndCause.UNREACHABLE,
    28: EndCause.UNREACHABLE,  # the number has a wrong form
    31: EndCause.HANG_UP,  # normal, not specified
    44: EndCause.UNREACHABLE,  # no audio came for too long
}


def cause_of(number: int, state: str) -> EndCause:
    """What a Q.850 number means to us, of a channel that was in that state at last.

    A phone that is in no bridge and hangs up without a reason has none: 0.
    """
    if number == _NONE and state == _UP:
        return EndCause.HANG_UP
    return _CAUSES.get(number, EndCause.FAILED)


def tell_gone(inbox: Inbox, leg: LegId) -> None:
    """A command found its leg gone. Of a leg that we rang its own event tells it, with the
    cause; a caller's may have been lost."""
    if not names.is_rung(leg):
        inbox.put(LegEnded(leg, EndCause.HANG_UP))
