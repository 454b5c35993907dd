"""Hypothesis drives the real core through any order, repetition and loss of events."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulation.laws import check_history, check_settled
from tests.simulation.world import OPERATORS, World
from vocabulary.ids import OperatorId
from vocabulary.inputs import AvailabilityAsked, HangUpAsked, PhoneReported, WrapUpDone
from vocabulary.states import Availability, EndCause, PhoneState

ACTIONS = (
    "arrive",
    "arrive_greeted",
    "deliver",
    "deliver",
    "pick_up",
    "pick_up",
    "caller_leaves",
    "phone_ends",
    "advance",
    "ready",
    "ready",
    "break",
    "sign_out",
    "phone_dies",
    "phone_back",
    "hang_up",
    "wrap_up_done",
    "survey",
    "restart",
    "asterisk_restart",
)


def act(world: World, action: str) -> None:
    pick = world.random.choice
    callers = [leg for leg in world.legs if leg.startswith("in-")]
    phones = [leg for leg in world.legs if leg.startswith("op-")]
    operator = OperatorId(pick(OPERATORS))
    match action:
        case "arrive":
            world.arrive()
        case "arrive_greeted":
            world.arrive("200")
        case "deliver":
            world.deliver_one(shuffled=world.repeat > 0)
        case "pick_up" if phones:
            world.pick_up(pick(phones))
        case "caller_leaves" if callers:
            world.end(pick(callers))
        case "phone_ends" if phones:
            world.end(pick(phones), pick(list(EndCause)))
        case "advance":
            world.advance(world.random.uniform(0.1, 8))
        case "ready" | "break" | "sign_out":
            wanted = {
                "ready": Availability.READY,
                "break": Availability.BREAK,
                "sign_out": Availability.SIGNED_OUT,
            }[action]
            world.give(AvailabilityAsked(operator, wanted, "", operator))
        case "phone_dies" | "phone_back":
            state = PhoneState.UNREACHABLE if action == "phone_dies" else PhoneState.FREE
            world.give(PhoneReported(str(101 + OPERATORS.index(operator)), state))
        case "hang_up" if world.engine.book.calls:
            world.give(HangUpAsked(pick(sorted(world.engine.book.calls)), "vera"))
        case "wrap_up_done":
            world.give(WrapUpDone(operator))
        case "survey":
            world.survey()
        case "restart":
            world.restart()
        case "asterisk_restart":
            world.survey(restarted=True)
        case _:
            pass


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


@settings(max_examples=300, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    actions=st.lists(st.sampled_from(ACTIONS), max_size=120),
    loss=st.sampled_from([0.0, 0.1, 0.4]),
    repeat=st.sampled_from([0.0, 0.3]),
    ring_at_once=st.sampled_from([1, 2, 3]),
)
def test_any_order_repetition_and_loss(
    seed: int, actions: list[str], loss: float, repeat: float, ring_at_once: int
) -> None:
    world = World(seed, loss=loss, repeat=repeat, ring_at_once=ring_at_once)
    for action in actions:
        act(world, action)
        for operator in world.engine.floor.operators.values():
            assert not (operator.offer and operator.call)
    check_history(world)
    settle(world)
    check_settled(world)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), actions=st.lists(st.sampled_from(ACTIONS), max_size=100))
def test_a_replayed_journal_gives_the_same_core(seed: int, actions: list[str]) -> None:
    world = World(seed, loss=0.1, repeat=0.1, ring_at_once=2)
    for action in actions:
        act(world, action)
    assert world.replayed(world.journal).state() == world.engine.state()
