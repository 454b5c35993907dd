import pytest

from routing.simulation.centres import bilingual, wallace_whitt
from routing.simulation.models import Model, simple_msk
from switchboard.bench.routing.settings import tuned_plan


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
