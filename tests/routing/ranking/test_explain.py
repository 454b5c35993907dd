"""Why a pair is chosen and why a call waits: the terms are those of the choice."""

from collections.abc import Hashable, Sequence

import pytest

from routing.plan import QueuePlan, WideningStep
from routing.ranking.dispatch import Claim, Membership, Seat
from routing.ranking.explain import (
    EXCLUDED_SHOWN,
    RIVALS_SHOWN,
    Scene,
    WaitState,
    explain,
    explain_wait,
)
from routing.ranking.ranked import Ranked
from routing.weights import LoadPlan, Weights
from vocabulary.decisions import DecisionTrace, Excluded, Rule, Term, Trigger
from vocabulary.ids import CallId, OperatorId, QueueId

SUPPORT, GREEK = QueueId("support"), QueueId("greek")
QUEUES = (
    QueuePlan(queue=SUPPORT, name="Support"),
    QueuePlan(
        queue=GREEK,
        name="Greek",
        requires={"greek": 6},
        widen=(WideningStep(after_s=30, requires={"greek": 2}),),
    ),
)


class Desk:
    """A router, what keeps operators away, and the traces of what it chose."""

    def __init__(self, *queues: QueuePlan, guard_s: float = 900.0) -> None:
        plans = {queue.queue: queue for queue in queues or QUEUES}
        self.ranked = Ranked(plans, Weights(guard_s=guard_s), LoadPlan())
        self.rules: dict[OperatorId, Rule] = {}
        self.queues: dict[Hashable, QueueId] = {}

    def operator(
        self,
        name: str,
        *queues: QueueId,
        greek: int = 0,
        languages: Sequence[str] = (),
        delay_s: float = 0.0,
    ) -> None:
        served = {queue: Membership(1, delay_s) for queue in queues or (SUPPORT,)}
        skills = {"greek": greek} if greek else {}
        self.ranked.operator_listed(0.0, Seat(name, served, skills, frozenset(languages)))

    def free(self, name: str, at: float = 0.0) -> None:
        self.ranked.operator_free(at, name, at)

    def call(
        self,
        name: str,
        at: float,
        queue: QueueId = SUPPORT,
        *,
        priority: int = 0,
        language: str = "",
        preferred: str | None = None,
        held_until: float = 0.0,
    ) -> None:
        self.queues[name] = queue
        claim = Claim(name, queue, at, priority, language=language)
        claim = claim._replace(preferred=preferred, held_until=held_until)
        self.ranked.call_waits(at, claim)

    def scene(self, now: float) -> Scene:
        return Scene(now, self.ranked, self.rules.get)

    def chosen(self, now: float) -> list[DecisionTrace]:
        traces: list[DecisionTrace] = []

        def watch(at: float, call: Hashable, slot: int, trigger: Trigger) -> None:
            traces.append(explain(self.scene(at), self.queues[call], call, slot, trigger))

        pairs = self.ranked.choose(now, watch)
        told = [(trace.chosen.call, trace.chosen.operator) for trace in traces]
        assert told == [(pair.call, pair.operator) for pair in pairs]
        for trace in traces:
            for one in (trace.chosen, *trace.rivals):
                assert one.index == pytest.approx(sum(value for _, value in one.terms), abs=1e-3)
        return traces

    def waits(self, now: float, call: str) -> WaitState:
        self.ranked.choose(now)
        return explain_wait(self.scene(now), call)


def test_a_new_call_is_given_to_the_best_and_the_next_best_are_named() -> None:
    desk = Desk()
    for at, name in enumerate(("anna", "boris", "vera")):
        desk.operator(name)
        desk.free(name, at)
    assert desk.chosen(10) == []
    desk.call("c", 60)
    (trace,) = desk.chosen(60)
    assert trace.trigger is Trigger.CALL_ARRIVED
    assert (trace.queue, trace.waited_s, trace.step) == (SUPPORT, 0, 0)
    assert trace.chosen.operator == "anna"  # idle longest
    assert [rival.operator for rival in trace.rivals] == ["boris", "vera"]
    indices = [trace.chosen.index, *(rival.index for rival in trace.rivals)]
    assert indices == sorted(indices, reverse=True)
    assert {Term.WAITING, Term.IDLE, Term.OCCUPANCY} <= dict(trace.chosen.terms).keys()
    assert (trace.more_rivals, trace.excluded, trace.more_excluded) == (0, (), 0)


def test_an_operator_who_frees_takes_the_best_call_and_the_others_are_named() -> None:
    desk = Desk()
    desk.operator("anna", SUPPORT, GREEK, greek=9)
    for at, name in enumerate(("first", "second", "third")):
        desk.call(name, at)
    desk.call("greek", 3, GREEK)
    desk.chosen(5)
    desk.free("anna", 10)
    (trace,) = desk.chosen(10)
    assert trace.trigger is Trigger.OPERATOR_FREED
    assert trace.chosen.call == "first"
    assert [rival.call for rival in trace.rivals] == ["second", "third", "greek"]
    waited = [dict(one.terms)[Term.WAITING] for one in (trace.chosen, *trace.rivals)]
    assert waited == pytest.approx([10 / 20, 9 / 20, 8 / 20, 7 / 20])


