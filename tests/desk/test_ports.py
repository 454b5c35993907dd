import dataclasses

import pytest

from desk.ports import DeskSettings
from tests.support.desk_fakes import PLAN, Centre


def test_what_is_given_cannot_be_changed(centre: Centre) -> None:
    for given, name in ((centre.parts(), "people"), (PLAN, "number"), (DeskSettings(), "ping_s")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(given, name, None)


def test_a_client_hears_pings_well_before_it_shows_data_as_old() -> None:
    assert DeskSettings().ping_s * 2 < 5
