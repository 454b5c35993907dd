"""What the line reports of a call's legs: which rule answers, by whose leg it is.

The caller's, whom an operator calls, an outside number, a third party, a phone that is
offered the call, the operator who has it. Changes nothing.
"""

from datetime import datetime

from telephony import placing, recovery, rules, talk
from telephony.call import Call, Offer
from telephony.directory import Directory
from telephony.flow import Flow
from telephony.party import Party
from vocabulary.ids import LegId
from vocabulary.inputs import (
    AnswerFailed,
    DigitPressed,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegRang,
    LegsJoined,
    PromptEnded,
)
from vocabulary.ports import Decision, together
from vocabulary.states import CallState, EndCause, EndReason, Outcome

LegReport = LegAnswered | LegRang | LegEnded | PromptEnded | DigitPressed | AnswerFailed
Joined = LegsJoined | JoinFailed


class Reports:
    """Answers reports of legs that belong to a living call."""

    def __init__(self, flow: Flow, directory: Directory) -> None:
        self._flow = flow
        self._directory = directory

    def of_leg(self, now: datetime, call: Call, given: LegReport) -> Decision:
        """A report of one leg of the call; what the caller said or pressed is the flow's."""
        offer = call.offer_on(given.leg)
        if given.leg == call.leg:
            return self._caller(call, given)
        if given.leg == call.visit.outside_leg:
            return _outside(call, given)
        if call.party is not None and given.leg == call.party.leg:
            return _party(call, call.party, given)
        if offer is not None:
            return _phone(call, offer, given)
        match given:
            case LegAnswered():
                return _operator_answered(call, given.leg)
            case LegEnded():
                return self._operator_left(now, call, given.cause)
            case _:
                return rules.NOTHING

    def joined(self, call: Call, given: Joined) -> Decision:
        """Legs of the call hear each other, or could not be joined."""
        failed = isinstance(given, JoinFailed)
        party, outside = call.party, call.visit.outside_leg
        if given.aside and call.state is not CallState.TALKING:
            return rules.NOTHING  # told late: the party is being joined with the caller by now
        if call.state is CallState.OUTSIDE and given.leg == outside:
            return (
                rules.outside_not_joined(call) if failed else rules.outside_joined(call, given.leg)
            )
        if party is not None and given.leg == party.leg:
            if failed:
                return talk.party_not_joined(call, party, self._flow.music(call))
            return talk.party_joined(call, party)
        if given.leg != call.operator_leg:
            return rules.NOTHING
        return self._not_joined(call) if failed else _with_operator(call, given.leg)

    def silent(self, call: Call) -> Decision:
        """What was due of the line did not come: go on without it."""
        match call.state:
            case CallState.DIALLING:
                return placing.silent(call)
            case CallState.RECOVERING:
                return recovery.given_up(call)
            case CallState.TRANSFERRING | CallState.TALKING if call.party is not None:
                return talk.party_silent(call, call.party)
            case CallState.TRANSFERRING:
                return recovery.homeless(call)
            case _:
                return rules.too_silent(call, self._flow.music(call))

    def _caller(self, call: Call, given: LegReport) -> Decision:
        dials = call.state is CallState.DIALLING
        match given:
            case LegAnswered() if not call.answered:
                return placing.answered(call) if dials else self._flow.answered(call)
            case LegEnded():
                left = placing.callee_left if dials else rules.caller_left
                return left(call, given.cause)
            case AnswerFailed() if not call.answered and not dials:
                return rules.finish(call, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
            case _:
                return rules.NOTHING

    def _operator_left(self, now: datetime, call: Call, cause: EndCause) -> Decision:
        music = self._flow.music(call)
        if cause is not EndCause.LINE_LOST:
            match call.state:
                case CallState.DIALLING:
                    return placing.operator_left(call, cause)
                case CallState.RECOVERING:
                    return recovery.again_in_vain(call, music)
                case CallState.TALKING if cause in recovery.LOST:
                    return self._lost(now, call, music)
                case CallState.TALKING if call.party is not None:
                    return talk.complete(now, call, music, gone=True)
        goes_on = self._flow.after_talk(call) is not None
        return rules.operator_left(call, cause, music, goes_on)

    def _lost(self, now: datetime, call: Call, music: str) -> Decision:
        """A phone that says already that it is there again is rung at once."""
        lost = recovery.lost(now, call, music, gone=True)
        operator, conference = call.operator, call.party is not None and call.party.conference
        if operator is None or conference or not self._directory.has_free_phone(operator):
            return lost
        extension = self._directory.extension_of(operator)
        if extension is None:
            return lost
        return together([lost, recovery.ring(call, extension, call.rung + 1)])

    def _not_joined(self, call: Call) -> Decision:
        music = self._flow.music(call)
        match call.state:
            case CallState.CONNECTING:
                return rules.join_failed(call, music)
            case CallState.TALKING:
                return talk.not_resumed(call, music)
            case CallState.DIALLING:
                return placing.callee_left(call, EndCause.FAILED)
            case CallState.RECOVERING:
                return recovery.again_in_vain(call, music, hang_up=True)
            case _:
                return rules.NOTHING


def _with_operator(call: Call, leg: LegId) -> Decision:
    match call.state:
        case CallState.DIALLING:
            return placing.joined(call)
        case CallState.RECOVERING:
            return recovery.joined(call, leg)
        case CallState.TALKING:
            return talk.resumed(call)
        case _:
            return rules.joined(call, leg)


def _operator_answered(call: Call, leg: LegId) -> Decision:
    """An operator's own phone that was not offered anything picked up."""
    if call.state is CallState.DIALLING:
        return placing.operator_answered(call)
    if call.state is CallState.RECOVERING:
        return recovery.picked_up(call, leg)
    return rules.NOTHING


def _phone(call: Call, offer: Offer, given: LegReport) -> Decision:
    match given:
        case LegRang():
            return rules.phone_rang(call, offer)
        case LegAnswered():
            return rules.phone_answered(call, given.leg, offer)
        case LegEnded():
            return rules.phone_ended(call, offer, given.cause)
        case _:
            return rules.NOTHING


def _outside(call: Call, given: LegReport) -> Decision:
    match given:
        case LegAnswered():
            return rules.outside_answered(call, given.leg)
        case LegEnded():
            return rules.outside_ended(call, given.cause)
        case _:
            return rules.NOTHING


def _party(call: Call, party: Party, given: LegReport) -> Decision:
    match given:
        case LegAnswered():
            return talk.party_answered(call, party)
        case LegEnded():
            return talk.party_left(call, party, given.cause)
        case _:
            return rules.NOTHING
