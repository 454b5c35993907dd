"""How our router plays the published models: plans beside this file.

Each was found on other seeds than those of the report; its file says how.
"""

from importlib.resources import files

import yaml

from routing.plan import RoutingPlan
from routing.simulation.scenario import Scenario

AFTER_S = 86_400.0


def tuned_plan(model: str) -> RoutingPlan:
    """The plan of `simplemsk`, `bilingual` or `wallace_whitt`."""
    text = files("switchboard.bench.routing").joinpath("plans", f"{model}.yaml").read_text("utf-8")
    return RoutingPlan.model_validate(yaml.safe_load(text))


def staying(scenario: Scenario) -> Scenario:
    """With operators who stay until the last caller is served: those left at the end of a
    long run would otherwise wait for ever."""
    there = scenario.presence
    return scenario._replace(presence=there._replace(end=there.end + AFTER_S))
