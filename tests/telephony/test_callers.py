"""Who calls: by the plan, and by whom each caller talked to last."""

from telephony import callers
from telephony.callers import Callers
from telephony.plan import CallerPlan, NumberPlan, Wish
from vocabulary.facts import Caller
from vocabulary.ids import OperatorId, QueueId

ANNA, BORIS = OperatorId("anna"), OperatorId("boris")
ADA = Caller("+49 (30) 123", "Ada")
NUMBER = NumberPlan(number="100", queue=QueueId("support"), last_operator=True)
PLAIN = NumberPlan(number="200", queue=QueueId("support"))
VIP = CallerPlan(number="004930-999", priority=3, credit_s=60, language="de", preferred=BORIS)


def test_a_stranger_wishes_nothing() -> None:
    known = Callers()
    assert known.wish(ADA, NUMBER, {}) == Wish()
    assert known.wish(ADA, None, {}) == Wish()


def test_whom_a_caller_talked_to_last_is_remembered_by_digits() -> None:
    known = Callers()
    known.talked(ADA, BORIS)
    known.talked(Caller("4930123"), ANNA)
    assert known.state() == (("4930123", ANNA),)
    assert known.wish(ADA, NUMBER, {}) == Wish(preferred=ANNA)
    assert known.wish(ADA, PLAIN, {}) == Wish()


def test_whoever_hides_its_number_is_nobody() -> None:
    known = Callers()
    known.talked(Caller("anonymous"), ANNA)
    assert known.state() == ()
    assert known.wish(Caller("anonymous"), NUMBER, {}) == Wish()


def test_the_plan_knows_better_than_the_past() -> None:
    known = Callers([("004930999", ANNA)])
    wish = Wish(priority=3, credit_s=60, language="de", preferred=BORIS)
    assert known.wish(Caller("0049 30 999"), NUMBER, {"004930999": VIP}) == wish


def test_only_so_many_are_remembered_and_the_oldest_are_forgotten() -> None:
    known = Callers()
    for number in range(callers.ACQUAINTED + 5):
        known.talked(Caller(f"1{number:06}"), ANNA)
        known.talked(Caller("1000000"), BORIS)
    assert len(known.state()) == callers.ACQUAINTED
    assert dict(known.state())["1000000"] == BORIS
    assert "1000001" not in dict(known.state())
