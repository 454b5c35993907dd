"""What every kind of node can be told; most kinds need only some of it."""

from abc import ABC, abstractmethod

from telephony.ivr.scene import NOTHING, Scene, Turn
from vocabulary.inputs import LookUpDone


class Kind(ABC):
    """One kind of node. Stateless: all that changes is in the scene.

    Subclasses override what they care about. `begin` is also asked after a restart: the
    caller hears the node's prompt again.
    """

    @abstractmethod
    def begin(self, scene: Scene) -> Turn:
        """The caller comes to the node."""

    def said(self, scene: Scene) -> Turn:  # noqa: ARG002 - for kinds that say something
        """What was being said is over."""
        return NOTHING

    def pressed(self, scene: Scene, digit: str) -> Turn:  # noqa: ARG002 - kinds with keys
        """The caller pressed a key."""
        return NOTHING

    def silent(self, scene: Scene) -> Turn:
        """The caller, or whoever owes an answer, was silent for too long."""
        return self.said(scene)

    def looked_up(self, scene: Scene, given: LookUpDone) -> Turn:  # noqa: ARG002 - one kind
        """Customer data was found, or not."""
        return NOTHING

    def message_over(self, scene: Scene) -> Turn:  # noqa: ARG002 - one kind
        """Nothing more of a message is written."""
        return NOTHING
