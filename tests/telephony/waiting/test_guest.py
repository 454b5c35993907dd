"""A caller as the waiting room keeps it."""

from datetime import UTC, datetime

from telephony.waiting.guest import Guest, arrive, follow
from vocabulary.facts import (
    Announced,
    CallAnswered,
    CallArrived,
    CallEnded,
    Caller,
    CallQueued,
    CallRequeued,
    LanguageChosen,
    OfferEnded,
    OfferMade,
    QueueLeft,
)
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId
from vocabulary.states import EndReason, OfferResult, Outcome, QueueExit

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CALL, QUEUE = CallId("c"), QueueId("support")
ANNA, OFFER = OperatorId("anna"), OfferId("o")


def waiting() -> Guest:
    guest = arrive(CallArrived(CALL, LegId("in"), "100", Caller(), 3))
    for fact in (CallAnswered(CALL), LanguageChosen(CALL, "ru"), CallQueued(CALL, QUEUE, NOW)):
        after = follow(guest, NOW, fact)
        assert after is not None
        guest = after
    return guest


def test_who_is_queued_waits_until_it_is_taken_or_leaves() -> None:
    guest = waiting()
    assert (guest.waits, guest.answered, guest.language, guest.revision) == (True, True, "ru", 3)
    rung = follow(guest, NOW, OfferMade(OFFER, CALL, ANNA, LegId("op"), "101", NOW))
    assert rung is not None and rung.ringing == 1
    taken = follow(rung, NOW, OfferEnded(OFFER, CALL, ANNA, OfferResult.ACCEPTED))
    assert taken is not None and not taken.waits
    back = follow(taken, NOW, CallRequeued(CALL))
    assert back is not None and back.waits
    left = follow(back, NOW, QueueLeft(CALL, QUEUE, QueueExit.KEY, "bye"))
    assert left is not None and not left.waits
    assert follow(left, NOW, CallEnded(CALL, Outcome.ABANDONED, EndReason.LEFT_IN_MENU)) is None


def test_what_it_was_told_is_remembered_for_one_queue() -> None:
    guest = follow(waiting(), NOW, Announced(CALL, QUEUE, ("place",), 2, 3, 5))
    assert guest is not None
    assert (guest.told_place, guest.told_range, guest.announced) == (2, (3, 5), 1)
    comforted = follow(guest, NOW, Announced(CALL, QUEUE, ("busy",)))
    assert comforted is not None
    assert (comforted.told_place, comforted.comforted) == (2, 1)
    elsewhere = follow(comforted, NOW, CallQueued(CALL, QueueId("sales"), NOW))
    assert elsewhere is not None
    assert (elsewhere.told_place, elsewhere.announced) == (None, 0)
