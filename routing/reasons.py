"""What keeps an operator from any call at all, as a rule with a name."""

from routing.state import Operator
from vocabulary.decisions import Rule
from vocabulary.states import Activity, Availability, PhoneState

_AVAILABILITY = {
    Availability.SIGNED_OUT: Rule.SIGNED_OUT,
    Availability.BREAK: Rule.ON_BREAK,
}
_ACTIVITY = {
    Activity.OFFERED: Rule.OFFERED,
    Activity.TALKING: Rule.TALKING,
    Activity.WRAPPING_UP: Rule.WRAPPING_UP,
}
_PHONE = {
    PhoneState.UNREACHABLE: Rule.PHONE_UNREACHABLE,
    PhoneState.BUSY: Rule.PHONE_BUSY,
}


def rule_against(operator: Operator) -> Rule | None:
    """The first of what was chosen, what the work imposes, a rest, and the phone.

    None for whoever may take a call.
    """
    chosen = Availability.SIGNED_OUT if operator.unlisted else operator.availability
    return (
        _AVAILABILITY.get(chosen)
        or _ACTIVITY.get(operator.activity)
        or (Rule.RESTING if operator.rest_until is not None else None)
        or _PHONE.get(operator.phone)
    )
