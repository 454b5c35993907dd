"""What the router is told is kept as it was told, and what is new is looked at once."""

from routing.plan import QueuePlan, WideningStep
from routing.ranking.dispatch import NEVER, Claim, Membership, Seat
from routing.ranking.ranked import Ranked
from routing.ranking.told import Told
from routing.weights import LoadPlan, Weights
from vocabulary.ids import QueueId

SUPPORT = QueueId("support")
START = 1_770_000_000.0


def told(*steps: float) -> Ranked:
    widen = tuple(WideningStep(after_s=after, requires={}) for after in steps)
    plan = QueuePlan(queue=SUPPORT, name="Support", requires={"refunds": 5}, widen=widen)
    made = Ranked({SUPPORT: plan}, Weights(), LoadPlan())
    made.operator_listed(START, Seat("anna", {SUPPORT: Membership()}))
    return made


def test_the_told_half_chooses_nothing() -> None:
    assert not hasattr(Told, "choose")
    assert issubclass(Ranked, Told)


def test_the_next_moment_is_the_next_step_of_whoever_comes_first() -> None:
    made = told(30.0, 60.0)
    assert made.due() == NEVER
    made.call_waits(START, Claim("b", SUPPORT, START))
    made.call_waits(START, Claim("a", SUPPORT, START - 10.0))
    assert made.due() == START + 20.0
    made.widen(START + 20.0)
    assert made.widened() == ("a",)
    assert made.due() == START + 30.0
    made.call_gone(START + 20.0, "b")
    assert made.due() == START + 50.0


def test_steps_are_counted_from_the_place() -> None:
    made = told(30.0, 60.0)
    claim = Claim("a", SUPPORT, START)
    assert [made.step(START + after, claim) for after in (0.0, 30.0, 59.9, 61.0)] == [0, 1, 1, 2]


def test_a_call_keeps_its_number_while_a_phone_rings_for_it() -> None:
    made = told()
    made.call_waits(START, Claim("a", SUPPORT, START))
    made.call_waits(START, Claim("b", SUPPORT, START))
    before = made.number("a")
    made.call_rung("a", 0)
    assert made.claim("a") is None
    made.call_waits(START + 5.0, Claim("a", SUPPORT, START))
    assert made.number("a") == before < made.number("b")


def test_what_was_passed_over_is_looked_at_only_when_asked_to() -> None:
    made = told(1.0)
    made.operator_free(START, "anna", START)
    made.call_waits(START, Claim("a", SUPPORT, START - 5.0))
    made.pass_over(START)
    assert made.choose(START) == ()
    made.look_again()
    assert [pair.call for pair in made.choose(START)] == ["a"]
