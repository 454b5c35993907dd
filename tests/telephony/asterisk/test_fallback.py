"""Rows of the dialplan's ledger: none lost, none believed blindly."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.asterisk import fallback
from telephony.asterisk.fallback import Batch, FallbackLedger, RowRejected, parse_row
from vocabulary.states import EndReason, Outcome

T0 = 1_795_347_460
NOW = datetime.fromtimestamp(T0 + 100, UTC)
STARTED = datetime.fromtimestamp(T0 - 100, UTC)


def begin(source: str, at: float = T0 + 0.5, name: str = "Anna") -> str:
    return f"begin|{source}|{at}|{T0}.25|100|%2B7999|{name}\n"


def end(
    source: str, rest: str = "ringing|||", at: float = T0 + 10, arrived: str = f"{T0}.25"
) -> str:
    return f"end|{source}|{at}|{arrived}|100|%2B7999|Anna|{rest}\n"


@pytest.fixture
def ledger(tmp_path: Path) -> FallbackLedger:
    (tmp_path / "voicemail").mkdir()
    (tmp_path / "fallback.ledger").touch(0o600)
    return FallbackLedger(tmp_path / "fallback.ledger", tmp_path / "voicemail")


def append(tmp_path: Path, *lines: str) -> None:
    with (tmp_path / "fallback.ledger").open("a") as file:
        file.writelines(lines)


def sources(batch: Batch) -> list[str]:
    return [report.source for report in batch.reports]


def test_the_three_ends(tmp_path: Path, ledger: FallbackLedger) -> None:
    (tmp_path / "voicemail" / "3.0.wav").write_bytes(bytes(20_000))
    (tmp_path / "voicemail" / "4.0.wav").write_bytes(bytes(44))
    append(
        tmp_path,
        begin("1.0"),
        end("1.0", f"ringing|{T0 + 4}.5|102|"),
        end("2.0"),
        end("3.0", "message|||HANGUP"),
        end("4.0", "message|||HANGUP"),
    )
    batch = ledger.read(NOW, STARTED)
    answered, left, message, silent = batch.reports
    assert (answered.outcome, answered.extension) == (Outcome.ANSWERED, "102")
    assert answered.answered_at == datetime.fromtimestamp(T0 + 4.5, UTC)
    assert answered.arrived_at == datetime.fromtimestamp(T0 + 0.25, UTC)
    assert answered.caller.pii_number == "+7999"
    assert (left.outcome, left.reason) == (Outcome.ABANDONED, EndReason.FALLBACK_LEFT)
    assert (message.outcome, message.reason) == (Outcome.VOICEMAIL, EndReason.FALLBACK_MESSAGE)
    assert silent.outcome is Outcome.ABANDONED
    assert batch.messages == (("3.0", tmp_path / "voicemail" / "3.0.wav"),)


def test_who_left_before_anything_was_noted_arrived_by_the_calls_own_id(
    tmp_path: Path, ledger: FallbackLedger
) -> None:
    append(tmp_path, end(f"{T0}.7", "|||", arrived=""))
    (report,) = ledger.read(NOW, STARTED).reports
    assert report.arrived_at == datetime.fromtimestamp(T0, UTC)


def test_rows_come_once_and_wait_for_their_end(tmp_path: Path, ledger: FallbackLedger) -> None:
    append(tmp_path, begin("1.0"), end("2.0"))
    first = ledger.read(NOW, STARTED)
    assert sources(first) == ["2.0"]
    assert sources(ledger.read(NOW, STARTED)) == ["2.0"]  # not confirmed: nothing is lost
    ledger.confirm(first)
    assert sources(ledger.read(NOW, STARTED)) == []
    append(tmp_path, end("1.0")[:-20])
    assert sources(ledger.read(NOW, STARTED)) == []  # half a line
    append(tmp_path, end("1.0")[-20:])
    assert sources(ledger.read(NOW, STARTED)) == ["1.0"]


def test_a_begin_of_a_dead_asterisk_is_an_interruption(
    tmp_path: Path, ledger: FallbackLedger
) -> None:
    append(tmp_path, begin("1.0"), begin("2.0", at=T0 + 60))
    restarted = datetime.fromtimestamp(T0 + 30, UTC)
    ledger.confirm(ledger.read(NOW, STARTED))
    batch = ledger.read(NOW, restarted)
    (report,) = batch.reports
    assert (report.source, report.outcome) == ("1.0", Outcome.INTERRUPTED)
    assert (report.reason, report.ended_at) == (EndReason.ASTERISK_LOST, NOW)
    ledger.confirm(batch)
    assert sources(ledger.read(NOW, restarted)) == []
    assert sources(ledger.read(NOW, None)) == ["2.0"]


def test_garbage_is_counted_kept_and_in_nobodys_way(tmp_path: Path, ledger: FallbackLedger) -> None:
    garbage = ["hello\n", "end|1|2\n", end("../../x"), end("1.0", at=1e300), "\n"]
    append(tmp_path, *garbage, end("5.0"))
    batch = ledger.read(NOW, STARTED)
    assert sources(batch) == ["5.0"]
    assert len(batch.rejected) == len(garbage)
    ledger.confirm(batch)
    kept = tmp_path / "fallback.rejected"
    assert kept.read_text() == "".join(garbage)
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_long_ledger_turns_over_without_losing_a_row(
    tmp_path: Path, ledger: FallbackLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fallback, "_TURN_OVER_BYTES", 200)
    monkeypatch.setattr(fallback, "_READ_MOST_BYTES", 400)
    seen: list[str] = []
    for number in range(30):
        append(tmp_path, begin(f"{number}.0"), end(f"{number}.0"))
        with (tmp_path / "fallback.ledger").open("a") as on_its_way:
            batch = ledger.read(NOW, STARTED)
            seen += sources(batch)
            ledger.confirm(batch)
            on_its_way.write(end(f"{number}.1"))
    seen += sources(ledger.read(NOW, STARTED))
    assert sorted(seen) == sorted(f"{number}.{part}" for number in range(30) for part in (0, 1))
    assert (tmp_path / "fallback.ledger").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "fallback.ledger").stat().st_size < 1000


@pytest.mark.parametrize("place", ["unlink", "hardlink_to", "replace"])
def test_killed_while_turning_over_nothing_is_lost(
    place: str, tmp_path: Path, ledger: FallbackLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fallback, "_TURN_OVER_BYTES", 100)
    append(tmp_path, end("1.0"), begin("2.0"))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if place == "replace":
            patch.setattr("tempfile.mkstemp", killed)
        else:
            patch.setattr(Path, place, killed)
        batch = ledger.read(NOW, STARTED)
        if place == "unlink":
            patch.setattr(fallback, "write_private", lambda path, text: True)
        with pytest.raises(KeyboardInterrupt):
            ledger.confirm(batch)
    append(tmp_path, end("2.0"), end("3.0"))
    assert set(sources(ledger.read(NOW, STARTED))) >= {"2.0", "3.0"}


def test_a_missing_ledger_and_a_damaged_state_do_no_harm(
    tmp_path: Path, ledger: FallbackLedger
) -> None:
    append(tmp_path, end("1.0"))
    ledger.confirm(ledger.read(NOW, STARTED))
    for damaged in ("", "[]", '{"places": 3}', '{"places": {"x": "y"}, "waiting": []}'):
        (tmp_path / "fallback.state").write_text(damaged)
        assert sources(ledger.read(NOW, STARTED)) == ["1.0"]
    (tmp_path / "fallback.ledger").unlink()
    assert ledger.read(NOW, STARTED).reports == ()


@given(st.text(max_size=300))
def test_no_line_breaks_the_reader(line: str) -> None:
    try:
        row = parse_row(line)
    except RowRejected:
        return
    assert row.at.tzinfo is UTC


@given(st.text(max_size=80), st.integers(0, 10**9))
def test_a_name_comes_back_as_it_was_sent(name: str, after_ms: int) -> None:
    name = name.encode("utf-8", "replace").decode()
    row = parse_row(begin("1.0", name=quote(name, safe="")).strip("\n"))
    assert row.caller.pii_name == name
    assert NOW + timedelta(milliseconds=after_ms) > row.arrived_at
