"""After a gap: what lives on the line against what the book believes.

The difference is told as ordinary reports, so that a restart has no rules of its own.
Reports are taken one by one: a later one meets the state that an earlier one has left.
"""

from collections.abc import Callable, Container, Iterable

from telephony.call import Call
from telephony.party import Party
from vocabulary.commands import (
    AnswerCaller,
    Command,
    GatherLegs,
    HangUpLeg,
    HoldLeg,
    JoinLegs,
    MuteLeg,
    StartMusic,
)
from vocabulary.ids import LegId
from vocabulary.inputs import (
    Input,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsJoined,
    LinesSurveyed,
)
from vocabulary.ports import Decision
from vocabulary.states import CallState, Direction, EndCause

_OF_OPERATORS = frozenset(
    {
        CallState.TALKING,
        CallState.TRANSFERRING,
        CallState.RECOVERING,
        CallState.DIALLING,
    }
)


def mend(
    calls: Iterable[Call],
    survey: LinesSurveyed,
    music: Callable[[Call], str],
    finished: Container[str],
) -> Decision:
    """What the survey tells about each living call, and legs that nobody owns.

    A leg that is missing has gone while we were away; when Asterisk itself was
    replaced, every leg of before was lost with it. What a crash may have kept from being
    carried out is commanded again: answering, music, holding, joining. Callers whose arrival was
    lost arrive now; legs of calls that are over, and legs that nobody owns, are ended.
    Callers in the flow hear their node again; that is the book's.
    """
    seen = {leg.leg: leg for leg in survey.legs}
    missing = EndCause.LINE_LOST if survey.restarted else EndCause.GONE
    reports: list[Input] = []
    commands: list[Command] = []
    owned: set[LegId] = set()
    for call in calls:
        owned.update(call.legs)
        reports.extend(_reports(call, seen, missing))
        commands.extend(_again(call, seen, music(call)))
    arrivals = [arrival for arrival in survey.arrivals if arrival.leg not in owned]
    reports.extend(arrivals)
    owned.update(arrival.leg for arrival in arrivals if arrival.leg not in finished)
    commands.extend(HangUpLeg(leg) for leg in seen if leg not in owned)
    return Decision((), tuple(commands), tuple(reports))


def _reports(call: Call, seen: dict[LegId, LegSeen], missing: EndCause) -> list[Input]:
    caller = seen.get(call.leg)
    if caller is None and call.state is CallState.DIALLING and not call.picked_up:
        return _own_phone(call, seen, missing)
    if caller is None:
        return [LegEnded(call.leg, missing)]
    reports: list[Input] = []
    if caller.answered and not call.answered:
        reports.append(LegAnswered(call.leg))
    for offer in call.offers:
        phone = seen.get(offer.leg)
        if phone is None:
            reports.append(LegEnded(offer.leg, missing))
        elif phone.answered:
            reports.append(LegAnswered(offer.leg))
    if call.operator_leg is not None:
        reports.extend(_other_reports(call, call.operator_leg, seen, missing))
    if call.visit.outside_leg is not None:
        reports.extend(_other_reports(call, call.visit.outside_leg, seen, missing))
    if call.party is not None:
        reports.extend(_party_reports(call, call.party, seen, missing))
    return reports


def _own_phone(call: Call, seen: dict[LegId, LegSeen], missing: EndCause) -> list[Input]:
    """Of an operator who calls out: the number is not rung before it picks up."""
    if call.operator_leg is None:
        return []
    phone = seen.get(call.operator_leg)
    if phone is None:
        return [LegEnded(call.operator_leg, missing)]
    return [LegAnswered(call.operator_leg)] if phone.answered else []


def _party_reports(
    call: Call, party: Party, seen: dict[LegId, LegSeen], missing: EndCause
) -> list[Input]:
    """Of a third party."""
    phone = seen.get(party.leg)
    if phone is None:
        return [LegEnded(party.leg, missing)]
    reports: list[Input] = []
    if phone.answered and not party.answered:
        reports.append(LegAnswered(party.leg))
    if party.answered and phone.joined == call.id:
        reports.append(LegsJoined(call.id, party.leg))
    return reports


def _other_reports(
    call: Call, leg: LegId, seen: dict[LegId, LegSeen], missing: EndCause
) -> list[Input]:
    """Of the operator who accepted, or of the outside number."""
    other = seen.get(leg)
    if other is None:
        return [LegEnded(leg, missing)]
    if _joined(call, leg, seen):
        return [] if call.held else [LegsJoined(call.id, leg)]
    rung = call.state in {CallState.OUTSIDE, CallState.RECOVERING}
    return [LegAnswered(leg)] if rung and other.answered else []


def _joined(call: Call, leg: LegId, seen: dict[LegId, LegSeen]) -> bool:
    return seen[call.leg].joined == call.id and seen[leg].joined == call.id


def _again(call: Call, seen: dict[LegId, LegSeen], music: str) -> list[Command]:
    caller = seen.get(call.leg)
    if caller is None:
        return []
    commands: list[Command] = []
    if not caller.answered and call.direction is Direction.IN:
        commands.append(AnswerCaller(call.id, call.leg))
    if call.state in _OF_OPERATORS:
        return [*commands, *_talk_again(call, seen, music)]
    rings_outside = call.state is CallState.OUTSIDE and call.visit.outside_until is not None
    if call.state is CallState.WAITING or rings_outside:
        commands.append(StartMusic(call.leg, music))
    leg = call.operator_leg
    if leg is not None and leg in seen and not _joined(call, leg, seen):
        commands.append(JoinLegs(call.id, call.leg, leg))
    return commands


def _talk_again(call: Call, seen: dict[LegId, LegSeen], music: str) -> list[Command]:
    """Who is to hear whom, once more: each of these may be repeated."""
    leg = call.operator_leg
    if call.muted and leg is not None and leg in seen:
        return [MuteLeg(leg, muted=True), *_heard_again(call, seen, music)]
    return _heard_again(call, seen, music)


def _heard_again(call: Call, seen: dict[LegId, LegSeen], music: str) -> list[Command]:
    leg, party = call.operator_leg, call.party
    if party is not None and party.answered and party.leg in seen:
        if call.state is CallState.TRANSFERRING:
            return [JoinLegs(call.id, call.leg, party.leg)]
        if leg is not None and leg in seen:
            return _with_party(call, leg, party, music)
    apart = leg is None or leg not in seen or not _joined(call, leg, seen)
    waits = call.state in {CallState.TRANSFERRING, CallState.RECOVERING}
    if call.held or (waits and apart):
        return [HoldLeg(call.id, call.leg, music)]
    if leg is not None and leg in seen and apart:
        both_up = call.state is not CallState.DIALLING or call.answered
        return [JoinLegs(call.id, call.leg, leg)] if both_up else []
    return []


def _with_party(call: Call, leg: LegId, party: Party, music: str) -> list[Command]:
    if party.conference:
        return [GatherLegs(call.id, (call.leg, leg, party.leg))]
    return [
        HoldLeg(call.id, call.leg, music),
        GatherLegs(call.id, (leg, party.leg), aside=True),
    ]
