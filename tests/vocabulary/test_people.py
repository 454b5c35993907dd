"""Teams and second factors, as rooms hand them to one another."""

from datetime import UTC, datetime

import msgspec
import pytest

from vocabulary.people import SecondFactor, Team, TeamNameTaken


@pytest.mark.parametrize(
    "row", [Team("t", "North"), SecondFactor("anna", "sealed", datetime(2026, 1, 1, tzinfo=UTC))]
)
def test_a_row_never_changes(row: msgspec.Struct) -> None:
    with pytest.raises(AttributeError):
        setattr(row, row.__struct_fields__[0], None)


def test_a_fresh_one_is_not_asked_for_yet() -> None:
    factor = SecondFactor("anna", "sealed", datetime(2026, 1, 1, tzinfo=UTC))
    assert (factor.confirmed_at, factor.last_step, factor.codes_left) == (None, 0, 0)


def test_a_taken_name_is_told_as_such() -> None:
    assert issubclass(TeamNameTaken, ValueError)