def test_only_the_first_few_are_listed_and_the_rest_is_counted() -> None:
    desk = Desk()
    for number in range(30):
        desk.operator(f"op{number}")
        if number < 10:
            desk.free(f"op{number}", number)
        else:
            desk.rules[OperatorId(f"op{number}")] = Rule.SIGNED_OUT
    desk.chosen(50)
    desk.call("c", 60)
    (trace,) = desk.chosen(60)
    assert len(trace.rivals) == RIVALS_SHOWN
    assert trace.more_rivals == 9 - RIVALS_SHOWN
    assert len(trace.excluded) == EXCLUDED_SHOWN
    assert trace.more_excluded == 20 - EXCLUDED_SHOWN


def test_several_at_once_are_told_as_such() -> None:
    desk = Desk()
    for name in ("anna", "boris"):
        desk.operator(name)
        desk.free(name, 1)
    desk.call("a", 2)
    desk.call("b", 3)
    traces = desk.chosen(3)
    assert {trace.trigger for trace in traces} == {Trigger.TOGETHER}
    assert traces[1].excluded == (Excluded(OperatorId("anna"), Rule.OFFERED),)


def test_a_call_whose_criteria_widen_is_told_as_such() -> None:
    desk = Desk()
    desk.operator("vera", GREEK, greek=3)
    desk.free("vera", 1)
    desk.call("c", 2, GREEK)
    assert desk.waits(2, "c").excluded == (
        Excluded(OperatorId("vera"), Rule.SKILL, "greek", 3.0, 6.0),
    )
    (trace,) = desk.chosen(32)
    assert (trace.trigger, trace.step, trace.waited_s) == (Trigger.CALL_WIDENED, 1, 30)


def test_every_rule_of_the_router_has_its_name() -> None:
    kept = QueuePlan(queue=QueueId("kept"), name="Kept", keep_free=1)
    desk = Desk(*QUEUES, kept)
    desk.operator("talks", SUPPORT)
    desk.rules[OperatorId("talks")] = Rule.TALKING
    desk.operator("keeps", SUPPORT, QueueId("kept"))
    desk.operator("later", SUPPORT, delay_s=40)
    desk.operator("mute", SUPPORT, languages=("de",))
    desk.operator("other", GREEK)
    for name in ("keeps", "later", "mute", "other"):
        desk.free(name, 1)
    desk.chosen(1)
    desk.call("c", 2, language="el")
    state = desk.waits(5, "c")
    assert [(one.operator, one.rule, one.detail) for one in state.excluded] == [
        ("talks", Rule.TALKING, ""),
        ("keeps", Rule.KEPT_FREE, "kept"),
        ("later", Rule.DELAY, ""),
        ("mute", Rule.LANGUAGE, "el"),
        ("other", Rule.NOT_IN_QUEUE, ""),
    ]
    assert (state.excluded[2].has, state.excluded[2].wants) == (3, 40)


def test_a_call_that_is_held_for_the_operator_it_knows() -> None:
    desk = Desk()
    for name in ("anna", "boris"):
        desk.operator(name)
    desk.free("anna", 0)
    desk.ranked.operator_busy(0, "boris", True)
    desk.rules[OperatorId("boris")] = Rule.TALKING
    desk.call("c", 1, preferred="boris", held_until=20.0)
    assert desk.waits(1, "c").excluded == (
        Excluded(OperatorId("anna"), Rule.HELD_FOR_ANOTHER),
        Excluded(OperatorId("boris"), Rule.TALKING),
    )
    (trace,) = desk.chosen(20)
    assert trace.trigger is Trigger.CALL_WIDENED
    assert trace.chosen.operator == "anna"


def test_the_place_counts_those_before_within_the_queue() -> None:
    desk = Desk()
    desk.operator("anna", SUPPORT, GREEK, greek=9)
    desk.call("old", 0)
    desk.call("new", 10)
    desk.call("vip", 20, priority=1)
    desk.call("greek", 5, GREEK)
    assert [desk.waits(30, name).place for name in ("vip", "old", "new", "greek")] == [1, 2, 3, 1]
    assert [desk.waits(30, name).ahead for name in ("vip", "old", "greek", "new")] == [0, 1, 2, 3]


def test_whoever_has_waited_for_the_guard_is_ahead_of_everybody() -> None:
    desk = Desk(guard_s=60)
    desk.operator("anna")
    desk.call("vip", 50, priority=5)
    desk.call("old", 0)
    assert desk.waits(59, "vip").ahead == 0
    assert desk.waits(61, "vip").ahead == 1
    assert desk.waits(61, "old").ahead == 0
    desk.free("anna", 62)
    (trace,) = desk.chosen(62)
    assert trace.chosen.call == "old"
    assert Term.GUARD in dict(trace.chosen.terms)
    assert dict(trace.rivals[0].terms)[Term.GUARD] == 0


def test_without_anybody_who_serves_it_a_call_still_has_its_place() -> None:
    desk = Desk()
    desk.call("a", 0)
    desk.call("b", 1)
    assert desk.waits(2, "b") == WaitState(1, 0, 2, 1, (), 0)


def test_an_unused_call_id_is_kept_as_it_is() -> None:
    desk = Desk()
    desk.operator("anna")
    desk.free("anna")
    desk.call("c", 0)
    (trace,) = desk.chosen(0)
    assert trace.chosen.call == CallId("c")
