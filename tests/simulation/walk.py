"""A walk without sense through a simulated world: anything may happen next."""

from tests.simulation.world import World, extension_of
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    ConsultMoveAsked,
    DialAsked,
    HangUpAsked,
    HoldAsked,
    HoursSwitchAsked,
    IncidentSwitchAsked,
    Input,
    JoinFailed,
    MuteAsked,
    PhoneHeld,
    PhoneLeft,
    PhoneReported,
    RecordingPauseAsked,
    TakeBackAsked,
    TransferAsked,
    WrapUpDone,
)
from vocabulary.states import Activity, Availability, ConsultMove, EndCause, PhoneState

ACTIONS = (
    "arrive",
    "arrive_greeted",
    "arrive_urgent",
    "arrive_sales",
    "arrive_greek",
    "arrive_billing",
    "arrive_menu",
    "arrive_menu",
    "press",
    "press",
    "press",
    "message_ends",
    "outside",
    "publish",
    "close_hours",
    "open_hours",
    "incident",
    "deliver",
    "deliver",
    "pick_up",
    "pick_up",
    "caller_leaves",
    "phone_ends",
    "join_fails",
    "advance",
    "ready",
    "ready",
    "break",
    "sign_out",
    "phone_dies",
    "phone_busy",
    "phone_back",
    "hang_up",
    "wrap_up_done",
    "hold",
    "phone_holds",
    "mute",
    "transfer",
    "transfer",
    "move",
    "move",
    "dial",
    "page_leaves",
    "take_back",
    "pause",
    "survey",
    "restart",
    "crash",
    "asterisk_restart",
)
ALIKE = tuple(
    action
    for action in ACTIONS
    if action not in {"press", "arrive_menu", "publish", "arrive_sales"}
)
"""Without what is heard of a caller and kept in no journal, and without announcements and
closings, whose moments a restart finds anew."""
BUSY = (
    *("arrive", "arrive_urgent", "ready", "phone_back", "wrap_up_done", "advance"),
    *("pick_up", "deliver") * 6,
    *("transfer", "move") * 3,
    *("hold", "phone_holds", "mute", "pause", "dial", "page_leaves", "take_back"),
    *("outside", "phone_ends", "caller_leaves", "join_fails", "phone_dies"),
    *("survey", "restart", "crash"),
)
"""Operators who have calls, and do everything with them that can be done."""
_CHOICES = {
    "ready": Availability.READY,
    "break": Availability.BREAK,
    "sign_out": Availability.SIGNED_OUT,
}
_PHONES = {
    "phone_dies": PhoneState.UNREACHABLE,
    "phone_busy": PhoneState.BUSY,
    "phone_back": PhoneState.FREE,
}
_CLICKS = frozenset({"hold", "mute", "transfer", "move", "pause"})
_NUMBERS = {
    "arrive": "100",
    "arrive_greeted": "200",
    "arrive_urgent": "300",
    "arrive_sales": "400",
    "arrive_greek": "500",
    "arrive_billing": "600",
    "arrive_menu": "700",
}


def act(world: World, action: str) -> None:
    """Let one thing happen; nothing, where it cannot."""
    pick = world.random.choice
    callers = [leg for leg in world.legs if leg.startswith("in-")]
    phones = [leg for leg in world.legs if leg.startswith(("op-", "leg-"))]
    outside = [leg for leg in world.legs if leg.startswith("out-")]
    operator = OperatorId(pick(world.operators))
    match action:
        case _ if action in _NUMBERS:
            world.arrive(_NUMBERS[action])
        case "deliver":
            world.deliver_one(shuffled=world.repeat > 0)
        case "pick_up" if phones:
            world.pick_up(pick(phones))
        case "press" if callers:
            world.press(pick(callers), pick("0123456789*#112"))
        case "message_ends" if world.messages:
            world.end_message(pick(sorted(world.messages)))
        case "outside" if outside:
            leg = pick(outside)
            (world.pick_up if pick((True, False)) else world.end)(leg)
        case "publish":
            world.publish()
        case "close_hours" | "open_hours":
            world.give(HoursSwitchAsked("office", action == "close_hours", "vera"))
        case "incident":
            world.give(IncidentSwitchAsked(pick(("", "outage")), "vera"))
        case "caller_leaves" if callers:
            world.end(pick(callers))
        case "phone_ends" if phones:
            world.end(pick(phones), pick(list(EndCause)))
        case "join_fails" if phones and world.engine.book.calls:
            call = pick(sorted(world.engine.book.calls))
            world.report(JoinFailed(call, pick(phones), "simulated"))
        case "advance":
            world.advance(world.random.uniform(0.1, 8))
        case "ready" | "break" | "sign_out":
            world.give(AvailabilityAsked(operator, _CHOICES[action], "", operator))
        case "phone_dies" | "phone_busy" | "phone_back":
            world.give(PhoneReported(extension_of(operator), _PHONES[action]))
        case "hang_up" if world.engine.book.calls:
            world.give(HangUpAsked(pick(sorted(world.engine.book.calls)), "vera"))
        case "wrap_up_done":
            world.give(WrapUpDone(operator))
        case "phone_holds" if phones:
            world.report(PhoneHeld(pick(phones), pick((True, False))))
        case "dial":
            world.give(DialAsked(operator, pick(("+4930555123", "+1")), operator))
        case "page_leaves":
            world.give(PhoneLeft(extension_of(operator)))
        case "take_back":
            world.give(TakeBackAsked(operator))
        case _ if action in _CLICKS and world.engine.book.calls:
            calls = world.engine.book.calls.values()
            talks = sorted(call.id for call in calls if call.operator is not None)
            call = pick(talks or sorted(world.engine.book.calls))
            world.give(click(world, action, call, operator))
        case "survey":
            world.survey()
        case "restart":
            world.restart()
        case "crash":
            world.crash(world.random.choice([0.2, 2, 30]))
        case "asterisk_restart":
            world.survey(restarted=True)
        case _:
            pass


def click(world: World, action: str, call: CallId, operator: OperatorId) -> Input:
    """Something that somebody asks for a call, whether it makes sense or not."""
    pick = world.random.choice
    match action:
        case "hold":
            return HoldAsked(call, pick((True, False)), operator)
        case "mute":
            return MuteAsked(call, pick((True, False)), operator)
        case "pause":
            return RecordingPauseAsked(call, pick((True, False)), operator)
        case "move":
            return ConsultMoveAsked(call, pick(list(ConsultMove)), operator)
        case _:
            consult = pick((True, False))
            queue = QueueId(pick(("support", "sales", "greek")))
            number = pick(("+4930555", "+4930123456", "+1"))
            target = pick(("to", "to", "queue", "number"))
            return TransferAsked(
                call,
                operator,
                consult,
                to=operator if target == "to" else None,
                queue=queue if target == "queue" else None,
                pii_number=number if target == "number" else "",
            )


def settle(world: World) -> None:
    """Everybody leaves, lost reports are made good by a survey, timers run out."""
    for leg in list(world.legs):
        world.end(leg)
    world.survey()
    for _ in range(20):
        world.loss = world.repeat = 0.0
        world.deliver()
        world.advance(60)
        world.survey()


def check_settled(world: World) -> None:
    """Nothing is left over: not in the history, not in the core, not on the line."""
    world.watch.check_settled()
    assert not world.engine.book.calls
    assert not world.engine.floor.waiting
    assert not world.legs
    for operator in world.engine.floor.operators.values():
        assert operator.offer is None
        assert operator.activity is Activity.IDLE
