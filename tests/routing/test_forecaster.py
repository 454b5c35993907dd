"""The forecaster that knows nothing says so."""

from datetime import UTC, datetime

from routing.forecaster import Forecaster, SilentForecaster
from vocabulary.decisions import Forecast, Silence
from vocabulary.facts import LinesLost
from vocabulary.ids import CallId, QueueId

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_nothing_is_learnt_and_nothing_is_said() -> None:
    forecaster: Forecaster = SilentForecaster()
    forecaster.apply(AT, LinesLost("gone"))
    silence = Forecast(silent=Silence.THIN_DATA)
    assert forecaster.forecast(AT, CallId("c")) == silence
    assert forecaster.for_newcomer(AT, QueueId("support")) == silence
