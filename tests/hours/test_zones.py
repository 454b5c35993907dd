"""Time zones by name."""

import pytest

from hours.zones import read_zone, zone_names


def test_a_zone_is_found_by_its_name() -> None:
    assert read_zone("Asia/Kolkata").key == "Asia/Kolkata"
    assert "UTC" in zone_names()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Europe/Brlin", "did you mean Europe/Berlin"),
        ("moon", "write one such as Europe/Berlin"),
        ("../../etc/passwd", "no such time zone"),
    ],
)
def test_an_unknown_zone_is_refused(name: str, told: str) -> None:
    with pytest.raises(ValueError, match="no such time zone") as refused:
        read_zone(name)
    assert told in str(refused.value)
