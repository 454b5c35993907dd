"""What the living Asterisk has read is remembered, or honestly not known."""

from pathlib import Path

from telephony.asterisk.taken_up import TakenUp, digests, load, save


def test_it_is_remembered(tmp_path: Path) -> None:
    taken = TakenUp(18000, digests({"a.conf": "x", "b.conf": "y"}))
    save(tmp_path / "taken_up.json", taken)
    assert load(tmp_path / "taken_up.json") == taken
    wanted = digests({"a.conf": "x", "b.conf": "z", "c.conf": ""})
    assert taken.differing(wanted) == {"b.conf", "c.conf"}
    assert taken.differing(taken.files) == frozenset()


def test_damage_means_that_everything_differs(tmp_path: Path) -> None:
    path = tmp_path / "taken_up.json"
    assert load(path) == TakenUp()
    for damaged in ("", "[]", '{"http_port": 1}', '{"http_port": "x", "files": {}}'):
        path.write_text(damaged)
        assert load(path) == TakenUp()
    assert TakenUp().differing({"a.conf": "1"}) == {"a.conf"}
