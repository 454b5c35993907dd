"""After a gap: what lives on the line against what the book believes.

The difference is told as ordinary reports, so that a restart has no rules of its own.
Reports are taken one by one: a later one meets the state that an earlier one has left.
"""

from collections.abc import Callable, Container, Iterable

from telephony.call import Call
from vocabulary.commands import AnswerCaller, Command, HangUpLeg, JoinLegs, StartMusic
from vocabulary.ids import LegId
from vocabulary.inputs import (
    Input,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsJoined,
    LinesSurveyed,
    PromptEnded,
)
from vocabulary.ports import Decision
from vocabulary.states import CallState, EndCause


def mend(
    calls: Iterable[Call],
    survey: LinesSurveyed,
    music: Callable[[Call], str],
    finished: Container[str],
) -> Decision:
    """What the survey tells about each living call, and legs that nobody owns.

    A leg that is missing has gone while we were away; when Asterisk itself was
    replaced, every leg of before was lost with it. What a crash may have kept from being
    carried out is commanded again: answering, music, joining. Callers whose arrival was
    lost arrive now; legs of calls that are over, and legs that nobody owns, are ended.
    """
    seen = {leg.leg: leg for leg in survey.legs}
    missing = EndCause.LINE_LOST if survey.restarted else EndCause.GONE
    reports: list[Input] = []
    commands: list[Command] = []
    owned: set[LegId] = set()
    for call in calls:
        owned.update(_legs_of(call))
        reports.extend(_reports(call, seen, missing))
        commands.extend(_again(call, seen, music(call)))
    arrivals = [arrival for arrival in survey.arrivals if arrival.leg not in owned]
    reports.extend(arrivals)
    owned.update(arrival.leg for arrival in arrivals if arrival.leg not in finished)
    commands.extend(HangUpLeg(leg) for leg in seen if leg not in owned)
    return Decision((), tuple(commands), tuple(reports))


def _legs_of(call: Call) -> list[LegId]:
    legs = [call.leg, *(offer.leg for offer in call.offers)]
    return legs if call.operator_leg is None else [*legs, call.operator_leg]


def _reports(call: Call, seen: dict[LegId, LegSeen], missing: EndCause) -> list[Input]:
    caller = seen.get(call.leg)
    if caller is None:
        return [LegEnded(call.leg, missing)]
    reports: list[Input] = []
    if caller.answered and not call.answered:
        reports.append(LegAnswered(call.leg))
    if call.state is CallState.GREETING:
        reports.append(PromptEnded(call.leg))  # its end may have come in the gap
    for offer in call.offers:
        phone = seen.get(offer.leg)
        if phone is None:
            reports.append(LegEnded(offer.leg, missing))
        elif phone.answered:
            reports.append(LegAnswered(offer.leg))
    if call.operator_leg is not None:
        reports.extend(_operator_reports(call, call.operator_leg, seen, missing))
    return reports


def _operator_reports(
    call: Call, leg: LegId, seen: dict[LegId, LegSeen], missing: EndCause
) -> list[Input]:
    operator = seen.get(leg)
    if operator is None:
        return [LegEnded(leg, missing)]
    if _joined(call, leg, seen):
        return [LegsJoined(call.id, leg)]
    return []


def _joined(call: Call, leg: LegId, seen: dict[LegId, LegSeen]) -> bool:
    return seen[call.leg].joined == call.id and seen[leg].joined == call.id


def _again(call: Call, seen: dict[LegId, LegSeen], music: str) -> list[Command]:
    caller = seen.get(call.leg)
    if caller is None:
        return []
    commands: list[Command] = []
    if not caller.answered:
        commands.append(AnswerCaller(call.id, call.leg))
    if call.state is CallState.WAITING:
        commands.append(StartMusic(call.leg, music))
    leg = call.operator_leg
    if leg is not None and leg in seen and not _joined(call, leg, seen):
        commands.append(JoinLegs(call.id, call.leg, leg))
    return commands
