import pytest

from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.centres import bilingual, wallace_whitt
from routing.simulation.engine import Outcome, simulate
from routing.simulation.models import Model, simple_msk
from switchboard.bench.routing.settings import staying, tuned_plan


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("simplemsk", simple_msk(1, 1)),
        ("bilingual", bilingual(1, 1)),
        ("wallace_whitt", wallace_whitt(10, 1)),
    ],
)
def test_each_plan_has_the_queues_of_its_model(name: str, model: Model) -> None:
    assert tuple(tuned_plan(name).queues) == model.scenario.queues


def test_operators_who_stay_serve_everybody() -> None:
    model = wallace_whitt(60, 1)
    scenario = staying(model.scenario)
    run = simulate(scenario, LongestIdleFirstCome())
    assert set(run.outcome.tolist()) <= {Outcome.ANSWERED, Outcome.BLOCKED}
