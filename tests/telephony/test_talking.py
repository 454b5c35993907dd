"""Between the book and what operators do: whose call, which target, what is refused."""

from telephony.talking import RING_S
from tests.support.playbook import Playbook, arrives, plan_with
from tests.telephony.test_talk import ANNA, BORIS, CALL, IN, PLAN, SALES, THIRD, talking
from vocabulary.commands import RingOutside
from vocabulary.facts import CallQueued, CallTransferred, DispositionChosen
from vocabulary.ids import CallId
from vocabulary.inputs import (
    DispositionAsked,
    HoldAsked,
    LegAnswered,
    LegsJoined,
    LinesDropped,
    PhoneReferred,
    TransferAsked,
)


def test_what_a_call_came_to_may_be_said_of_any_call() -> None:
    asked = DispositionAsked(CallId("gone"), ANNA, ("sold", "twice"), ANNA)
    assert (
        Playbook(PLAN) >> asked << DispositionChosen(CallId("gone"), ANNA, ("sold", "twice"), ANNA)
    )


def test_a_phone_that_transfers_by_itself_gives_to_a_colleague_a_number_or_a_queue() -> None:
    play = talking()
    play.run(PhoneReferred(play.leg("anna"), "102"))
    assert play.facts(CallTransferred)[-1].to == BORIS
    play = talking()
    play.run(PhoneReferred(play.leg("anna"), "+4930555"))
    assert play.facts(CallTransferred)[-1].pii_number == "+4930555"
    play = talking()
    play.run(PhoneReferred(play.leg("anna"), "100"))
    assert play.facts(CallQueued)[-1].queue == "support"
    play = talking()
    assert play >> PhoneReferred(play.leg("anna"), "999") >> PhoneReferred(IN, "102")


def test_a_number_of_the_list_may_be_rung_though_nobody_may_call_out() -> None:
    plan = plan_with(numbers='\n  - {number: "100", queue: support}', more='outside: ["+4930555"]')
    play = Playbook(plan).run(arrives("in-1"))
    phone = play.leg("anna")
    play.run(
        *(LegAnswered(leg) for leg in (IN, phone)),
        LegsJoined(CALL, phone),
    )
    answer = (play >> TransferAsked(CALL, "anna", pii_number="+4930555")).rest()
    assert RingOutside(CALL, THIRD, 45, "+4930555", "100") in answer


def test_nothing_is_begun_while_the_line_is_down() -> None:
    play = talking().run(LinesDropped("gone"))
    assert play >> HoldAsked(CALL, held=True, by="anna") >> TransferAsked(CALL, "anna", to=BORIS)
    assert not play.facts(CallTransferred)


def test_a_colleagues_phone_rings_for_as_long_as_it_is_said() -> None:
    play = talking().run(TransferAsked(CALL, "anna", to=BORIS))
    assert play.facts(CallTransferred)[-1].until == play.since_start(RING_S)


def test_one_transfer_is_one() -> None:
    play = talking().run(TransferAsked(CALL, "anna", consult=True, to=BORIS))
    assert play >> TransferAsked(CALL, "anna", queue=SALES)
    assert play >> TransferAsked(CALL, "anna", consult=True, to=BORIS)
