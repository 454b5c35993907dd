from switchboard.bench.routing.speed import PREDICTED_OPERATORS, Size, speed


def test_every_kind_of_decision_is_timed() -> None:
    said: list[str] = []
    small, larger = speed((Size(PREDICTED_OPERATORS, 30, 4, 5), Size(40, 60, 8, 5)), said.append)
    assert len(said) == 2
    for row in (small, larger):
        assert set(row["triggers_ms"]) == {"operator_frees", "call_arrives", "half_free"}
        assert row["decisions"] == 15
        assert 0 < row["decision_ms"]["p50"] <= row["decision_ms"]["p99"]
    assert small["growth"] is None
    assert larger["growth"] > 0
    assert small["predictions_ms"] > 0
    assert larger["predictions_ms"] is None
