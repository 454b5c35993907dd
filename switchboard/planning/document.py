"""The plan as one document. Each room owns its part; here they stand together."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from customers.plan import CustomersPlan
from hours.calendar import Calendar
from hours.plan import CalendarPlan
from hours.zones import read_zone
from prompts.book import PromptBook
from prompts.plan import PromptPlan, SpeechPlan
from recording.plan import RecordingPlan
from routing.plan import (
    FeatureCodes,
    OfferPlan,
    OperatorPlan,
    QueuePlan,
    RoutingPlan,
    SkillName,
)
from routing.weights import LoadPlan, Weights
from stats.metrics import DEFAULT_VARIANT, ServiceLevelVariant
from telephony.ivr.nodes import Name, Node, OutsideNumber, Prompt
from telephony.outgoing import OutgoingPlan
from telephony.parts import TelephonyPlan
from telephony.plan import CallerPlan, NumberPlan, digits
from telephony.waiting.plan import WaitingPlan
from vocabulary.ids import NodeId, OperatorId, QueueId

LanguageName = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]


class QueueDocument(QueuePlan):
    """One queue as the plan writes it: routing's fields, and how callers wait in it."""

    waiting: WaitingPlan = WaitingPlan()


class Plan(BaseModel):
    """The whole document.

    The first of `languages` is the usual one. `skills` is a list of all skills, to catch a
    mistyped one; it may be left out. `operators` says what operators can do; whoever is not
    named there serves its queues with no skill. `callers` are callers who are known.
    `customers` says what cards of customers hold, and which outside systems may be asked.
    `outside` are the numbers to which a caller may be led, `outgoing` says which numbers
    operators may call. `incidents` are prompts that a
    supervisor may switch on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    timezone: str = "UTC"
    languages: tuple[LanguageName, ...] = Field(default=("en",), min_length=1, max_length=20)
    numbers: tuple[NumberPlan, ...] = Field(min_length=1, max_length=1000)
    queues: tuple[QueueDocument, ...] = Field(min_length=1, max_length=200)
    flow: dict[Name, Node] = Field(default={}, max_length=2000)
    hours: dict[Name, CalendarPlan] = Field(default={}, max_length=200)
    prompts: dict[Name, PromptPlan] = Field(default={}, max_length=2000)
    incidents: tuple[Prompt, ...] = Field(default=(), max_length=100)
    outside: tuple[OutsideNumber, ...] = Field(default=(), max_length=1000)
    outgoing: OutgoingPlan = OutgoingPlan()
    service_level: ServiceLevelVariant = DEFAULT_VARIANT
    offers: OfferPlan = OfferPlan()
    codes: FeatureCodes = FeatureCodes()
    skills: tuple[SkillName, ...] = Field(default=(), max_length=1000)
    operators: dict[OperatorId, OperatorPlan] = Field(default={}, max_length=10_000)
    callers: tuple[CallerPlan, ...] = Field(default=(), max_length=100_000)
    customers: CustomersPlan = CustomersPlan()
    weights: Weights = Weights()
    load: LoadPlan = LoadPlan()
    recording: RecordingPlan = RecordingPlan()
    speech: SpeechPlan = SpeechPlan()

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        read_zone(value)
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The centre's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def routing(self) -> RoutingPlan:
        """Routing's part."""
        queues: dict[QueueId, QueuePlan] = {queue.queue: queue for queue in self.queues}
        return RoutingPlan(
            queues=queues,
            operators=self.operators,
            weights=self.weights,
            load=self.load,
            offers=self.offers,
            codes=self.codes,
        )

    @property
    def telephony(self) -> TelephonyPlan:
        """Telephony's part."""
        return TelephonyPlan(
            numbers=self.by_number,
            queues={queue.queue: queue.waiting for queue in self.queues},
            callers=self.by_caller,
            flow={NodeId(name): node for name, node in self.flow.items()},
            hours={name: self.calendar(name) for name in self.hours},
            languages=self.languages,
            incidents=frozenset(self.incidents),
            outside=frozenset(self.outside),
            outgoing=self.outgoing,
        )

    @property
    def prompt_book(self) -> PromptBook:
        """The prompts' part: everything that can be said."""
        return PromptBook(self.prompts, self.languages, self.speech)

    @property
    def by_number(self) -> dict[str, NumberPlan]:
        """What each dialled number does."""
        return {number.number: number for number in self.numbers}

    @property
    def by_caller(self) -> dict[str, CallerPlan]:
        """Known callers by the digits of their numbers."""
        return {digits(caller.number): caller for caller in self.callers}

    def calendar(self, name: str) -> Calendar:
        """A calendar of the plan, ready for use. Raises `LookupError`."""
        return Calendar(self.hours[name], self.zone)
