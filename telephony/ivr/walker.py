"""The walker: leads a caller through the flow, one node at a time. Pure.

Told what happens to a caller who is in the flow, it asks the node's kind and bounds what
no plan may do: walk on without end. Nothing is kept here.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace
from pydantic import BaseModel

from telephony.ivr.kinds.base import Kind
from telephony.ivr.kinds.callback import CallingBack
from telephony.ivr.kinds.choosing import Choice, LanguageChoice, Questioning
from telephony.ivr.kinds.instant import Asking, ByHours, Recognising
from telephony.ivr.kinds.look_up import LookingUp
from telephony.ivr.kinds.message import TakingMessage
from telephony.ivr.kinds.telling import Ending, Queueing, Saying
from telephony.ivr.kinds.transfer import Transferring
from telephony.ivr.kinds.typing import Collecting
from telephony.ivr.nodes import (
    ChooseLanguage,
    Criteria,
    Digits,
    HangUp,
    Hours,
    LookUpCustomer,
    Menu,
    Message,
    OfferCallback,
    Recognise,
    Say,
    Survey,
    ToQueue,
    Transfer,
)
from telephony.ivr.scene import NOTHING, Ear, Scene, Turn, ended
from vocabulary.inputs import DigitPressed, LookUpDone, MessageEnded, PromptEnded
from vocabulary.states import EndReason, Outcome

STEPS_LIMIT = 500
"""Nodes and queues that one call may come to."""
FLOW_LIMIT_S = 3600.0
"""How long a call may be in the flow without coming to a queue."""
SPEECH_LIMIT_S = 300.0
"""Longer than any prompt: if its end is not told by then, we go on."""

KINDS: dict[type[BaseModel], Kind] = {
    Say: Saying(),
    Menu: Choice(),
    Digits: Collecting(),
    Hours: ByHours(),
    ChooseLanguage: LanguageChoice(),
    Recognise: Recognising(),
    LookUpCustomer: LookingUp(),
    Criteria: Asking(),
    ToQueue: Queueing(),
    OfferCallback: CallingBack(),
    Message: TakingMessage(),
    Transfer: Transferring(),
    Survey: Questioning(),
    HangUp: Ending(),
}

Heard = PromptEnded | DigitPressed | MessageEnded | LookUpDone


def begin(scene: Scene) -> Turn:
    """The caller came to a node, or hears it again after a restart."""
    visit = scene.call.visit
    if visit.entered > STEPS_LIMIT or _too_long(scene):
        return ended(scene, Outcome.INTERRUPTED, EndReason.FLOW_TOO_LONG)
    if scene.name not in scene.plan.flow:  # the revision it came with is not there any more
        return ended(scene, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
    return _kind(scene).begin(scene)


def hear(scene: Scene, given: Heard) -> Turn:
    """Something was heard of the caller or of what was begun for it."""
    if scene.name not in scene.plan.flow:
        return ended(scene, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
    kind = _kind(scene)
    match given:
        case PromptEnded():
            return _prompt_ended(scene, kind)
        case DigitPressed():
            return _pressed(scene, kind, given.digit)
        case MessageEnded(recording=recording) if recording == scene.call.visit.recording:
            return kind.message_over(scene)
        case LookUpDone():
            return kind.looked_up(scene, given)
        case _:
            return NOTHING


def silent(scene: Scene) -> Turn:
    """What was due did not come."""
    if scene.name not in scene.plan.flow:
        return ended(scene, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
    if scene.ear.due is None:
        quiet = scene._replace(ear=replace(scene.ear, speaking=False))
        return _or_quiet(quiet, _kind(scene).said(quiet))
    waited = scene._replace(ear=replace(scene.ear, due=None))
    return _or_quiet(waited, _kind(scene).silent(waited))


def due(scene_ear: Ear | None, since: datetime) -> datetime:
    """When the caller's silence, or ours, is to be acted upon."""
    if scene_ear is not None and scene_ear.due is not None:
        return scene_ear.due
    return since + timedelta(seconds=SPEECH_LIMIT_S)


def revived(now: datetime, entered: int) -> Ear:
    """An ear for a caller whose node begins again: its tokens are none that was used."""
    return Ear(entered=entered, asked=int(now.timestamp()) % 10_000_000)


def belongs(ear: Ear | None, entered: int, token: str) -> bool:
    """Whether the end of a prompt is that of the prompt we wait for.

    Without an ear (nothing was heard since a restart) any prompt of the present node is.
    """
    if ear is None:
        return token.partition(".")[0] == str(entered)
    return ear.speaking and token == ear.token


def _prompt_ended(scene: Scene, kind: Kind) -> Turn:
    quiet = scene._replace(ear=replace(scene.ear, speaking=False))
    return _or_quiet(quiet, kind.said(quiet))


def _pressed(scene: Scene, kind: Kind, digit: str) -> Turn:
    """Keys without end end as well; a # that came too late is passed over."""
    if _too_long(scene):
        return ended(scene, Outcome.INTERRUPTED, EndReason.FLOW_TOO_LONG)
    until = scene.ear.hash_until
    scene = scene._replace(ear=replace(scene.ear, hash_until=None))
    if digit == "#" and until is not None and scene.now <= until:
        return Turn(ear=scene.ear)
    return kind.pressed(scene, digit)


def _too_long(scene: Scene) -> bool:
    begun = scene.call.visit.begun_at
    return begun is not None and scene.now - begun > timedelta(seconds=FLOW_LIMIT_S)


def _or_quiet(quiet: Scene, turn: Turn) -> Turn:
    """Whatever the node answers, what was waited for is over."""
    return turn if turn.ear is not None else turn._replace(ear=quiet.ear)


def _kind(scene: Scene) -> Kind:
    return KINDS[type(scene.node)]
