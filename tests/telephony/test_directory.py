"""Who is at which extension and may be rung."""

from telephony.attendance import Attendance
from telephony.call import Call
from telephony.directory import Directory
from tests.telephony.test_talk import ANNA, BORIS, CALL, consulting, talking
from vocabulary.facts import OperatorListed, PhoneChanged
from vocabulary.ids import CallId
from vocabulary.states import PhoneState


def test_an_extension_is_one_operators() -> None:
    attendance = Attendance()
    directory = Directory({}, attendance)
    for fact in (
        OperatorListed(ANNA, "Anna", "101", ()),
        OperatorListed(BORIS, "Boris", "102", ()),
        OperatorListed(ANNA, "Anna", "103", ()),
    ):
        directory.apply(fact)
        attendance.apply(fact)
    assert directory.operator_at("101") is None
    assert directory.operator_at("103") == ANNA
    assert directory.extension_of(BORIS) == "102"
    assert directory.state() == {"102": BORIS, "103": ANNA}
    assert Directory({}, attendance, directory.state()).operator_at("103") == ANNA
    assert directory.may_be_rung(ANNA) is None  # its phone is not there
    attendance.apply(PhoneChanged(ANNA, PhoneState.FREE))
    assert directory.may_be_rung(ANNA) == "103"
    attendance.apply(PhoneChanged(ANNA, PhoneState.BUSY))
    assert directory.may_be_rung(ANNA) is None


def test_whoever_is_in_a_call_in_any_part_is_not_rung() -> None:
    calls = dict(consulting().engine.book.calls)
    attendance = Attendance()
    directory = Directory(calls, attendance)
    for operator, extension in ((ANNA, "101"), (BORIS, "102")):
        for fact in (
            OperatorListed(operator, operator, extension, ()),
            PhoneChanged(operator, PhoneState.FREE),
        ):
            directory.apply(fact)
            attendance.apply(fact)
    assert directory.call_of(ANNA) is calls[CALL]
    assert directory.call_of(BORIS) is None
    assert directory.may_be_rung(ANNA) is directory.may_be_rung(BORIS) is None
    calls.clear()
    assert directory.may_be_rung(BORIS) == "102"


def test_a_phone_that_is_offered_a_call_is_not_rung_for_another() -> None:
    call: Call = talking().engine.book.calls[CALL]
    assert Directory({CallId("x"): call}, Attendance()).call_of(ANNA) is call
