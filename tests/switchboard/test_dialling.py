"""What the desk asks before an operator calls out."""

from datetime import datetime

import pytest

from switchboard.dialling import CoreDialling
from tests.support.playbook import START, Playbook
from tests.telephony.test_placing import ANNA, DIAL, PLAN
from vocabulary.ports import DialRefused


class Still:
    def now(self) -> datetime:
        return START


def test_it_says_what_the_plan_allows_and_what_was_called_already() -> None:
    play = Playbook(PLAN)
    dialling = CoreDialling(play.engine.book, Still())
    assert dialling.number(ANNA, "030 555123") == "+4930555123"
    with pytest.raises(DialRefused, match="may not be called"):
        dialling.number(ANNA, "+1 212 5551234")
    play.run(DIAL)
    with pytest.raises(DialRefused, match="as often as"):
        CoreDialling(play.engine.book, Still()).number(ANNA, "030 555123")
