"""Each recording ends exactly once, and no call is ever recorded twice at a time."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recording.plan import RecordingPlan
from recording.policy import RecordingPolicy
from recording.talk import MAX_PARTS
from vocabulary import facts, inputs
from vocabulary.commands import (
    Command,
    PauseRecording,
    StartRecording,
    StopRecording,
    StoreRecording,
)
from vocabulary.ids import CallId, LegId, NodeId, OperatorId, QueueId, RecordingId, message_of
from vocabulary.ports import Component, Decision
from vocabulary.shelf import Shelf
from vocabulary.states import EndReason, OfferResult, Outcome, TransferKind

pytestmark = pytest.mark.pure

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANNA, BORIS = OperatorId("anna"), OperatorId("boris")
CALL, LEG = CallId("call"), LegId("leg")
PLANS = Shelf({0: RecordingPlan()})
R1, R2 = RecordingId("call-1"), RecordingId("call-2")


class Centre:
    """The loop around the policy: facts are applied and reacted to, commands collected."""

    def __init__(self, *, react_first: bool = False, plans: Shelf[RecordingPlan] = PLANS) -> None:
        self.plans = plans
        self.policy = RecordingPolicy(plans)
        self.now = START
        self.react_first = react_first
        self.facts: list[tuple[datetime, facts.Fact]] = []
        self.commands: list[Command] = []
        self.tell(facts.LinesSeen(legs=0))

    def give(self, given: inputs.Input) -> list[Command]:
        return self._take(self.policy.decide(self.now, given))

    def tell(self, *told: facts.Fact) -> list[Command]:
        return self._take(Decision(told))

    def survey(self, *writing: RecordingId, over: Iterable[CallId] = ()) -> list[Command]:
        """What lives; the calls that are over are stated in the same step."""
        asked = self.give(inputs.LinesSurveyed((), writing))
        asked += self.tell(*(ended(call) for call in over), facts.LinesSeen(legs=0))
        return asked + self.pass_time(1)

    def pass_time(self, seconds: float) -> list[Command]:
        until = self.now + timedelta(seconds=seconds)
        asked: list[Command] = []
        for _ in range(100):
            due = self.policy.deadline()
            if due is None or due > until:
                self.now = until
                return asked
            self.now = max(self.now, due)
            asked += self.give(inputs.Tick())
        raise AssertionError("a deadline that does not go away")

    def restart(self) -> list[Command]:
        again = RecordingPolicy(self.plans)
        for at, fact in self.facts:
            again.apply(at, fact)
        assert again.checkpoint() == self.policy.checkpoint(), "state is a fold over facts"
        self.policy = again
        return self.tell(facts.ServiceStarted("1")) + self.give(inputs.Starting("1"))

    def _take(self, decision: Decision) -> list[Command]:
        asked = list(decision.commands)
        waiting = list(decision.facts)
        while waiting:
            fact = waiting.pop(0)
            self.facts.append((self.now, fact))
            if self.react_first:
                more = self.policy.react(self.now, fact)
                self.policy.apply(self.now, fact)
            else:
                self.policy.apply(self.now, fact)
                more = self.policy.react(self.now, fact)
            waiting += more.facts
            asked += more.commands
        self.commands += asked
        return asked

    def told(self, *kinds: type[facts.Fact]) -> list[facts.Fact]:
        return [fact for _, fact in self.facts if isinstance(fact, kinds)]


def arrived(call: CallId = CALL, leg: LegId = LEG, revision: int = 0) -> facts.Fact:
    return facts.CallArrived(call, leg, "100", facts.Caller(), revision)


def queued(queue: str, call: CallId = CALL) -> facts.Fact:
    return facts.CallQueued(call, QueueId(queue), START)


def connected(call: CallId = CALL, operator: OperatorId = ANNA) -> facts.Fact:
    return facts.CallConnected(call, operator, LegId("op"))


def transferred(
    call: CallId = CALL,
    to: OperatorId | None = None,
    queue: str | None = None,
    kind: TransferKind = TransferKind.BLIND,
) -> facts.Fact:
    """To a colleague, a queue, or else an outside number."""
    number = "" if to or queue else "+49301234"
    into = QueueId(queue) if queue else None
    return facts.CallTransferred(call, ANNA, kind, to, number, into, LEG)


def returned(call: CallId = CALL) -> facts.Fact:
    return facts.CallReturned(call, OfferResult.UNREACHABLE, ANNA)


def asked_pause(paused: bool, call: CallId = CALL, by: OperatorId = ANNA) -> inputs.Input:
    return inputs.RecordingPauseAsked(call, paused, by)


def turned(paused: bool, recording: RecordingId = R1, by: OperatorId = ANNA) -> inputs.Input:
    return inputs.RecordingTurned(recording, paused, by)


def talk_ended(call: CallId = CALL) -> facts.Fact:
    return facts.TalkEnded(call, ANNA, EndReason.OPERATOR_HUNG_UP)


def ended(call: CallId = CALL) -> facts.Fact:
    return facts.CallEnded(call, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA)


def stored(recording: RecordingId, channels: int = 2) -> inputs.RecordingStored:
    return inputs.RecordingStored(recording, f"2026/11/02/{recording}.wav", 3.5, 112_044, channels)


@pytest.fixture(params=[False, True], ids=["apply_first", "react_first"])
def centre(request: pytest.FixtureRequest) -> Centre:
    return Centre(react_first=bool(request.param))


def talk(centre: Centre) -> None:
    centre.tell(arrived())
    assert centre.tell(connected()) == [StartRecording(R1, CALL, LEG)]
    centre.give(inputs.RecordingBegan(R1))


def test_it_is_a_component() -> None:
    policy: Component = RecordingPolicy(PLANS)
    assert policy.deadline() is None


def test_a_whole_recording(centre: Centre) -> None:
    talk(centre)
    assert centre.told(facts.RecordingStarted) == [facts.RecordingStarted(R1, CALL, ANNA)]
    assert centre.tell(ended()) == [StopRecording(R1)]
    assert centre.give(inputs.RecordingFinished(R1)) == [StoreRecording(R1, CALL)]
    assert centre.give(stored(R1)) == []
    assert centre.told(facts.RecordingKept) == [
        facts.RecordingKept(R1, CALL, "2026/11/02/call-1.wav", 3.5, 112_044, 2)
    ]
    assert centre.policy.checkpoint().talks == {}
    assert centre.policy.checkpoint().parts == {}


def test_repeated_and_late_reports_are_passed_over(centre: Centre) -> None:
    talk(centre)
    centre.tell(ended())
    centre.give(inputs.RecordingFinished(R1))
    centre.give(stored(R1))
    told = len(centre.facts)
    late: tuple[inputs.Input, ...] = (
        inputs.RecordingBegan(R1),
        inputs.RecordingFinished(R1),
        stored(R1),
        inputs.RecordingBroke(R1, "late"),
        inputs.RecordingBegan(RecordingId("unknown")),
        inputs.RecordingBroke(RecordingId("-1"), "unknown"),
        inputs.LinesDropped("not ours"),
    )
    for given_input in late:
        assert centre.give(given_input) == []
    assert len(centre.facts) == told


def test_a_recording_that_began_after_the_end_is_stopped_at_once(centre: Centre) -> None:
    centre.tell(arrived())
    centre.tell(connected())
    assert centre.tell(ended()) == [StopRecording(R1)]
    assert centre.give(inputs.RecordingBegan(R1)) == [StopRecording(R1)]
    assert len(centre.told(facts.RecordingStarted)) == 1
    assert centre.give(inputs.RecordingFinished(R1)) == [StoreRecording(R1, CALL)]


def test_a_recording_whose_beginning_was_never_heard_is_stored(centre: Centre) -> None:
    centre.tell(arrived(), connected())
    centre.tell(ended())
    assert centre.pass_time(29) == []
    assert centre.pass_time(2) == [StopRecording(R1)]
    assert centre.give(inputs.RecordingFinished(R1)) == [StoreRecording(R1, CALL)]
    centre.give(inputs.RecordingBroke(R1, "no audio"))
    assert centre.told(facts.RecordingFailed) == [facts.RecordingFailed(R1, CALL, "no audio")]
    assert centre.policy.checkpoint().talks == {}


def test_a_stop_without_an_answer_is_said_again(centre: Centre) -> None:
    talk(centre)
    centre.tell(ended())
    assert centre.pass_time(61) == [StopRecording(R1), StopRecording(R1)]
    centre.tell(facts.LinesLost("gone"))
    assert centre.pass_time(300) == []
    assert centre.survey() == [StoreRecording(R1, CALL)]
    assert centre.policy.deadline() is None


def test_a_start_that_broke_fails_once_and_is_tried_at_the_next_survey(centre: Centre) -> None:
    centre.tell(arrived(), connected())
    centre.give(inputs.RecordingBroke(R1, "no snoop"))
    centre.give(inputs.RecordingBroke(R1, "no snoop"))
    assert len(centre.told(facts.RecordingFailed)) == 1
    assert centre.pass_time(3600) == []
    assert centre.survey() == [StartRecording(R2, CALL, LEG)]


def test_a_recording_that_broke_midway_is_stopped_on_both_sides(centre: Centre) -> None:
    talk(centre)
    assert centre.give(inputs.RecordingBroke(R1, "disk")) == [StopRecording(R1)]
    assert centre.give(inputs.RecordingFinished(R1)) == []
    assert centre.tell(ended()) == []
    assert centre.policy.checkpoint().talks == {}


def test_a_store_that_failed_is_told(centre: Centre) -> None:
    talk(centre)
    centre.tell(ended())
    centre.give(inputs.RecordingFinished(R1))
    centre.give(inputs.RecordingBroke(R1, "the disk is full"))
    centre.give(stored(R1))
    assert len(centre.told(facts.RecordingFailed)) == 1
    assert centre.told(facts.RecordingKept) == []


def test_the_end_of_a_recording_just_before_its_calls_begins_no_other(centre: Centre) -> None:
    talk(centre)
    assert centre.give(inputs.RecordingFinished(R1)) == [StoreRecording(R1, CALL)]
    assert centre.pass_time(0.5) == []
    assert centre.tell(ended()) == []
    assert centre.pass_time(3600) == []


def test_a_recording_cut_midway_is_followed_by_another(centre: Centre) -> None:
    talk(centre)
    centre.give(inputs.RecordingFinished(R1))
    assert centre.pass_time(2) == [StartRecording(R2, CALL, LEG)]
    assert centre.pass_time(2) == []
    centre.give(inputs.RecordingBegan(R2))
    centre.give(stored(R1))
    assert centre.tell(ended()) == [StopRecording(R2)]


def test_a_recording_cut_for_ever_is_not_begun_for_ever(centre: Centre) -> None:
    talk(centre)
    for number in range(1, MAX_PARTS + 10):
        centre.give(inputs.RecordingFinished(RecordingId(f"call-{number}")))
        if centre.pass_time(2):
            centre.give(inputs.RecordingBegan(RecordingId(f"call-{number + 1}")))
    assert len(centre.told(facts.RecordingStarted)) == MAX_PARTS
    assert centre.survey() == [
        StoreRecording(RecordingId(f"call-{number}"), CALL) for number in range(1, MAX_PARTS + 1)
    ]
    assert centre.policy.deadline() is None
    assert centre.tell(ended()) == []


def test_killed_between_the_command_and_its_reply(centre: Centre) -> None:
    """The journal does not know of the recording; its id does."""
    centre.tell(arrived(), connected())
    centre.restart()
    assert centre.survey(R1) == []
    assert centre.told(facts.RecordingStarted) == [facts.RecordingStarted(R1, CALL, ANNA)]


def test_killed_before_the_command_went_out(centre: Centre) -> None:
    centre.tell(arrived(), connected())
    centre.restart()
    assert centre.survey() == [StartRecording(R1, CALL, LEG)]


def test_running_on_while_the_service_was_away(centre: Centre) -> None:
    talk(centre)
    centre.restart()
    assert centre.survey(R1) == [PauseRecording(R1, False, ANNA)], "it is not paused"
    assert centre.give(turned(False)) == []
    assert centre.told(facts.RecordingPaused, facts.RecordingResumed) == []
    assert centre.tell(ended()) == [StopRecording(R1)]


def test_cut_while_the_service_was_away(centre: Centre) -> None:
    talk(centre)
    centre.restart()
    asked = centre.survey()
    assert asked == [StoreRecording(R1, CALL), StartRecording(R2, CALL, LEG)]
    assert centre.told(facts.RecordingStopped) == [facts.RecordingStopped(R1, CALL)]


def test_the_call_ended_while_the_service_was_away(centre: Centre) -> None:
    talk(centre)
    centre.restart()
    assert centre.survey(over=[CALL]) == [StoreRecording(R1, CALL)]
    assert centre.policy.checkpoint().talks == {}


def test_what_waits_to_be_stored_is_stored_after_a_restart(centre: Centre) -> None:
    talk(centre)
    centre.tell(ended())
    centre.give(inputs.RecordingFinished(R1))
    assert centre.restart() == [StoreRecording(R1, CALL)]
    assert centre.survey() == [StoreRecording(R1, CALL)]


def test_a_stop_that_was_lost_is_said_again(centre: Centre) -> None:
    talk(centre)
    centre.tell(ended())
    assert centre.survey(R1) == [StopRecording(R1)]


def test_a_recording_that_no_fact_tells_of_is_stopped(centre: Centre) -> None:
    stranger = RecordingId("stranger-1")
    assert centre.survey(stranger) == [StopRecording(stranger)]


def test_nothing_is_begun_while_the_lines_are_down(centre: Centre) -> None:
    talk(centre)
    centre.give(inputs.RecordingFinished(R1))
    centre.tell(facts.LinesLost("gone"))
    assert centre.pass_time(10) == []
    assert centre.survey()[-1] == StartRecording(R2, CALL, LEG)


def test_a_low_disk_stops_new_recordings_until_there_is_room(centre: Centre) -> None:
    other, leg = CallId("other"), LegId("leg2")
    talk(centre)
    centre.give(inputs.DiskReported(0.019))
    centre.tell(arrived(other, leg))
    assert centre.tell(connected(other)) == []
    (failed,) = centre.told(facts.RecordingFailed)
    assert isinstance(failed, facts.RecordingFailed)
    assert failed.call == other and failed.why.startswith("disk almost full: less than 2%")
    assert centre.tell(ended(other)) == []
    assert centre.tell(ended()) == [StopRecording(R1)], "a running one goes on to its end"
    third = CallId("third")
    for share, begins in ((0.025, False), (0.031, True), (0.025, True), (0.01, False)):
        centre.give(inputs.DiskReported(share))
        centre.tell(arrived(third, leg))
        assert bool(centre.tell(connected(third))) == begins
        centre.tell(ended(third))
        centre.give(inputs.RecordingBroke(RecordingId("third-1"), "x"))


def test_a_message_of_the_fallback_is_kept(centre: Centre) -> None:
    message = RecordingId("message")
    imported = facts.FallbackCallImported(
        CALL,
        "cdr",
        "100",
        facts.Caller(),
        START,
        START,
        Outcome.VOICEMAIL,
        EndReason.FALLBACK_MESSAGE,
        recording=message,
    )
    assert centre.tell(imported) == [StoreRecording(message, CALL)]
    centre.give(stored(message))
    assert len(centre.told(facts.RecordingKept)) == 1


SECRET = Shelf(
    {
        1: RecordingPlan(except_queues=(QueueId("secret"),)),
        2: RecordingPlan(record=False),
        3: RecordingPlan(),
    }
)


@pytest.mark.parametrize(
    ("revision", "queue", "recorded"),
    [(1, "support", True), (1, "secret", False), (2, "support", False), (3, "secret", True)],
)
@pytest.mark.parametrize("react_first", [False, True])
def test_a_call_is_recorded_as_its_own_revision_says(
    revision: int, queue: str, recorded: bool, react_first: bool
) -> None:
    centre = Centre(react_first=react_first, plans=SECRET)
    centre.tell(arrived(revision=revision), queued(queue))
    begun = centre.tell(connected())
    assert begun == ([StartRecording(R1, CALL, LEG)] if recorded else [])
    if not recorded:
        centre.restart()
        assert centre.survey() == []
        assert centre.pass_time(60) == []
        assert centre.tell(ended()) == []
        assert centre.told(facts.RecordingFailed) == []
        assert centre.policy.checkpoint().talks == {}


def test_what_is_written_of_a_call_that_is_not_recorded_is_a_stranger() -> None:
    centre = Centre(plans=SECRET)
    centre.tell(arrived(revision=2), queued("support"), connected())
    assert centre.survey(R1) == [StopRecording(R1)]


def test_a_second_queue_of_the_call_may_be_left_out() -> None:
    centre = Centre(plans=SECRET)
    centre.tell(arrived(revision=1), queued("support"), connected())
    centre.give(inputs.RecordingBegan(R1))
    assert centre.tell(talk_ended(), queued("secret")) == [StopRecording(R1)]
    assert centre.give(inputs.RecordingFinished(R1)) == [StoreRecording(R1, CALL)]
    assert centre.tell(connected()) == []
    assert centre.tell(talk_ended(), queued("support")) == []
    assert centre.tell(connected()) == [StartRecording(R2, CALL, LEG)]


def test_a_talk_that_ends_before_its_call_is_stored_at_once(centre: Centre) -> None:
    talk(centre)
    assert centre.tell(talk_ended()) == [StopRecording(R1)]
    assert centre.give(inputs.RecordingFinished(R1)) == [StoreRecording(R1, CALL)]
    assert centre.pass_time(600) == [], "nobody talks: nothing more is recorded"
    assert centre.survey() == [StoreRecording(R1, CALL)]
    centre.give(stored(R1))
    assert centre.tell(ended()) == []
    assert centre.policy.checkpoint().talks == {}


def test_a_second_talk_of_a_call_has_the_next_recording(centre: Centre) -> None:
    talk(centre)
    centre.tell(talk_ended())
    centre.give(inputs.RecordingFinished(R1))
    assert centre.tell(queued("support"), connected()) == [StartRecording(R2, CALL, LEG)]
    assert centre.pass_time(60) == []
    centre.give(inputs.RecordingBegan(R2))
    assert centre.tell(ended()) == [StopRecording(R2)]
    assert centre.give(inputs.RecordingFinished(R2)) == [StoreRecording(R2, CALL)]
    assert centre.told(facts.RecordingStarted) == [
        facts.RecordingStarted(R1, CALL, ANNA),
        facts.RecordingStarted(R2, CALL, ANNA),
    ]


def test_a_second_talk_is_recorded_once_the_first_recording_has_stopped(centre: Centre) -> None:
    talk(centre)
    centre.tell(talk_ended())
    assert centre.tell(connected()) == []
    assert centre.pass_time(29) == []
    assert centre.pass_time(2) == [StopRecording(R1)]
    centre.give(inputs.RecordingFinished(R1))
    assert centre.pass_time(1) == [StartRecording(R2, CALL, LEG)]


def test_a_second_talk_that_is_over_too_is_not_recorded_any_more(centre: Centre) -> None:
    talk(centre)
    centre.tell(talk_ended(), connected(), talk_ended())
    centre.give(inputs.RecordingFinished(R1))
    assert centre.pass_time(600) == []


def test_killed_between_the_second_command_and_its_reply(centre: Centre) -> None:
    talk(centre)
    centre.tell(talk_ended())
    centre.give(inputs.RecordingFinished(R1))
    centre.give(stored(R1))
    centre.tell(connected())
    centre.restart()
    assert centre.survey(R2) == []
    assert centre.told(facts.RecordingStarted)[-1] == facts.RecordingStarted(R2, CALL, ANNA)


MESSAGE = message_of(CALL, 1)
SPOKEN = facts.MessageStarted(CALL, NodeId("mailbox"), MESSAGE)
TAKEN = facts.MessageTaken(CALL, MESSAGE)


def test_a_message_is_stored_once_it_is_taken(centre: Centre) -> None:
    assert centre.tell(arrived(), SPOKEN) == []
    assert centre.tell(TAKEN) == [StoreRecording(MESSAGE, CALL)]
    centre.tell(ended())
    assert centre.give(stored(MESSAGE, 1)) == []
    assert centre.told(facts.RecordingKept) == [
        facts.RecordingKept(MESSAGE, CALL, "2026/11/02/call-m1.wav", 3.5, 112_044, 1)
    ]
    state = centre.policy.checkpoint()
    assert (state.talks, state.parts, state.messages) == ({}, {}, {})


def test_a_message_of_which_there_is_nothing_fails_with_its_reason(centre: Centre) -> None:
    centre.tell(arrived(), SPOKEN, TAKEN)
    assert centre.give(inputs.RecordingBroke(MESSAGE, "no sound")) == []
    assert centre.told(facts.RecordingFailed) == [facts.RecordingFailed(MESSAGE, CALL, "no sound")]


def test_a_message_that_is_spoken_is_no_stranger(centre: Centre) -> None:
    centre.tell(arrived(), SPOKEN)
    centre.restart()
    assert centre.survey(MESSAGE) == []
    assert centre.tell(TAKEN) == [StoreRecording(MESSAGE, CALL)]
    assert centre.survey() == [StoreRecording(MESSAGE, CALL)]
    assert centre.restart() == [StoreRecording(MESSAGE, CALL)]


def test_a_message_that_nobody_knows_is_one(centre: Centre) -> None:
    centre.tell(arrived(), SPOKEN)
    centre.tell(ended())
    assert centre.survey(MESSAGE) == [StopRecording(MESSAGE)]


def test_messages_and_conversations_are_counted_apart(centre: Centre) -> None:
    centre.tell(arrived(), SPOKEN, TAKEN)
    centre.give(inputs.RecordingBroke(MESSAGE, "no sound"))
    assert centre.tell(queued("support"), connected()) == [StartRecording(R1, CALL, LEG)]
    for late in (inputs.RecordingBegan(MESSAGE), inputs.RecordingFinished(MESSAGE)):
        assert centre.give(late) == []
    centre.give(inputs.RecordingBroke(MESSAGE, "no sound"))
    assert centre.give(inputs.RecordingBegan(R1)) == []
    assert centre.told(facts.RecordingStarted) == [facts.RecordingStarted(R1, CALL, ANNA)]


def test_a_checkpoint_carries_on(centre: Centre) -> None:
    talk(centre)
    later = RecordingPolicy(PLANS)
    later.restore(centre.policy.checkpoint())
    centre.policy = later
    assert centre.tell(ended()) == [StopRecording(R1)]


def test_a_call_out_is_recorded_as_its_queue_says(centre: Centre) -> None:
    def placed(queue: str, call: CallId) -> facts.CallPlaced:
        return facts.CallPlaced(
            call, ANNA, LegId("op"), "101", LEG, "100", facts.Caller(), 20.0, QueueId(queue), 1
        )

    centre = Centre(react_first=centre.react_first, plans=SECRET)
    assert centre.tell(placed("support", CALL)) == []
    assert centre.tell(connected()) == [StartRecording(R1, CALL, LEG)]
    centre.give(inputs.RecordingBegan(R1))
    assert centre.tell(ended()) == [StopRecording(R1)]
    other = CallId("other")
    assert centre.tell(placed("secret", other), connected(other)) == []


def test_one_recording_goes_on_from_operator_to_operator(centre: Centre) -> None:
    talk(centre)
    hold = facts.CallHeld(CALL, ANNA)
    asks = facts.ConsultStarted(CALL, ANNA, LegId("x"), START, BORIS)
    answers = facts.ConsultAnswered(CALL, LegId("x"), BORIS)
    all_three = facts.ConferenceStarted(CALL, ANNA, LegId("x"), BORIS)
    assert centre.tell(hold, asks, answers, all_three, facts.CallResumed(CALL, ANNA)) == []
    assert centre.tell(transferred(to=BORIS, kind=TransferKind.CONSULTED)) == []
    assert centre.tell(connected(operator=BORIS)) == []
    lost = facts.OperatorLost(CALL, BORIS, START)
    assert centre.tell(lost, facts.OperatorRung(CALL, BORIS, LegId("y"))) == []
    assert centre.tell(connected(operator=BORIS)) == []
    assert centre.pass_time(100) == []
    assert centre.tell(ended()) == [StopRecording(R1)]
    assert len(centre.told(facts.RecordingStarted)) == 1


@pytest.mark.parametrize(
    "leaves",
    [
        transferred(queue="support"),
        transferred(),
        transferred(kind=TransferKind.CONSULTED),
        returned(),
    ],
    ids=["queue", "outside", "outside after a talk", "returned"],
)
def test_a_call_without_an_operator_is_not_recorded_and_its_next_talk_is(
    centre: Centre, leaves: facts.Fact
) -> None:
    talk(centre)
    assert centre.tell(leaves, queued("support")) == [StopRecording(R1)]
    assert centre.give(inputs.RecordingFinished(R1)) == [StoreRecording(R1, CALL)]
    assert centre.pass_time(600) == []
    assert centre.tell(connected(operator=BORIS)) == [StartRecording(R2, CALL, LEG)]
    centre.give(inputs.RecordingBegan(R2))
    assert centre.told(facts.RecordingStarted)[-1] == facts.RecordingStarted(R2, CALL, BORIS)


def test_a_colleague_who_does_not_take_it_ends_the_recording(centre: Centre) -> None:
    talk(centre)
    assert centre.tell(transferred(to=BORIS)) == []
    assert centre.tell(returned(), queued("support")) == [StopRecording(R1)]


def test_whoever_gets_a_call_whose_recording_broke_is_recorded(centre: Centre) -> None:
    talk(centre)
    centre.give(inputs.RecordingBroke(R1, "disk"))
    centre.tell(transferred(to=BORIS))
    assert centre.tell(connected(operator=BORIS)) == [StartRecording(R2, CALL, LEG)]
    centre.give(inputs.RecordingBegan(R2))
    assert centre.told(facts.RecordingStarted)[-1] == facts.RecordingStarted(R2, CALL, BORIS)


def test_a_recording_that_was_cut_goes_on_at_once_with_the_next_operator(centre: Centre) -> None:
    talk(centre)
    centre.give(inputs.RecordingFinished(R1))
    assert centre.tell(transferred(to=BORIS)) == []
    assert centre.tell(connected(operator=BORIS)) == [StartRecording(R2, CALL, LEG)]
    assert centre.pass_time(10) == [], "and not a second time"
    centre.give(inputs.RecordingBegan(R2))
    assert centre.tell(ended()) == [StopRecording(R2)]


def test_a_recording_is_paused_and_resumed_as_asked(centre: Centre) -> None:
    talk(centre)
    assert centre.give(asked_pause(False)) == [PauseRecording(R1, False, ANNA)], "as far as known"
    assert centre.give(turned(False)) == []
    assert centre.give(asked_pause(True)) == [PauseRecording(R1, True, ANNA)]
    assert centre.told(facts.RecordingPaused) == [], "nobody knows yet whether it worked"
    assert centre.give(turned(True)) == []
    assert centre.give(turned(True)) == []
    assert centre.told(facts.RecordingPaused) == [facts.RecordingPaused(R1, CALL, ANNA)]
    centre.restart()
    assert centre.survey(R1) == [PauseRecording(R1, True, ANNA)], "it is still paused"
    assert centre.give(asked_pause(False, by=BORIS)) == [PauseRecording(R1, False, BORIS)]
    assert centre.give(asked_pause(True)) == [PauseRecording(R1, True, ANNA)]
    centre.give(turned(False, by=BORIS))
    assert centre.told(facts.RecordingResumed) == [facts.RecordingResumed(R1, CALL, BORIS)]
    assert centre.tell(ended()) == [StopRecording(R1)]


def test_only_a_conversation_can_be_paused(centre: Centre) -> None:
    assert centre.give(asked_pause(True)) == []
    centre.tell(arrived())
    assert centre.give(asked_pause(True)) == []
    centre.tell(connected())
    centre.give(inputs.RecordingBegan(R1))
    centre.tell(ended())
    assert centre.give(asked_pause(True)) == []
    for late in (turned(True), turned(True, R2), turned(False)):
        assert centre.give(late) == []
    assert centre.told(facts.RecordingPaused, facts.RecordingResumed) == []


def test_a_recording_that_begins_after_the_wish_is_paused_as_soon_as_it_does(
    centre: Centre,
) -> None:
    centre.tell(arrived(), connected())
    for _ in range(2):
        assert centre.give(asked_pause(True)) == []
    paused = facts.RecordingPaused(R1, CALL, ANNA)
    assert centre.told(facts.RecordingPaused) == [paused]
    assert centre.give(inputs.RecordingBegan(R1)) == [PauseRecording(R1, True, ANNA)]
    assert centre.give(turned(True)) == []
    assert centre.told(facts.RecordingPaused) == [paused, paused], "it is written, and paused"
    centre.give(asked_pause(False))
    centre.give(turned(False))
    assert centre.told(facts.RecordingResumed) == [facts.RecordingResumed(R1, CALL, ANNA)]


def test_a_first_recording_that_was_held_back_begins_when_it_may(centre: Centre) -> None:
    centre.tell(arrived(), connected())
    centre.give(asked_pause(True))
    centre.restart()
    assert centre.survey() == [], "it was asked for in vain"
    centre.give(asked_pause(False))
    assert centre.told(facts.RecordingResumed) == [facts.RecordingResumed(R1, CALL, ANNA)]
    assert centre.pass_time(0) == [StartRecording(R1, CALL, LEG)]


def test_a_pause_while_the_recording_broke_holds_after_a_gap(centre: Centre) -> None:
    talk(centre)
    centre.give(inputs.RecordingBroke(R1, "disk"))
    centre.give(asked_pause(True))
    assert centre.survey() == []
    assert centre.tell(connected(operator=BORIS)) == [StartRecording(R2, CALL, LEG)]


def test_a_colleague_is_recorded_though_a_pause_was_asked_before_it_began(centre: Centre) -> None:
    centre.tell(arrived(), connected())
    centre.give(asked_pause(True))
    assert centre.tell(connected(operator=BORIS)) == [StartRecording(R1, CALL, LEG)]
    assert centre.give(inputs.RecordingBegan(R1)) == []


def test_a_pause_of_the_next_talk_counts_while_the_last_recording_is_being_stopped(
    centre: Centre,
) -> None:
    talk(centre)
    centre.tell(transferred(queue="support"), queued("support"), connected(operator=BORIS))
    assert centre.give(asked_pause(True, by=BORIS)) == []
    assert centre.give(inputs.RecordingFinished(R1)) == [StoreRecording(R1, CALL)]
    assert centre.pass_time(60) == []
    centre.give(asked_pause(False, by=BORIS))
    assert centre.told(facts.RecordingPaused, facts.RecordingResumed) == [
        facts.RecordingPaused(R2, CALL, BORIS),
        facts.RecordingResumed(R2, CALL, BORIS),
    ]
    assert centre.pass_time(0) == [StartRecording(R2, CALL, LEG)]


def test_the_pause_of_who_had_the_call_before_is_not_said_again(centre: Centre) -> None:
    """Killed after CallConnected and before its command went out."""
    talk(centre)
    centre.give(asked_pause(True))
    centre.give(turned(True))
    centre.tell(connected(operator=BORIS))
    centre.restart()
    assert centre.survey(R1) == [PauseRecording(R1, False, BORIS)]


def test_a_paused_recording_that_is_stopped_just_ends(centre: Centre) -> None:
    talk(centre)
    centre.give(asked_pause(True))
    centre.give(turned(True))
    assert centre.tell(talk_ended()) == [StopRecording(R1)]
    assert centre.give(turned(False)) == []
    assert centre.give(inputs.RecordingFinished(R1)) == [StoreRecording(R1, CALL)]
    assert centre.tell(connected()) == [StartRecording(R2, CALL, LEG)]
    centre.give(inputs.RecordingBegan(R2))
    assert centre.told(facts.RecordingResumed) == []


def test_the_next_talk_leaves_a_paused_recording_that_is_being_stopped(centre: Centre) -> None:
    talk(centre)
    centre.give(asked_pause(True))
    centre.give(turned(True))
    assert centre.tell(transferred(queue="support"), queued("support")) == [StopRecording(R1)]
    assert centre.tell(connected(operator=BORIS)) == []
    centre.give(inputs.RecordingFinished(R1))
    assert centre.pass_time(1) == [StartRecording(R2, CALL, LEG)]


def test_whoever_has_the_call_next_is_recorded_again(centre: Centre) -> None:
    talk(centre)
    for who in (BORIS, ANNA):
        centre.give(asked_pause(True))
        centre.give(turned(True))
        centre.tell(transferred(to=who))
        assert centre.tell(connected(operator=who)) == [PauseRecording(R1, False, who)]
        centre.give(turned(False, by=who))
        assert centre.told(facts.RecordingResumed)[-1] == facts.RecordingResumed(R1, CALL, who)


def test_a_pause_lasts_while_its_operator_is_lost_and_comes_back(centre: Centre) -> None:
    talk(centre)
    centre.give(asked_pause(True))
    centre.give(turned(True))
    assert centre.tell(facts.OperatorLost(CALL, ANNA, START)) == []
    assert centre.tell(connected()) == []
    assert centre.survey(R1) == [PauseRecording(R1, True, ANNA)]
    centre.give(inputs.RecordingFinished(R1))
    assert centre.tell(facts.OperatorLost(CALL, ANNA, START), connected()) == []
    assert centre.tell(connected(operator=BORIS)) == [StartRecording(R2, CALL, LEG)]


def test_nothing_is_stopped_that_was_held_back(centre: Centre) -> None:
    talk(centre)
    centre.give(asked_pause(True))
    centre.give(turned(True))
    centre.give(inputs.RecordingFinished(R1))
    centre.tell(facts.OperatorLost(CALL, ANNA, START), connected())
    centre.pass_time(2)
    assert centre.tell(talk_ended()) == [], "nothing was asked for"
    assert centre.tell(connected()) == [StartRecording(R2, CALL, LEG)]
    centre.give(inputs.RecordingBegan(R2))
    centre.tell(talk_ended(), connected())
    centre.give(asked_pause(True))
    centre.give(inputs.RecordingFinished(R2))
    centre.pass_time(2)
    assert centre.tell(ended()) == []


def test_a_pause_ends_with_its_conversation_though_the_same_two_talk_again(
    centre: Centre,
) -> None:
    talk(centre)
    centre.give(asked_pause(True))
    centre.give(turned(True))
    assert centre.tell(talk_ended(), connected()) == [StopRecording(R1)]
    centre.give(inputs.RecordingFinished(R1))
    assert centre.pass_time(1) == [StartRecording(R2, CALL, LEG)]
    centre.give(inputs.RecordingBegan(R2))
    centre.tell(talk_ended(), connected())
    centre.give(asked_pause(True))
    centre.tell(talk_ended(), connected())
    centre.give(inputs.RecordingFinished(R2))
    third = RecordingId("call-3")
    assert centre.pass_time(1) == [StartRecording(third, CALL, LEG)]


def test_a_colleagues_own_pause_holds_though_the_line_answers_only_to_that(
    centre: Centre,
) -> None:
    talk(centre)
    centre.give(asked_pause(True))
    centre.give(turned(True))
    centre.tell(connected(operator=BORIS))
    centre.give(asked_pause(True, by=BORIS))
    centre.give(turned(True, by=BORIS))
    assert centre.told(facts.RecordingPaused)[-1] == facts.RecordingPaused(R1, CALL, BORIS)
    assert centre.survey(R1) == [PauseRecording(R1, True, BORIS)]


def test_a_wish_to_go_on_holds_though_the_line_answers_only_to_that(centre: Centre) -> None:
    centre.tell(arrived(), connected())
    centre.give(asked_pause(True))
    centre.give(inputs.RecordingBegan(R1))
    centre.give(asked_pause(False))
    centre.give(turned(False))
    assert centre.told(facts.RecordingResumed) == [facts.RecordingResumed(R1, CALL, ANNA)]
    assert centre.survey(R1) == [PauseRecording(R1, False, ANNA)]


def test_a_recording_that_is_cut_while_it_is_paused_is_followed_by_none_until_it_may(
    centre: Centre,
) -> None:
    talk(centre)
    centre.give(asked_pause(True))
    centre.give(turned(True))
    centre.give(inputs.RecordingFinished(R1))
    assert centre.pass_time(60) == []
    centre.restart()
    centre.survey()
    assert centre.pass_time(60) == [], "something secret may still be said"
    assert centre.give(asked_pause(True)) == []
    centre.give(asked_pause(False))
    assert centre.told(facts.RecordingResumed) == [facts.RecordingResumed(R2, CALL, ANNA)]
    assert centre.pass_time(0) == [StartRecording(R2, CALL, LEG)]
    centre.give(inputs.RecordingBegan(R2))
    assert centre.tell(ended()) == [StopRecording(R2)]


OVER = 9
CALLS = tuple(CallId(f"c{number}") for number in range(3))


class World(Centre):
    """A line and a disk that lose, delay and repeat what they say, and a service that dies."""

    def __init__(self, *, react_first: bool) -> None:
        super().__init__(react_first=react_first)
        self.writing: set[RecordingId] = set()
        self.written: set[RecordingId] = set()
        self.silent: set[RecordingId] = set()
        self.replies: list[inputs.Input] = []
        self.stage: dict[CallId, int] = {}
        self.done = 0

    def move(self, kind: int, pick: int, seconds: int) -> None:
        self.pass_time(seconds)
        self.carry_out(lose=kind == 6)
        moves = (
            self.live,
            self.reply,
            self.repeat,
            self.lose,
            self.die,
            self.cut,
            self.disk,
            self.pause,
        )
        moves[kind](pick)

    def live(self, pick: int) -> None:
        call = CALLS[pick % len(CALLS)]
        stage = self.stage.get(call, 0)
        if stage > OVER - 1:
            return
        self.stage[call] = stage + 1
        self.tell(
            (
                arrived(call, leg_of(call)),
                connected(call),
                transferred(call, to=BORIS),
                connected(call, BORIS),
                (talk_ended(call), transferred(call, queue="support"), returned(call))[pick % 3],
                connected(call),
                (transferred(call), transferred(call, to=BORIS))[pick % 2],
                (returned(call), connected(call, BORIS))[pick % 2],
                ended(call),
            )[stage]
        )

    def _take(self, decision: Decision) -> list[Command]:
        asked = super()._take(decision)
        talks = self.policy.checkpoint().talks
        for command in asked:
            if isinstance(command, StartRecording):
                assert talks[command.call].paused_for is None, "somebody forbade it"
        return asked

    def pause(self, pick: int) -> None:
        self.give(asked_pause(pick % 2 > 0, CALLS[pick % len(CALLS)]))

    def reply(self, pick: int) -> None:
        if self.replies:
            self.give(self.replies.pop(pick % len(self.replies)))

    def repeat(self, pick: int) -> None:
        if self.replies:
            self.give(self.replies[pick % len(self.replies)])

    def lose(self, pick: int) -> None:
        if self.replies:
            self.replies.pop(pick % len(self.replies))

    def die(self, pick: int) -> None:
        if pick % 3 == 0:
            self.replies.clear()
            self.restart()
        if pick % 3 == 1:
            self.tell(facts.LinesLost("gone"))
        else:
            self.look()

    def cut(self, pick: int) -> None:
        if self.writing:
            recording = sorted(self.writing)[pick % len(self.writing)]
            self.writing.remove(recording)
            self.replies.append(inputs.RecordingFinished(recording))

    def disk(self, pick: int) -> None:
        self.give(inputs.DiskReported((0.5, 0.025, 0.01)[pick % 3]))

    def look(self) -> None:
        self.survey(*sorted(self.writing))

    def carry_out(self, *, lose: bool = False) -> None:
        todo, self.done = self.commands[self.done :], len(self.commands)
        for command in todo:
            if lose:
                continue
            match command:
                case StartRecording(recording=recording, call=call):
                    running = {r for r in self.writing if r.rpartition("-")[0] == call}
                    assert running <= {recording}, "two recordings of one call"
                    if recording in self.written - self.writing:
                        # Asterisk never writes over a file that is there.
                        self.replies.append(inputs.RecordingBroke(recording, "exists"))
                    elif self.stage[call] < OVER:
                        self.writing.add(recording)
                        self.written.add(recording)
                        self.replies.append(inputs.RecordingBegan(recording))
                    else:
                        self.replies.append(inputs.RecordingBroke(recording, "no leg"))
                case StopRecording(recording=recording):
                    self.writing.discard(recording)
                    self.replies.append(inputs.RecordingFinished(recording))
                case PauseRecording(recording=recording, paused=paused, by=by):
                    if recording in self.writing:
                        (self.silent.add if paused else self.silent.discard)(recording)
                        self.replies.append(inputs.RecordingTurned(recording, paused, by))
                case StoreRecording(recording=recording):
                    assert recording not in self.writing, "stored while it is written"
                    whole = recording in self.written
                    broke = inputs.RecordingBroke(recording, "no audio")
                    self.replies.append(stored(recording) if whole else broke)

    def agree(self) -> None:
        """From here on nothing is lost: the line pauses what the journal says it does."""
        for _ in range(3):
            self.carry_out()
            replies, self.replies = self.replies, []
            for given_input in replies:
                self.give(given_input)
            self.look()
        self.carry_out()
        for given_input in self.replies:
            self.give(given_input)
        self.replies.clear()
        self.carry_out()
        for talk in self.policy.checkpoint().talks.values():
            if talk.writing in self.writing and not talk.ended:
                held_back = talk.paused_for is not None
                assert (talk.writing in self.silent) == talk.paused == held_back

    def settle(self) -> None:
        """The last survey: everybody hangs up, and nothing is lost any more."""
        self.agree()
        for call, stage in self.stage.items():
            if 0 < stage < OVER:
                self.stage[call] = OVER
                self.tell(ended(call))
        for _ in range(5):
            self.carry_out()
            for given_input in self.replies:
                self.give(given_input)
            self.replies.clear()
            self.look()
            self.pass_time(60)


def leg_of(call: CallId) -> LegId:
    return LegId(f"leg-{call}")


def check_facts(told: list[facts.Fact]) -> None:
    running: dict[CallId, RecordingId] = {}
    ends: Counter[RecordingId] = Counter()
    starts: Counter[RecordingId] = Counter()
    paused: set[CallId] = set()
    talks: dict[CallId, OperatorId] = {}
    for fact in told:
        match fact:
            case facts.RecordingPaused():
                assert fact.call not in paused, "said twice"
                paused.add(fact.call)
            case facts.RecordingResumed():
                paused.discard(fact.call)
            case (
                facts.TalkEnded()
                | facts.CallReturned()
                | facts.CallEnded()
                | facts.CallTransferred(to=None)
            ):
                paused.discard(fact.call)
            case facts.CallConnected():
                if talks.get(fact.call) != fact.operator:
                    paused.discard(fact.call)
                talks[fact.call] = fact.operator
            case facts.RecordingStarted():
                paused.discard(fact.call)  # it is said again once the line has done it
                assert fact.call not in running, "two recordings of one call"
                running[fact.call] = fact.recording
                starts[fact.recording] += 1
            case facts.RecordingStopped():
                assert running.pop(fact.call) == fact.recording
            case facts.RecordingKept() | facts.RecordingFailed():
                ends[fact.recording] += 1
                if running.get(fact.call) == fact.recording:
                    del running[fact.call]
    assert not running
    assert set(starts.values()) <= {1}
    assert set(ends.values()) <= {1}
    assert set(starts) <= set(ends), "a recording without an end"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 7, 7]),
            st.integers(0, 60),
            st.sampled_from([0, 0, 1, 2, 40]),
        ),
        min_size=15,
        max_size=80,
    ),
    st.booleans(),
)
def test_any_order_repetition_and_loss(
    moves: list[tuple[int, int, int]], react_first: bool
) -> None:
    world = World(react_first=react_first)
    for kind, pick, seconds in moves:
        world.move(kind, pick, seconds)
    world.settle()
    check_facts([fact for _, fact in world.facts])
    assert world.writing == set()
    assert world.policy.checkpoint().talks == {}
    assert world.policy.checkpoint().parts == {}
    kept = {f.recording for f in world.told(facts.RecordingKept) if hasattr(f, "recording")}
    failed = {f.recording for f in world.told(facts.RecordingFailed) if hasattr(f, "recording")}
    assert world.written <= kept | failed, "audio that no row tells of"
