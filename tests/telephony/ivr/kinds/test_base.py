"""What a kind of node may leave out."""

from telephony.ivr.kinds.base import Kind
from telephony.ivr.scene import NOTHING, Scene, Turn
from tests.support.walk import CALL
from vocabulary.ids import NodeId
from vocabulary.inputs import LookUpDone
from vocabulary.states import LookUpResult


class Quiet(Kind):
    """Only what must be there."""

    def begin(self, scene: Scene) -> Turn:
        return NOTHING


def test_what_is_not_overridden_changes_nothing() -> None:
    kind, scene = Quiet(), None
    done = LookUpDone(CALL, NodeId("x"), LookUpResult.FOUND)
    assert kind.said(scene) == kind.silent(scene) == kind.pressed(scene, "1") == NOTHING  # type: ignore[arg-type]
    assert kind.looked_up(scene, done) == kind.message_over(scene) == NOTHING  # type: ignore[arg-type]
