"""Our router's settings in the published models: plans beside this file.

Each was found by `routing.simulation.tuning` on other seeds than those of the report;
its file says how.
"""

from importlib.resources import files

import yaml

from routing.plan import RoutingPlan


def tuned_plan(model: str) -> RoutingPlan:
    """The plan of `simplemsk`, `bilingual` or `wallace_whitt`."""
    text = files("switchboard.bench.routing").joinpath("plans", f"{model}.yaml").read_text("utf-8")
    return RoutingPlan.model_validate(yaml.safe_load(text))
