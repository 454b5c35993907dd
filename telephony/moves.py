"""The call machine: every legal move of a call, and nothing else.

A call arrives and is answered. It may walk through the plan's flow; it may wait in a
queue, while phones ring for it, and leave it for the flow again. When an operator
accepts, the two are being connected; when they hear each other, they talk. A join that
fails sends the call back to wait at its old place. After a talk the flow may go on. An
outside number may take the call instead. From every state a call may end, once.

A call whose number leads to a queue at once is queued in the moment it arrives, so that a
phone may ring while the line still answers: being answered is therefore legal in every
later state and moves nothing. Offers live inside WAITING: they begin and end without
moving the call, except the one that is accepted; those of a call that left its queue end
while it is in the flow, or in its next queue.

A move that is not in the table is a mistake of ours: it raises and changes nothing.
What the line reports late or twice is no mistake: `telephony.book` drops it before it
becomes a fact.
"""

from vocabulary.facts import (
    Announced,
    CallAnswered,
    CallbackAsked,
    CallConnected,
    CallEnded,
    CallerRecognised,
    CallHeld,
    CallQueued,
    CallRequeued,
    CallResumed,
    CallReturned,
    CallTransferred,
    ConferenceStarted,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    CriteriaSet,
    CustomerLookedUp,
    DigitsCollected,
    DispositionChosen,
    Fact,
    FlowEnded,
    GreetingStarted,
    IncidentHeard,
    InputFailed,
    KeyChosen,
    LanguageChosen,
    MessageStarted,
    MessageTaken,
    MuteChanged,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OfferRang,
    OperatorLost,
    OperatorPickedUp,
    OperatorRung,
    OutsideChosen,
    OutsideConnected,
    OutsideFailed,
    QueueChosen,
    QueueLeft,
    SurveyAnswered,
    TalkEnded,
    WaitExplained,
    WaitPromised,
)
from vocabulary.states import CallState, OfferResult

_ARRIVING = CallState.ARRIVING
_IVR = CallState.IVR
_OUTSIDE = CallState.OUTSIDE
_WAITING = CallState.WAITING
_CONNECTING = CallState.CONNECTING
_TALKING = CallState.TALKING
_DIALLING = CallState.DIALLING
_TRANSFERRING = CallState.TRANSFERRING
_RECOVERING = CallState.RECOVERING
_ENDED = CallState.ENDED

WALKING: tuple[type[Fact], ...] = (
    CallAnswered,
    NodeEntered,
    IncidentHeard,
    InputFailed,
    KeyChosen,
    DigitsCollected,
    LanguageChosen,
    CallerRecognised,
    CustomerLookedUp,
    CriteriaSet,
    SurveyAnswered,
    MessageStarted,
    MessageTaken,
    CallbackAsked,
    QueueChosen,
    FlowEnded,
)
"""What happens in the flow and leaves the call there."""

IN_TALK: tuple[type[Fact], ...] = (
    CallAnswered,
    CallHeld,
    CallResumed,
    MuteChanged,
    ConsultStarted,
    ConsultAnswered,
    ConsultEnded,
    ConferenceStarted,
)
"""What happens while an operator has the call and leaves it with this operator."""

