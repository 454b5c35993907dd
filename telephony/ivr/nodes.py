"""The nodes of the flow: one kind, one small class.

A target (`next`, `otherwise`, a key's value, …) is the name of a node or of a queue; the
two share one set of names. `say` is a prompt of the plan or one that is built in.
Durations in seconds.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from telephony.plan import Language, Level, Skill
from vocabulary.ids import OperatorId, QueueId

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Target = Name
Prompt = Name
Key = Annotated[str, Field(pattern=r"^[0-9*#]$")]
Keys = Annotated[dict[Key, Target], Field(min_length=1, max_length=12)]
Tries = Annotated[int, Field(ge=1, le=10)]
TimeoutS = Annotated[float, Field(ge=1.0, le=60.0)]
OutsideNumber = Annotated[str, Field(pattern=r"^\+?[0-9]{2,20}$")]


class _Node(BaseModel):
    """Base of all nodes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Say(_Node):
    """Says something and goes on. A key breaks it off unless `whole`; it is typed ahead."""

    kind: Literal["say"] = "say"
    say: Prompt
    next: Target
    whole: bool = False


class Menu(_Node):
    """Lets the caller choose by a key. After `tries` of nothing or nonsense: `otherwise`."""

    kind: Literal["menu"] = "menu"
    say: Prompt
    keys: Keys
    tries: Tries = 3
    timeout_s: TimeoutS = 5.0
    otherwise: Target


class Digits(_Node):
    """Collects digits under `name`, until `most` are there, # or a pause.

    With `read_back` the caller hears them and confirms with 1 or types anew after 2.
    `sensitive` digits are never stored: they serve a look-up of this visit and are gone.
    """

    kind: Literal["digits"] = "digits"
    say: Prompt
    name: Name
    least: int = Field(default=1, ge=1, le=40)
    most: int = Field(default=20, ge=1, le=40)
    timeout_s: TimeoutS = 5.0
    tries: Tries = 3
    read_back: bool = False
    sensitive: bool = False
    next: Target
    otherwise: Target


class Hours(_Node):
    """Goes on by the calendar `hours`: `open`, `closed`, or `holiday` where it differs."""

    kind: Literal["hours"] = "hours"
    hours: Name
    open: Target
    closed: Target
    holiday: Target | None = None


class ChooseLanguage(_Node):
    """Lets the caller choose a language by a key; `say` is heard in every language."""

    kind: Literal["language"] = "language"
    say: Prompt
    keys: dict[Key, Language] = Field(min_length=1, max_length=10)
    tries: Tries = 2
    timeout_s: TimeoutS = 5.0
    next: Target


class Recognise(_Node):
    """Goes on by who calls. A preferred operator is taken over whatever the way.

    A blocked caller without a way is let go.
    """

    kind: Literal["recognise"] = "recognise"
    blocked: Target | None = None
    vip: Target | None = None
    known: Target | None = None
    otherwise: Target


class LookUpCustomer(_Node):
    """Asks `source` for what stands under the caller's number (`key: caller`) or under
    digits collected before (`key`: their name). What is found may be spoken later."""

    kind: Literal["look_up"] = "look_up"
    source: Name = "callers"
    key: Name = "caller"
    say: Prompt | None = None
    timeout_s: float = Field(default=2.0, ge=0.2, le=10.0)
    found: Target
    missing: Target
    failed: Target | None = None


class Criteria(_Node):
    """Sets what the call asks for: added priority, least levels of skills, an operator."""

    kind: Literal["criteria"] = "criteria"
    priority: int = Field(default=0, ge=0, le=100)
    needs: dict[Skill, Level] = Field(default={}, max_length=20)
    preferred: OperatorId | None = None
    next: Target


class ToQueue(_Node):
    """Leads to a queue; what `say` tells is heard before."""

    kind: Literal["queue"] = "queue"
    queue: QueueId
    say: Prompt | None = None


class OfferCallback(_Node):
    """Offers to call back: at the caller's number, confirmed with 1, or at another that
    it types. `queue` is whose operators will call."""

    kind: Literal["callback"] = "callback"
    say: Prompt | None = None
    queue: QueueId | None = None
    tries: Tries = 3
    timeout_s: TimeoutS = 8.0
    next: Target | None = None
    otherwise: Target | None = None


class Message(_Node):
    """Takes a message. Afterwards `next`, or a word of thanks and the end."""

    kind: Literal["message"] = "message"
    say: Prompt | None = None
    max_s: int = Field(default=180, ge=5, le=900)
    silence_s: int = Field(default=5, ge=2, le=30)
    next: Target | None = None


class Transfer(_Node):
    """Leads to an outside number, which must stand in the plan's `outside`."""

    kind: Literal["transfer"] = "transfer"
    number: OutsideNumber
    say: Prompt | None = None
    ring_s: float = Field(default=30.0, ge=5.0, le=120.0)
    otherwise: Target


class Survey(_Node):
    """Asks a question that is answered with a number from `least` to `most`."""

    kind: Literal["survey"] = "survey"
    say: Prompt
    question: Name
    least: int = Field(default=1, ge=0, le=9)
    most: int = Field(default=5, ge=0, le=9)
    tries: Tries = 2
    timeout_s: TimeoutS = 6.0
    next: Target


class HangUp(_Node):
    """Lets the caller go, after a last word."""

    kind: Literal["hang_up"] = "hang_up"
    say: Prompt | None = None


Node = Annotated[
    Say
    | Menu
    | Digits
    | Hours
    | ChooseLanguage
    | Recognise
    | LookUpCustomer
    | Criteria
    | ToQueue
    | OfferCallback
    | Message
    | Transfer
    | Survey
    | HangUp,
    Field(discriminator="kind"),
]
