"""The plan: everything a manager can change about how calls flow, in one document.

Each room owns its part and its checks; here the parts become one YAML document whose
errors name the place, the value and what would be right.
"""

from importlib.resources import files
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

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
from switchboard import plan_checks as checks
from switchboard.plan_checks import did_you_mean
from telephony.plan import CallerPlan, NumberPlan, QueueLimits, digits
from vocabulary.ids import OperatorId, QueueId

BUILT_IN = ("example", "minimal")
SIZE_LIMIT_BYTES = 1 << 20
VALUE_SHOWN = 60


class PlanError(ValueError):
    """A plan that cannot be used; one finding a line."""


class Plan(BaseModel):
    """The whole document.

    `skills` is a list of all skills, to catch a mistyped one; it may be left out. `operators`
    says what operators can do; whoever is not named there serves its queues with no skill.
    `callers` are callers who are known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    timezone: str = "UTC"
    numbers: tuple[NumberPlan, ...] = Field(min_length=1, max_length=1000)
    queues: tuple[QueuePlan, ...] = Field(min_length=1, max_length=200)
    service_level: ServiceLevelVariant = DEFAULT_VARIANT
    offers: OfferPlan = OfferPlan()
    codes: FeatureCodes = FeatureCodes()
    skills: tuple[SkillName, ...] = Field(default=(), max_length=1000)
    operators: dict[OperatorId, OperatorPlan] = Field(default={}, max_length=10_000)
    callers: tuple[CallerPlan, ...] = Field(default=(), max_length=100_000)
    weights: Weights = Weights()
    load: LoadPlan = LoadPlan()

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"no such time zone{did_you_mean(value, available_timezones())}")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        queues = [str(queue.queue) for queue in self.queues]
        findings = [
            *checks.twice("queue", queues),
            *checks.twice("number", [number.number for number in self.numbers]),
            *checks.twice("skill", self.skills),
            *checks.callers_twice(self.callers),
            *checks.numbers_lead_on(self.numbers, queues),
            *checks.overflows_lead_on(self.queues),
            *checks.operators_are_known(self.operators, self.queues, self.callers),
            *checks.operators_serve(self.operators, self.queues),
            *checks.skills_are_known(self.skills, self.operators, self.queues, self.numbers),
            *checks.somebody_can(self.operators, self.queues, self.numbers),
        ]
        if findings:
            raise ValueError("\n".join(dict.fromkeys(findings)))
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The centre's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def routing(self) -> RoutingPlan:
        """Routing's part."""
        queues = {queue.queue: queue for queue in self.queues}
        return RoutingPlan(
            queues=queues,
            operators=self.operators,
            weights=self.weights,
            load=self.load,
            offers=self.offers,
            codes=self.codes,
        )

    @property
    def by_number(self) -> dict[str, NumberPlan]:
        """Telephony's part: what each dialled number does."""
        return {number.number: number for number in self.numbers}

    @property
    def by_caller(self) -> dict[str, CallerPlan]:
        """Known callers by the digits of their numbers."""
        return {digits(caller.number): caller for caller in self.callers}

    @property
    def limits(self) -> dict[QueueId, QueueLimits]:
        """Queues that overflow, as telephony wants them."""
        return {
            queue.queue: QueueLimits(queue.overflow, queue.max_waiting, queue.max_wait_s)
            for queue in self.queues
            if queue.overflow is not None
        }


def load_plan(name: str) -> Plan:
    """A built-in plan by name, or a YAML file by path. Raises `PlanError`."""
    if name in BUILT_IN:
        text = files("switchboard").joinpath(f"plans/{name}.yaml").read_text(encoding="utf-8")
        return parse_plan(text, name)
    path = Path(name)
    try:
        if path.stat().st_size > SIZE_LIMIT_BYTES:
            raise PlanError(f"plan {name}: larger than {SIZE_LIMIT_BYTES} bytes")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        built_in = ", ".join(BUILT_IN)
        raise PlanError(
            f"plan {name}: cannot be read ({error}); CALLWRIGHT_PLAN takes {built_in} "
            "or the path of a YAML file"
        ) from error
    return parse_plan(text, name)


def parse_plan(text: str, source: str) -> Plan:
    """A plan from YAML text. `source` is named in errors. Raises `PlanError`."""
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise PlanError(f"plan {source}: not YAML: {error}") from error
    if not isinstance(document, dict):
        raise PlanError(f"plan {source}: must be a mapping with numbers and queues")
    try:
        return Plan.model_validate(document)
    except ValidationError as error:
        findings = [f"plan {source}: {line}" for line in _findings(error)]
        raise PlanError("\n".join(findings)) from error


def _findings(error: ValidationError) -> list[str]:
    """One line for each mistake: the place, what is wrong, and the value that is there.

    A list whose only entry is refused looks too short as well; that is no second mistake.
    """
    all_findings = error.errors(include_url=False)
    places = [finding["loc"] for finding in all_findings]
    lines: list[str] = []
    for finding in all_findings:
        place = finding["loc"]
        inner = any(other[: len(place)] == place and other != place for other in places)
        if finding["type"] == "too_short" and inner:
            continue
        where = ".".join(str(part) for part in place) or "whole"
        told = finding["msg"].removeprefix("Value error, ").splitlines()
        lines.extend(f"{where}: {one}{_value(finding)}" for one in told)
    return lines


def _value(finding: Any) -> str:
    value = finding.get("input")
    if finding["type"] == "missing" or isinstance(value, dict | list | tuple):
        return ""
    return f" (it is {str(value)[:VALUE_SHOWN]!r})"