MOVES: dict[tuple[CallState, type[Fact]], CallState] = {
    (_ARRIVING, CallAnswered): _ARRIVING,
    (_ARRIVING, GreetingStarted): _IVR,
    (_ARRIVING, NodeEntered): _IVR,
    (_ARRIVING, QueueChosen): _ARRIVING,
    (_ARRIVING, FlowEnded): _ARRIVING,
    (_ARRIVING, CallQueued): _WAITING,
    (_ARRIVING, CallEnded): _ENDED,
    **{(_IVR, fact): _IVR for fact in WALKING},
    (_IVR, OutsideChosen): _OUTSIDE,
    (_IVR, CallQueued): _WAITING,
    (_IVR, OfferEnded): _IVR,  # withdrawn: the call left its queue while a phone rang
    (_IVR, CallEnded): _ENDED,
    (_OUTSIDE, CallAnswered): _OUTSIDE,
    (_OUTSIDE, OutsideConnected): _OUTSIDE,
    (_OUTSIDE, OutsideFailed): _IVR,
    (_OUTSIDE, FlowEnded): _OUTSIDE,
    (_OUTSIDE, CallEnded): _ENDED,
    (_WAITING, CallAnswered): _WAITING,
    (_WAITING, CallQueued): _WAITING,  # overflowed, as versions before menus stated it
    (_WAITING, QueueLeft): _IVR,
    (_WAITING, Announced): _WAITING,
    (_WAITING, IncidentHeard): _WAITING,
    (_WAITING, WaitExplained): _WAITING,
    (_WAITING, WaitPromised): _WAITING,
    (_WAITING, OfferMade): _WAITING,
    (_WAITING, OfferRang): _WAITING,
    (_WAITING, OfferEnded): _WAITING,  # accepted moves on to CONNECTING, see below
    (_WAITING, CallEnded): _ENDED,
    (_CONNECTING, CallAnswered): _CONNECTING,
    (_CONNECTING, OfferEnded): _CONNECTING,  # the other phones' offers are withdrawn
    (_CONNECTING, CallConnected): _TALKING,
    (_CONNECTING, CallRequeued): _WAITING,
    (_CONNECTING, CallEnded): _ENDED,
    **{(_TALKING, fact): _TALKING for fact in IN_TALK},
    (_TALKING, TalkEnded): _IVR,
    (_TALKING, CallTransferred): _TRANSFERRING,
    (_TALKING, OperatorLost): _RECOVERING,
    (_TALKING, CallEnded): _ENDED,
    (_TRANSFERRING, CallAnswered): _TRANSFERRING,
    (_TRANSFERRING, ConsultAnswered): _TRANSFERRING,
    (_TRANSFERRING, ConsultEnded): _TRANSFERRING,
    (_TRANSFERRING, CallConnected): _TALKING,
    (_TRANSFERRING, OutsideConnected): _OUTSIDE,
    (_TRANSFERRING, CallReturned): _TRANSFERRING,
    (_TRANSFERRING, NodeEntered): _IVR,  # its queue is closed by now
    (_TRANSFERRING, QueueChosen): _TRANSFERRING,
    (_TRANSFERRING, FlowEnded): _TRANSFERRING,
    (_TRANSFERRING, CallQueued): _WAITING,
    (_TRANSFERRING, CallEnded): _ENDED,
    (_RECOVERING, CallAnswered): _RECOVERING,
    (_RECOVERING, OperatorRung): _RECOVERING,
    (_RECOVERING, OperatorLost): _RECOVERING,  # its phone was rung again in vain
    (_RECOVERING, CallConnected): _TALKING,
    (_RECOVERING, CallReturned): _TRANSFERRING,
    (_RECOVERING, CallEnded): _ENDED,
    (_DIALLING, OperatorPickedUp): _DIALLING,
    (_DIALLING, CallAnswered): _DIALLING,
    (_DIALLING, CallConnected): _TALKING,
    (_DIALLING, CallEnded): _ENDED,
    **{(state, DispositionChosen): state for state in CallState},
    (_ENDED, OfferEnded): _ENDED,  # offers outlive the call by one fact
}


class IllegalMove(RuntimeError):
    """A fact that the call's state does not allow: a mistake of ours."""


def next_state(state: CallState, fact: Fact) -> CallState:
    """Where `fact` takes a call that is in `state`. Raises `IllegalMove`."""
    target = MOVES.get((state, type(fact)))
    if target is None:
        raise IllegalMove(f"{type(fact).__name__} is not possible while {state.value}")
    if isinstance(fact, OfferEnded) and fact.result is OfferResult.ACCEPTED:
        if state is not CallState.WAITING:
            raise IllegalMove(f"a second operator accepted while {state.value}")
        return CallState.CONNECTING
    return target
