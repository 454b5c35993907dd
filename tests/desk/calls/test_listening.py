from datetime import timedelta

import pytest

from desk.calls import listening
from desk.calls.listening import Listenings, is_start
from tests.support.desk_fakes import NOON


@pytest.mark.parametrize(
    ("header", "start"),
    [
        (None, True),
        ("bytes=0-", True),
        ("bytes=0-1023", True),
        ("bytes=00-", True),
        ("bytes=1-", False),
        ("bytes=65536-131071", False),
        ("bytes=010-", False),
        ("bytes=-500", False),
        ("bytes=1-2,0-", True),
        ("nonsense", True),
    ],
)
def test_what_asks_for_the_beginning(header: str | None, start: bool) -> None:
    assert is_start(header) is start


def test_a_listening_is_told_once() -> None:
    heard = Listenings(600)
    assert heard.begins(NOON, "s", "r", "bytes=500-"), "not remembered: better one row too many"
    heard.written(NOON, "s", "r")
    assert not heard.begins(NOON, "s", "r", "bytes=500-")
    assert heard.begins(NOON, "s", "r", "bytes=0-")
    assert heard.begins(NOON, "s", "r", None)
    assert heard.begins(NOON, "other", "r", "bytes=500-")
    assert heard.begins(NOON, "s", "other", "bytes=500-")
    assert not heard.begins(NOON + timedelta(seconds=600), "s", "r", "bytes=500-")
    assert heard.begins(NOON + timedelta(seconds=601), "s", "r", "bytes=500-")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "REMEMBERED", 3)
    heard = Listenings(600)
    for number in range(10):
        heard.written(NOON, "s", f"r{number}")
    assert heard.begins(NOON, "s", "r0", "bytes=500-")
    assert not heard.begins(NOON, "s", "r9", "bytes=500-")
