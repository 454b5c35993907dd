from vocabulary.findings import Finding, Severity, did_you_mean


def test_a_finding_reads_as_place_and_sentence() -> None:
    found = Finding(("flow", "main", "keys", "2"), "leads nowhere", Severity.WARNING)
    assert str(found) == "flow.main.keys.2: leads nowhere"
    assert str(Finding((), "is empty")) == "is empty"


def test_the_nearest_word_is_offered_and_nothing_far_away() -> None:
    assert did_you_mean("suport", {"support", "repairs"}) == "; did you mean support?"
    assert did_you_mean("zzz", ["support"]) == ""
